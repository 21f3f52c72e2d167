/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * Slices of a Fourier volume and their adjoint, the insertion of slices into a volume; symmetry; the way from a map to
 * its Fourier volume and back. The hot loops are here: {@code float[]}, and nothing is allocated per image.
 *
 * <p>It may use {@code math}, {@code optics} and {@code particles}, of which it uses the pose.
 */
package org.cryosgd.projection;
