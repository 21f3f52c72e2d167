/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RealFft2DTest {
    /** Rounding of 6e-8 in each of some 10 butterflies, on values up to 5 n for n² values of variance 1. */
    private static double tolerance(int n) {
        return 10 * 6e-8 * 5 * n;
    }

    private static float[] noise(int count) {
        Random random = new Random(count);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (float) random.nextGaussian();
        return values;
    }

    /** 22 and 26 have factors for which JTransforms takes another algorithm. */
    @ParameterizedTest
    @ValueSource(ints = {16, 18, 20, 22, 26, 32})
    void forwardIsTheDefinition(int n) {
        float[] plane = noise(n * n);
        float[] half = new float[2 * n * (n / 2 + 1)];
        new RealFft2D(n).forward(plane, 0, half, n / 2 + 1);
        double[] expected = NaiveDft.forward(plane, n, 2);
        for (int kx = 0; kx <= n / 2; kx++)
            for (int ky = 0; ky < n; ky++)
                for (int c = 0; c < 2; c++)
                    assertEquals(
                            expected[2 * (ky * n + kx) + c],
                            half[2 * (kx * n + ky) + c],
                            tolerance(n),
                            "(" + kx + ", " + ky + ")");
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 18, 20, 22, 128})
    void inverseUndoesForwardAtAnOffset(int n) {
        float[] plane = noise(n * n + 7);
        float[] half = new float[2 * n * (n / 2 + 1)];
        RealFft2D fft = new RealFft2D(n);
        fft.forward(plane, 7, half, n / 2 + 1);
        float[] back = plane.clone();
        Arrays.fill(back, 7, back.length, Float.NaN);
        fft.inverse(half, back, 7);
        // twice the rounding of a transform, brought back to the scale of the pixels by 1/n
        for (int i = 0; i < plane.length; i++) assertEquals(plane[i], back[i], 2 * tolerance(n) / n);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 18, 20})
    void powerIsConserved(int n) {
        float[] plane = noise(n * n);
        float[] half = new float[2 * n * (n / 2 + 1)];
        new RealFft2D(n).forward(plane, 0, half, n / 2 + 1);
        double power = 0;
        for (float value : plane) power += value * value;
        double sum = 0;
        for (int i = 0; i < half.length; i++) {
            int kx = i / (2 * n);
            sum += (kx == 0 || kx == n / 2 ? 1 : 2) * (double) half[i] * half[i];
        }
        // relative rounding of the values, twice because squared
        assertEquals(1, sum / (power * n * n), 2 * 10 * 6e-8);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 18})
    void fewerColumnsAreTheSameColumnsAndNoMore(int n) {
        float[] plane = noise(n * n);
        float[] all = new float[2 * n * (n / 2 + 1)];
        float[] some = new float[all.length];
        Arrays.fill(some, Float.NaN);
        RealFft2D fft = new RealFft2D(n);
        fft.forward(plane, 0, all, n / 2 + 1);
        fft.forward(plane, 0, some, 5);
        for (int i = 0; i < all.length; i++) {
            if (i < 2 * n * 5) assertEquals(all[i], some[i], 0f);
            else assertTrue(Float.isNaN(some[i]));
        }
    }
}
