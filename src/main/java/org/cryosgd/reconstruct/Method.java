/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

/** The optimizer of a reconstruction. */
public enum Method {
    /** SGD with a preconditioner that is computed before the first epoch. */
    PRECOMPUTED,
    /** SGD with a preconditioner that is observed along the way: Algorithm 1 of the paper. */
    ALGORITHM1,
    /** SGD without a preconditioner. */
    SGD
}
