/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.objective;

import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.cryosgd.images.Batch;
import org.cryosgd.images.Images;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Tasks;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.Symmetry;

/**
 * The objective of packed images, the mean over images of
 *
 * <pre>f_i(v) = ½ Σ_k |(A_i v − y_i)(k)|² / σ²(k) + ½ Σ_j ridge_j |v_j|²</pre>
 *
 * with A_i = CTF · shift · slice, the sums over the full disc and the full cube. Where an image has several weighted
 * slices, f_i is their weighted mean. It is quadratic: the Hessian H = mean_i A_i* σ⁻² A_i + ridge does not depend on v.
 *
 * <p>Not thread safe; a pass runs on the threads of {@link Tasks}.
 */
public final class LeastSquares implements Objective {
    private final Projector projector;
    private final Images images;
    private final int[] numbers;
    private final HalfCube cube;
    private final Symmetry symmetry;
    private float[] ridge;
    private long imagesRead;
    private ProgressMonitor monitor = ProgressMonitor.NONE;
    private String what = "";

    /**
     * @param numbers of the images that it is a mean over; nothing of others comes in
     * @param symmetry gradients, products and diagonals are averaged over its operations
     * @param ridge of each shell round(|k|) of the cube, 0 … radius + 1: λ, plus the inverse signal power where a prior
     *     is used
     */
    public LeastSquares(Projector projector, Images images, int[] numbers, Symmetry symmetry, float[] ridge) {
        this.projector = projector;
        this.images = images;
        this.numbers = numbers.clone();
        this.cube = projector.cube();
        this.symmetry = symmetry;
        this.ridge = ridge;
    }

    /** Of all images. */
    public LeastSquares(Projector projector, Images images, Symmetry symmetry, float[] ridge) {
        this(projector, images, IntStream.range(0, images.size()).toArray(), symmetry, ridge);
    }

    /**
     * From now on passes report each part to {@code other} and end with a {@link CancellationException} where it is stopped.
     * {@link ProgressMonitor#NONE} ends this; then every pass is finished.
     *
     * @param what is computed, for the user
     */
    public void interruptible(ProgressMonitor other, String what) {
        monitor = other;
        this.what = what;
    }

    @Override
    public boolean isInterruptible() {
        return monitor != ProgressMonitor.NONE && images.elsewhere();
    }

    /**
     * Lets passes of an epoch end where {@code other} is stopped, if images are on other machines, where a pass may take long. A pass in
     * this process is short and is finished.
     *
     * @param name of the epoch, for the user
     */
    public void epoch(ProgressMonitor other, String name) {
        boolean mayEnd = images.elsewhere() && other != ProgressMonitor.NONE;
        // the progress of an epoch is that of its batches
        interruptible(mayEnd ? other.stopsAlone() : ProgressMonitor.NONE, name);
    }

    @Override
    public HalfCube cube() {
        return cube;
    }

    @Override
    public int size() {
        return numbers.length;
    }

    @Override
    public long imagesRead() {
        return imagesRead;
    }

    @Override
    public double scale() {
        return images.meanInverseNoise(numbers[0]);
    }

    @Override
    public int symmetryOrder() {
        return symmetry.order();
    }

    @Override
    public float[] ridge() {
        return ridge;
    }

    @Override
    public void setRidge(float[] ridge) {
        this.ridge = ridge;
    }

    @Override
    public double valueAtZero(Batch batch) {
        return energy(batch) / batch.size();
    }

    @Override
    public double value(float[] v, Batch batch) {
        double sum = sum(batch, Pass.value(projector, v));
        return (energy(batch) + sum) / batch.size() + ridgeTerm(v);
    }

    @Override
    public double curvature(float[] d, Batch batch) {
        double sum = sum(batch, Pass.energy(projector, d));
        return 2 * (sum / batch.size() + ridgeTerm(d));
    }

    @Override
    public double gradient(float[] v, Batch batch, float[] gradient) {
        double sum = sum(batch, Pass.gradient(projector, v), gradient);
        meanAndRidge(gradient, v, batch.size());
        return (energy(batch) + sum) / batch.size() + ridgeTerm(v);
    }

    @Override
    public double gradientAndDiagonal(float[] v, Batch batch, float[] gradient, float[] diagonal) {
        double sum = sum(batch, Pass.gradientAndDiagonal(projector, v), gradient, diagonal);
        meanAndRidge(gradient, v, batch.size());
        mean(diagonal, batch.size());
        return (energy(batch) + sum) / batch.size() + ridgeTerm(v);
    }

    @Override
    public double gradientAndProduct(float[] v, float[] z, Batch batch, float[] gradient, float[] product) {
        double sum = sum(batch, Pass.gradientAndProduct(projector, v, z), gradient, product);
        meanAndRidge(gradient, v, batch.size());
        meanAndRidge(product, z, batch.size());
        return (energy(batch) + sum) / batch.size() + ridgeTerm(v);
    }

    /** Without symmetry z ⊙ H z; this is then averaged over the group. The average of H z would be small, as z has no symmetry. */
    @Override
    public double gradientAndProbe(
            float[] v, float[] z, Batch batch, float[] gradient, float[] product, float[] diagonal) {
        double sum = sum(batch, Pass.gradientAndProbe(projector, v, z, product), gradient, diagonal);
        meanAndRidge(gradient, v, batch.size());
        mean(diagonal, batch.size());
        return (energy(batch) + sum) / batch.size() + ridgeTerm(v);
    }

    private double sum(Batch batch, Images.Work work, float[]... sums) {
        imagesRead += batch.size();
        return images.sum(batch, work, sums, monitor, what);
    }

    private double energy(Batch batch) {
        double sum = 0;
        for (int i : batch.numbers()) sum += images.energy(i);
        return sum;
    }

    /** ½ Σ ridge |v|² over the full cube. */
    private double ridgeTerm(float[] v) {
        return 0.5
                * cube.sumOverBall((i, shell) ->
                        ridge[shell] * ((double) v[2 * i] * v[2 * i] + (double) v[2 * i + 1] * v[2 * i + 1]));
    }

    /** sums ← sums / count + ridge v. */
    private void meanAndRidge(float[] sums, float[] v, int count) {
        symmetry.average(cube, sums, 2);
        float scale = 1f / count;
        cube.forEach((i, shell) -> {
            sums[2 * i] = sums[2 * i] * scale + ridge[shell] * v[2 * i];
            sums[2 * i + 1] = sums[2 * i + 1] * scale + ridge[shell] * v[2 * i + 1];
        });
    }

    /** The mean of a sum of diagonals. */
    private void mean(float[] sums, int count) {
        symmetry.average(cube, sums, 1);
        float scale = 1f / count;
        cube.forEachRow((first, end) -> {
            for (int i = first; i < end; i++) sums[i] *= scale;
        });
    }
}
