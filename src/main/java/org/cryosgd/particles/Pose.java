/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.particles;

import static org.cryosgd.math.Require.require;

/**
 * Orientation and shift of one particle in RELION's convention: ZYZ angles rot, tilt, psi; the shift moves the image
 * onto the projection (so the projection is moved by its negative).
 */
public record Pose(
        double rotDegrees, double tiltDegrees, double psiDegrees, double shiftXAngstrom, double shiftYAngstrom) {
    public Pose {
        for (double value : new double[] {rotDegrees, tiltDegrees, psiDegrees, shiftXAngstrom, shiftYAngstrom})
            require(Double.isFinite(value), "pose value", "a finite number", value);
    }
}
