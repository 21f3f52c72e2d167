/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize;

import static org.cryosgd.math.Require.require;

import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.cryosgd.images.Batch;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.State;
import org.cryosgd.objective.HessianDiagonal;
import org.cryosgd.objective.Objective;
import org.cryosgd.projection.HalfCube;

/**
 * OASIS of Jahani et al. (ICLR 2022, arXiv 2109.05198): like Algorithm 1 of
 * {@link PreconditionedSgd}, but D is an exponential average of the probes, and the step has no line search.
 *
 * <pre>
 * D ← β D + (1 − β) z ⊙ H_B z, D̂ = max(|D|, α)
 * η ← min(√(1 + θ) η, ‖v − v₋‖_D̂ / (2 ‖∇F_B(v) − ∇F_B(v₋)‖_D̂⁻¹)), θ the ratio of the last two η    adaptive rate
 * v ← v − η D̂⁻¹ ∇F_B(v)
 * </pre>
 *
 * <p>D begins with the first probe. The adaptive rate reads every batch twice.
 */
public final class Oasis implements Optimizer {
    private final Objective objective;
    private final HalfCube cube;
    private final Batches batches;
    private final double decay;
    private final double threshold;
    private final boolean adaptive;
    private final long seed;
    private final float[] volume;
    private final float[] before;
    private final float[] gradient;
    private final float[] other;
    private final float[] diagonal;
    private double eta;
    private double ratio = Double.POSITIVE_INFINITY;
    private long steps;
    private int epochs;
    private int done;
    private double loss;
    private float[] atEpoch;

    /**
     * @param start v at the start, becomes this object's own
     * @param decay β
     * @param threshold α in units of the mean of 1/σ²
     * @param eta the rate, or the first one
     * @param adaptive whether the rate adapts
     */
    public Oasis(
            Objective objective,
            Batches batches,
            float[] start,
            double decay,
            double threshold,
            double eta,
            boolean adaptive,
            long seed) {
        require(decay >= 0 && decay < 1, "decay", "in [0, 1)", decay);
        require(eta > 0, "eta", "positive", eta);
        this.objective = objective;
        this.cube = objective.cube();
        this.batches = batches;
        this.volume = start;
        this.decay = decay;
        this.threshold = threshold * objective.scale();
        this.eta = eta;
        this.adaptive = adaptive;
        this.seed = seed;
        before = start.clone();
        gradient = new float[start.length];
        other = new float[start.length];
        diagonal = new float[cube.size()];
    }

    @Override
    public Epoch epoch(ProgressMonitor monitor) {
        batches.shuffle(random(0));
        if (done == 0) {
            atEpoch = volume.clone();
            loss = 0;
        }
        for (; done < batches.count() && !monitor.stopped(); done++) {
            monitor.at(done, batches.count(), "Fitting");
            try {
                loss += step(batches.get(done), random(1 + done));
            } catch (CancellationException e) {
                if (!monitor.stopped()) throw e;
                break;
            }
        }
        boolean complete = done == batches.count();
        double change = Epoch.change(objective, atEpoch, volume, diagonal);
        Epoch result = new Epoch(loss / done, eta, change, complete);
        if (complete) {
            epochs++;
            done = 0;
        }
        return result;
    }

    /** Random numbers of the order of an epoch (part 0) or of a mini-batch: they depend on nothing before. */
    private SplittableRandom random(int part) {
        return new SplittableRandom(seed ^ ((long) epochs << 32 | part) * 0xd1342543de82ef95L);
    }

    private double step(Batch batch, SplittableRandom random) {
        float[] z = HessianDiagonal.probe(cube, random);
        double value = objective.gradientAndProduct(volume, z, batch, gradient, other);
        float[] unobserved = objective.isInterruptible() ? diagonal.clone() : null;
        float beta = steps == 0 ? 0 : (float) decay;
        float alpha = (float) Math.max(threshold, Float.MIN_NORMAL);
        cube.forEach((i, shell) -> {
            float observed = z[2 * i] * other[2 * i] + z[2 * i + 1] * other[2 * i + 1];
            diagonal[i] = beta * diagonal[i] + (1 - beta) * observed;
        });
        try {
            if (adaptive && steps > 0) adapt(batch, alpha);
        } catch (CancellationException e) {
            if (unobserved != null) System.arraycopy(unobserved, 0, diagonal, 0, diagonal.length);
            throw e;
        }
        steps++;
        float length = (float) eta;
        cube.forEach((i, shell) -> {
            float factor = length / Math.max(Math.abs(diagonal[i]), alpha);
            for (int c = 2 * i; c < 2 * i + 2; c++) {
                before[c] = volume[c];
                volume[c] -= factor * gradient[c];
            }
        });
        return value;
    }

    /** The rate from what the gradient of the same batch was before the last step. */
    private void adapt(Batch batch, float alpha) {
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

    @Override
    public float[] volume() {
        return volume;
    }

    @Override
    public float[] diagonal() {
        return diagonal;
    }

    @Override
    public State state() {
        return new State(
                new double[] {epochs, done, steps, eta, ratio, loss},
                new float[][] {volume, before, diagonal, atEpoch == null ? volume : atEpoch});
    }

    @Override
    public void restore(State state) {
        state.check(6, 4);
        State.copy(state.volumes()[0], volume);
        State.copy(state.volumes()[1], before);
        State.copy(state.volumes()[2], diagonal);
        atEpoch = state.volumes()[3].clone();
        epochs = (int) state.numbers()[0];
        done = (int) state.numbers()[1];
        steps = (long) state.numbers()[2];
        eta = state.numbers()[3];
        ratio = state.numbers()[4];
        loss = state.numbers()[5];
    }
}
