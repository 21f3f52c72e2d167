/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
/**
 * What the gradient is divided by: one class for each way to get the diagonal of the Hessian.
 *
 * <p>It may use {@code objective} and what is below it.
 */
package org.cryosgd.optimize.precondition;
