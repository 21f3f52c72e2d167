/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct.options;

import java.util.Locale;

/** The rules for the length of the steps that users can choose: {@link org.cryosgd.optimize.step}. */
public enum Steps {
    /** Decaying for the precomputed method, else a line search. */
    AUTO,
    /** {@link org.cryosgd.optimize.step.Decaying}. */
    DECAYING,
    /** {@link org.cryosgd.optimize.step.LineSearch}. */
    LINESEARCH,
    /** {@link org.cryosgd.optimize.step.ExactMinimizer}. */
    MINIMISER,
    /** {@link org.cryosgd.optimize.step.Fixed}. */
    FIXED;

    /** The rule of a name in any case; {@code minimizer} will do too. */
    public static Steps of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace("MINIMIZER", "MINIMISER"));
    }
}
