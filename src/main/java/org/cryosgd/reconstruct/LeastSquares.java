/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import java.util.List;
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
    private final Projector projector;
    private final PackedImages images;
    private final HalfCube cube;
    private final Symmetry symmetry;
    private float[] ridge;
    private long imagesRead;

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
        scaleAndRidge(gradient, v, batch.length);
        scaleAndRidge(product, z, batch.length);
        return sum[0] / batch.length + ridgeTerm(v);
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
        symmetry.average(cube, diagonal, 1);
        float scale = 1f / batch.length;
        cube.forEach((i, shell) -> diagonal[i] = diagonal[i] * scale + ridge[shell]);
        return sum[0] / batch.length + ridgeTerm(v);
    }

    @FunctionalInterface
    private interface Part {
        void take(List<SliceData> images, boolean first);
    }

    private void forEachPart(int[] batch, Part part) {
        for (int from = 0; from < batch.length; ) {
            List<SliceData> loaded = images.load(batch, from);
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

    private static void add(float[] from, float[] to) {
        for (int i = 0; i < to.length; i++) to[i] += from[i];
    }
}
