/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import static org.cryosgd.math.Require.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.cryosgd.math.Rotation;
import org.cryosgd.particles.Pose;
import org.ejml.data.DMatrix3;
import org.ejml.data.DMatrix3x3;
import org.ejml.dense.fixed.CommonOps_DDF3;

/**
 * Two sets of poses of the same particles, compared after the rotation, the shift and the hand that no image can tell
 * have been taken out: found ≈ truth · R, or diag(−1, −1, 1) found ≈ truth · R where the hand differs.
 *
 * @param rotation R
 * @param mirrored whether the hand differs
 * @param shiftAngstrom what the found map is moved by against the true one, in the true frame
 * @param errorsDegrees angle that is left, one for each particle
 */
public record PoseAgreement(DMatrix3x3 rotation, boolean mirrored, double[] shiftAngstrom, double[] errorsDegrees) {
    private static final DMatrix3x3 MIRROR = new DMatrix3x3(-1, 0, 0, 0, -1, 0, 0, 0, 1);

    /** @param truth and {@code found}: one pose for each particle, in the same order */
    public static PoseAgreement of(List<Pose> truth, List<Pose> found) {
        require(
                truth.size() == found.size() && truth.size() >= 3,
                "number of poses",
                "the same, at least 3",
                found.size());
        PoseAgreement best = null;
        for (boolean mirrored : new boolean[] {false, true}) {
            List<DMatrix3x3> relative = new ArrayList<>();
            for (int i = 0; i < truth.size(); i++) {
                DMatrix3x3 product = new DMatrix3x3();
                CommonOps_DDF3.multTransA(matrix(truth.get(i)), inHand(matrix(found.get(i)), mirrored), product);
                relative.add(product);
            }
            DMatrix3x3 r = common(relative);
            double[] errors = relative.stream()
                    .mapToDouble(q -> Math.toDegrees(Rotation.angle(q, r)))
                    .toArray();
            if (best == null || below(errors, 10) > best.below(10))
                best = new PoseAgreement(r, mirrored, shift(truth, found), errors);
        }
        return best;
    }

    /** Part of the particles whose error is below so many degrees. */
    public double below(double degrees) {
        return below(errorsDegrees, degrees);
    }

    private static double below(double[] errors, double degrees) {
        return Arrays.stream(errors).filter(e -> e < degrees).count() / (double) errors.length;
    }

    public double medianDegrees() {
        double[] sorted = errorsDegrees.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** A found pose in the frame of the true ones. */
    public Pose inTrueFrame(Pose found) {
        DMatrix3x3 a = new DMatrix3x3();
        CommonOps_DDF3.multTransB(inHand(matrix(found), mirrored), rotation, a);
        double[] euler = Rotation.toEuler(a);
        double[] s = shiftAngstrom;
        return new Pose(
                euler[0],
                euler[1],
                euler[2],
                found.shiftXAngstrom() - (a.a11 * s[0] + a.a12 * s[1] + a.a13 * s[2]),
                found.shiftYAngstrom() - (a.a21 * s[0] + a.a22 * s[1] + a.a23 * s[2]));
    }

    private static DMatrix3x3 matrix(Pose pose) {
        return Rotation.fromEuler(pose.rotDegrees(), pose.tiltDegrees(), pose.psiDegrees());
    }

    private static DMatrix3x3 inHand(DMatrix3x3 a, boolean mirrored) {
        return mirrored ? Rotation.multiply(MIRROR, a) : a;
    }

    /** The rotation that most of them are near. */
    private static DMatrix3x3 common(List<DMatrix3x3> all) {
        SplittableRandom random = new SplittableRandom(0);
        DMatrix3x3 best = null;
        long most = -1;
        for (int i = 0; i < Math.min(300, all.size()); i++) {
            DMatrix3x3 candidate = all.get(random.nextInt(all.size()));
            long near = all.stream()
                    .filter(q -> Rotation.angle(q, candidate) < Math.toRadians(15))
                    .count();
            if (near > most) {
                most = near;
                best = candidate;
            }
        }
        for (int i = 0; i < 10; i++) {
            DMatrix3x3 centre = best;
            double[] angles =
                    all.stream().mapToDouble(q -> Rotation.angle(q, centre)).toArray();
            double[] sorted = angles.clone();
            Arrays.sort(sorted);
            double limit = Math.max(Math.min(sorted[sorted.length / 2], Math.toRadians(20)), Math.toRadians(5));
            DMatrix3x3 sum = new DMatrix3x3();
            int count = 0;
            for (int j = 0; j < angles.length; j++)
                if (angles[j] < limit) {
                    CommonOps_DDF3.addEquals(sum, all.get(j));
                    count++;
                }
            if (count < 3) break;
            best = nearestRotation(sum);
        }
        return best;
    }

    private static double[][] rows(DMatrix3x3 m) {
        return new double[][] {{m.a11, m.a12, m.a13}, {m.a21, m.a22, m.a23}, {m.a31, m.a32, m.a33}};
    }

    /** The orthogonal factor of the polar decomposition, by Newton's iteration (Higham 1986). */
    private static DMatrix3x3 nearestRotation(DMatrix3x3 sum) {
        DMatrix3x3 r = sum.copy();
        DMatrix3x3 inverse = new DMatrix3x3();
        for (int i = 0; i < 30 && CommonOps_DDF3.invert(r, inverse); i++) {
            CommonOps_DDF3.transpose(inverse);
            CommonOps_DDF3.addEquals(r, inverse);
            CommonOps_DDF3.scale(0.5, r);
        }
        return r;
    }

    /** The d that makes found shift − true shift ≈ the first two rows of the true matrix times d; outliers last. */
    private static double[] shift(List<Pose> truth, List<Pose> found) {
        DMatrix3 d = new DMatrix3();
        for (int round = 0; round < 5; round++) {
            DMatrix3x3 normal = new DMatrix3x3();
            DMatrix3 right = new DMatrix3();
            for (int i = 0; i < truth.size(); i++) {
                DMatrix3x3 a = matrix(truth.get(i));
                double[][] rows = rows(a);
                double[] delta = {
                    found.get(i).shiftXAngstrom() - truth.get(i).shiftXAngstrom(),
                    found.get(i).shiftYAngstrom() - truth.get(i).shiftYAngstrom()
                };
                for (int axis = 0; axis < 2; axis++) {
                    double[] row = rows[axis];
                    double rest = delta[axis] - row[0] * d.a1 - row[1] * d.a2 - row[2] * d.a3;
                    double weight = 1 / (1 + rest * rest);
                    for (int j = 0; j < 3; j++) {
                        for (int k = 0; k < 3; k++) normal.set(j, k, normal.get(j, k) + weight * row[j] * row[k]);
                        right.set(j, 0, right.get(j, 0) + weight * row[j] * delta[axis]);
                    }
                }
            }
            DMatrix3x3 inverse = new DMatrix3x3();
            if (!CommonOps_DDF3.invert(normal, inverse)) break;
            CommonOps_DDF3.mult(inverse, right, d);
        }
        return new double[] {d.a1, d.a2, d.a3};
    }
}
