/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.cryosgd.math.Rotation;
import org.ejml.data.DMatrix3x3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetryTest {
    private static double distance(DMatrix3x3 a, DMatrix3x3 b) {
        double[] d = {
            a.a11 - b.a11, a.a12 - b.a12, a.a13 - b.a13,
            a.a21 - b.a21, a.a22 - b.a22, a.a23 - b.a23,
            a.a31 - b.a31, a.a32 - b.a32, a.a33 - b.a33
        };
        return Arrays.stream(d).map(Math::abs).max().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"C1", "C2", "C3", "C4", "C5", "C6", "C7", "D1", "D2", "D3", "D4", "D5"})
    void operationsAreAGroupOfTheRightOrder(String name) {
        Symmetry group = Symmetry.of(name);
        int n = name.charAt(1) - '0';
        assertEquals(name.charAt(0) == 'D' ? 2 * n : n, group.order());
        assertEquals(
                0,
                distance(
                        new DMatrix3x3(1, 0, 0, 0, 1, 0, 0, 0, 1),
                        group.operations().get(0)),
                1e-15);
        for (DMatrix3x3 a : group.operations()) {
            // rounding of sines and cosines
            assertEquals(
                    1,
                    group.operations().stream()
                            .filter(b -> distance(a, b) < 1e-6)
                            .count(),
                    "twice the same");
            for (DMatrix3x3 b : group.operations()) {
                DMatrix3x3 product = Rotation.multiply(a, b);
                assertTrue(group.operations().stream().anyMatch(c -> distance(c, product) < 1e-14), "not closed");
            }
        }
    }

    /** Cn turns around z; Dn has a twofold axis along x besides. */
    @Test
    void axesAreThoseOfRelion() {
        DMatrix3x3 quarter = Rotation.aroundZ(90);
        assertTrue(Symmetry.of("C4").operations().stream().anyMatch(a -> distance(a, quarter) < 1e-15));
        DMatrix3x3 aroundX = new DMatrix3x3(1, 0, 0, 0, -1, 0, 0, 0, -1);
        assertTrue(Symmetry.of("D3").operations().stream().anyMatch(a -> distance(a, aroundX) < 1e-15));
        assertFalse(Symmetry.of("C6").operations().stream().anyMatch(a -> distance(a, aroundX) < 0.1));
    }

    @Test
    void namesAreReadInAnyCaseAndNonsenseIsRefused() {
        assertEquals("D2", Symmetry.of(" d2 ").name());
        assertEquals(12, Symmetry.of("C12").order());
        for (String name : new String[] {"", "C0", "C", "T", "I1", "C-2", "D2x"})
            assertThrows(IllegalArgumentException.class, () -> Symmetry.of(name), name);
    }

    /** Where the operations take voxels to voxels, nothing is interpolated and the mean of 2, 4 or 8 floats is exact. */
    @ParameterizedTest
    @ValueSource(strings = {"C1", "C2", "C4", "D1", "D2", "D4"})
    void averagingIsAProjectionOntoInvariantVolumes(String name) {
        Symmetry group = Symmetry.of(name);
        HalfCube cube = new HalfCube(9);
        float[] once = Samples.volume(cube, 1);
        float[] original = once.clone();
        group.average(cube, once, 2);
        float[] twice = once.clone();
        group.average(cube, twice, 2);
        assertArrayEquals(once, twice);
        for (DMatrix3x3 r : group.operations())
            cube.forEachFrequency((i, kx, ky, kz) -> {
                int x = (int) Math.rint(r.a11 * kx + r.a12 * ky + r.a13 * kz);
                int y = (int) Math.rint(r.a21 * kx + r.a22 * ky + r.a23 * kz);
                int z = (int) Math.rint(r.a31 * kx + r.a32 * ky + r.a33 * kz);
                int sign = x < 0 ? -1 : 1;
                int j = cube.index(sign * x, sign * y, sign * z);
                assertEquals(once[2 * i], once[2 * j], 0f);
                assertEquals(once[2 * i + 1], sign * once[2 * j + 1], 0f);
            });
        // an orthogonal projection: what is taken away is orthogonal to what stays; 3000 floats of order 1
        assertEquals(cube.dot(once, once), cube.dot(original, once), 3000 * 6e-8);
    }

    @Test
    void realValuesAreAveragedLikeRealParts() {
        HalfCube cube = new HalfCube(6);
        float[] real = new float[cube.size()];
        float[] complex = new float[2 * cube.size()];
        cube.forEachFrequency((i, kx, ky, kz) -> complex[2 * i] = real[i] = (kx * kx + 3 * Math.abs(ky + 2 * kz)) % 7);
        Symmetry.of("C3").average(cube, real, 1);
        Symmetry.of("C3").average(cube, complex, 2);
        for (int i = 0; i < real.length; i++) assertEquals(complex[2 * i], real[i], 0f);
    }

    /** Between voxels the average interpolates linearly: ⅜ max|f''| = ⅜/σ². */
    @ParameterizedTest
    @ValueSource(strings = {"C3", "C5", "C7", "D3", "D5"})
    void aGaussianStaysAGaussian(String name) {
        HalfCube cube = new HalfCube(16);
        float[] volume = Samples.gaussian(cube, 4);
        cube.clip(volume, 2);
        Symmetry.of(name).average(cube, volume, 2);
        cube.forEachFrequency((i, kx, ky, kz) -> {
            // at the edge of the ball corners beyond it are missing, where the Gaussian is below exp(−8) = 3e-4
            assertEquals(Samples.gaussian(kx * kx + ky * ky + kz * kz, 4), volume[2 * i], 0.375 / 16 + 1e-3);
            assertEquals(0, volume[2 * i + 1], 0f);
        });
    }
}
