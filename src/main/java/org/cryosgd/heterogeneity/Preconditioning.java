/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

/** What the gradients of several volumes are divided by. {@link #BLOCK} is the method; the others are to be compared with it. */
public enum Preconditioning {
    /** At each frequency the matrix D + ridge. */
    BLOCK,
    /** At each frequency the diagonal of that matrix: each volume by itself. */
    DIAGONAL,
    /** The largest entry of that diagonal among all frequencies and volumes: one number, so that the steps are stable. */
    NONE
}
