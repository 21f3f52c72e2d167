/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize;

import org.cryosgd.objective.LeastSquares;
import org.cryosgd.projection.HalfCube;

/**
 * Conjugate gradients on {@link LeastSquares}, preconditioned with a given diagonal or not. Every iteration sees all
 * images once: one pass gives the gradient and the Hessian product of the direction, and with them the exact step.
 *
 * <p>The object keeps its state between iterations. Not thread safe.
 */
public final class ConjugateGradients implements Optimizer {
    private final LeastSquares objective;
    private final HalfCube cube;
    private final int[] images;
    private final float[] diagonal;
    private final float[] volume;
    private final float[] gradient;
    private final float[] product;
    private final float[] scaled;
    private final float[] direction;
    private double slope;

    /**
     * Sees all images once.
     *
     * @param images numbers of the images to fit
     * @param start v at the start, becomes this object's own
     * @param diagonal of the Hessian, positive in the ball; null for none
     */
    public ConjugateGradients(LeastSquares objective, int[] images, float[] start, float[] diagonal) {
        this.objective = objective;
        this.cube = objective.cube();
        this.images = images;
        this.volume = start;
        this.diagonal = diagonal;
        gradient = new float[start.length];
        product = new float[start.length];
        scaled = new float[start.length];
        direction = new float[start.length];
        objective.gradient(volume, images, gradient);
        precondition();
        slope = cube.dot(gradient, scaled);
        cube.forEach((i, shell) -> {
            direction[2 * i] = -scaled[2 * i];
            direction[2 * i + 1] = -scaled[2 * i + 1];
        });
    }

    /** One iteration. */
    @Override
    public void iterate() {
        objective.gradientAndProduct(volume, direction, images, gradient, product);
        double curvature = cube.dot(direction, product);
        if (!(curvature > 0)) return;
        float step = (float) (-cube.dot(gradient, direction) / curvature);
        cube.forEach((i, shell) -> {
            for (int c = 2 * i; c < 2 * i + 2; c++) {
                volume[c] += step * direction[c];
                gradient[c] += step * product[c];
            }
        });
        precondition();
        double before = slope;
        slope = cube.dot(gradient, scaled);
        float beta = (float) (slope / before);
        cube.forEach((i, shell) -> {
            for (int c = 2 * i; c < 2 * i + 2; c++) direction[c] = beta * direction[c] - scaled[c];
        });
    }

    /** scaled ← D⁻¹ ∇F */
    private void precondition() {
        cube.forEach((i, shell) -> {
            float inverse = diagonal == null ? 1 : 1 / Math.max(diagonal[i], Float.MIN_NORMAL);
            scaled[2 * i] = inverse * gradient[2 * i];
            scaled[2 * i + 1] = inverse * gradient[2 * i + 1];
        });
    }

    /** ‖∇F‖ at the current v in the norm of D⁻¹. */
    public double gradientNorm() {
        return Math.sqrt(slope);
    }

    @Override
    public float[] volume() {
        return volume;
    }
}
