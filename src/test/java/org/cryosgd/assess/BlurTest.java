/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.cryosgd.math.Volume;
import org.junit.jupiter.api.Test;

class BlurTest {
    private static final int N = 32;
    private static final double VOXEL = 2;

    /** A Gaussian of width σ in Å at (x, y, z) in voxels, its integral one. */
    private static double gaussian(double sigma, int i, double x, double y, double z) {
        double dx = i % N - x;
        double dy = i / N % N - y;
        double dz = i / N / N - z;
        double square = (dx * dx + dy * dy + dz * dz) * VOXEL * VOXEL;
        return Math.exp(-square / (2 * sigma * sigma)) / Math.pow(2 * Math.PI * sigma * sigma, 1.5);
    }

    /** exp(−B s²/4) is the transform of a Gaussian with σ² = B/(8 π²), and widths add as squares. */
    @Test
    void aBlurredGaussianIsAWiderGaussianAndTheRestStays() {
        double b = 400;
        double wider = Math.sqrt(9 + b / (8 * Math.PI * Math.PI));
        float[] voxels = new float[N * N * N];
        float[] mask = new float[voxels.length];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = (float) (1000 * (gaussian(3, i, 8, 16, 16) + gaussian(3, i, 23, 16, 16)));
            mask[i] = i % N < 16 ? 1 : 0;
        }
        Volume map = new Volume(N, VOXEL, voxels);
        float[] found = Blur.part(map, new Volume(N, VOXEL, mask), b).voxels();
        double largest = 1000 * gaussian(3, 0, 0, 0, 0);
        for (int i = 0; i < found.length; i++) {
            double expected = 1000 * (gaussian(wider, i, 8, 16, 16) + gaussian(3, i, 23, 16, 16));
            // the Gaussian reaches the ends of the mask and of the box at five of its σ: exp(−12.8) = 3e-6
            assertEquals(expected, found[i], 1e-4 * largest, "voxel " + i);
        }
        assertArrayEquals(voxels, Blur.part(map, new Volume(N, VOXEL, mask), 0).voxels(), (float) (1e-6 * largest));
        assertThrows(IllegalArgumentException.class, () -> Blur.part(map, map, -1));
    }
}
