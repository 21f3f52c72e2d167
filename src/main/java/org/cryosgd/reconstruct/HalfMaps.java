/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import java.util.List;
import org.cryosgd.objective.SignalPrior;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.reconstruct.options.ModelOptions;

/** What is made of the volumes of two halves: the map of all images, and half maps without the damping by the prior. */
final class HalfMaps {
    /** Where few views have been, D is not taken as smaller than this part of the mean of its shell. */
    private static final double FLOOR = 0.1;

    private final HalfCube cube;
    private final double gain;

    HalfMaps(Problem problem, ModelOptions model) {
        cube = problem.cube();
        gain = SignalPrior.gain(model.interpolation(), problem.padding());
    }

    /** The volume of all images. */
    float[] together(List<HalfFit> fits) {
        return fits.size() == 1 ? fits.get(0).volume() : combined(fits.get(0), fits.get(1));
    }

    /**
     * The estimate from all images: where H is near its diagonal, half i has solved (N_i D_i + Λ) v_i = N_i b_i, so the sum
     * of both sides belongs to all images. Without a diagonal it is their mean.
     */
    private float[] combined(HalfFit a, HalfFit b) {
        float[] sum = new float[2 * cube.size()];
        float[] va = a.volume();
        float[] vb = b.volume();
        cube.forEach((i, shell) -> {
            double wa = weight(a, i);
            double wb = weight(b, i);
            double prior = 0.5 * (prior(a, shell) + prior(b, shell));
            double total = Math.max(wa + wb - prior, Math.max(wa, wb));
            for (int c = 2 * i; c < 2 * i + 2; c++) sum[c] = (float) ((wa * va[c] + wb * vb[c]) / total);
        });
        return sum;
    }

    /** N D, the inverse variance of a voxel with its ridge; N alone without a diagonal. */
    private static double weight(HalfFit fit, int voxel) {
        return fit.images() * (fit.hasDiagonal() ? Math.abs(fit.diagonal()[voxel]) : 1.0);
    }

    /** What the ridge is of the weight. */
    private static double prior(HalfFit fit, int shell) {
        return fit.hasDiagonal() ? (double) fit.images() * fit.ridge()[shell] : 0;
    }

    /**
     * v without the damping by the prior, as half maps are wanted by programs that measure noise with them. A map that solves
     * (H + ridge) v = b with H v ≈ c D v had been (1 + ridge/(c D)) v without the ridge.
     */
    float[] undamped(HalfFit fit) {
        float[] volume = fit.volume();
        if (!fit.hasDiagonal()) return volume;
        float[] diagonal = fit.diagonal();
        float[] ridge = fit.ridge();
        double[] means = cube.shellMeans((i, shell) -> Math.abs(diagonal[i]) - ridge[shell]);
        float[] undamped = new float[volume.length];
        cube.forEach((i, shell) -> {
            double d = Math.max(Math.abs(diagonal[i]) - ridge[shell], FLOOR * means[shell]);
            float factor = d > 0 ? (float) (1 + ridge[shell] / (gain * d)) : 1;
            undamped[2 * i] = factor * volume[2 * i];
            undamped[2 * i + 1] = factor * volume[2 * i + 1];
        });
        return undamped;
    }
}
