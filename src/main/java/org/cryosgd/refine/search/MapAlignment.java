/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.cryosgd.math.Rotation;
import org.cryosgd.math.Tasks;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Symmetry;
import org.ejml.data.DMatrix3x3;

/**
 * The rotation, shift and hand that lay one low-resolution map on another: V_a(k) ≈ V_b(R k) exp(−2πi k·t/n), of the
 * inverted b where the hand differs.
 *
 * @param rotation R
 * @param shift t in voxels of the box
 * @param mirrored whether b is inverted through the origin, which conjugates its transform
 * @param correlation of the two over the frequencies that were compared, or the score that was climbed
 */
public record MapAlignment(DMatrix3x3 rotation, double[] shift, boolean mirrored, double correlation) {
    /** Leaves all where it is. */
    private static final MapAlignment NONE =
            new MapAlignment(new DMatrix3x3(1, 0, 0, 0, 1, 0, 0, 0, 1), new double[3], false, 0);

    /**
     * @param cube layout of both
     * @param radius frequencies that are compared
     * @param box voxels along each axis of the maps, the unit of the shift
     */
    public static MapAlignment of(HalfCube cube, float[] a, float[] b, int radius, int box, Symmetry symmetry) {
        double[] centreA = centre(cube, a, box);
        double[] centreB = centre(cube, b, box);
        HalfCube low = around(cube, radius);
        float[] centredA = centred(cube, a, low, centreA, box);
        float[] centredB = centred(cube, b, low, centreB, box);
        List<int[]> frequencies = frequencies(low, 1, radius);
        RotationGrid grid = RotationGrid.withSpacing(1.6 / radius, symmetry);
        MapAlignment[] starts = new MapAlignment[2 * grid.size()];
        Tasks.forEach(grid.size(), i -> {
            DMatrix3x3 r = grid.rotations().get(i);
            double[] correlations = bothHands(low, centredA, centredB, frequencies, r);
            for (int hand = 0; hand < 2; hand++)
                starts[2 * i + hand] = new MapAlignment(r, new double[3], hand == 1, correlations[hand]);
        });
        return highest(starts, 24, radius, box, m -> m.correlation(low, centredA, centredB, frequencies, box))
                .betweenCentres(centreA, centreB);
    }

    /**
     * The highest maximum that the best of some starts climb to.
     *
     * @param starts with their scores; they are sorted
     * @param most starts that are climbed from
     */
    static MapAlignment highest(
            MapAlignment[] starts, int most, int radius, int box, ToDoubleFunction<MapAlignment> score) {
        Arrays.sort(starts, Comparator.comparingDouble(m -> -m.correlation()));
        MapAlignment[] climbed = new MapAlignment[Math.min(most, starts.length)];
        Tasks.forEach(climbed.length, i -> climbed[i] = starts[i].climb(radius, box, score));
        return Arrays.stream(climbed)
                .max(Comparator.comparingDouble(MapAlignment::correlation))
                .orElseThrow();
    }

    /** The cube of all voxels that interpolation within a radius reads. */
    static HalfCube around(HalfCube cube, int radius) {
        return new HalfCube(Math.min(cube.radius(), radius + 2));
    }

    /** The low frequencies of a map whose centre is moved to the origin. */
    static float[] centred(HalfCube cube, float[] v, HalfCube low, double[] centre, int box) {
        float[] moved = cube.resized(v, low);
        low.forEachFrequency((i, kx, ky, kz) -> {
            double angle = 2 * Math.PI * (kx * centre[0] + ky * centre[1] + kz * centre[2]) / box;
            double cos = Math.cos(angle);
            double sin = Math.sin(angle);
            float re = moved[2 * i];
            float im = moved[2 * i + 1];
            moved[2 * i] = (float) (re * cos - im * sin);
            moved[2 * i + 1] = (float) (re * sin + im * cos);
        });
        return moved;
    }

    /** The same of maps that were not moved to the origin: b is centred, turned, and moved to the centre of a. */
    MapAlignment betweenCentres(double[] centreA, double[] centreB) {
        double s = mirrored ? -1 : 1;
        DMatrix3x3 r = rotation;
        double[] t = {
            shift[0] + centreA[0] - s * (r.a11 * centreB[0] + r.a21 * centreB[1] + r.a31 * centreB[2]),
            shift[1] + centreA[1] - s * (r.a12 * centreB[0] + r.a22 * centreB[1] + r.a32 * centreB[2]),
            shift[2] + centreA[2] - s * (r.a13 * centreB[0] + r.a23 * centreB[1] + r.a33 * centreB[2])
        };
        return new MapAlignment(r, t, mirrored, correlation);
    }

