/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * Files: MRC maps and stacks, STAR files, particles as RELION describes them.
 *
 * <p>{@link org.cryosgd.io.ParticleStar} opens particles; {@link org.cryosgd.io.MrcFiles} reads and writes maps;
 * {@link org.cryosgd.io.MrcStack} reads images on demand; {@link org.cryosgd.io.SafeFile} is behind every output. A
 * file that is not what it should be is a {@link org.cryosgd.io.FormatException}; any other
 * {@link java.io.IOException} is the disk's.
 */
package org.cryosgd.io;
