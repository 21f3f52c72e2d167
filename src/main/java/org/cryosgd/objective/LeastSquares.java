/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.objective;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.cryosgd.images.PackedImages;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Tasks;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.SliceData;
import org.cryosgd.projection.Symmetry;

/**
 * The objective at known poses, the mean over images of
 *
 * <pre>f_i(v) = ½ Σ_k |(A_i v − y_i)(k)|² / σ²(k) + ½ Σ_j ridge_j |v_j|²</pre>
 *
 * with A_i = CTF · shift · slice, the sums over the full disc and the full cube. It is quadratic: the Hessian
 * H = mean_i A_i* σ⁻² A_i + ridge does not depend on v. Volumes are complex half cubes; a batch is an array of image
 * numbers. Every method reads each image of its batch once. Not thread safe; a pass runs on the threads of
 * {@link Tasks}.
 */
public final class LeastSquares {
    /** Points of images between two looks at the monitor: about a second. */
    private static final int WATCHED_POINTS = 1 << 25;

    private final Projector projector;
    private final PackedImages images;
    private final HalfCube cube;
    private final Symmetry symmetry;
    private float[] ridge;
    private long imagesRead;
    private ProgressMonitor monitor = ProgressMonitor.NONE;
    private String what;
    private int watchedPoints;

    /**
     * @param symmetry gradients, products and diagonals are averaged over its operations
     * @param ridge of each shell round(|k|) of the cube, 0 … radius + 1: λ, plus the inverse signal power where a prior
     *     is used
     */
    public LeastSquares(Projector projector, PackedImages images, Symmetry symmetry, float[] ridge) {
        this.projector = projector;
        this.images = images;
        this.cube = projector.cube();
        this.symmetry = symmetry;
        this.ridge = ridge;
    }

    public HalfCube cube() {
        return cube;
    }

    /** Changes the ridge of each shell, 0 … radius + 1. */
    public void setRidge(float[] ridge) {
        this.ridge = ridge;
    }

    /**
     * From now on long passes are divided: they tell {@code monitor} how far they are and end with a
     * {@link CancellationException} where it is stopped. {@link ProgressMonitor#NONE} ends this; then every pass is finished.
     */
    public void interruptible(ProgressMonitor monitor, String what) {
        interruptible(monitor, what, WATCHED_POINTS);
    }

    /** @param points of images between two looks at the monitor */
    public void interruptible(ProgressMonitor monitor, String what, int points) {
        this.monitor = monitor;
        this.what = what;
        watchedPoints = points;
    }

    /** Number of operations of the symmetry. */
    public int symmetryOrder() {
        return symmetry.order();
    }

    /** F(0), without reading an image. */
    public double valueAtZero(int[] batch) {
        return energy(batch) / batch.length;
    }

    /** Mean of 1/σ² over the frequencies of image {@code number}: the scale of H. */
    public double meanInverseNoise(int number) {
        int[] counts = images.disc().ringCounts();
        float[] noise = images.noise(number);
        double sum = 0;
        double points = 0;
        for (int ring = 0; ring < counts.length; ring++) {
            sum += counts[ring] / noise[ring];
            points += counts[ring];
        }
        return sum / points;
    }

    /** Images read so far, by all methods together. */
    public long imagesRead() {
        return imagesRead;
    }

    /** F(v). */
    public double value(float[] v, int[] batch) {
        double[] sum = {energy(batch)};
        forEachPart(batch, (part, first) -> sum[0] += projector.value(v, part));
        return sum[0] / batch.length + ridgeTerm(v);
    }

    /** ⟨d, H d⟩. */
    public double curvature(float[] d, int[] batch) {
        double[] sum = {0};
        forEachPart(batch, (part, first) -> sum[0] += projector.energy(d, part));
        return 2 * (sum[0] / batch.length + ridgeTerm(d));
    }

    /** F(v); {@code gradient} is overwritten with ∇F(v). */
    public double gradient(float[] v, int[] batch, float[] gradient) {
        double[] sum = {energy(batch)};
        forEachPart(batch, (part, first) -> {
            float[] g = first ? gradient : new float[gradient.length];
            sum[0] += projector.gradient(v, part, g);
            if (!first) add(g, gradient);
        });
        scaleAndRidge(gradient, v, batch.length);
        return sum[0] / batch.length + ridgeTerm(v);
    }

    /** F(v); overwrites {@code gradient} with ∇F(v) and {@code product} with H z. */
    public double gradientAndProduct(float[] v, float[] z, int[] batch, float[] gradient, float[] product) {
        double sum = sums(v, z, batch, gradient, product);
        scaleAndRidge(gradient, v, batch.length);
        scaleAndRidge(product, z, batch.length);
        return sum / batch.length + ridgeTerm(v);
    }

