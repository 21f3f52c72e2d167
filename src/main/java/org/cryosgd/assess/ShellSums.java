/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

/** For each shell Σ re(A B̄), Σ|A|² and Σ|B|² of two transforms. For one thread. */
final class ShellSums {
    private final double[] sums;

    ShellSums(int shells) {
        sums = new double[3 * shells];
    }

    /** Takes in a frequency that stands for {@code count} of them; the real parts are at {@code i}. */
    void add(int shell, int count, float[] a, float[] b, int i) {
        double are = a[i];
        double aim = a[i + 1];
        double bre = b[i];
        double bim = b[i + 1];
        sums[3 * shell] += count * (are * bre + aim * bim);
        sums[3 * shell + 1] += count * (are * are + aim * aim);
        sums[3 * shell + 2] += count * (bre * bre + bim * bim);
    }

    /** Adds the sums of other frequencies. */
    void add(ShellSums other) {
        for (int i = 0; i < sums.length; i++) sums[i] += other.sums[i];
    }

    /** Σ re(A B̄) of a shell. */
    double product(int shell) {
        return sums[3 * shell];
    }

    /** The Fourier shell correlation: Σ re(A B̄) / √(Σ|A|² Σ|B|²), and 0 where a transform has no power. */
    FscCurve correlation(int box, double voxelSizeAngstrom) {
        double[] values = new double[sums.length / 3];
        for (int shell = 0; shell < values.length; shell++) {
            double power = Math.sqrt(sums[3 * shell + 1] * sums[3 * shell + 2]);
            values[shell] = power > 0 ? sums[3 * shell] / power : 0;
        }
        return new FscCurve(values, box, voxelSizeAngstrom);
    }
}
