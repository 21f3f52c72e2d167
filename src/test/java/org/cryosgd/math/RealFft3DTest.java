/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import net.imglib2.parallel.Parallelization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RealFft3DTest {
    /** Rounding of 6e-8 in each of some 15 butterflies, on values up to 5 n^1.5 for n³ values of variance 1. */
    private static double tolerance(int n) {
        return 15 * 6e-8 * 5 * Math.pow(n, 1.5);
    }

    private static float[] noise(int count) {
        Random random = new Random(count);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (float) random.nextGaussian();
        return values;
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 18, 20, 22})
    void forwardIsTheDefinition(int n) {
        float[] voxels = noise(n * n * n);
        RealFft3D fft = new RealFft3D(n);
        float[] spectrum = fft.forward(voxels);
        double[] expected = NaiveDft.forward(voxels, n, 3);
        for (int kz = 0; kz < n; kz++)
            for (int ky = 0; ky < n; ky++)
                for (int kx = 0; kx <= n / 2; kx++)
                    for (int c = 0; c < 2; c++)
                        assertEquals(
                                expected[2 * ((kz * n + ky) * n + kx) + c],
                                spectrum[fft.index(kx, ky, kz) + c],
                                tolerance(n),
                                "(" + kx + ", " + ky + ", " + kz + ")");
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 18, 20, 22})
    void inverseUndoesForward(int n) {
        float[] voxels = noise(n * n * n);
        RealFft3D fft = new RealFft3D(n);
        float[] back = fft.inverse(fft.forward(voxels));
        // twice the rounding of a transform, brought back to the scale of the voxels
        for (int i = 0; i < back.length; i++) assertEquals(voxels[i], back[i], 2 * tolerance(n) / Math.pow(n, 1.5));
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 18, 20})
    void powerIsConserved(int n) {
        float[] voxels = noise(n * n * n);
        RealFft3D fft = new RealFft3D(n);
        float[] spectrum = fft.forward(voxels);
        double power = 0;
        for (float value : voxels) power += value * value;
        double sum = 0;
        for (int kz = 0; kz < n; kz++)
            for (int ky = 0; ky < n; ky++)
                for (int kx = 0; kx <= n / 2; kx++) {
                    int i = fft.index(kx, ky, kz);
                    double re = spectrum[i];
                    double im = spectrum[i + 1];
                    sum += (kx == 0 || kx == n / 2 ? 1 : 2) * (re * re + im * im);
                }
        // relative rounding of the values, twice because squared
        assertEquals(1, sum / (power * n * n * n), 2 * 15 * 6e-8);
    }

    @Test
    void theNumberOfThreadsDoesNotMatter() {
        float[] voxels = noise(18 * 18 * 18);
        RealFft3D fft = new RealFft3D(18);
        float[] one = Parallelization.runSingleThreaded(() -> fft.forward(voxels));
        float[] two = Parallelization.runWithNumThreads(2, () -> fft.forward(voxels));
        assertArrayEquals(one, two);
        assertArrayEquals(
                Parallelization.runSingleThreaded(() -> fft.inverse(one)),
                Parallelization.runWithNumThreads(2, () -> fft.inverse(two)));
    }
}
