/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.objective;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.cryosgd.images.Batch;
import org.cryosgd.math.Tasks;
import org.cryosgd.projection.HalfCube;

/**
 * The diagonal of the Hessian, one float per voxel of the half cube: exactly, from the squares of the interpolation
 * weights, or by Hutchinson's estimate E[z ⊙ H z] with independent ±1 entries z.
 *
 * <p>Such a z on the full cube is not the transform of anything real, but with the values z(k) and z(−k) of a
 * conjugate pair put together as ζ = (z(k) + z(−k))/2 + i (z(k) − z(−k))/2, one of 1, −1, i, −i, the half cube holds
 * all of it: re(conj(ζ) Hζ) is the mean of (z ⊙ Hz)(k) and (z ⊙ Hz)(−k).
 * With symmetry it is this that is averaged over the operations, not Hz.
 */
public final class HessianDiagonal {
    private HessianDiagonal() {}

    /** The exact diagonal of H for a batch. */
    public static float[] exact(Objective objective, Batch batch) {
        float[] diagonal = new float[objective.cube().size()];
        float[] zero = new float[2 * diagonal.length];
        objective.gradientAndDiagonal(zero, batch, new float[zero.length], diagonal);
        return withRidge(objective, diagonal);
    }

    /** Hutchinson's estimate of the diagonal of H from {@code probes} passes over a batch. */
    public static float[] hutchinson(Objective objective, Batch batch, int probes, long seed) {
        HalfCube cube = objective.cube();
        float[] mean = new float[cube.size()];
        float[] product = new float[2 * cube.size()];
        float[] gradient = new float[2 * cube.size()];
        float[] observed = new float[cube.size()];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 1; i <= probes; i++) {
            float[] z = probe(cube, random);
            objective.gradientAndProbe(z, z, batch, gradient, product, observed);
            observe(cube, observed, mean, i);
        }
        return withRidge(objective, mean);
    }

    /** Adds the ridge of each shell to a diagonal without it; the same array. */
    private static float[] withRidge(Objective objective, float[] diagonal) {
        float[] ridge = objective.ridge();
        objective.cube().forEach((i, shell) -> diagonal[i] += ridge[shell]);
        return diagonal;
    }

    /** A random ζ, its plane kx = 0 in conjugate pairs; zero beyond the ball. */
    public static float[] probe(HalfCube cube, SplittableRandom random) {
        float[] z = new float[2 * cube.size()];
        long[] seeds = random.longs(cube.ny()).toArray();
        Tasks.forEach(cube.ny(), plane -> {
            SplittableRandom own = new SplittableRandom(seeds[plane]);
            int kz = plane - cube.extent();
            for (int ky = -cube.extent(); ky <= cube.extent(); ky++) {
                int end = cube.end(ky, kz);
                long bits = 0;
                for (int kx = 0; kx <= end; kx++) {
                    if ((kx & 31) == 0) bits = own.nextLong();
                    z[2 * cube.index(kx, ky, kz) + (int) (bits & 1)] = (bits & 2) == 0 ? 1 : -1;
                    bits >>>= 2;
                }
            }
        });
        cube.mirror(z);
        int origin = 2 * cube.index(0, 0, 0);
        if (z[origin] == 0) z[origin] = 1;
        return z;
    }

    /** mean ← mean + (observed − mean) / count: the running mean of all observations. */
    public static void observe(HalfCube cube, float[] observed, float[] mean, int count) {
        cube.forEachRow((first, end) -> {
            for (int i = first; i < end; i++) mean[i] += (observed[i] - mean[i]) / count;
        });
    }

    /** The paper's threshold α in units of 1/σ²: 1 over the number of points of the fullest shell of width √3 voxels. */
    public static double threshold(HalfCube cube) {
        double[] counts = new double[(int) (cube.radius() / Math.sqrt(3)) + 1];
        cube.forEachFrequency(
                (i, kx, ky, kz) -> counts[(int) Math.sqrt((kx * kx + ky * ky + kz * kz) / 3.0)] += HalfCube.weight(kx));
        return 1 / Arrays.stream(counts).max().orElseThrow();
    }

    /** ‖a − b‖ / ‖b‖ over the ball, both members of each conjugate pair counted. */
    public static double relativeDistance(HalfCube cube, float[] a, float[] b) {
        double distance = cube.sumOverBall((i, shell) -> ((double) a[i] - b[i]) * ((double) a[i] - b[i]));
        return Math.sqrt(distance / cube.sumOverBall((i, shell) -> (double) b[i] * b[i]));
    }

    /** The mean of each shell 0 … radius. */
    public static double[] radialProfile(HalfCube cube, float[] diagonal) {
        return Arrays.copyOf(cube.shellMeans((i, shell) -> diagonal[i]), cube.radius() + 1);
    }

    /** The section ky = 0 by kz and kx, each from −radius to radius; NaN beyond. */
    public static double[][] section(HalfCube cube, float[] diagonal, int radius) {
        double[][] section = new double[2 * radius + 1][2 * radius + 1];
        for (int kz = -radius; kz <= radius; kz++)
            for (int kx = -radius; kx <= radius; kx++)
                section[kz + radius][kx + radius] = kx * kx + kz * kz > radius * radius
                        ? Double.NaN
                        : diagonal[cube.index(Math.abs(kx), 0, kx < 0 ? -kz : kz)];
        return section;
    }
}