    /**
     * F(v); overwrites {@code gradient} with ∇F(v) and {@code diagonal}, one float per voxel, with what the probe
     * {@code z} of {@link HessianDiagonal} tells of diag(H): z ⊙ H z without symmetry, then averaged over its operations.
     * Averaging H z instead would leave little, as z has no symmetry.
     *
     * @param product overwritten
     */
    public double gradientAndProbe(
            float[] v, float[] z, int[] batch, float[] gradient, float[] product, float[] diagonal) {
        double sum = sums(v, z, batch, gradient, product);
        scaleAndRidge(gradient, v, batch.length);
        cube.forEach((i, shell) -> diagonal[i] = z[2 * i] * product[2 * i] + z[2 * i + 1] * product[2 * i + 1]);
        meanAndRidge(diagonal, batch.length);
        return sum / batch.length + ridgeTerm(v);
    }

    /** The sums over the batch of which gradient and product are the means, and that of F without its ridge. */
    private double sums(float[] v, float[] z, int[] batch, float[] gradient, float[] product) {
        double[] sum = {energy(batch)};
        forEachPart(batch, (part, first) -> {
            float[] g = first ? gradient : new float[gradient.length];
            float[] h = first ? product : new float[product.length];
            sum[0] += projector.gradientAndProduct(v, z, part, g, h);
            if (!first) {
                add(g, gradient);
                add(h, product);
            }
        });
        return sum[0];
    }

    /** F(v); overwrites {@code gradient} with ∇F(v) and {@code diagonal}, one float per voxel, with diag(H). */
    public double gradientAndDiagonal(float[] v, int[] batch, float[] gradient, float[] diagonal) {
        double[] sum = {energy(batch)};
        forEachPart(batch, (part, first) -> {
            float[] g = first ? gradient : new float[gradient.length];
            float[] d = first ? diagonal : new float[diagonal.length];
            sum[0] += projector.gradientAndDiagonal(v, part, g, d);
            if (!first) {
                add(g, gradient);
                add(d, diagonal);
            }
        });
        scaleAndRidge(gradient, v, batch.length);
        meanAndRidge(diagonal, batch.length);
        return sum[0] / batch.length + ridgeTerm(v);
    }

    @FunctionalInterface
    private interface Part {
        void take(List<SliceData> images, boolean first);
    }

    private void forEachPart(int[] batch, Part part) {
        boolean watched = monitor != ProgressMonitor.NONE;
        int limit = watched ? Math.max(1, watchedPoints / images.disc().size()) : batch.length;
        for (int from = 0; from < batch.length; ) {
            if (watched && monitor.stopped())
                throw new CancellationException("stopped in the first pass: no result yet");
            if (watched) monitor.at(from, batch.length, what);
            int to = (int) Math.min(batch.length, (long) from + limit);
            List<SliceData> loaded = images.load(to == batch.length ? batch : Arrays.copyOf(batch, to), from);
            part.take(loaded, from == 0);
            from += loaded.size();
        }
        imagesRead += batch.length;
    }

    private double energy(int[] batch) {
        double sum = 0;
        for (int i : batch) sum += images.energy(i);
        return sum;
    }

    /** ½ Σ ridge |v|² over the full cube. */
    private double ridgeTerm(float[] v) {
        return 0.5
                * cube.sum((ky, kz, first) -> {
                    int end = cube.end(ky, kz);
                    double sum = 0;
                    for (int kx = 0; kx <= end; kx++) {
                        int i = 2 * (first + kx);
                        double weight = (kx == 0 ? 1 : 2) * ridge[cube.shell(kx, ky, kz)];
                        sum += weight * (v[i] * v[i] + v[i + 1] * v[i + 1]);
                    }
                    return sum;
                });
    }

    /** sums ← sums / count + ridge v. */
    private void scaleAndRidge(float[] sums, float[] v, int count) {
        symmetry.average(cube, sums, 2);
        float scale = 1f / count;
        cube.forEach((i, shell) -> {
            sums[2 * i] = sums[2 * i] * scale + ridge[shell] * v[2 * i];
            sums[2 * i + 1] = sums[2 * i + 1] * scale + ridge[shell] * v[2 * i + 1];
        });
    }

    /** The same of sums for a diagonal. */
    private void meanAndRidge(float[] sums, int count) {
        symmetry.average(cube, sums, 1);
        float scale = 1f / count;
        cube.forEach((i, shell) -> sums[i] = sums[i] * scale + ridge[shell]);
    }

    private static void add(float[] from, float[] to) {
        for (int i = 0; i < to.length; i++) to[i] += from[i];
    }
}
