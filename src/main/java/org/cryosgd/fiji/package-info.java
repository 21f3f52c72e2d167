/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * The commands, one class each, the samples, and the launcher of the command line. The class names of commands are public:
 * {@code fiji --headless --run} takes them.
 * A command reads its parameters, calls one class of the packages below, and shows or writes the result.
 * Uses all other packages; none uses this one. {@code fiji} and its rooms are the only ones that know SciJava, ImageJ and Swing.
 */
package org.cryosgd.fiji;
