/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import java.io.Serializable;
import org.cryosgd.math.Rotation;
import org.ejml.data.DMatrix3x3;

/**
 * What is known of a pose beforehand: a normal distribution about a pose. The rotation is compared by the angle between the two, the
 * shift by where the centre of the structure is in the image, so that a part far from the middle of the map may turn about itself.
 *
 * @param rotation A of the pose
 * @param x its shift in pixels
 * @param y the same
 * @param rotationSigma standard deviation of the angle about each axis in radians
 * @param shiftSigma standard deviation of the place along x and along y in pixels
 * @param centre of the structure: x, y, z in voxels from the middle of the map
 */
public record PosePrior(
        DMatrix3x3 rotation, double x, double y, double rotationSigma, double shiftSigma, double[] centre)
        implements Serializable {

    /** The pose itself. */
    public Candidate candidate() {
        return new Candidate(rotation, x, y, 0, new double[3]);
    }

    /** The logarithm of the density of a rotation, up to a constant. */
    double logOfRotation(DMatrix3x3 a) {
        double angle = Rotation.angle(rotation, a) / rotationSigma;
        return -0.5 * angle * angle;
    }

    /**
     * The logarithm of the density of a pose, up to a constant. Half of its slopes and of its curvature, the sign changed, are added
     * to those of the image, in the parameters of {@link PoseLikelihood}.
     *
     * @param turn radians of phase per pixel of shift
     */
    double addHalf(DMatrix3x3 a, double x, double y, double turn, double[] slope, double[][] bend) {
        double inverse = 0.5 / (shiftSigma * shiftSigma);
        double along1 = a.a11 * centre[0] + a.a12 * centre[1] + a.a13 * centre[2];
        double along2 = a.a21 * centre[0] + a.a22 * centre[1] + a.a23 * centre[2];
        double along3 = a.a31 * centre[0] + a.a32 * centre[1] + a.a33 * centre[2];
        double offX = offX(a, x);
        double offY = offY(a, y);
        addSquare(inverse, offX, new double[] {0, -along3, along2, 1 / turn, 0}, slope, bend);
        addSquare(inverse, offY, new double[] {along3, 0, -along1, 0, 1 / turn}, slope, bend);
        double[] away = Rotation.vector(a, rotation);
        double sharp = 0.5 / (rotationSigma * rotationSigma);
        for (int axis = 0; axis < 3; axis++) {
            slope[axis] -= sharp * away[axis];
            bend[axis][axis] += sharp;
        }
        return log(a, x, y);
    }

    /** The logarithm of the density of a pose, up to a constant. */
    double log(DMatrix3x3 a, double x, double y) {
        double offX = offX(a, x);
        double offY = offY(a, y);
        return logOfRotation(a) - 0.5 * (offX * offX + offY * offY) / (shiftSigma * shiftSigma);
    }

    private static void addSquare(double inverse, double off, double[] slopes, double[] slope, double[][] bend) {
        for (int i = 0; i < slope.length; i++) {
            slope[i] -= inverse * off * slopes[i];
            for (int j = 0; j <= i; j++) bend[i][j] += inverse * slopes[i] * slopes[j];
        }
    }

    /** How far the shift along x is from that at which the centre is where it was. */
    double offX(DMatrix3x3 a, double shiftX) {
        return shiftX - x - movedX(rotation, a);
    }

    double offY(DMatrix3x3 a, double shiftY) {
        return shiftY - y - movedY(rotation, a);
    }

    /** By how much the centre moves along x in the image where the rotation changes, in pixels. */
    double movedX(DMatrix3x3 from, DMatrix3x3 to) {
        return (to.a11 - from.a11) * centre[0] + (to.a12 - from.a12) * centre[1] + (to.a13 - from.a13) * centre[2];
    }

    double movedY(DMatrix3x3 from, DMatrix3x3 to) {
        return (to.a21 - from.a21) * centre[0] + (to.a22 - from.a22) * centre[1] + (to.a23 - from.a23) * centre[2];
    }
}
