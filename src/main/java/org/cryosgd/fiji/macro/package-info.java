/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * Commands in macros: reads the line of a macro, and records the line of a run.
 * Uses {@code fiji.command} and the rooms below it.
 */
package org.cryosgd.fiji.macro;
