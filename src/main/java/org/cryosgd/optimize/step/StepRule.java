/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize.step;

/** How long a step is. Rules keep nothing; what they need of the past is in the {@link Step}. */
public interface StepRule {
    /** η of a step; F falls along the direction if its slope is positive. */
    double length(Step step);

    /** η that counts as the last one at the beginning of an epoch. */
    default double atEpoch(double last) {
        return last;
    }

    /** Whether the steps shrink, so that the change of an epoch tells how far the fit has converged. */
    default boolean shrinks() {
        return false;
    }

    /** This rule with half of the steps, for a fit that diverges; itself where it has none. */
    default StepRule shorter() {
        return this;
    }
}
