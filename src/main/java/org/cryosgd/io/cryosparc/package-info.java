/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * Particles of cryoSPARC as RELION's tables.
 *
 * <p>{@link org.cryosgd.io.cryosparc.CryosparcFile} reads a .cs file and the passthrough files that belong to it;
 * {@link org.cryosgd.io.cryosparc.CryosparcOptions} is what a user says where the file is silent. A table is a NumPy file
 * ({@code NpyTable}); its header is parsed and checked before memory is taken for its rows. A file that is not what it
 * should be is a {@link org.cryosgd.io.file.FormatException} that names file, particle and column.
 *
 * <p>May use {@code math}, {@code io.file} and {@code io.star}; images are not read here.
 */
package org.cryosgd.io.cryosparc;
