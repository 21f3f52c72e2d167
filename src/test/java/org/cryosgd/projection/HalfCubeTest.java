/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.cryosgd.testimages.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HalfCubeTest {
    @FunctionalInterface
    private interface FullVoxel {
        void at(int kx, int ky, int kz, int sign, int index);
    }

    /** Every frequency of the full cube, with the voxel that holds it or, sign −1, its conjugate. */
    private static void full(HalfCube cube, FullVoxel voxel) {
        int e = cube.extent();
        for (int kz = -e; kz <= e; kz++)
            for (int ky = -e; ky <= e; ky++)
                for (int kx = -e; kx <= e; kx++) {
                    int sign = kx < 0 ? -1 : 1;
                    voxel.at(kx, ky, kz, sign, cube.index(sign * kx, sign * ky, sign * kz));
                }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 15})
    void theBallIsCountedInTheFullCube(int radius) {
        HalfCube cube = new HalfCube(radius);
        int[] count = {0};
        full(cube, (kx, ky, kz, sign, i) -> {
            boolean inside = kx * kx + ky * ky + kz * kz <= radius * radius;
            assertEquals(inside, Math.abs(kx) <= cube.end(ky, kz), kx + ", " + ky + ", " + kz);
            if (inside) count[0]++;
        });
        assertEquals(count[0], cube.ballSize());
        int[] visits = new int[cube.size()];
        cube.forEach((i, shell) -> visits[i]++);
        cube.forEachFrequency((i, kx, ky, kz) -> visits[i] += 10);
        full(cube, (kx, ky, kz, sign, i) -> assertEquals(Math.abs(kx) <= cube.end(ky, kz) ? 11 : 0, visits[i]));
    }

    @Test
    void productsSumOverTheFullCube() {
        HalfCube cube = new HalfCube(6);
        float[] a = Samples.volume(cube, 1);
        float[] b = Samples.volume(cube, 2);
        double[] sum = {0};
        full(
                cube,
                (kx, ky, kz, sign, i) -> sum[0] += (double) a[2 * i] * b[2 * i] + (double) a[2 * i + 1] * b[2 * i + 1]);
        // products of two floats of order 1, each rounded to float, 925 of them
        assertEquals(sum[0], cube.dot(a, b), 925 * 6e-8);
    }

    /** What was accumulated at a frequency and, conjugated, at its opposite belongs to both. */
    @Test
    void foldingAddsTheConjugateOfTheOpposite() {
        HalfCube cube = new HalfCube(4);
        float[] before = new float[2 * cube.size()];
        for (int i = 0; i < before.length; i++) before[i] = i % 101 - 50;
        float[] after = before.clone();
        cube.fold(after);
        float[] real = new float[cube.size()];
        for (int i = 0; i < real.length; i++) real[i] = before[2 * i];
        cube.foldReal(real);
        full(cube, (kx, ky, kz, sign, i) -> {
            int opposite = cube.index(0, -ky, -kz);
            float re = kx == 0 ? before[2 * i] + before[2 * opposite] : before[2 * i];
            float im = kx == 0 ? before[2 * i + 1] - before[2 * opposite + 1] : before[2 * i + 1];
            assertEquals(re, after[2 * i], 0f);
            assertEquals(im, after[2 * i + 1], 0f);
            assertEquals(re, real[i], 0f);
        });
    }

    @Test
    void mirroringMakesConjugatePairs() {
        HalfCube cube = new HalfCube(4);
        float[] volume = new float[2 * cube.size()];
        for (int i = 0; i < volume.length; i++) volume[i] = i % 101 + 1;
        float[] before = volume.clone();
        cube.mirror(volume);
        full(cube, (kx, ky, kz, sign, i) -> {
            int opposite = cube.index(0, -ky, -kz);
            if (kx == 0) {
                assertEquals(volume[2 * i], volume[2 * opposite], 0f);
                assertEquals(0, volume[2 * i + 1] + volume[2 * opposite + 1], 0f);
            } else assertEquals(before[2 * i + 1], volume[2 * i + 1]);
        });
        float[] again = volume.clone();
        cube.mirror(again);
        assertEquals(Arrays.toString(volume), Arrays.toString(again));
    }

    @Test
    void clippingLeavesTheBall() {
        HalfCube cube = new HalfCube(5);
        for (int channels = 1; channels <= 2; channels++) {
            float[] values = new float[channels * cube.size()];
            Arrays.fill(values, 3);
            cube.clip(values, channels);
            int c = channels;
            full(cube, (kx, ky, kz, sign, i) -> {
                float expected = kx * kx + ky * ky + kz * kz <= 25 ? 3 : 0;
                for (int j = 0; j < c; j++) assertEquals(expected, values[c * i + j]);
            });
        }
    }

    @Test
    void shellsAreRoundedRadii() {
        HalfCube cube = new HalfCube(5);
        full(
                cube,
                (kx, ky, kz, sign, i) ->
                        assertEquals(Math.round(Math.sqrt(kx * kx + ky * ky + kz * kz)), cube.shell(kx, ky, kz)));
    }
}
