/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct.options;

import static org.cryosgd.math.Require.require;

import org.cryosgd.optimize.Method;
import org.cryosgd.optimize.step.Decaying;
import org.cryosgd.optimize.step.ExactMinimizer;
import org.cryosgd.optimize.step.Fixed;
import org.cryosgd.optimize.step.LineSearch;
import org.cryosgd.optimize.step.StepRule;

/**
 * How the objective is minimised.
 *
 * @param method the optimizer
 * @param hutchinson whether the Hessian's diagonal is estimated with random probes; otherwise it is exact
 * @param probes passes of Hutchinson's estimate where the diagonal is computed beforehand
 * @param epochs at most so many passes over the images
 * @param tolerance a run that {@link #converges} ends when the map is nearer than this to the minimiser, in units of the
 *     map's noise; 0 never
 * @param batchSize images per mini-batch; 0 divides the images into {@code batches}
 * @param batches mini-batches per epoch where no batch size is given; each has at least 50 images
 * @param steps rule for the length of the steps
 * @param eta η of fixed steps and of OASIS, and largest η of the line search; 0 takes 10 for a line search with a
 *     preconditioner, 1 without, and 0.02 for OASIS
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
        int batches,
        Steps steps,
        double eta,
        double armijo,
        double decay,
        boolean threshold,
        Start start) {
    /** D̂⁻¹H has eigenvalues near 1 and the line search halves what is too long: longer steps are of no use. */
    private static final double MAX_ETA = 1e6;

    /** Fewer images do not average their noise. */
    private static final int SMALLEST_BATCH = 50;

    private static final double OASIS_ETA = 0.02;

    public FitOptions {
        require(probes >= 1, "probes", "at least 1", probes);
        require(epochs >= 1, "epochs", "at least 1", epochs);
        require(tolerance >= 0, "tolerance", "at least 0", tolerance);
        require(batchSize >= 0, "batchSize", "at least 1, or 0 for automatic", batchSize);
        require(batches >= 1, "batches", "at least 1", batches);
        require(eta >= 0 && eta <= MAX_ETA, "eta", "positive and at most " + MAX_ETA + ", or 0 for automatic", eta);
        require(armijo > 0 && armijo < 1, "armijo", "between 0 and 1", armijo);
        require(decay >= 0 && decay < 1, "decay", "in [0, 1)", decay);
    }

    /** Steps with all images: converged after one or two epochs. */
    public static FitOptions defaults() {
        return new FitOptions(Method.GRIDDING, false, 20, 10, 0.1, 0, 10, Steps.AUTO, 0, 0.99, 0.5, true, Start.AUTO);
    }

    /** Algorithm 1 with the settings of the paper: thirty mini-batches, a random start, β = 0.9. */
    public static FitOptions paper() {
        return new FitOptions(
                Method.ALGORITHM1, true, 1, 10, 0, 0, 30, Steps.LINESEARCH, 10, 0.99, 0.9, true, Start.RANDOM);
    }

    /** These with another limit of epochs and another tolerance. */
    public FitOptions with(int otherEpochs, double otherTolerance) {
        return new FitOptions(
                method,
                hutchinson,
                probes,
                otherEpochs,
                otherTolerance,
                batchSize,
                batches,
                steps,
                eta,
                armijo,
                decay,
                threshold,
                start);
    }

    /** The batch size for {@code images} images. */
    public int batchSizeFor(int images) {
        return Math.min(images, batchSize > 0 ? batchSize : Math.max(SMALLEST_BATCH, (images + batches - 1) / batches));
    }

    /** The start, {@link Start#AUTO} resolved. */
    public Start startFor() {
        if (start != Start.AUTO) return start;
        return method.startsFromBackProjection() ? Start.BACKPROJECTION : Start.ZERO;
    }

    /** Whether the first pass over the images, which gives the back-projection and the exact diagonal, is for this fit. */
    public boolean wantsFirstPass() {
        return method.wantsDiagonal() || startFor() == Start.BACKPROJECTION;
    }

    /** Whether what an epoch changes tells how far the map is from the minimiser. */
    public boolean converges() {
        return method == Method.GRIDDING || method.followsRule() && stepRule(1).shrinks();
    }

    /** The rate of OASIS. */
    public double rate() {
        return eta > 0 ? eta : OASIS_ETA;
    }

    /** The rule for the length of the steps. */
    public StepRule stepRule(double largestEigenvalue) {
        boolean plain = method == Method.SGD;
        double largest = eta > 0 ? eta : plain ? 1 : 10;
        return switch (rule()) {
            case AUTO, DECAYING -> new Decaying(largestEigenvalue);
            case LINESEARCH -> new LineSearch(largest, plain ? 2 : 1.2, armijo);
            case MINIMISER -> new ExactMinimizer();
            case FIXED -> new Fixed(largest);
        };
    }

    /** The rule, {@link Steps#AUTO} resolved. */
    Steps rule() {
        return steps != Steps.AUTO ? steps : method == Method.PRECOMPUTED ? Steps.DECAYING : Steps.LINESEARCH;
    }
}
