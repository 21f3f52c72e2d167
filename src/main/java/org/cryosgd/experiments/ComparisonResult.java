/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.experiments;

import java.util.List;
import org.cryosgd.math.Volume;

/**
 * What a comparison of optimizers found.
 *
 * @param points of all methods, runs and epochs, in the order in which they were done
 * @param box voxels along each axis of the maps
 * @param voxelSizeAngstrom of the maps
 * @param radius largest frequency in cycles per box
 * @param images how many were fitted
 * @param batchSize images per mini-batch
 * @param minimum F at the minimum
 * @param minimumIterations of conjugate gradients that went there
 * @param minimumGradient ‖∇F‖ there over ‖∇F‖ at the start, in the norm of D⁻¹
 * @param minimumMap its map
 * @param maps of the first run, in the order of the methods
 * @param diagonals of the first run of Algorithm 1; null without it
 * @param complete false where it was stopped
 */
public record ComparisonResult(
        List<Point> points,
        int box,
        double voxelSizeAngstrom,
        int radius,
        int images,
        int batchSize,
        double minimum,
        int minimumIterations,
        double minimumGradient,
        Volume minimumMap,
        List<Map> maps,
        Diagonals diagonals,
        boolean complete) {

    /**
     * The state of a method after an epoch; for L-BFGS and conjugate gradients an epoch is an iteration.
     *
     * @param run from 0
     * @param epoch from 0, the start
     * @param passes over all images so far, those before the first epoch included
     * @param seconds so far, without the measurements
     * @param loss F of all images
     * @param gradientNorm ‖∇F‖ of all images
     * @param batchVariance mean over mini-batches B of ‖∇F_B − ∇F‖²
     * @param fsc per shell 0 … box/2 against the reference
     */
    public record Point(
            Contender method,
            int run,
            int epoch,
            double passes,
            double seconds,
            double loss,
            double gradientNorm,
            double batchVariance,
            double[] fsc) {}

    /** The last map of a method. */
    public record Map(Contender method, Volume volume) {}

    /**
     * Sections ky = 0 by kz and kx, −radius … radius, and means of the shells 0 … radius, of the Hessian's diagonal:
     * exact, as Algorithm 1 estimated it at its end, and that with its threshold.
     *
     * @param distance ‖thresholded − exact‖ / ‖exact‖
     */
    public record Diagonals(
            double[][] exactSection,
            double[][] estimatedSection,
            double[][] thresholdedSection,
            double[] exact,
            double[] estimated,
            double[] thresholded,
            double threshold,
            double distance) {}
}
