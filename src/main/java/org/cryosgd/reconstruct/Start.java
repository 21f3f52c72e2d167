/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

/** The volume that the iterations start from. */
public enum Start {
    /** Back-projection for {@link Method#PRECOMPUTED}, else zero. */
    AUTO,
    /** The first preconditioned step from zero, taken on all images at once. */
    BACKPROJECTION,
    /** Zero. */
    ZERO,
    /** Independent complex normal numbers of variance 1, as in the paper. */
    RANDOM
}
