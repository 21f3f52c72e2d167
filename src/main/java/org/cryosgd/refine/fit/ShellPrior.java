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

    HalfCube cube() {
        return cube;
    }

    /** D of a voxel. */
    double precision(int i, int shell) {
        return Math.max(diagonal[i], ForgettingDiagonal.FLOOR * means[shell]);
    }

    /** D/(D + ridge/power), the filter of a step. */
    double weight(PriorLadder ladder, int step, int i, int shell) {
        double power = ladder.power(step, shell);
        double d = precision(i, shell);
        return power * d == 0 ? 0 : power * d / (power * d + ridge[shell]);
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
        return times((i, shell) -> weight(ladder, step, i, shell));
    }

    /** The shell from which on the filter of a step is below half of its largest value; at least 1, at most the limit. */
    int end(PriorLadder ladder, int step) {
        double[] mean = cube.shellMeans((i, shell) -> weight(ladder, step, i, shell));
        double most = 0;
        for (int shell = 1; shell <= ladder.limit(); shell++) most = Math.max(most, mean[shell]);
        int end = ladder.limit();
        while (end > 1 && mean[end - 1] < most / 2) end--;
        return end;
    }

    /**
     * The standard error of a difference of errors between a step and the one before, of noise alone, in units of the power of what the
     * step adds to both maps. With d = ΔW y of either map the difference is noisy by 2 (d_1 y_2 + d_2 y_1). Over N independent
     * values its mean has the standard error
     *
     * <pre>2 √2 √(⟨d²⟩ ⟨y²⟩/N),   ⟨y²⟩ = ⟨d²⟩/q,   q = Σ ΔW⁴/Σ ΔW²,   N = volume/box³ (Σ ΔW²)²/Σ ΔW⁴</pre>
     *
     * @param volume of the window in voxels
     */
    double standardError(PriorLadder ladder, int step, double volume, int box) {
        double second = 0;
        double fourth = 0;
        double[] squares = cube.shellSums((i, shell) -> square(added(ladder, step, i, shell)));
        double[] fourths = cube.shellSums((i, shell) -> square(square(added(ladder, step, i, shell))));
        for (int shell = 0; shell < squares.length; shell++) {
            second += squares[shell];
            fourth += fourths[shell];
        }
        if (fourth == 0) return Double.POSITIVE_INFINITY;
        double independent = volume / box / box / box * second * second / fourth;
        return Math.sqrt(2) / Math.sqrt(fourth / second * independent);
    }

    private double added(PriorLadder ladder, int step, int i, int shell) {
        return weight(ladder, step, i, shell) - weight(ladder, step - 1, i, shell);
    }

    private static double square(double x) {
        return x * x;
    }
}
