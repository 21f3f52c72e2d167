/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * What is minimised. {@link org.cryosgd.objective.Objective} is all that an optimizer knows of the data;
 * {@link org.cryosgd.objective.LeastSquares} implements it for packed images. The Hessian's diagonal and the ridge that the
 * measured signal power gives are here too.
 *
 * <p>It may use {@code images} and what is below them. It knows no optimizer.
 */
package org.cryosgd.objective;
