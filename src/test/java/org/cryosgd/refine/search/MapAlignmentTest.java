/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.cryosgd.math.Rotation;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.testimages.Samples;
import org.ejml.data.DMatrix3;
import org.ejml.data.DMatrix3x3;
import org.ejml.dense.fixed.CommonOps_DDF3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MapAlignmentTest {
    private static final int BOX = 32;
    private static final int RADIUS = 7;

    private final HalfCube cube = new HalfCube(9);

    /** Blobs at random places, repeated by the symmetry; the first of a set weighs 1, the next 2 and so on. */
    private static List<double[]> blobs(Symmetry symmetry) {
        Random random = new Random(4);
        List<double[]> blobs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            DMatrix3 r = new DMatrix3(4 * random.nextGaussian(), 4 * random.nextGaussian(), 3 * random.nextGaussian());
            for (DMatrix3x3 s : symmetry.operations()) blobs.add(times(s, r, 1 + i));
        }
        return blobs;
    }

    private static double[] times(DMatrix3x3 a, DMatrix3 r, double weight) {
        DMatrix3 out = new DMatrix3();
        CommonOps_DDF3.mult(a, r, out);
        return new double[] {out.a1, out.a2, out.a3, weight};
    }

    /** The transform of Gaussians at these places, exactly. */
    private float[] transform(List<double[]> blobs) {
        return transform(blobs, cube, 1);
    }

    private static float[] transform(List<double[]> blobs, HalfCube cube, int padding) {
        float[] volume = new float[2 * cube.size()];
        cube.forEachFrequency((i, kx, ky, kz) -> {
            double decay = Math.exp(-0.01 * (kx * kx + ky * ky + kz * kz) / (padding * padding));
            for (double[] b : blobs) {
                double angle = -2 * Math.PI * (kx * b[0] + ky * b[1] + kz * b[2]) / (padding * BOX);
                volume[2 * i] += (float) (b[3] * decay * Math.cos(angle));
                volume[2 * i + 1] += (float) (b[3] * decay * Math.sin(angle));
            }
        });
        return volume;
    }

    /** V_a(k) = V_b(R k) exp(−2πi k·t/n) with blobs of b at ±R (r − t). */
    private static List<double[]> moved(List<double[]> blobs, DMatrix3x3 r, double[] t, boolean mirrored) {
        int sign = mirrored ? -1 : 1;
        return blobs.stream()
                .map(b ->
                        times(r, new DMatrix3(sign * (b[0] - t[0]), sign * (b[1] - t[1]), sign * (b[2] - t[2])), b[3]))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"1, false", "1, true", "2, false", "3, true"})
    void rotationShiftAndHandAreFound(long seed, boolean mirrored) {
        DMatrix3x3 r = Samples.rotations(1, seed).get(0);
        double[] t = {1.5, -2, 0.75};
        List<double[]> blobs = blobs(Symmetry.NONE);
        float[] a = transform(blobs);
        float[] b = transform(moved(blobs, r, t, mirrored));
        MapAlignment found = MapAlignment.of(cube, a, b, RADIUS, BOX, Symmetry.NONE);
        assertEquals(mirrored, found.mirrored());
        // the last steps are 0.8/7/16 = 0.007 radians and 0.03 voxels; three of each, and linear interpolation of a map
        // that fills a third of the box, whose largest error is 1 − (π·0.17)²/3 = 10 % of its outermost parts
        assertEquals(0, Rotation.angle(r, found.rotation()), 0.03);
        assertArrayEquals(t, found.shift(), 0.15);
        assertTrue(found.correlation() > 0.98, "correlation " + found.correlation());
        float[] laid = found.apply(cube, b, BOX);
        double cross = cube.dot(a, laid) / Math.sqrt(cube.dot(a, a) * cube.dot(laid, laid));
        assertTrue(cross > 0.97, "correlation of what was laid on it " + cross);
    }

    /** Under Cn the maps differ by a turn about z, a turn over, a move along z, and equivalent turns are as good. */
    @ParameterizedTest
    @CsvSource({"C2, 25, false", "C4, 70, false", "C4, 10, true"})
    void symmetricMapsAreLaidOnEachOther(String name, double degrees, boolean mirrored) {
        Symmetry symmetry = Symmetry.of(name);
        DMatrix3x3 over = new DMatrix3x3(1, 0, 0, 0, -1, 0, 0, 0, -1);
        DMatrix3x3 r = Rotation.multiply(Rotation.aroundZ(degrees), over);
        double[] t = {0, 0, 1.25};
        List<double[]> blobs = blobs(symmetry);
        float[] a = transform(blobs);
        MapAlignment found = MapAlignment.of(cube, a, transform(moved(blobs, r, t, mirrored)), RADIUS, BOX, symmetry);
        assertEquals(mirrored, found.mirrored());
        double least = Math.PI;
        for (DMatrix3x3 s : symmetry.operations())
            least = Math.min(least, Rotation.angle(Rotation.multiply(r, s), found.rotation()));
        assertEquals(0, least, 0.03);
        assertArrayEquals(t, found.shift(), 0.15);
    }

    /** Maps that lie on each other nearly; what the symmetry fixes stays. */
    @ParameterizedTest
    @CsvSource({"C1, 6", "C2, 5", "D2, 0"})
    void mapsNearEachOtherAreLaidOnEachOther(String name, double degrees) {
        Symmetry symmetry = Symmetry.of(name);
        DMatrix3x3 r = symmetry.order() > 1 ? Rotation.aroundZ(degrees) : Rotation.fromEuler(20, degrees, -20);
        double[] t = symmetry.order() > 2 ? new double[3] : new double[] {0, 0, 0.75};
        List<double[]> blobs = blobs(symmetry);
        float[] a = transform(blobs);
        float[] b = transform(moved(blobs, r, t, false));
        MapAlignment found = MapAlignment.near(cube, 1, a, b, RADIUS, BOX, symmetry);
        // as above, and coordinate by coordinate a climb stops up to three steps early
        assertEquals(0, Rotation.angle(r, found.rotation()), 0.04);
        assertArrayEquals(t, found.shift(), 0.15);
        assertEquals(false, found.mirrored());
        if (symmetry.order() > 1) assertEquals(1, found.rotation().a33, 0);
    }

    /** The last steps are 0.8/14/16 radians and 0.014 voxels; three of each, as above. */
    @Test
    void aSmallMoveIsFoundInPaddedMaps() {
        DMatrix3x3 r = Rotation.fromEuler(20, 1.5, -20);
        double[] t = {0.1, 0, -0.15};
        HalfCube padded = new HalfCube(30);
        List<double[]> blobs = blobs(Symmetry.NONE);
        float[] a = transform(blobs, padded, 2);
        float[] b = transform(moved(blobs, r, t, false), padded, 2);
        MapAlignment found = MapAlignment.near(padded, 2, a, b, 14, BOX, Symmetry.NONE);
        assertEquals(0, Rotation.angle(r, found.rotation()), 0.011);
        assertArrayEquals(t, found.shift(), 0.045);
        assertEquals(Math.toRadians(1.5), found.angleRadians(), 0.011);
        assertEquals(Math.hypot(0.1, 0.15), found.shiftVoxels(), 0.045 * Math.sqrt(3));
    }

    /** Blobs of b in an image are where the moved blobs of a are at the moved pose. */
    @Test
    void posesMoveWithTheMap() {
        DMatrix3x3 r = Samples.rotations(1, 8).get(0);
        double[] t = {1.5, -2, 0.75};
        List<double[]> blobs = blobs(Symmetry.NONE);
        List<double[]> other = moved(blobs, r, t, false);
        Candidate onB = new Candidate(Samples.rotations(1, 6).get(0), 0.7, -0.3, 5, new double[3]);
        Candidate onA = new MapAlignment(r, t, false, 1).apply(onB);
        for (int i = 0; i < blobs.size(); i++) {
            double[] a = times(onA.rotation(), new DMatrix3(blobs.get(i)[0], blobs.get(i)[1], blobs.get(i)[2]), 1);
            double[] b = times(onB.rotation(), new DMatrix3(other.get(i)[0], other.get(i)[1], other.get(i)[2]), 1);
            assertEquals(b[0] - onB.x(), a[0] - onA.x(), 1e-9);
            assertEquals(b[1] - onB.y(), a[1] - onA.y(), 1e-9);
        }
        assertEquals(5, onA.score());
    }

    @Test
    void theCentreIsThatOfMass() {
        double[] move = {3, -2, 4};
        List<double[]> blobs = blobs(Symmetry.NONE);
        List<double[]> moved = blobs.stream()
                .map(b -> new double[] {b[0] + move[0], b[1] + move[1], b[2] + move[2], b[3]})
                .toList();
        double[] mean = new double[3];
        double weight = 0;
        for (double[] b : blobs) {
            for (int i = 0; i < 3; i++) mean[i] += b[3] * b[i];
            weight += b[3];
        }
        double[] centre = MapAlignment.centre(cube, transform(blobs), BOX);
        double[] centreOfMoved = MapAlignment.centre(cube, transform(moved), BOX);
        for (int i = 0; i < 3; i++) {
            // the phase of the mean wave against the mean phase: third order, (2π r/n)³/6 of a third of a turn per unit
            assertEquals(mean[i] / weight, centre[i], 0.5);
            // a move turns the phase of each wave by as much; rounding of floats
            assertEquals(move[i], centreOfMoved[i] - centre[i], 1e-3);
        }
    }

    @Test
    void mapsOfNothingInCommonDoNotAgree() {
        float[] a = cube.randomNormal(1);
        float[] b = cube.randomNormal(2);
        // 1 400 independent numbers correlate by 1/√1400 = 0.03; the best of 10⁴ tries has five times that
        assertTrue(MapAlignment.of(cube, a, b, RADIUS, BOX, Symmetry.NONE).correlation() < 0.3);
    }
}
