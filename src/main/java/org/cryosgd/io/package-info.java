/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * Particles from files, whatever their format: {@link org.cryosgd.io.ParticleFiles} chooses the reader.
 *
 * <p>The formats have packages of their own: {@code io.star} (RELION's tables), {@code io.mrc} (maps and stacks),
 * {@code io.cryosparc}; {@code io.file} is behind all of them. Every message of a failure says which file, where in it,
 * what was found and what to do. May use these, {@code particles}, {@code optics} and {@code math}.
 */
package org.cryosgd.io;
