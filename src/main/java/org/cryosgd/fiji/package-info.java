/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * The door to the user: commands, dialogs, windows, progress, and the launcher of the command line.
 * The only package that knows SciJava, ImageJ and Swing.
 * A command reads its parameters, calls one class of the packages below, and shows or writes the result.
 */
package org.cryosgd.fiji;
