/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.testimages;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.cryosgd.math.Rotation;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.Pose;
import org.cryosgd.projection.Symmetry;
import org.ejml.data.DMatrix3;
import org.ejml.data.DMatrix3x3;
import org.ejml.dense.fixed.CommonOps_DDF3;

/**
 * How far poses are from the truth once the map they belong to is turned by G, moved by c and, where that fits better,
 * inverted: A ≈ Z A_true G, Z = diag(−1, −1, 1) for the other hand, and shift ≈ shift_true + (rows 0 and 1 of A) c.
 *
 * @param degrees of each particle, ascending
 * @param pixels errors of the shifts, ascending
 */
public record PoseErrors(double[] degrees, double[] pixels, boolean mirrored) {
    private static final DMatrix3x3 IDENTITY = new DMatrix3x3(1, 0, 0, 0, 1, 0, 0, 0, 1);
    private static final DMatrix3x3 HALF_TURN = new DMatrix3x3(-1, 0, 0, 0, -1, 0, 0, 0, 1);

    public static PoseErrors of(List<Particle> found, List<Particle> truth, Symmetry symmetry, double pixelSize) {
        PoseErrors same = of(found, truth, symmetry, pixelSize, false);
        PoseErrors other = of(found, truth, symmetry, pixelSize, true);
        return same.median() <= other.median() ? same : other;
    }

    public double median() {
        return degrees[degrees.length / 2];
    }

    public double medianPixels() {
        return pixels[pixels.length / 2];
    }

    /** Part of the particles with an error of at most {@code limit} degrees. */
    public double within(double limit) {
        return Arrays.stream(degrees).filter(d -> d <= limit).count() / (double) degrees.length;
    }

    @Override
    public String toString() {
        return String.format(
                "median %.2f° and %.2f pixels, %.1f %% within 5°, %.1f %% within 10°%s",
                median(), medianPixels(), 100 * within(5), 100 * within(10), mirrored ? ", mirrored" : "");
    }

