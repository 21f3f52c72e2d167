/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * Commands with windows: the dialog that asks for the parameters, the manual, and the entry in the menu of plain ImageJ.
 * Uses {@code fiji.macro} and the rooms below it.
 */
package org.cryosgd.fiji.dialog;
