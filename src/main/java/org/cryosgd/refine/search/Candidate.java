/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.cryosgd.math.Rotation;
import org.cryosgd.particles.Pose;
import org.ejml.data.DMatrix3x3;

/**
 * A possible pose of an image.
 *
 * @param rotation RELION's matrix A
 * @param x shift in pixels that moves the image onto the projection
 * @param y the same
 * @param score log likelihood plus the logarithm of the density of the view, up to a constant of the image
 * @param spread standard deviation in radians about the image's x, y and z axis; null where it is not known
 */
public record Candidate(DMatrix3x3 rotation, double x, double y, double score, double[] spread)
        implements Serializable {
    /** Of {@link #corners}. */
    public static final int PAIRS = 4;

    /** Poses less likely than the best one by this factor have no part in the map. */
    private static final double LEAST_WEIGHT = 0.05;

    /** The rotation A after a turn about one of the image's axes. */
    static DMatrix3x3 turned(DMatrix3x3 a, int axis, double angle) {
        return turned(a, axis == 0 ? angle : 0, axis == 1 ? angle : 0, axis == 2 ? angle : 0);
    }

    /** The rotation A after a turn about an axis of the image's frame, whose length is the angle. */
    static DMatrix3x3 turned(DMatrix3x3 a, double x, double y, double z) {
        double angle = Math.sqrt(x * x + y * y + z * z);
        if (angle == 0) return a;
        double s = Math.sin(angle / 2) / angle;
        return Rotation.multiply(Rotation.fromQuaternion(Math.cos(angle / 2), s * x, s * y, s * z), a);
    }

    public Candidate withRotation(DMatrix3x3 other) {
        return new Candidate(other, x, y, score, spread);
    }

    /**
     * Two opposite points of the cubature of degree 3 for the normal distribution of rotations, whose eight points are the corners of a
     * cube, one standard deviation from the middle along each axis.
     *
     * @param pair from 0 to {@link #PAIRS} − 1
     */
    public List<DMatrix3x3> corners(int pair) {
        double y = (pair & 1) == 0 ? spread[1] : -spread[1];
        double z = (pair & 2) == 0 ? spread[2] : -spread[2];
        return List.of(turned(rotation, spread[0], y, z), turned(rotation, -spread[0], -y, -z));
    }

    /** The probabilities of the likely ones, the first of {@code found}, which has the best one first. */
    public static double[] weights(Candidate[] found) {
        double[] weights = Arrays.stream(found)
                .mapToDouble(c -> Math.exp(c.score - found[0].score))
                .takeWhile(w -> w >= LEAST_WEIGHT)
                .toArray();
        double sum = Arrays.stream(weights).sum();
        for (int i = 0; i < weights.length; i++) weights[i] /= sum;
        return weights;
    }

    /** The likelihood integrated over the poses, each maximum as a normal distribution (Laplace), up to a constant. */
    public static double logEvidence(Candidate[] found) {
        double sum = 0;
        for (Candidate c : found) sum += Math.exp(c.score - found[0].score) * c.spread[0] * c.spread[1] * c.spread[2];
        return found[0].score + Math.log(sum);
    }

    public Pose pose(double pixelSizeAngstrom) {
        double[] euler = Rotation.toEuler(rotation);
        return new Pose(euler[0], euler[1], euler[2], x * pixelSizeAngstrom, y * pixelSizeAngstrom);
    }
}
