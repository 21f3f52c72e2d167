/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * Particles that are not alike, at known poses: directions that they differ along ({@link
 * org.cryosgd.heterogeneity.Variability}) and classes ({@link org.cryosgd.heterogeneity.Classification}). Both are linear combinations
 * of a few volumes, found by the same descent with a block preconditioner.
 */
package org.cryosgd.heterogeneity;
