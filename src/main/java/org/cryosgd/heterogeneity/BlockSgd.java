/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import java.util.SplittableRandom;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.optimize.Batches;

/**
 * The volumes of one half set, found by stochastic gradient descent with a block preconditioner: Algorithm 1 of Toader, Brubaker and
 * Lederman (Acta Cryst. D81, 2025) for several volumes at once.
 *
 * <pre>
 * for every mini-batch B of an epoch
 *     E[a], E[a aᵀ] of each image                         from its slices, {@link Latent}
 *     D_B, ∇F_B(v)                                        {@link CombinationObjective}
 *     D ← D + rate (D_B − D)                              a matrix for each frequency
 *     v ← v − η D̂⁻¹ (∇F_B(v) + ridge v)                   {@link BlockPreconditioner}
 * </pre>
 *
 * <p>Not thread safe; a step runs on the threads of {@link org.cryosgd.math.Tasks}.
 */
final class BlockSgd {
    private final CombinationObjective objective;
    private final int[] numbers;
    private final Latent latent;
    private final Batches batches;
    private final BlockPreconditioner preconditioner;
    private final float[][] v;
    private final float[][] ridge;
    private final long seed;
    private int epochs;

    /**
     * @param numbers of the images of the half set
     * @param start v at the start, becomes this object's own
     * @param ridge of each volume and shell 0 … radius + 1, becomes this object's own
     */
    BlockSgd(
            CombinationObjective objective,
            int[] numbers,
            Latent latent,
            Batches batches,
            float[][] start,
            float[][] ridge,
            Preconditioning preconditioning,
            long seed) {
        this.objective = objective;
        this.numbers = numbers;
        this.latent = latent;
        this.batches = batches;
        this.seed = seed;
        this.ridge = ridge;
        v = start;
        preconditioner = new BlockPreconditioner(objective.cube(), v.length, preconditioning);
    }

    /**
     * One epoch.
     *
     * @param eta length of the steps
     * @param work memory of both halves
     * @return the mean of the log likelihood of the images, each at the volumes that it met
     */
    double epoch(double eta, Work work, ProgressMonitor monitor, String what) {
        batches.shuffle(new SplittableRandom(seed + 0x9e3779b97f4a7c15L * ++epochs));
        double value = 0;
        for (int b = 0; b < batches.count() && !monitor.stopped(); b++) {
            monitor.at(b, batches.count(), what);
            int[] batch = batches.get(b).numbers();
            value += batch.length
                    * objective.gradientAndBlocks(
                            v, batch, latent, work.gradient(), work.blocks(), monitor, name(what, b));
            preconditioner.observe(work.blocks(), 1.0 / batches.count());
            preconditioner.step(v, work.gradient(), ridge, eta);
        }
        return value / numbers.length;
    }

    /** Finds D at the present volumes, which stay as they are. Without it the first steps know D from one mini-batch only. */
    void prepare(Work work, ProgressMonitor monitor, String what) {
        for (int b = 0; b < batches.count() && !monitor.stopped(); b++) {
            monitor.at(b, batches.count(), what);
            objective.gradientAndBlocks(
                    v, batches.get(b).numbers(), latent, work.gradient(), work.blocks(), monitor, name(what, b));
            preconditioner.observe(work.blocks(), 1.0 / batches.count());
        }
    }

    /** Lets the latent numbers of all images be found at the present volumes; the log likelihood of each. */
    double[] observe(ProgressMonitor monitor, String what) {
        return objective.observe(v, numbers, latent, monitor, what);
    }

    /** Of a mini-batch, for the user. */
    private String name(String what, int batch) {
        return what + ", batch " + (batch + 1) + " of " + batches.count() + ": volumes";
    }

    /** {@link CombinationObjective#misfit}. */
    double misfit(int image, double likelihood) {
        return objective.misfit(image, likelihood);
    }

    int[] numbers() {
        return numbers;
    }

    /** v, not copies. */
    float[][] volumes() {
        return v;
    }

    /** ridge, not copies. */
    float[][] ridge() {
        return ridge;
    }

    BlockPreconditioner preconditioner() {
        return preconditioner;
    }

    /**
     * Memory of a step.
     *
     * @param gradient of each volume
     * @param blocks for each entry of the symmetric matrix
     */
    record Work(float[][] gradient, float[][] blocks) {
        static Work of(int voxels, int volumes) {
            return new Work(new float[volumes][2 * voxels], new float[Latent.entries(volumes)][voxels]);
        }
    }
}
