/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import java.util.Arrays;
import org.cryosgd.math.Tasks;

/**
 * Means over a window that moves through a cube: three running means along each axis, which together are nearly a Gaussian.
 * Beyond the cube everything is zero. On the threads of {@link Tasks}; the result does not depend on their number.
 */
final class MovingMean {
    private static final int PASSES = 3;

    /** Neighbouring lines that are taken from memory together. */
    private static final int LINES = 16;

    private MovingMean() {}

    /**
     * Replaces voxels by the mean around them.
     *
     * @param n voxels along each axis
     * @param width full width at half height of the window in voxels
     */
    static void apply(float[] voxels, int n, double width) {
        Window window = Window.of(Math.pow(width / 2.355, 2) / PASSES);
        alongAxis(voxels, n, window, 1, n, n * n);
        alongAxis(voxels, n, window, n, 1, n * n);
        alongAxis(voxels, n, window, n * n, 1, n);
    }

    /**
     * A window of one pass.
     *
     * @param reach voxels to either side that count 1
     * @param end what the next voxel on either side counts, below 1
     */
    private record Window(int reach, double end) {
        /** Of that variance, (r (r + 1)(2 r + 1)/3 + 2 e (r + 1)²)/(2 r + 1 + 2 e). */
        static Window of(double variance) {
            int reach = (int) ((Math.sqrt(1 + 12 * variance) - 1) / 2);
            int next = reach + 1;
            double end = (2 * reach + 1) * (variance - reach * next / 3.0) / (2 * (next * next - variance));
            return new Window(reach, end);
        }

        double length() {
            return 2 * (reach + end) + 1;
        }
    }

    /** How many voxels of white noise have the same mean square as their mean over the window: (4π σ²)^(3/2). */
    static double volume(double width) {
        return Math.pow(4 * Math.PI, 1.5) * Math.pow(width / 2.355, 3);
    }

    /** Lines whose voxels are {@code step} apart; the lines begin at all a·first + b·second. */
    private static void alongAxis(float[] voxels, int n, Window window, int step, int first, int second) {
        Tasks.forEach(n, () -> new Lines(n), (lines, b) -> {
            for (int from = 0; from < n; from += LINES) {
                int count = Math.min(LINES, n - from);
                int start = from * first + b * second;
                for (int i = 0; i < n; i++)
                    for (int a = 0; a < count; a++) lines.in[i][a] = voxels[start + a * first + i * step];
                for (int pass = 0; pass < PASSES; pass++) lines.mean(window);
                for (int i = 0; i < n; i++)
                    for (int a = 0; a < count; a++) voxels[start + a * first + i * step] = (float) lines.in[i][a];
            }
        });
    }

    /** Some lines side by side, an array for the voxels at one place of all: the compiler makes vectors of the loops over them. */
    private static final class Lines {
        private double[][] in;
        private double[][] out;
        private final double[] none = new double[LINES];
        private final double[] sums = new double[LINES];

        Lines(int n) {
            in = new double[n][LINES];
            out = new double[n][LINES];
        }

        private void mean(Window window) {
            int n = in.length;
            int reach = window.reach();
            Arrays.fill(sums, 0);
            for (int i = 0; i < Math.min(reach, n); i++) for (int a = 0; a < LINES; a++) sums[a] += in[i][a];
            for (int i = 0; i < n; i++) {
                enter(sums, at(i + reach), at(i - reach - 1));
                mean(sums, at(i - reach - 1), at(i + reach + 1), window.end(), window.length(), out[i]);
            }
            double[][] swap = in;
            in = out;
            out = swap;
        }

        private double[] at(int i) {
            return i < 0 || i >= in.length ? none : in[i];
        }

        private static void enter(double[] sums, double[] enters, double[] leaves) {
            for (int a = 0; a < LINES; a++) sums[a] = sums[a] + enters[a] - leaves[a];
        }

        private static void mean(
                double[] sums, double[] before, double[] after, double end, double length, double[] means) {
            for (int a = 0; a < LINES; a++) means[a] = (sums[a] + end * (before[a] + after[a])) / length;
        }
    }
}
