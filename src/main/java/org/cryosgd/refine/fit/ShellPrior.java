/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import org.cryosgd.optimize.precondition.ForgettingDiagonal;
import org.cryosgd.projection.HalfCube;

/**
 * A map v with the prior that it is made with: nearly v = D/(D + ridge) y, y being the map without any prior. D is not taken
 * as smaller than a tenth of the mean of its shell, as in the steps of the map.
 */
final class ShellPrior {
    private final HalfCube cube;
    private final float[] volume;
    private final float[] diagonal;
    private final float[] ridge;
    private final double[] means;

    /**
     * @param volume v, half cube of {@code cube}; not copied
     * @param diagonal D, one float per voxel; not copied
     * @param ridge of each shell 0 … radius + 1
     */
    ShellPrior(HalfCube cube, float[] volume, float[] diagonal, float[] ridge) {
        this.cube = cube;
        this.volume = volume;
        this.diagonal = diagonal;
        this.ridge = ridge;
        means = cube.shellMeans((i, shell) -> diagonal[i]);
    }

    /** The same on the smallest cube that has all of the shells 0 … limit. */
    ShellPrior within(int limit) {
        if (limit + 1 >= cube.radius()) return this;
        HalfCube small = new HalfCube(limit + 1);
        float[] d = new float[small.size()];
        cube.copy(diagonal, small, d, 1);
        return new ShellPrior(small, cube.resized(volume, small), d, ridge);
    }

    HalfCube cube() {
        return cube;
    }

    /** D of a voxel. */
    double precision(int i, int shell) {
        return Math.max(diagonal[i], ForgettingDiagonal.FLOOR * means[shell]);
    }

    /** D/(D + ridge/power), the filter of a step, of each voxel. */
    float[] weights(PriorLadder ladder, int step) {
        float[] weights = new float[cube.size()];
        cube.forEach((i, shell) -> {
            double known = ladder.power(step, shell) * precision(i, shell);
            if (known > 0) weights[i] = (float) (known / (known + ridge[shell]));
        });
        return weights;
    }

    /** The volume y times {@code factor}; 0 where nothing is known. */
    float[] times(HalfCube.VoxelValue factor) {
        float[] result = new float[volume.length];
        cube.forEach((i, shell) -> {
            double d = precision(i, shell);
            if (d == 0) return;
            float f = (float) (factor.at(i, shell) * (d + ridge[shell]) / d);
            result[2 * i] = f * volume[2 * i];
            result[2 * i + 1] = f * volume[2 * i + 1];
        });
        return result;
    }

    /** The map with the prior of a step in place of its own. */
    float[] filtered(PriorLadder ladder, int step) {
        float[] weights = weights(ladder, step);
        return times((i, shell) -> weights[i]);
    }

    /**
     * The shell from which on a filter is below half of its largest value; at least 1, at most the limit.
     *
     * @param weights the filter
     */
    int end(float[] weights, int limit) {
        double[] mean = cube.shellMeans((i, shell) -> weights[i]);
        double most = 0;
        for (int shell = 1; shell <= limit; shell++) most = Math.max(most, mean[shell]);
        int end = limit;
        while (end > 1 && mean[end - 1] < most / 2) end--;
        return end;
    }

    /**
     * The standard error of a difference of errors between a step and the one before, of noise alone, in units of the power of what the
     * step adds to both maps. With d = ΔW y of either map the difference is noisy by 2 (d_1 y_2 + d_2 y_1). Over N independent
     * values its mean has the standard error
     *
     * <pre>2 √2 √(⟨d²⟩ ⟨y²⟩/N) = 2 ⟨d²⟩ √(2/Σ ΔW²),   ⟨y²⟩ = ⟨d²⟩ Σ ΔW²/Σ ΔW⁴,   N = (Σ ΔW²)²/Σ ΔW⁴</pre>
     *
     * This is for the mean over the box. Of a window N is smaller by its part of the box.
     *
     * @param added ΔW
     */
    double standardError(float[] added) {
        return Math.sqrt(2 / cube.sumOverBall((i, shell) -> (double) added[i] * added[i]));
    }
}