    /** The correlation of a with b that is turned, and with its mirror image. */
    private static double[] bothHands(
            HalfCube cube, float[] a, float[] b, List<int[]> frequencies, DMatrix3x3 rotation) {
        double real = 0;
        double imaginary = 0;
        double powerA = 0;
        double powerB = 0;
        double[] value = new double[2];
        for (int[] k : frequencies) {
            turned(cube, b, rotation, k[1], k[2], k[3], value);
            double weight = HalfCube.weight(k[1]);
            double re = a[2 * k[0]];
            double im = a[2 * k[0] + 1];
            real += weight * re * value[0];
            imaginary += weight * im * value[1];
            powerA += weight * (re * re + im * im);
            powerB += weight * (value[0] * value[0] + value[1] * value[1]);
        }
        double power = Math.sqrt(powerA * powerB);
        return new double[] {(real + imaginary) / power, (real - imaginary) / power};
    }

    /**
     * For maps that lie on each other nearly: the next maximum, among the moves that keep the axes of the symmetry.
     *
     * @param cube layout of both
     * @param padding voxels of it per frequency of the maps
     * @param radius frequencies of the maps that are compared
     * @param box voxels along each axis of the maps, the unit of the shift
     */
    public static MapAlignment near(
            HalfCube cube, int padding, float[] a, float[] b, int radius, int box, Symmetry symmetry) {
        if (symmetry.order() > 1 && !symmetry.name().startsWith("C")) return NONE;
        List<int[]> frequencies = frequencies(cube, padding, radius);
        ToDoubleFunction<MapAlignment> score = m -> m.correlation(cube, a, b, frequencies, padding * box);
        MapAlignment start = new MapAlignment(NONE.rotation, NONE.shift, false, score.applyAsDouble(NONE));
        MapAlignment found = start.climb(radius, box, score);
        if (symmetry.order() == 1) return found;
        DMatrix3x3 r = found.rotation;
        double degrees = Math.toDegrees(Math.atan2(r.a12 - r.a21, r.a11 + r.a22));
        return new MapAlignment(
                Rotation.aroundZ(degrees), new double[] {0, 0, found.shift[2]}, false, found.correlation);
    }

    /** How far it turns. */
    public double angleRadians() {
        return Rotation.angle(rotation, NONE.rotation);
    }

    /** How far it shifts. */
    public double shiftVoxels() {
        return Math.sqrt(shift[0] * shift[0] + shift[1] * shift[1] + shift[2] * shift[2]);
    }

    /** The pose of an image on b as it lies on a; the hand must be the same. */
    public Candidate apply(Candidate c) {
        DMatrix3x3 a = Rotation.multiply(c.rotation(), rotation);
        return new Candidate(
                a,
                c.x() + a.a11 * shift[0] + a.a12 * shift[1] + a.a13 * shift[2],
                c.y() + a.a21 * shift[0] + a.a22 * shift[1] + a.a23 * shift[2],
                c.score(),
                c.spread());
    }

    /**
     * Number and indices of the voxel of each frequency within a radius, but for the origin.
     *
     * @param padding voxels per frequency
     */
    static List<int[]> frequencies(HalfCube cube, int padding, int radius) {
        List<int[]> frequencies = new ArrayList<>();
        int most = padding * radius;
        cube.forEachFrequency((i, kx, ky, kz) -> {
            if (kx % padding != 0 || ky % padding != 0 || kz % padding != 0) return;
            int r2 = kx * kx + ky * ky + kz * kz;
            if (r2 > 0 && r2 <= most * most) frequencies.add(new int[] {i, kx, ky, kz});
        });
        return frequencies;
    }

    /** Climbs from here to the next maximum of a score of rotation and shift, which becomes the correlation. */
    MapAlignment climb(int radius, int box, ToDoubleFunction<MapAlignment> score) {
        MapAlignment best = this;
        double angle = 0.8 / radius;
        double length = 0.1 * box / radius;
        for (int halving = 0; halving < 5; halving++, angle /= 2, length /= 2)
            for (boolean moved = true; moved; ) {
                moved = false;
                for (int axis = 0; axis < 6; axis++)
                    for (int sign = -1; sign <= 1; sign += 2) {
                        DMatrix3x3 r = best.rotation;
                        double[] t = best.shift.clone();
                        if (axis < 3) t[axis] += sign * length;
                        else {
                            double s = sign * Math.sin(angle / 2);
                            r = Rotation.multiply(
                                    r,
                                    Rotation.fromQuaternion(
                                            Math.cos(angle / 2),
                                            axis == 3 ? s : 0,
                                            axis == 4 ? s : 0,
                                            axis == 5 ? s : 0));
                        }
                        MapAlignment tried = new MapAlignment(r, t, mirrored, 0);
                        double found = score.applyAsDouble(tried);
                        if (found > best.correlation + 1e-6) {
                            best = new MapAlignment(r, t, mirrored, found);
                            moved = true;
                        }
                    }
            }
        return best;
    }

