/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import org.cryosgd.images.Batch;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.objective.LeastSquares;
import org.cryosgd.objective.SignalPrior;
import org.cryosgd.optimize.precondition.Preconditioner;
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

    /** The first step from zero, on all images: −η P ∇F(0). */
    float[] step(HalfCube cube, Preconditioner preconditioner, double eta) {
        float[] start = new float[gradient.length];
        preconditioner.apply(gradient, start);
        float factor = (float) -eta;
        cube.forEachRow((first, end) -> {
            for (int i = 2 * first; i < 2 * end; i++) start[i] *= factor;
        });
        return start;
    }
}
