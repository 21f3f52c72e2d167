/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * Optimizers, one file each; {@link org.cryosgd.optimize.Method} lists them.
 * {@link org.cryosgd.optimize.PreconditionedSgd} is the method of the paper. Take {@code PRECOMPUTED} for a map,
 * {@code ALGORITHM1} to follow the paper, and the others to compare with.
 *
 * <p>It may use {@code objective} and what is below it. An optimizer sees an objective and a start; it reads no file and
 * knows nothing of half maps.
 */
package org.cryosgd.optimize;
