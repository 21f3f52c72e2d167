/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import org.cryosgd.images.Batch;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.objective.LeastSquares;
import org.cryosgd.objective.SignalPrior;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.reconstruct.options.ModelOptions;

/**
 * What one pass over the images at v = 0 gives.
 *
 * @param loss F(0)
 * @param gradient ∇F(0), the negative back-projection
 * @param diagonal the exact diag(H) without a ridge
 */
record FirstPass(double loss, float[] gradient, float[] diagonal) {
    static FirstPass of(LeastSquares objective, int[] images, ProgressMonitor monitor) {
        HalfCube cube = objective.cube();
        float[] zero = new float[2 * cube.size()];
        float[] gradient = new float[zero.length];
        float[] diagonal = new float[cube.size()];
        objective.interruptible(monitor, "Back-projecting");
        double loss = objective.gradientAndDiagonal(zero, Batch.of(images), gradient, diagonal);
        objective.interruptible(ProgressMonitor.NONE, "");
        return new FirstPass(loss, gradient, diagonal);
    }

    /** The ridge of each shell that the measured signal power makes. */
    float[] ridge(HalfCube cube, ModelOptions model, int images) {
        return SignalPrior.ridge(
                cube,
                model.interpolation(),
                gradient,
                diagonal,
                images,
                model.symmetry(),
                model.padding(),
                model.lambda());
    }

    /** −η D⁻¹ ∇F(0), η being the longest stable step: the first step from zero, on all images. */
    float[] step(HalfCube cube, ModelOptions model, float[] divisor) {
        float eta = (float) (1 / SignalPrior.largestEigenvalue(model.interpolation()));
        float[] start = new float[gradient.length];
        cube.forEach((i, shell) -> {
            float factor = eta / Math.max(Math.abs(divisor[i]), Float.MIN_NORMAL);
            start[2 * i] = -factor * gradient[2 * i];
            start[2 * i + 1] = -factor * gradient[2 * i + 1];
        });
        return start;
    }
}
