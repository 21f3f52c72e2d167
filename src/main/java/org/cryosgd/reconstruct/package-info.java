/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * The map of particles at known poses: options, packing, the fit of both halves, how they are combined, and checkpoints.
 * {@link org.cryosgd.reconstruct.Reconstruction} puts the parts together.
 *
 * <p>It may use {@code optimize} and what is below it.
 */
package org.cryosgd.reconstruct;
