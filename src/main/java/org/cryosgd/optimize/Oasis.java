/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize;

import static org.cryosgd.math.Require.require;

import java.util.SplittableRandom;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.objective.HessianDiagonal;
import org.cryosgd.objective.LeastSquares;
import org.cryosgd.projection.HalfCube;

/**
 * OASIS of Jahani et al. (ICLR 2022, arXiv 2109.05198) on {@link LeastSquares}: like Algorithm 1 of
 * {@link PreconditionedSgd}, but D is an exponential average of the probes, and the step has no line search.
 *
 * <pre>
 * D ← β D + (1 − β) z ⊙ H_B z, D̂ = max(|D|, α)
 * η ← min(√(1 + θ) η, ‖v − v₋‖_D̂ / (2 ‖∇F_B(v) − ∇F_B(v₋)‖_D̂⁻¹)), θ the ratio of the last two η    adaptive rate
 * v ← v − η D̂⁻¹ ∇F_B(v)
 * </pre>
 *
 * <p>D begins with the first probe. The adaptive rate reads every batch twice. Not thread safe.
 */
public final class Oasis {
    private final LeastSquares objective;
    private final HalfCube cube;
    private final Batches batches;
    private final double decay;
    private final double threshold;
    private final boolean adaptive;
    private final SplittableRandom random;
    private final float[] volume;
    private final float[] before;
    private final float[] gradient;
    private final float[] other;
    private final float[] diagonal;
    private double eta;
    private double ratio = Double.POSITIVE_INFINITY;
    private int steps;

    /**
     * @param images numbers of the images to fit
     * @param start v at the start, becomes this object's own
     * @param decay β
     * @param threshold α in units of the mean of 1/σ²
     * @param eta the rate, or the first one
     * @param adaptive whether the rate adapts
     */
    public Oasis(
            LeastSquares objective,
            int[] images,
            float[] start,
            int batchSize,
            double decay,
            double threshold,
            double eta,
            boolean adaptive,
            long seed) {
        require(decay >= 0 && decay < 1, "decay", "in [0, 1)", decay);
        require(eta > 0, "eta", "positive", eta);
        this.objective = objective;
        this.cube = objective.cube();
        this.batches = new Batches(images, batchSize);
        this.volume = start;
        this.decay = decay;
        this.threshold = threshold * objective.meanInverseNoise(images[0]);
        this.eta = eta;
        this.adaptive = adaptive;
        random = new SplittableRandom(seed);
        before = start.clone();
        gradient = new float[start.length];
        other = new float[start.length];
        diagonal = new float[cube.size()];
    }

    /** One pass over the images in a new random order; false where it was stopped. */
    public boolean epoch(ProgressMonitor monitor) {
        batches.shuffle(random);
        for (int number = 0; number < batches.count(); number++) {
            if (monitor.stopped()) return false;
            monitor.at(number, batches.count(), "Fitting");
            step(batches.get(number));
        }
        return true;
    }

    private void step(int[] batch) {
        float[] z = HessianDiagonal.probe(cube, random);
        objective.gradientAndProduct(volume, z, batch, gradient, other);
        float beta = steps == 0 ? 0 : (float) decay;
        float alpha = (float) Math.max(threshold, Float.MIN_NORMAL);
        cube.forEach((i, shell) -> {
            float observed = z[2 * i] * other[2 * i] + z[2 * i + 1] * other[2 * i + 1];
            diagonal[i] = beta * diagonal[i] + (1 - beta) * observed;
        });
        if (adaptive && steps > 0) adapt(batch, alpha);
        steps++;
        float length = (float) eta;
        cube.forEach((i, shell) -> {
            float factor = length / Math.max(Math.abs(diagonal[i]), alpha);
            for (int c = 2 * i; c < 2 * i + 2; c++) {
                before[c] = volume[c];
                volume[c] -= factor * gradient[c];
            }
        });
    }

    /** The rate from what the gradient of the same batch was before the last step. */
    private void adapt(int[] batch, float alpha) {
        objective.gradient(before, batch, other);
        float[] moved = new float[volume.length];
        cube.forEach((i, shell) -> {
            float root = (float) Math.sqrt(Math.max(Math.abs(diagonal[i]), alpha));
            for (int c = 2 * i; c < 2 * i + 2; c++) {
                moved[c] = root * (volume[c] - before[c]);
                other[c] = (gradient[c] - other[c]) / root;
            }
        });
        double inverseCurvature = Math.sqrt(cube.dot(moved, moved) / cube.dot(other, other)) / 2;
        double grown = Math.sqrt(1 + ratio) * eta;
        double next = Double.isNaN(inverseCurvature) ? eta : Math.min(grown, inverseCurvature);
        ratio = next / eta;
        eta = next;
    }

    /** The current rate. */
    public double eta() {
        return eta;
    }

    /** The current v, not a copy. */
    public float[] volume() {
        return volume;
    }
}
