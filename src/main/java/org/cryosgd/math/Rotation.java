/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.math;

import org.ejml.data.DMatrix3x3;
import org.ejml.dense.fixed.CommonOps_DDF3;

/** Rotation matrices in RELION's convention. */
public final class Rotation {
    private Rotation() {}

    /**
     * RELION's ZYZ matrix A = R(rot, tilt, psi) from angles in degrees. It takes coordinates of the volume to those of
     * the image: row 0 and row 1 are the image's x and y axes in the volume, row 2 the direction of view.
     */
    public static DMatrix3x3 fromEuler(double rotDegrees, double tiltDegrees, double psiDegrees) {
        return multiply(aroundZ(psiDegrees), multiply(aroundY(tiltDegrees), aroundZ(rotDegrees)));
    }

    /** Euler angles rot, tilt, psi in degrees of matrix A; tilt is in [0, 180]. Where tilt is 0 or 180, rot is 0. */
    public static double[] toEuler(DMatrix3x3 a) {
        double sinTilt = Math.hypot(a.a31, a.a32);
        double tilt = Math.atan2(sinTilt, a.a33);
        double rot = 0;
        double psi;
        if (sinTilt > 1e-7) {
            rot = Math.atan2(a.a32, a.a31);
            psi = Math.atan2(a.a23, -a.a13);
        } else if (a.a33 > 0) psi = Math.atan2(a.a12, a.a11);
        else psi = Math.atan2(a.a12, -a.a11);
        return new double[] {Math.toDegrees(rot), Math.toDegrees(tilt), Math.toDegrees(psi)};
    }

    /** A unit quaternion (w, x, y, z), not necessarily normalised, as a matrix. */
    public static DMatrix3x3 fromQuaternion(double w, double x, double y, double z) {
        double s = 2 / (w * w + x * x + y * y + z * z);
        return new DMatrix3x3(
                1 - s * (y * y + z * z),
                s * (x * y - w * z),
                s * (x * z + w * y),
                s * (x * y + w * z),
                1 - s * (x * x + z * z),
                s * (y * z - w * x),
                s * (x * z - w * y),
                s * (y * z + w * x),
                1 - s * (x * x + y * y));
    }

    /** a · b */
    public static DMatrix3x3 multiply(DMatrix3x3 a, DMatrix3x3 b) {
        DMatrix3x3 product = new DMatrix3x3();
        CommonOps_DDF3.mult(a, b, product);
        return product;
    }

    /** The angle between two rotations in radians. */
    public static double angle(DMatrix3x3 a, DMatrix3x3 b) {
        return Math.acos(Math.max(-1, Math.min(1, (traceOfQuotient(a, b) - 1) / 2)));
    }

    /** The trace of a bᵀ: 1 + 2 cos of the angle between two rotations. */
    public static double traceOfQuotient(DMatrix3x3 a, DMatrix3x3 b) {
        return a.a11 * b.a11
                + a.a12 * b.a12
                + a.a13 * b.a13
                + a.a21 * b.a21
                + a.a22 * b.a22
                + a.a23 * b.a23
                + a.a31 * b.a31
                + a.a32 * b.a32
                + a.a33 * b.a33;
    }

    /** The axis of a bᵀ, as long as its angle in radians; zero where the angle is 0 or π. */
    public static double[] vector(DMatrix3x3 a, DMatrix3x3 b) {
        DMatrix3x3 q = new DMatrix3x3();
        CommonOps_DDF3.multTransB(a, b, q);
        double[] twice = {q.a32 - q.a23, q.a13 - q.a31, q.a21 - q.a12};
        double sine = Math.sqrt(twice[0] * twice[0] + twice[1] * twice[1] + twice[2] * twice[2]) / 2;
        double factor = sine > 0 ? Math.atan2(sine, (q.a11 + q.a22 + q.a33 - 1) / 2) / sine / 2 : 0;
        for (int axis = 0; axis < 3; axis++) twice[axis] *= factor;
        return twice;
    }

    /** Object axes turned around z by −angle: the elementary matrix of RELION's product. */
    public static DMatrix3x3 aroundZ(double degrees) {
        double c = Math.cos(Math.toRadians(degrees));
        double s = Math.sin(Math.toRadians(degrees));
        return new DMatrix3x3(c, s, 0, -s, c, 0, 0, 0, 1);
    }

    private static DMatrix3x3 aroundY(double degrees) {
        double c = Math.cos(Math.toRadians(degrees));
        double s = Math.sin(Math.toRadians(degrees));
        return new DMatrix3x3(c, 0, -s, 0, 1, 0, s, 0, c);
    }
}
