/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * Commands without windows: the words of a command line, the help texts, and progress in a terminal.
 * Uses {@code fiji.command} and the rooms below it; not {@code fiji.macro} and {@code fiji.dialog}.
 */
package org.cryosgd.fiji.console;
