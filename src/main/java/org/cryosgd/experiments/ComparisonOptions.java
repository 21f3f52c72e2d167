/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.experiments;

import static org.cryosgd.math.Require.require;

import java.util.List;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.Preparation;
import org.cryosgd.reconstruct.options.FitOptions;
import org.cryosgd.reconstruct.options.ModelOptions;
import org.cryosgd.reconstruct.options.Steps;

/**
 * Settings of {@link OptimizerComparison}.
 *
 * @param preparation of the images
 * @param model the objective, without prior and sphere
 * @param methods in the order of tables and charts
 * @param epochs of each
 * @param batchSize images per mini-batch; 0 takes a thirtieth of the images as in the paper, at least 50
 * @param steps of SGD and Algorithm 1: {@link Steps#LINESEARCH} or {@link Steps#MINIMISER}
 * @param armijo constant c of the line search
 * @param decay β of Algorithm 1 and OASIS
 * @param probes of the precomputed estimate
 * @param oasisEta rate of OASIS
 * @param runs how often everything is done, each time with another random start and order
 * @param referenceIterations at most so many iterations of preconditioned conjugate gradients for the minimum
 * @param reference the map that FSC is measured against; null takes the map of the minimum
 * @param seed of the first run
 * @param cacheMegabytes memory for packed images; 0 for what is left of Java's memory
 */
public record ComparisonOptions(
        Preparation preparation,
        ModelOptions model,
        List<Contender> methods,
        int epochs,
        int batchSize,
        Steps steps,
        double armijo,
        double decay,
        int probes,
        double oasisEta,
        int runs,
        int referenceIterations,
        Volume reference,
        long seed,
        int cacheMegabytes) {
    public ComparisonOptions {
        methods = List.copyOf(methods);
        require(!methods.isEmpty(), "methods", "at least one", "none");
        require(epochs >= 1, "epochs", "at least 1", epochs);
        require(batchSize >= 0, "batchSize", "at least 1, or 0 for automatic", batchSize);
        require(runs >= 1, "runs", "at least 1", runs);
        require(referenceIterations >= 1, "referenceIterations", "at least 1", referenceIterations);
        require(oasisEta > 0, "oasisEta", "positive", oasisEta);
        require(steps == Steps.LINESEARCH || steps == Steps.MINIMISER, "steps", "lineSearch or minimiser", steps);
    }

    /** The settings of the paper, for the methods that most questions are about. */
    public static ComparisonOptions defaults() {
        FitOptions paper = FitOptions.paper();
        return new ComparisonOptions(
                Preparation.defaults(),
                ModelOptions.paper(),
                Contender.list("sgd,precomputed,exact,algorithm1,decaying,lbfgs"),
                paper.epochs(),
                0,
                Steps.LINESEARCH,
                paper.armijo(),
                paper.decay(),
                FitOptions.defaults().probes(),
                0.02,
                1,
                100,
                null,
                0,
                0);
    }

    /** The batch size for {@code images} images. */
    public int batchSizeFor(int images) {
        return Math.min(images, batchSize > 0 ? batchSize : Math.max(50, (images + 29) / 30));
    }
}
