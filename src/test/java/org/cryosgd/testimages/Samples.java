/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.testimages;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Rotation;
import org.cryosgd.math.Volume;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.refine.search.ShiftGrid;
import org.ejml.data.DMatrix3x3;

/** Volumes, images and rotations for tests. */
public final class Samples {
    private Samples() {}

    /** Independent normal values in the ball, a half cube of something real. */
    public static float[] volume(HalfCube cube, long seed) {
        Random random = new Random(seed);
        float[] volume = new float[2 * cube.size()];
        for (int i = 0; i < volume.length; i++) volume[i] = (float) random.nextGaussian();
        cube.clip(volume, 2);
        cube.mirror(volume);
        return volume;
    }

    /** A map of soft balls, width 1.5 voxels, at twelve random places and all that are equivalent to them. */
    public static Volume symmetricMap(int size, Symmetry symmetry, long seed) {
        Random random = new Random(seed);
        float[] voxels = new float[size * size * size];
        for (int ball = 0; ball < 12; ball++) {
            double[] p = new double[3];
            for (int d = 0; d < 3; d++) p[d] = 0.22 * size * (2 * random.nextDouble() - 1);
            for (DMatrix3x3 s : symmetry.operations()) {
                double x0 = size / 2 + s.a11 * p[0] + s.a12 * p[1] + s.a13 * p[2];
                double y0 = size / 2 + s.a21 * p[0] + s.a22 * p[1] + s.a23 * p[2];
                double z0 = size / 2 + s.a31 * p[0] + s.a32 * p[1] + s.a33 * p[2];
                for (int z = 0, i = 0; z < size; z++)
                    for (int y = 0; y < size; y++)
                        for (int x = 0; x < size; x++, i++)
                            voxels[i] += (float)
                                    gaussian((x - x0) * (x - x0) + (y - y0) * (y - y0) + (z - z0) * (z - z0), 1.5);
            }
        }
        return new Volume(size, 3, voxels);
    }

    /** A Gaussian of this width in voxels of the cube, height 1, not cut off at the ball. */
    public static float[] gaussian(HalfCube cube, double sigma) {
        float[] volume = new float[2 * cube.size()];
        int e = cube.extent();
        for (int kz = -e; kz <= e; kz++)
            for (int ky = -e; ky <= e; ky++)
                for (int kx = 0; kx <= e; kx++)
                    volume[2 * cube.index(kx, ky, kz)] = (float) gaussian(kx * kx + ky * ky + kz * kz, sigma);
        return volume;
    }

    public static double gaussian(double k2, double sigma) {
        return Math.exp(-k2 / (2 * sigma * sigma));
    }

    /** Data of an image: three floats per point, w = 0 where {@code weights} is false; the origin counts one half. */
    public static float[] points(HalfDisc disc, boolean weights, long seed) {
        Random random = new Random(seed);
        float[] points = new float[3 * disc.size()];
        for (int i = 0; i < points.length; i += 3) {
            points[i] = (float) random.nextGaussian();
            points[i + 1] = (float) random.nextGaussian();
            points[i + 2] = weights ? random.nextFloat() : 0;
        }
        for (int c = 0; c < 3; c++) points[3 * disc.origin() + c] *= 0.5f;
        return points;
    }

    /** Matrices of random rotations. */
    public static List<DMatrix3x3> rotations(int count, long seed) {
        Random random = new Random(seed);
        List<DMatrix3x3> rotations = new ArrayList<>();
        for (int i = 0; i < count; i++)
            rotations.add(Rotation.fromQuaternion(
                    random.nextGaussian(), random.nextGaussian(), random.nextGaussian(), random.nextGaussian()));
        return rotations;
    }

    /** The 24 rotations that take axes to axes, in whole numbers. */
    public static List<DMatrix3x3> axisRotations() {
        List<DMatrix3x3> rotations = new ArrayList<>();
        double[][] axes = {{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}};
        for (double[] a : axes)
            for (double[] b : axes)
                if (a[0] * b[0] + a[1] * b[1] + a[2] * b[2] == 0)
                    rotations.add(new DMatrix3x3(
                            a[0],
                            a[1],
                            a[2],
                            b[0],
                            b[1],
                            b[2],
                            a[1] * b[2] - a[2] * b[1],
                            a[2] * b[0] - a[0] * b[2],
                            a[0] * b[1] - a[1] * b[0]));
        return rotations;
    }

    /** Angles in steps of 30°: positions in voxels and half voxels, and what rounding makes of them. */
    public static List<DMatrix3x3> evenAngles() {
        List<DMatrix3x3> rotations = new ArrayList<>();
        for (double tilt : new double[] {0, 30, 60, 90, 120, 180})
            for (double rot : new double[] {0, 30, 45, 90, 240, 270})
                for (double psi : new double[] {0, 60, 90, 135, 180}) rotations.add(Rotation.fromEuler(rot, tilt, psi));
        return rotations;
    }

    /** All of the three. */
    public static List<DMatrix3x3> manyRotations(int random) {
        List<DMatrix3x3> rotations = rotations(random, 11);
        rotations.addAll(axisRotations());
        rotations.addAll(evenAngles());
        return rotations;
    }

    /**
     * The noise-free image, as (re b, im b, w) of each point, that a shift by (x, y) pixels moves onto a slice.
     *
     * @param energy Σ w |s|², with one w for all points
     */
    public static float[] points(float[] slice, HalfDisc disc, double x, double y, int box, double energy) {
        double power = 0;
        for (float value : slice) power += value * value;
        float w = (float) (energy / power);
        float[] away = ShiftGrid.phases(disc, -x, -y, box);
        float[] points = new float[3 * disc.size()];
        for (int i = 0; i < disc.size(); i++) {
            points[3 * i] = w * (slice[2 * i] * away[2 * i] - slice[2 * i + 1] * away[2 * i + 1]);
            points[3 * i + 1] = w * (slice[2 * i] * away[2 * i + 1] + slice[2 * i + 1] * away[2 * i]);
            points[3 * i + 2] = w;
        }
        return points;
    }
}
