/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize.step;

/** The exact minimiser of F over the mini-batch along the direction, ⟨∇F, d⟩ / ⟨d, H d⟩. */
public record ExactMinimizer() implements StepRule {
    @Override
    public double length(Step step) {
        double slope = step.slope();
        double curvature = step.curvature();
        return slope > 0 && curvature > 0 ? slope / curvature : 0;
    }
}
