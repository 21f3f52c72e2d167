/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize.step;

import static org.cryosgd.math.Require.require;

/**
 * 1 / (L + t − 1) in step t = 1, 2, … since the start (Robbins and Monro), L being the largest eigenvalue of D⁻¹H: the
 * first step is the longest stable one, and the mini-batches' noise is averaged out like 1/t.
 *
 * @param largestEigenvalue L
 * @param least η does not become smaller; 0 for a fit to fixed images, more where poses change and old steps must be
 *     forgotten
 */
public record Decaying(double largestEigenvalue, double least) implements StepRule {
    public Decaying {
        require(largestEigenvalue > 0, "largest eigenvalue", "positive", largestEigenvalue);
        require(least >= 0, "least step", "at least 0", least);
    }

    public Decaying(double largestEigenvalue) {
        this(largestEigenvalue, 0);
    }

    @Override
    public double length(Step step) {
        return Math.max(1 / (largestEigenvalue + step.number() - 1), least);
    }

    @Override
    public boolean shrinks() {
        return least == 0;
    }

    @Override
    public StepRule shorter() {
        return new Decaying(2 * largestEigenvalue, least / 2);
    }
}
