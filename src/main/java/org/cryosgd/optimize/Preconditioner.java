/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize;

/** Which D divides the gradient in {@link PreconditionedSgd}. */
public enum Preconditioner {
    /** None: D = 1, plain SGD. */
    NONE,
    /** Given beforehand. */
    GIVEN,
    /** Observed along the way with one Hutchinson probe per mini-batch: Algorithm 1 of the paper. */
    HUTCHINSON,
    /** Observed along the way as the exact diagonal of each mini-batch. */
    EXACT
}
