/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct.options;

import static org.cryosgd.math.Require.require;

import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Symmetry;

/**
 * What the objective is.
 *
 * @param ctf whether images have a CTF; false takes it as 1
 * @param whiteNoise σ = 1 for all frequencies, as in the paper; otherwise it is measured per ring
 * @param interpolation of the slices
 * @param padding voxels of the transform per frequency, 1 or 2
 * @param radius largest frequency in cycles per box; 0 takes n/2 − 1
 * @param lambda λ of the ridge ½ λ ‖v‖²
 * @param prior whether 1/(N τ²) is added to λ, τ² being the measured signal power of the shell
 * @param sphere whether the map is held at zero outside the ball that the box holds
 * @param symmetry point group
 */
public record ModelOptions(
        boolean ctf,
        boolean whiteNoise,
        Interpolation interpolation,
        int padding,
        int radius,
        double lambda,
        boolean prior,
        boolean sphere,
        Symmetry symmetry) {
    public ModelOptions {
        require(padding == 1 || padding == 2, "padding", "1 or 2", padding);
        require(radius >= 0, "radius", "positive, or 0 for box/2 − 1", radius);
        require(lambda >= 0 && lambda < Double.POSITIVE_INFINITY, "lambda", "at least 0", lambda);
    }

    public static ModelOptions defaults() {
        return new ModelOptions(true, false, Interpolation.TRILINEAR, 1, 0, 1e-8, true, true, Symmetry.NONE);
    }

    /** The objective of the paper. */
    public static ModelOptions paper() {
        return new ModelOptions(true, true, Interpolation.TRILINEAR, 1, 0, 1e-8, false, false, Symmetry.NONE);
    }

    /** The radius for a box of {@code box} pixels. */
    public int radiusFor(int box) {
        require(radius < box / 2, "radius", "below half of the box of " + box, radius);
        return radius == 0 ? box / 2 - 1 : radius;
    }
}