    private static PoseErrors of(
            List<Particle> found, List<Particle> truth, Symmetry symmetry, double pixelSize, boolean mirrored) {
        int count = found.size();
        DMatrix3x3[] a = new DMatrix3x3[count];
        DMatrix3x3[] b = new DMatrix3x3[count];
        for (int i = 0; i < count; i++) {
            a[i] = matrix(found.get(i).pose());
            b[i] = Rotation.multiply(
                    mirrored ? HALF_TURN : IDENTITY, matrix(truth.get(i).pose()));
        }
        // each of the first particles proposes a G; the one that most agree with is averaged over those
        DMatrix3x3 g = IDENTITY;
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(count, 100); i++) {
            DMatrix3x3 proposed = Rotation.multiply(transposed(b[i]), a[i]);
            double[] errors = errors(a, b, proposed, symmetry);
            Arrays.sort(errors);
            if (errors[count / 2] < best) {
                best = errors[count / 2];
                g = proposed;
            }
        }
        for (int round = 0; round < 5; round++) g = averaged(a, b, g, symmetry, 2 * best);
        double[] radians = errors(a, b, g, symmetry);
        double[] degrees = Arrays.stream(radians).map(Math::toDegrees).sorted().toArray();
        return new PoseErrors(degrees, shifts(found, truth, a, radians, pixelSize), mirrored);
    }

    private static double[] errors(DMatrix3x3[] a, DMatrix3x3[] b, DMatrix3x3 g, Symmetry symmetry) {
        return IntStream.range(0, a.length)
                .mapToDouble(i -> Rotation.angle(a[i], nearest(a[i], b[i], g, symmetry)))
                .toArray();
    }

    /** B S G for the operation S that brings it closest to A. */
    private static DMatrix3x3 nearest(DMatrix3x3 a, DMatrix3x3 b, DMatrix3x3 g, Symmetry symmetry) {
        DMatrix3x3 nearest = null;
        for (DMatrix3x3 s : symmetry.operations()) {
            DMatrix3x3 other = Rotation.multiply(Rotation.multiply(b, s), g);
            if (nearest == null || Rotation.angle(a, other) < Rotation.angle(a, nearest)) nearest = other;
        }
        return nearest;
    }

    /** The rotation nearest to the mean of (B S)ᵀ A over the particles that agree with g. */
    private static DMatrix3x3 averaged(DMatrix3x3[] a, DMatrix3x3[] b, DMatrix3x3 g, Symmetry symmetry, double limit) {
        DMatrix3x3 sum = new DMatrix3x3();
        for (int i = 0; i < a.length; i++) {
            DMatrix3x3 near = nearest(a[i], b[i], g, symmetry);
            if (Rotation.angle(a[i], near) > limit) continue;
            // near = B S g, so that g nearᵀ A = (B S)ᵀ A
            CommonOps_DDF3.addEquals(sum, Rotation.multiply(g, Rotation.multiply(transposed(near), a[i])));
        }
        // Newton's iteration for the polar factor
        for (int i = 0; i < 30; i++) {
            DMatrix3x3 inverse = new DMatrix3x3();
            if (!CommonOps_DDF3.invert(sum, inverse)) return g;
            CommonOps_DDF3.transpose(inverse);
            CommonOps_DDF3.addEquals(sum, inverse);
            CommonOps_DDF3.scale(0.5, sum);
        }
        return sum;
    }

    private static double[] shifts(
            List<Particle> found, List<Particle> truth, DMatrix3x3[] a, double[] radians, double pixelSize) {
        double[][] difference = new double[a.length][2];
        DMatrix3x3 normal = new DMatrix3x3();
        DMatrix3 right = new DMatrix3();
        double limit = 2 * Arrays.stream(radians).sorted().toArray()[a.length / 2] + 1e-9;
        for (int i = 0; i < a.length; i++) {
            Pose p = found.get(i).pose();
            Pose q = truth.get(i).pose();
            difference[i][0] = (p.shiftXAngstrom() - q.shiftXAngstrom()) / pixelSize;
            difference[i][1] = (p.shiftYAngstrom() - q.shiftYAngstrom()) / pixelSize;
            if (radians[i] > limit) continue;
            for (int row = 0; row < 2; row++) {
                double[] r = row(a[i], row);
                for (int j = 0; j < 3; j++) {
                    right.set(j, 0, right.get(j, 0) + r[j] * difference[i][row]);
                    for (int k = 0; k < 3; k++) normal.set(j, k, normal.get(j, k) + r[j] * r[k]);
                }
            }
        }
        DMatrix3x3 inverse = new DMatrix3x3();
        CommonOps_DDF3.invert(normal, inverse);
        DMatrix3 c = new DMatrix3();
        CommonOps_DDF3.mult(inverse, right, c);
        return IntStream.range(0, a.length)
                .mapToDouble(i -> {
                    double[] x = row(a[i], 0);
                    double[] y = row(a[i], 1);
                    return Math.hypot(
                            difference[i][0] - x[0] * c.a1 - x[1] * c.a2 - x[2] * c.a3,
                            difference[i][1] - y[0] * c.a1 - y[1] * c.a2 - y[2] * c.a3);
                })
                .sorted()
                .toArray();
    }

    private static double[] row(DMatrix3x3 a, int row) {
        return row == 0 ? new double[] {a.a11, a.a12, a.a13} : new double[] {a.a21, a.a22, a.a23};
    }

    public static DMatrix3x3 matrix(Pose pose) {
        return Rotation.fromEuler(pose.rotDegrees(), pose.tiltDegrees(), pose.psiDegrees());
    }

    public static DMatrix3x3 transposed(DMatrix3x3 a) {
        return new DMatrix3x3(a.a11, a.a21, a.a31, a.a12, a.a22, a.a32, a.a13, a.a23, a.a33);
    }
}
