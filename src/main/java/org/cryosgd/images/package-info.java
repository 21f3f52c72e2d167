/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * Packed images: the Fourier transform of each image times its CTF over the noise, as the objective needs it, in memory
 * as far as it goes and otherwise in a scratch file. {@link org.cryosgd.images.Images} sums over a
 * {@link org.cryosgd.images.Batch} of them in parts of bounded size.
 *
 * <p>It may use {@code math}, {@code optics}, {@code particles}, {@code io}, {@code projection} and {@code assess}.
 */
package org.cryosgd.images;
