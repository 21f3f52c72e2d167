/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import java.util.List;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.projection.FourierVolume;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.SliceData;
import org.cryosgd.projection.Symmetry;

/**
 * The Fourier volume v that a stochastic gradient descent moves, with the running mean D of the diagonal of the
 * Hessian: the objective and the preconditioner of {@link org.cryosgd.objective.LeastSquares}, for slices that come
 * with the weights of their poses.
 *
 * <p>Not thread safe; a step runs on the threads of {@link org.cryosgd.math.Tasks}.
 */
public final class VolumeModel {
    /** D is not taken as smaller than this part of the mean of its shell: where no view has been yet, steps stay short. */
    private static final double FLOOR = 0.1;

    private final HalfDisc disc;
    private final HalfCube cube;
    private final Projector projector;
    private final FourierVolume maps;
    private final Symmetry symmetry;
    private final float[] gradient;
    private final float[] observed;
    private final float[] diagonal;
    private float[] volume;

    /** @param size voxels along each axis of the map, more than twice the radius of the disc */
    VolumeModel(HalfDisc disc, int size, Symmetry symmetry) {
        this.disc = disc;
        this.symmetry = symmetry;
        cube = new HalfCube(disc.radius());
        projector = new Projector(cube, disc, Interpolation.TRILINEAR, 1);
        maps = new FourierVolume(cube, Interpolation.TRILINEAR, 1, size);
        volume = new float[2 * cube.size()];
        gradient = new float[2 * cube.size()];
        observed = new float[cube.size()];
        diagonal = new float[cube.size()];
    }

    HalfDisc disc() {
        return disc;
    }

    public HalfCube cube() {
        return cube;
    }

    Projector projector() {
        return projector;
    }

    public FourierVolume maps() {
        return maps;
    }

    /** v, not a copy. */
    public float[] volume() {
        return volume;
    }

    void setVolume(float[] other) {
        volume = other;
    }

    /** D, one float per voxel, not a copy. */
    public float[] diagonal() {
        return diagonal;
    }

    /**
     * v ← v − η D⁻¹ (∇F + ridge v).
     *
     * @param slices of {@code count} images, the weights of each image adding up to 1
     * @param rate of the running mean: D ← (1 − rate) D + rate D_batch
     * @param ridge of each shell 0 … radius + 1
     */
    void step(List<SliceData> slices, int count, double eta, double rate, float[] ridge) {
        projector.gradientAndDiagonal(volume, slices, gradient, observed);
        symmetry.average(cube, gradient, 2);
        symmetry.average(cube, observed, 1);
        float scale = 1f / count;
        float share = (float) rate;
        cube.forEach((i, shell) -> diagonal[i] += share * (scale * observed[i] - diagonal[i]));
        double[] floor = shellMeans();
        float length = (float) eta;
        cube.forEach((i, shell) -> {
            float d = Math.max(diagonal[i], (float) (FLOOR * floor[shell])) + ridge[shell];
            if (d <= 0) return;
            volume[2 * i] -= length / d * (scale * gradient[2 * i] + ridge[shell] * volume[2 * i]);
            volume[2 * i + 1] -= length / d * (scale * gradient[2 * i + 1] + ridge[shell] * volume[2 * i + 1]);
        });
    }

    /** The mean of D in each shell 0 … radius + 1. */
    double[] shellMeans() {
        double[] mean = new double[cube.radius() + 2];
        double[] count = new double[mean.length];
        cube.forEachFrequency((i, kx, ky, kz) -> {
            int shell = cube.shell(kx, ky, kz);
            mean[shell] += diagonal[i];
            count[shell]++;
        });
        for (int shell = 0; shell < mean.length; shell++) if (count[shell] > 0) mean[shell] /= count[shell];
        return mean;
    }

    /**
     * How well each shell is measured, for the ridge that follows from the correlation of two such maps. After a few epochs v
     * is nearly W (signal + noise of power 1/D) with W = D/(max(D, floor) + ridge), powers in units of one over the number of
     * images, so that
     *
     * <pre>FSC = Σ W² signal / Σ W² (signal + 1/D)     ridge = 1/signal = P (1 − FSC)/FSC     P = Σ W² / Σ W²/D</pre>
     *
     * <p>With even views P is D. With others the map holds most of what is in many views: where the ridge is strong P is above
     * the mean of D, ΣD²/ΣD at most, and the mean in its place damps what is in few views too little. Where the ridge is weak
     * P is below it.
     *
     * @param ridge that the map was made with, of each shell 0 … radius + 1
     * @return P of the same shells, in units of D
     */
    double[] precision(float[] ridge) {
        double[] means = shellMeans();
        double[] signal = new double[means.length];
        double[] noise = new double[means.length];
        cube.forEachFrequency((i, kx, ky, kz) -> {
            int shell = cube.shell(kx, ky, kz);
            double d = diagonal[i];
            if (d <= 0) return;
            double w = d / (Math.max(d, FLOOR * means[shell]) + ridge[shell]);
            int weight = kx == 0 ? 1 : 2;
            signal[shell] += weight * w * w;
            noise[shell] += weight * w * w / d;
        });
        for (int shell = 0; shell < means.length; shell++)
            signal[shell] = noise[shell] > 0 ? signal[shell] / noise[shell] : 0;
        return signal;
    }

    /** v times √(D over its mean in the shell), so that a frequency counts by how often it was seen. */
    public float[] weightedBySampling() {
        double[] means = shellMeans();
        float[] weighted = volume.clone();
        cube.forEach((i, shell) -> {
            float factor = means[shell] > 0 ? (float) Math.sqrt(diagonal[i] / means[shell]) : 0;
            weighted[2 * i] *= factor;
            weighted[2 * i + 1] *= factor;
        });
        return weighted;
    }

    /** The part of the frequencies of each shell with at least a tenth of its mean of D: the others are hardly in any view. */
    public double[] seen() {
        double[] means = shellMeans();
        int[] counts = new int[means.length];
        double[] seen = new double[means.length];
        cube.forEachFrequency((i, kx, ky, kz) -> {
            int shell = cube.shell(kx, ky, kz);
            counts[shell]++;
            if (diagonal[i] >= FLOOR * means[shell]) seen[shell]++;
        });
        for (int shell = 0; shell < seen.length; shell++)
            seen[shell] = counts[shell] == 0 ? 1 : seen[shell] / counts[shell];
        return seen;
    }

    /** Takes the frequencies that another model has too; D of the others is that of its outermost shell. */
    void continueFrom(VolumeModel other) {
        volume = resized(other.cube, other.volume, cube);
        double[] means = other.shellMeans();
        cube.forEach((i, shell) -> diagonal[i] = (float) means[Math.min(shell, other.cube.radius())]);
        copy(other.cube, cube, (from, to) -> diagonal[to] = other.diagonal[from]);
    }

    /** A volume on another cube: the frequencies that both have, zero elsewhere. */
    public static float[] resized(HalfCube from, float[] volume, HalfCube to) {
        float[] result = new float[2 * to.size()];
        copy(from, to, (in, out) -> {
            result[2 * out] = volume[2 * in];
            result[2 * out + 1] = volume[2 * in + 1];
        });
        return result;
    }

    @FunctionalInterface
    private interface Copy {
        void voxel(int from, int to);
    }

    private static void copy(HalfCube from, HalfCube to, Copy copy) {
        HalfCube smaller = from.radius() < to.radius() ? from : to;
        smaller.forEachFrequency((i, kx, ky, kz) -> copy.voxel(from.index(kx, ky, kz), to.index(kx, ky, kz)));
    }
}
