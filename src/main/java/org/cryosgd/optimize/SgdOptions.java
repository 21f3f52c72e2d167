/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize;

import static org.cryosgd.math.Require.require;

/**
 * Settings of {@link PreconditionedSgd}.
 *
 * @param preconditioner where D comes from
 * @param step the length of the steps
 * @param batchSize images per mini-batch
 * @param decay β in D ← β D + (1 − β) D_avg, for a D that is observed along the way
 * @param threshold α in D̂ = max(|D|, α), in units of the mean of 1/σ²; 0 is off
 * @param seed of the order of the images and of the probes
 */
public record SgdOptions(
        Preconditioner preconditioner, StepRule step, int batchSize, double decay, double threshold, long seed) {
    public SgdOptions {
        require(batchSize >= 1, "batchSize", "at least 1", batchSize);
        require(decay >= 0 && decay < 1, "decay", "in [0, 1)", decay);
        require(threshold >= 0, "threshold", "at least 0", threshold);
    }
}
