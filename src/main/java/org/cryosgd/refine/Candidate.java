/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import org.cryosgd.math.Rotation;
import org.cryosgd.particles.Pose;
import org.ejml.data.DMatrix3x3;

/**
 * A possible pose of an image.
 *
 * @param rotation RELION's matrix A
 * @param x shift in pixels that moves the image onto the projection
 * @param y the same
 * @param score log likelihood, up to a constant of the image
 * @param spread standard deviation in radians about the image's x, y and z axis; null where it is not known
 */
record Candidate(DMatrix3x3 rotation, double x, double y, double score, double[] spread) {
    /** The rotation A after a turn about one of the image's axes. */
    static DMatrix3x3 turned(DMatrix3x3 a, int axis, double angle) {
        if (angle == 0) return a;
        double s = Math.sin(angle / 2);
        return Rotation.multiply(
                Rotation.fromQuaternion(Math.cos(angle / 2), axis == 0 ? s : 0, axis == 1 ? s : 0, axis == 2 ? s : 0),
                a);
    }

    Pose pose(double pixelSizeAngstrom) {
        double[] euler = Rotation.toEuler(rotation);
        return new Pose(euler[0], euler[1], euler[2], x * pixelSizeAngstrom, y * pixelSizeAngstrom);
    }
}
