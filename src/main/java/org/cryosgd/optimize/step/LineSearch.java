/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize.step;

import static org.cryosgd.math.Require.require;

/**
 * Backtracking on the same mini-batch: η grows by {@code growth} before each step and is halved until
 * F(v − η d) ≤ F(v) − c η ⟨∇F, d⟩; it returns to {@code initial} at each epoch. F being quadratic, the condition is
 * η ≤ 2 (1 − c) ⟨∇F, d⟩ / ⟨d, H d⟩, so one pass decides every trial.
 *
 * @param initial largest step, η_max
 * @param growth the paper's 1.2 with a preconditioner, 2 without
 * @param constant c of the Armijo rule
 */
public record LineSearch(double initial, double growth, double constant) implements StepRule {
    public LineSearch {
        require(initial > 0 && initial < Double.POSITIVE_INFINITY, "initial step", "positive", initial);
        require(growth >= 1, "growth of the step", "at least 1", growth);
        require(constant > 0 && constant < 1, "Armijo constant", "between 0 and 1", constant);
    }

    @Override
    public double length(Step step) {
        return accepted(step.last() * growth, step.slope(), step.curvature());
    }

    @Override
    public double atEpoch(double last) {
        return initial;
    }

    /** The first of η, η/2, η/4 … that satisfies the Armijo rule; 0 where none is needed. */
    double accepted(double eta, double slope, double curvature) {
        if (!(slope > 0)) return 0;
        // an infinite η has no halves; a finite one is 0 after 2100 of them
        double step = Math.min(eta, Double.MAX_VALUE);
        while (0.5 * step * curvature > (1 - constant) * slope) step /= 2;
        return step;
    }
}
