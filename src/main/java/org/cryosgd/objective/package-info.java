/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * What is minimised: the least-squares objective over packed images with its gradient, its Hessian and the Hessian's
 * diagonal, and the ridge that the measured signal power gives.
 *
 * <p>It may use {@code images} and what is below them. It knows no optimizer.
 */
package org.cryosgd.objective;
