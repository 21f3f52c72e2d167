/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import org.cryosgd.optimize.StepRule;

/** The kinds of {@link StepRule}, by the names that users see. */
public enum Steps {
    /** Decaying for {@link Method#PRECOMPUTED}, else a line search. */
    AUTO,
    /** {@link StepRule.Decaying}. */
    DECAYING,
    /** {@link StepRule.LineSearch}. */
    LINESEARCH,
    /** {@link StepRule.Minimiser}. */
    MINIMISER,
    /** {@link StepRule.Fixed}. */
    FIXED
}
