/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import static org.cryosgd.math.Require.require;

import org.cryosgd.optimize.StepRule;

/**
 * How the objective is minimised.
 *
 * @param method the optimizer
 * @param hutchinson whether the Hessian's diagonal is estimated with random probes; otherwise it is exact
 * @param probes passes of Hutchinson's estimate for {@link Method#PRECOMPUTED}
 * @param epochs at most so many passes over the images
 * @param tolerance a run with decaying steps ends when an epoch changes the map by less than this, in units of the
 *     map's noise; 0 never
 * @param batchSize images per mini-batch; 0 takes a tenth of the images, at least 50
 * @param steps rule for the length of the steps
 * @param eta η of fixed steps, and largest η of the line search; 0 takes 10 for a line search with a preconditioner and
 *     1 without
 * @param armijo constant c of the line search
 * @param decay β of Algorithm 1
 * @param threshold whether D̂ = max(|D|, α), α = 1/(points of the fullest shell); otherwise D is divided by as it is
 * @param start what the iterations start from
 */
public record FitOptions(
        Method method,
        boolean hutchinson,
        int probes,
        int epochs,
        double tolerance,
        int batchSize,
        Steps steps,
        double eta,
        double armijo,
        double decay,
        boolean threshold,
        Start start) {
    /** D̂⁻¹H has eigenvalues near 1 and the line search halves what is too long: longer steps are of no use. */
    private static final double MAX_ETA = 1e6;

    public FitOptions {
        require(probes >= 1, "probes", "at least 1", probes);
        require(epochs >= 1, "epochs", "at least 1", epochs);
        require(tolerance >= 0, "tolerance", "at least 0", tolerance);
        require(batchSize >= 0, "batchSize", "at least 1, or 0 for automatic", batchSize);
        require(eta >= 0 && eta <= MAX_ETA, "eta", "positive and at most " + MAX_ETA + ", or 0 for automatic", eta);
        require(armijo > 0 && armijo < 1, "armijo", "between 0 and 1", armijo);
        require(decay >= 0 && decay < 1, "decay", "in [0, 1)", decay);
    }

    /** An exact preconditioner and decaying steps: converged after two or three epochs. */
    public static FitOptions defaults() {
        return new FitOptions(Method.PRECOMPUTED, false, 20, 10, 0.1, 0, Steps.AUTO, 0, 0.99, 0.5, true, Start.AUTO);
    }

    /** Algorithm 1 with the settings of the paper. */
    public static FitOptions paper() {
        return new FitOptions(
                Method.ALGORITHM1, true, 1, 10, 0, 0, Steps.LINESEARCH, 10, 0.99, 0.9, true, Start.RANDOM);
    }

    /** The batch size for {@code images} images. */
    int batchSizeFor(int images) {
        return Math.min(images, batchSize > 0 ? batchSize : Math.max(50, (images + 9) / 10));
    }

    /** The start, {@link Start#AUTO} resolved. */
    Start startFor() {
        if (start != Start.AUTO) return start;
        return method == Method.PRECOMPUTED ? Start.BACKPROJECTION : Start.ZERO;
    }

    /** The rule for the length of the steps. */
    public StepRule stepRule(double largestEigenvalue) {
        boolean plain = method == Method.SGD;
        double largest = eta > 0 ? eta : plain ? 1 : 10;
        Steps rule = steps != Steps.AUTO ? steps : method == Method.PRECOMPUTED ? Steps.DECAYING : Steps.LINESEARCH;
        return switch (rule) {
            case AUTO, DECAYING -> new StepRule.Decaying(largestEigenvalue);
            case LINESEARCH -> new StepRule.LineSearch(largest, plain ? 2 : 1.2, armijo);
            case MINIMISER -> new StepRule.Minimiser();
            case FIXED -> new StepRule.Fixed(largest);
        };
    }
}