    /** b as it lies on a. */
    public float[] apply(HalfCube cube, float[] b, int box) {
        float[] moved = new float[b.length];
        double[] value = new double[2];
        cube.forEachFrequency((i, kx, ky, kz) -> {
            read(cube, b, kx, ky, kz, value, box);
            moved[2 * i] = (float) value[0];
            moved[2 * i + 1] = (float) value[1];
        });
        return moved;
    }

    void read(HalfCube cube, float[] b, double kx, double ky, double kz, double[] value, int box) {
        turned(cube, b, rotation, kx, ky, kz, value);
        if (mirrored) value[1] = -value[1];
        double angle = -2 * Math.PI * (kx * shift[0] + ky * shift[1] + kz * shift[2]) / box;
        if (angle == 0) return;
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        double re = value[0] * cos - value[1] * sin;
        value[1] = value[0] * sin + value[1] * cos;
        value[0] = re;
    }

    private static void turned(
            HalfCube cube, float[] b, DMatrix3x3 rotation, double kx, double ky, double kz, double[] value) {
        interpolate(
                cube,
                b,
                rotation.a11 * kx + rotation.a12 * ky + rotation.a13 * kz,
                rotation.a21 * kx + rotation.a22 * ky + rotation.a23 * kz,
                rotation.a31 * kx + rotation.a32 * ky + rotation.a33 * kz,
                value);
    }

    private double correlation(HalfCube cube, float[] a, float[] b, List<int[]> frequencies, int box) {
        double cross = 0;
        double powerA = 0;
        double powerB = 0;
        double[] value = new double[2];
        for (int[] k : frequencies) {
            read(cube, b, k[1], k[2], k[3], value, box);
            double weight = HalfCube.weight(k[1]);
            double re = a[2 * k[0]];
            double im = a[2 * k[0] + 1];
            cross += weight * (re * value[0] + im * value[1]);
            powerA += weight * (re * re + im * im);
            powerB += weight * (value[0] * value[0] + value[1] * value[1]);
        }
        return cross / Math.sqrt(powerA * powerB);
    }

    /** The centre of mass about the origin in voxels, from the phases of the lowest frequencies. */
    static double[] centre(HalfCube cube, float[] v, int box) {
        double[] centre = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            int i = 2 * cube.index(axis == 0 ? 1 : 0, axis == 1 ? 1 : 0, axis == 2 ? 1 : 0);
            int zero = 2 * cube.index(0, 0, 0);
            double phase = Math.atan2(v[i + 1], v[i]);
            if (v[zero] < 0) phase = Math.atan2(-v[i + 1], -v[i]);
            centre[axis] = -phase * box / (2 * Math.PI);
        }
        return centre;
    }

    private static void interpolate(HalfCube cube, float[] v, double x, double y, double z, double[] out) {
        int sign = x < 0 ? -1 : 1;
        double px = sign * x;
        double py = sign * y + cube.extent();
        double pz = sign * z + cube.extent();
        int ix = (int) px;
        int iy = (int) py;
        int iz = (int) pz;
        out[0] = out[1] = 0;
        if (ix + 1 >= cube.nx() || iy + 1 >= cube.ny() || iz + 1 >= cube.ny() || py < 0 || pz < 0) return;
        double fx = px - ix;
        double fy = py - iy;
        double fz = pz - iz;
        int row = 2 * cube.nx();
        int plane = row * cube.ny();
        int i = iz * plane + iy * row + 2 * ix;
        add(v, i, (1 - fy) * (1 - fz), fx, out);
        add(v, i + row, fy * (1 - fz), fx, out);
        add(v, i + plane, (1 - fy) * fz, fx, out);
        add(v, i + plane + row, fy * fz, fx, out);
        out[1] *= sign;
    }

    /** Adds what is between two voxels of a row. */
    private static void add(float[] v, int i, double weight, double fx, double[] out) {
        out[0] += weight * ((1 - fx) * v[i] + fx * v[i + 2]);
        out[1] += weight * ((1 - fx) * v[i + 1] + fx * v[i + 3]);
    }
}
