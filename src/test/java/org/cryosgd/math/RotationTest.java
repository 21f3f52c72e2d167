/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.math;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.ejml.data.DMatrix3x3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RotationTest {
    @Test
    void matricesAreThoseOfRelion() throws IOException {
        int lines = 0;
        try (BufferedReader csv = new BufferedReader(
                new InputStreamReader(getClass().getResourceAsStream("/math/euler20.csv"), StandardCharsets.UTF_8))) {
            csv.readLine();
            for (String line = csv.readLine(); line != null; line = csv.readLine(), lines++) {
                double[] v = Arrays.stream(line.split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
                // the file has 12 decimals; the project demands 1e-6
                assertMatrix(Arrays.copyOfRange(v, 3, 12), Rotation.fromEuler(v[0], v[1], v[2]), 1e-12, line);
            }
        }
        assertEquals(20, lines);
    }

    /** Also where tilt is 0 or 180 and only the sum or the difference of the other two is defined. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-9, 0.01, 30, 90, 135, 179.99, 180 - 1e-9, 180})
    void anglesOfAMatrixGiveTheMatrixAgain(double tilt) {
        for (double rot = -180; rot <= 180; rot += 45)
            for (double psi = -170; psi <= 180; psi += 50) {
                DMatrix3x3 a = Rotation.fromEuler(rot, tilt, psi);
                double[] angles = Rotation.toEuler(a);
                // a tilt of 1e-9° is taken as 0, an error of 2e-11; else rounding, which tilts near 0 magnify at most
                // 1e4
                assertMatrix(values(a), Rotation.fromEuler(angles[0], angles[1], angles[2]), 1e-10, rot + " " + psi);
                assertEquals(tilt, angles[1], 1e-8, "tilt");
            }
    }

    @Test
    void anglesAreFoundWhereTheyAreUnique() {
        double[] angles = Rotation.toEuler(Rotation.fromEuler(-146.114, 38.425, -25.714));
        // rounding of a few units of 2e-16, over sin(tilt) and times 180/π
        assertEquals(-146.114, angles[0], 1e-12);
        assertEquals(38.425, angles[1], 1e-12);
        assertEquals(-25.714, angles[2], 1e-12);
    }

    @Test
    void quaternionsOfAnyLengthGiveRotations() {
        Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            DMatrix3x3 a = Rotation.fromQuaternion(
                    random.nextGaussian(), random.nextGaussian(), random.nextGaussian(), random.nextGaussian());
            DMatrix3x3 transposed = new DMatrix3x3(a.a11, a.a21, a.a31, a.a12, a.a22, a.a32, a.a13, a.a23, a.a33);
            // three products and sums of numbers below 1
            assertMatrix(
                    new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1},
                    Rotation.multiply(a, transposed),
                    1e-14,
                    "A · Aᵀ of number " + i);
            assertEquals(1, determinant(a), 1e-14);
        }
    }

    /** (cos α/2, 0, 0, sin α/2) takes x towards y; RELION's elementary matrix turns the axes the other way. */
    @Test
    void theQuaternionOfATurnAroundZTakesXTowardsY() {
        double half = Math.toRadians(20);
        DMatrix3x3 a = Rotation.fromQuaternion(Math.cos(half), 0, 0, Math.sin(half));
        assertMatrix(values(Rotation.aroundZ(-40)), a, 1e-15, "40°");
    }

    private static double[] values(DMatrix3x3 a) {
        return new double[] {a.a11, a.a12, a.a13, a.a21, a.a22, a.a23, a.a31, a.a32, a.a33};
    }

    private static double determinant(DMatrix3x3 a) {
        return a.a11 * (a.a22 * a.a33 - a.a23 * a.a32)
                - a.a12 * (a.a21 * a.a33 - a.a23 * a.a31)
                + a.a13 * (a.a21 * a.a32 - a.a22 * a.a31);
    }

    private static void assertMatrix(double[] expected, DMatrix3x3 actual, double tolerance, String what) {
        double[] found = values(actual);
        for (int i = 0; i < 9; i++) assertEquals(expected[i], found[i], tolerance, what + ", element " + i);
    }
}
