/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import static org.cryosgd.math.Require.require;

/**
 * Fourier shell correlation against frequency.
 *
 * @param values one per shell round(|k|) = 0 … box/2; not copied
 * @param box n, voxels along each axis of the maps
 * @param voxelSizeAngstrom edge of a voxel of the maps
 */
public record FscCurve(double[] values, int box, double voxelSizeAngstrom) {
    /** The threshold for two half maps. */
    public static final double HALF_MAPS = 0.143;

    /** The threshold for a map against a known one. */
    public static final double KNOWN_MAP = 0.5;

    public FscCurve {
        require(values.length == box / 2 + 1, "number of shells", "box/2 + 1 = " + (box / 2 + 1), values.length);
        require(voxelSizeAngstrom > 0, "voxel size (Å)", "positive", voxelSizeAngstrom);
    }

    /** The first shell from 1 on whose value is below {@code threshold}, or −1. */
    public int firstShellBelow(double threshold) {
        for (int shell = 1; shell < values.length; shell++) if (values[shell] < threshold) return shell;
        return -1;
    }

    /** Whether the curve falls below {@code threshold}; if not, the resolution is limited by the voxel size. */
    public boolean fallsBelow(double threshold) {
        return firstShellBelow(threshold) >= 0;
    }

    /**
     * Resolution in Å where the curve first falls below {@code threshold}, interpolated linearly in the shell's number
     * between that shell and the one before; shell 1 itself if it is below; Nyquist (two voxels) if none is.
     */
    public double resolutionAt(double threshold) {
        int below = firstShellBelow(threshold);
        if (below < 0) return resolutionOf(values.length - 1);
        if (below == 1) return resolutionOf(1);
        double before = values[below - 1];
        return resolutionOf(below - 1 + (before - threshold) / (before - values[below]));
    }

    /**
     * Whether the curve rises above {@code threshold} again after it has fallen below, by more than noise: the shells in
     * a row that do so exceed it together by three standard errors, that of one shell s being 1/√(2π s²).
     */
    public boolean comesBack(double threshold) {
        int first = firstShellBelow(threshold);
        double excess = 0;
        double variance = 0;
        for (int shell = first + 1; first >= 0 && shell < values.length; shell++) {
            if (values[shell] < threshold) {
                excess = 0;
                variance = 0;
                continue;
            }
            excess += values[shell] - threshold;
            variance += 1 / (2 * Math.PI * shell * shell);
            if (excess >= 3 * Math.sqrt(variance)) return true;
        }
        return false;
    }

    /**
     * Resolution in Å where the curve falls below {@code threshold} for the last time, interpolated as
     * {@link #resolutionAt}; Nyquist if the last shell is not below it.
     */
    public double lastResolutionAt(double threshold) {
        int last = values.length - 1;
        if (!(values[last] < threshold)) return resolutionOf(last);
        while (last > 1 && values[last - 1] < threshold) last--;
        if (last == 1) return resolutionOf(1);
        double before = values[last - 1];
        return resolutionOf(last - 1 + (before - threshold) / (before - values[last]));
    }

    /** The value at a shell, which may lie between two; linear between them. */
    double valueAt(double shell) {
        int below = Math.min(values.length - 2, (int) shell);
        return values[below] + (shell - below) * (values[below + 1] - values[below]);
    }

    /** Resolution in Å of a shell, which may lie between two; infinite for shell 0. */
    public double resolutionOf(double shell) {
        return box * voxelSizeAngstrom / shell;
    }

    /** Mean over the shells 1 … box/2 − 1, a score that needs no threshold. */
    public double mean() {
        double sum = 0;
        for (int shell = 1; shell < values.length - 1; shell++) sum += values[shell];
        return sum / (values.length - 2);
    }

    /** Frequencies of the shells in 1/Å. */
    public double[] frequencies() {
        double[] frequencies = new double[values.length];
        for (int shell = 0; shell < frequencies.length; shell++) frequencies[shell] = shell / (box * voxelSizeAngstrom);
        return frequencies;
    }
}
