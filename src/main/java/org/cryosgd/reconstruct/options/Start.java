/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct.options;

import java.util.Locale;

/** The volume that the iterations start from. */
public enum Start {
    /** Back-projection for {@link org.cryosgd.optimize.Method#PRECOMPUTED}, else zero. */
    AUTO,
    /** The first preconditioned step from zero, taken on all images at once. */
    BACKPROJECTION,
    /** Zero. */
    ZERO,
    /** Independent complex normal numbers of variance 1, as in the paper. */
    RANDOM;

    /** The start of a name in any case. */
    static Start of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
