/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.objective;

import org.cryosgd.images.Batch;
import org.cryosgd.projection.HalfCube;

/**
 * What an optimizer needs of the data: F, its derivatives and its curvature for a batch. F is quadratic and a mean over
 * images. Volumes are complex half cubes in the layout of {@link HalfCube}; diagonals have one float per voxel.
 *
 * <p>Not thread safe. Each method but {@link #valueAtZero} reads every image of the batch once.
 */
public interface Objective {
    /** The layout of volumes. */
    HalfCube cube();

    /** Number of images. */
    int size();

    /** Images read so far, by all methods together. */
    long imagesRead();

    /** Mean of 1/σ² over the frequencies of the first image: the scale of the Hessian. */
    double scale();

    /** How many operations the symmetry has. Each image counts once per operation. */
    int symmetryOrder();

    /** ridge of each shell 0 … radius + 1; not a copy. */
    float[] ridge();

    /** Changes the ridge. */
    void setRidge(float[] ridge);

    /**
     * Whether a pass may end with a {@link java.util.concurrent.CancellationException} where the user stops it. Its arguments are then as
     * they were.
     */
    default boolean isInterruptible() {
        return false;
    }

    /** F(0), from sums that are known. */
    double valueAtZero(Batch batch);

    /** F(v). */
    double value(float[] v, Batch batch);

    /** ⟨d, H d⟩. */
    double curvature(float[] d, Batch batch);

    /** F(v); {@code gradient} is overwritten with ∇F(v). */
    double gradient(float[] v, Batch batch, float[] gradient);

    /**
     * F(v); overwrites {@code gradient} with ∇F(v), and {@code diagonal} with diag(H) without its ridge, which is known and
     * need not be estimated.
     */
    double gradientAndDiagonal(float[] v, Batch batch, float[] gradient, float[] diagonal);

    /** F(v); overwrites {@code gradient} with ∇F(v) and {@code product} with H z. */
    double gradientAndProduct(float[] v, float[] z, Batch batch, float[] gradient, float[] product);

    /**
     * F(v); overwrites {@code gradient} with ∇F(v), and {@code diagonal} with the estimate of diag(H), without its
     * ridge, from the probe {@code z} of {@link HessianDiagonal}.
     *
     * @param product two floats per voxel, overwritten
     */
    double gradientAndProbe(float[] v, float[] z, Batch batch, float[] gradient, float[] product, float[] diagonal);
}
