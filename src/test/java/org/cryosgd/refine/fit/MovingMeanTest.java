/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Windows of running means. */
class MovingMeanTest {
    private static final int N = 32;

    private static float[] point() {
        float[] voxels = new float[N * N * N];
        voxels[(N / 2 * N + N / 2) * N + N / 2] = 1;
        return voxels;
    }

    /** A point becomes a window with sum 1, the same along each axis, with the variance of a Gaussian of that width. */
    @Test
    void aPointBecomesTheWindow() {
        for (double width : new double[] {0.5, 1, 2, 5, 8, 11}) {
            float[] voxels = point();
            MovingMean.apply(voxels, N, width);
            double sum = 0;
            double[] variance = new double[3];
            for (int i = 0; i < voxels.length; i++) {
                int[] place = {i % N - N / 2, i / N % N - N / 2, i / N / N - N / 2};
                sum += voxels[i];
                for (int axis = 0; axis < 3; axis++) variance[axis] += voxels[i] * place[axis] * place[axis];
            }
            assertEquals(1, sum, 1e-5);
            double sigma = width / 2.355;
            for (double v : variance) assertEquals(sigma * sigma, v, 1e-4, "width " + width);
        }
    }

    /** Three boxes of three voxels along a line: 1, 3, 6, 7, 6, 3, 1 of 27. */
    @Test
    void aNarrowWindowIsThreeBoxes() {
        float[] voxels = point();
        // variance 2 is σ = √2
        MovingMean.apply(voxels, N, 2.355 * Math.sqrt(2));
        double[] line = {0, 1, 3, 6, 7, 6, 3, 1, 0};
        for (int i = 0; i < line.length; i++)
            assertEquals(
                    line[i] / 27 * 7 / 27 * 7 / 27,
                    voxels[(N / 2 * N + N / 2) * N + N / 2 - 4 + i],
                    1e-7,
                    "place " + i);
    }

    @Test
    void noWindowChangesNothing() {
        float[] voxels = point();
        MovingMean.apply(voxels, N, 0);
        assertEquals(1, voxels[(N / 2 * N + N / 2) * N + N / 2]);
    }

    /**
     * The mean of white noise over the window has the variance 1/volume. The window is not quite a Gaussian, so that 25 % is allowed;
     * the variance over 32³ voxels, of which some hundred are independent, is uncertain by another 15 % (two standard errors).
     */
    @Test
    void whiteNoiseIsAveragedOverTheVolume() {
        Random random = new Random(4);
        float[] voxels = new float[N * N * N];
        for (int i = 0; i < voxels.length; i++) voxels[i] = (float) random.nextGaussian();
        double width = 2.355 * Math.sqrt(6);
        MovingMean.apply(voxels, N, width);
        double sum = 0;
        int count = 0;
        for (int i = 0; i < voxels.length; i++) {
            boolean inside = true;
            // the window, 13 voxels wide, does not leave the cube
            for (int at : new int[] {i % N, i / N % N, i / N / N}) inside &= at > 6 && at < N - 7;
            if (!inside) continue;
            sum += voxels[i] * voxels[i];
            count++;
        }
        double ratio = sum / count * MovingMean.volume(width);
        assertTrue(ratio > 0.6 && ratio < 1.4, "variance times volume " + ratio);
    }
}
