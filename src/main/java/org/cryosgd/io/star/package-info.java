/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */

/**
 * Particles in STAR files: poses, optics, where their images are, and parts of a table. May use {@code io.star.table},
 * {@code io.mrc}, {@code io.file} and the rooms before them.
 */
package org.cryosgd.io.star;
