/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * MRC files: maps, stacks of images, and their header.
 *
 * <p>{@link org.cryosgd.io.mrc.MrcFiles} reads and writes maps; {@link org.cryosgd.io.mrc.MrcStack} reads images of one
 * stack on demand, {@link org.cryosgd.io.mrc.StackImages} of many; {@link org.cryosgd.io.mrc.MrcStackWriter} writes a
 * stack. Modes 0, 1, 2, 6 and 12 in either byte order are read; bytes have a sign unless IMOD's stamp or the maximum in
 * the header says otherwise. Sizes are compared with the length of the file before memory is taken. A file that is not
 * what it should be is a {@link org.cryosgd.io.file.FormatException}; any other {@link java.io.IOException} is the
 * disk's.
 *
 * <p>May use {@code math}, {@code particles} (as a source of images) and {@code io.file}.
 */
package org.cryosgd.io.mrc;
