/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

/**
 * Priors of the signal in a part of the map, from none to strong: each step gives the power of the signal in units of its mean
 * over the box, which is the inverse of the ridge. The steps are
 *
 * <pre>0;   exp(−(k/κ)²), κ a quarter, half and all of the limit;   1, the prior of shells;   4;   16</pre>
 *
 * <p>A molecule fills a part of its box, so that its power is above the mean. Blurring by a B-factor gives the
 * Gaussians: (k/κ)² is B s²/2. The filter of a step is that of the maximum a posteriori, D/(D + ridge/power), D being the
 * diagonal of the Hessian; it grows from step to step at all frequencies.
 */
final class PriorLadder {
    private static final int GAUSSIANS = 3;

    /** From the first Gaussian to the last one. */
    private static final double RANGE = 4;

    /** From one of the last three steps to the next. */
    private static final double STRONGER = 4;

    private final int limit;
    private final double[][] powers = new double[GAUSSIANS + 4][];

    /** @param limit frequencies of the search in cycles per box */
    PriorLadder(int limit) {
        this.limit = limit;
        for (int step = 0; step < powers.length; step++) {
            powers[step] = new double[limit + 1];
            for (int shell = 0; shell <= limit; shell++) powers[step][shell] = of(step, shell);
        }
    }

    private double of(int step, int shell) {
        if (step == 0) return 0;
        if (step >= shells()) return Math.pow(STRONGER, step - shells());
        double width = limit * Math.pow(RANGE, (step - 1) / (GAUSSIANS - 1.0) - 1);
        return Math.exp(-shell * shell / (width * width));
    }

    int limit() {
        return limit;
    }

    int steps() {
        return powers.length;
    }

    /** The step that is the prior of shells. */
    int shells() {
        return GAUSSIANS + 1;
    }

    /** The power of the signal in units of that of the box; 0 beyond the limit. */
    double power(int step, int shell) {
        return shell > limit ? 0 : powers[step][shell];
    }
}
