/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize;

import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.cryosgd.objective.Objective;
import org.cryosgd.optimize.step.StepRule;

/**
 * What an optimizer is made of. Each takes what it needs.
 *
 * @param objective to minimise
 * @param images numbers of the images to fit
 * @param batchSize images per mini-batch, at most
 * @param start v at the start, becomes the optimizer's own
 * @param diagonal gives the Hessian's diagonal with its ridge to those that want it beforehand; asked once
 * @param ungridded divides the map of a volume by what slices and their adjoint do to it
 * @param constraint what v is replaced with after each epoch of a stochastic optimizer
 * @param largestEigenvalue of D⁻¹H for many views
 * @param rule for the length of the steps
 * @param probes whether a diagonal that is observed along the way is estimated with random probes; otherwise it is exact
 * @param decay β of a diagonal that is observed along the way
 * @param threshold gives α in D̂ = max(|D|, α), in units of the objective's scale, to those that want it; 0 is off
 * @param eta rate of OASIS
 * @param seed of the order of the images and of the probes
 */
public record Setup(
        Objective objective,
        int[] images,
        int batchSize,
        float[] start,
        Supplier<float[]> diagonal,
        UnaryOperator<float[]> ungridded,
        UnaryOperator<float[]> constraint,
        double largestEigenvalue,
        StepRule rule,
        boolean probes,
        double decay,
        DoubleSupplier threshold,
        double eta,
        long seed) {
    /** α of {@link #threshold}. */
    double alpha() {
        return threshold.getAsDouble();
    }

    /** The images of an epoch in mini-batches. */
    Batches batches() {
        return Batches.ofSize(images, batchSize);
    }
}
