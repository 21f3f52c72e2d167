/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import static org.cryosgd.math.Require.require;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.cryosgd.math.Rotation;
import org.cryosgd.projection.Symmetry;
import org.ejml.data.DMatrix3x3;

/**
 * Rotations that are spread evenly over all, or over the asymmetric unit of a point group: super-Fibonacci spirals
 * (Alexa, CVPR 2022).
 *
 * <p>Grids {@link #inPairs} are for images. The second half of their rotations are those of the first half, in the same order, each turned by
 * 180° in the plane of the image. Other grids are for maps.
 *
 * @param rotations RELION's matrices A
 * @param spacingRadians edge of the cube of rotations that belongs to each
 * @param asked spacing that was asked for; it and the point group are all that another process needs to make the same grid
 * @param symmetry point group
 */
public record RotationGrid(List<DMatrix3x3> rotations, double spacingRadians, double asked, Symmetry symmetry) {
    /** The solution of ψ⁴ = ψ + 4, which makes the spiral even. */
    private static final double PSI = 1.533751168755204288118041;

    /** Middle of the views of the first ones of pairs: across x, and on no axis of a point group. */
    private static final double[] VIEW = {0, 0.6, 0.8};

    private static final double VOLUME = 8 * Math.PI * Math.PI;

    /** About {@code spacing} radians apart. */
    static RotationGrid withSpacing(double spacing, Symmetry symmetry) {
        return of(spiral(spacing, a -> isNearest(a, symmetry)), spacing, symmetry);
    }

    /** The same for images, whose slices at two rotations of a pair are the complex conjugates of each other. */
    static RotationGrid inPairs(double spacing, Symmetry symmetry) {
        List<DMatrix3x3> all = spiral(spacing, a -> isFirst(a, symmetry));
        for (int i = 0, half = all.size(); i < half; i++) all.add(upsideDown(all.get(i)));
        return of(all, spacing, symmetry);
    }

    private static RotationGrid of(List<DMatrix3x3> rotations, double spacing, Symmetry symmetry) {
        return new RotationGrid(List.copyOf(rotations), Math.cbrt(VOLUME / count(spacing)), spacing, symmetry);
    }

    private static int count(double spacing) {
        require(spacing > 0, "angular step", "positive", spacing);
        return (int) Math.ceil(VOLUME / (spacing * spacing * spacing));
    }

    private static List<DMatrix3x3> spiral(double spacing, Predicate<DMatrix3x3> kept) {
        int count = count(spacing);
        List<DMatrix3x3> rotations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double s = i + 0.5;
            double alpha = 2 * Math.PI * s / Math.sqrt(2);
            double beta = 2 * Math.PI * s / PSI;
            double r = Math.sqrt(s / count);
            double q = Math.sqrt(1 - s / count);
            DMatrix3x3 a = Rotation.fromQuaternion(
                    r * Math.sin(alpha), r * Math.cos(alpha), q * Math.sin(beta), q * Math.cos(beta));
            if (kept.test(a)) rotations.add(a);
        }
        return rotations;
    }

    /** The rotation after a turn by 180° in the plane of the image. */
    private static DMatrix3x3 upsideDown(DMatrix3x3 a) {
        return new DMatrix3x3(-a.a11, -a.a12, -a.a13, -a.a21, -a.a22, -a.a23, a.a31, a.a32, a.a33);
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

    /**
     * Whether A is the one of its equivalents, upside down or not, whose view is nearest to {@link #VIEW} and whose image's x axis is
     * nearest to −x. The turn changes the sign of a11 and not the view. Without symmetry a11 grows along the spiral, so this is its first half.
     */
    private static boolean isFirst(DMatrix3x3 a, Symmetry symmetry) {
        for (DMatrix3x3 s : symmetry.operations()) {
            DMatrix3x3 other = Rotation.multiply(a, s);
            if (along(other) + Math.abs(other.a11) > along(a) - a.a11 + 1e-12) return false;
        }
        return true;
    }

    private static double along(DMatrix3x3 a) {
        return a.a31 * VIEW[0] + a.a32 * VIEW[1] + a.a33 * VIEW[2];
    }
}
