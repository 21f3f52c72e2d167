/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import static org.cryosgd.math.Require.require;

import java.util.ArrayList;
import java.util.List;
import org.cryosgd.math.Rotation;
import org.cryosgd.projection.Symmetry;
import org.ejml.data.DMatrix3x3;

/**
 * Rotations that are spread evenly over all, or over the asymmetric unit of a point group: super-Fibonacci spirals
 * (Alexa, CVPR 2022).
 *
 * @param rotations RELION's matrices A
 * @param spacingRadians edge of the cube of rotations that belongs to each
 * @param asked spacing that was asked for; it and the point group are all that another process needs to make the same grid
 * @param symmetry point group
 */
public record RotationGrid(List<DMatrix3x3> rotations, double spacingRadians, double asked, Symmetry symmetry) {
    /** The solution of ψ⁴ = ψ + 4, which makes the spiral even. */
    private static final double PSI = 1.533751168755204288118041;

    private static final double VOLUME = 8 * Math.PI * Math.PI;

    /** About {@code spacing} radians apart. */
    static RotationGrid withSpacing(double spacing, Symmetry symmetry) {
        require(spacing > 0, "angular step", "positive", spacing);
        int count = (int) Math.ceil(VOLUME / (spacing * spacing * spacing));
        List<DMatrix3x3> kept = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double s = i + 0.5;
            double alpha = 2 * Math.PI * s / Math.sqrt(2);
            double beta = 2 * Math.PI * s / PSI;
            double r = Math.sqrt(s / count);
            double q = Math.sqrt(1 - s / count);
            DMatrix3x3 a = Rotation.fromQuaternion(
                    r * Math.sin(alpha), r * Math.cos(alpha), q * Math.sin(beta), q * Math.cos(beta));
            if (isNearest(a, symmetry)) kept.add(a);
        }
        return new RotationGrid(List.copyOf(kept), Math.cbrt(VOLUME / count), spacing, symmetry);
    }

    public int size() {
        return rotations.size();
    }

    /** Whether no equivalent rotation A S is nearer to the identity. */
    private static boolean isNearest(DMatrix3x3 a, Symmetry symmetry) {
        double trace = a.a11 + a.a22 + a.a33;
        for (DMatrix3x3 s : symmetry.operations()) {
            DMatrix3x3 other = Rotation.multiply(a, s);
            if (other.a11 + other.a22 + other.a33 > trace + 1e-12) return false;
        }
        return true;
    }
}
