/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.views;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.cryosgd.math.Rotation;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.testimages.Samples;
import org.ejml.data.DMatrix3;
import org.ejml.data.DMatrix3x3;
import org.ejml.dense.fixed.CommonOps_DDF3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BasReliefTest {
    /** Views at 20° from z, all around, and every third from the other side. */
    private static List<DMatrix3x3> cone() {
        List<DMatrix3x3> rotations = new ArrayList<>();
        for (int i = 0; i < 60; i++) rotations.add(Rotation.fromEuler(360 * i / 20.0, i % 3 == 0 ? 160 : 20, 77.0 * i));
        return rotations;
    }

    private static double[] times(DMatrix3x3 a, double[] r) {
        DMatrix3 out = new DMatrix3();
        CommonOps_DDF3.mult(a, new DMatrix3(r[0], r[1], r[2]), out);
        return new double[] {out.a1, out.a2, out.a3};
    }

    private static double tilt(DMatrix3x3 a) {
        return Math.acos(Math.abs(a.a33));
    }

    @Test
    void theAxisOfTheViewsIsFound() {
        DMatrix3x3 frame = Samples.rotations(1, 3).get(0);
        List<DMatrix3x3> turned =
                cone().stream().map(a -> Rotation.multiply(a, frame)).toList();
        BasRelief relief = BasRelief.of(turned, Symmetry.NONE);
        double cos = relief.axis()[0] * frame.a31 + relief.axis()[1] * frame.a32 + relief.axis()[2] * frame.a33;
        assertEquals(1, Math.abs(cos), 1e-9);
        assertEquals(Math.pow(Math.cos(Math.toRadians(20)), 2), relief.concentration(), 1e-9);
        assertTrue(relief.possible());
    }

    @Test
    void evenViewsAndViewsOfCubicGroupsHaveNone() {
        // squared cosines have the variance 4/45: 2 000 of them a mean with 0.007, and the largest of three axes
        BasRelief even = BasRelief.of(Samples.rotations(2000, 1), Symmetry.NONE);
        assertEquals(1 / 3.0, even.concentration(), 0.03);
        assertFalse(even.possible());
        for (String group : new String[] {"T", "O", "I1"})
            assertEquals(1 / 3.0, BasRelief.of(cone(), Symmetry.of(group)).concentration(), 1e-9);
        assertTrue(BasRelief.of(cone(), Symmetry.of("C4")).possible());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.8, 1, 1.7})
    void theTangentOfTheTiltIsMultiplied(double f) {
        BasRelief relief = new BasRelief(new double[] {0, 0, 1}, 0.9);
        for (DMatrix3x3 a : cone()) {
            DMatrix3x3 b = relief.tilted(a, f);
            assertEquals(f * Math.tan(tilt(a)), Math.tan(tilt(b)), 1e-9);
            assertEquals(Math.signum(a.a33), Math.signum(b.a33));
            // the view moves straight away from the axis, and nothing else turns
            assertEquals(0, a.a31 * b.a32 - a.a32 * b.a31, 1e-9);
            assertEquals(Math.abs(tilt(a) - tilt(b)), Rotation.angle(a, b), 1e-7); // √ of a rounding
            assertEquals(0, Rotation.angle(a, relief.tilted(b, 1 / f)), 1e-7);
        }
        DMatrix3x3 along = Rotation.aroundZ(30);
        assertEquals(0, Rotation.angle(along, relief.tilted(along, f)), 1e-7);
    }

    /** A map that is compressed along the axis looks the same at the other tilt, but for terms of second order. */
    @Test
    void tiltAndCompressionCancelToFirstOrder() {
        double f = 1.4;
        BasRelief relief = new BasRelief(new double[] {0, 0, 1}, 0.9);
        Random random = new Random(2);
        for (double degrees : new double[] {1, 3, 9}) {
            double theta = Math.toRadians(degrees);
            for (int i = 0; i < 20; i++) {
                DMatrix3x3 a = Rotation.fromEuler(360 * random.nextDouble(), degrees, 360 * random.nextDouble());
                double[] r = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
                double[] seen = times(a, r);
                double[] same = times(relief.tilted(a, f), new double[] {r[0], r[1], r[2] / f});
                double size = Math.sqrt(r[0] * r[0] + r[1] * r[1] + r[2] * r[2]);
                // both cosines are within (f θ)²/2 of 1, and the sines with them
                for (int axis = 0; axis < 2; axis++) assertEquals(seen[axis], same[axis], f * f * theta * theta * size);
            }
        }
    }

    @Test
    void equivalentPosesStayEquivalent() {
        BasRelief relief = new BasRelief(new double[] {0, 0, 1}, 0.9);
        for (DMatrix3x3 s : Symmetry.of("D3").operations())
            for (DMatrix3x3 a : cone())
                assertEquals(
                        0,
                        Rotation.angle(
                                Rotation.multiply(relief.tilted(a, 0.7), s),
                                relief.tilted(Rotation.multiply(a, s), 0.7)),
                        1e-7);
    }

    /** A parabola in the logarithm of f is found exactly, a slope is followed to the end, a plain changes nothing. */
    @Test
    void theLargestValueIsClimbedTo() {
        for (double best : new double[] {0.45, 0.72, 1.03, 1.9}) {
            List<Double> tried = new ArrayList<>();
            double found = BasRelief.maximum(f -> {
                tried.add(f);
                return -Math.pow(Math.log(f / best), 2);
            });
            assertEquals(best, found, 1e-9);
            assertEquals(tried.size(), tried.stream().distinct().count());
            assertTrue(tried.size() <= 8, tried::toString);
        }
        assertEquals(1, BasRelief.maximum(f -> 3));
        assertTrue(BasRelief.maximum(f -> -f) < 0.4);
    }
}
