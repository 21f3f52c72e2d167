/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import org.cryosgd.math.Tasks;

/**
 * Means over a window that moves through a cube: three running means along each axis, which together are nearly a Gaussian.
 * Beyond the cube everything is zero. On the threads of {@link Tasks}; the result does not depend on their number.
 */
final class MovingMean {
    private static final int PASSES = 3;

    private MovingMean() {}

    /**
     * Replaces voxels by the mean around them.
     *
     * @param n voxels along each axis
     * @param width full width at half height of the window in voxels
     */
    static void apply(float[] voxels, int n, double width) {
        // three boxes of length l have the variance 3 (l² − 1)/12, a Gaussian (width/2.355)²
        double sigma = width / 2.355;
        int reach = (int) Math.round((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2);
        if (reach == 0) return;
        alongAxis(voxels, n, reach, 1, n, n * n);
        alongAxis(voxels, n, reach, n, 1, n * n);
        alongAxis(voxels, n, reach, n * n, 1, n);
    }

    /** How many voxels of white noise have the same mean square as their mean over the window: (4π σ²)^(3/2). */
    static double volume(double width) {
        return Math.pow(4 * Math.PI, 1.5) * Math.pow(width / 2.355, 3);
    }

    /** Lines whose voxels are {@code step} apart; the lines begin at all a·first + b·second. */
    private static void alongAxis(float[] voxels, int n, int reach, int step, int first, int second) {
        Tasks.forEach(n, () -> new double[2][n], (work, b) -> {
            double[] in = work[0];
            double[] out = work[1];
            for (int a = 0; a < n; a++) {
                int start = a * first + b * second;
                for (int i = 0; i < n; i++) in[i] = voxels[start + i * step];
                for (int pass = 0; pass < PASSES; pass++) {
                    mean(in, out, reach);
                    double[] swap = in;
                    in = out;
                    out = swap;
                }
                for (int i = 0; i < n; i++) voxels[start + i * step] = (float) in[i];
            }
        });
    }

    private static void mean(double[] in, double[] out, int reach) {
        int n = in.length;
        double length = 2 * reach + 1;
        double sum = 0;
        for (int i = 0; i < Math.min(reach, n); i++) sum += in[i];
        for (int i = 0; i < n; i++) {
            if (i + reach < n) sum += in[i + reach];
            if (i > reach) sum -= in[i - reach - 1];
            out[i] = sum / length;
        }
    }
}
