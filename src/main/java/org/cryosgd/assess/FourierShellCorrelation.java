/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import org.cryosgd.math.RealFft3D;
import org.cryosgd.math.Tasks;
import org.cryosgd.math.Volume;

/**
 * Fourier shell correlation Σ re(A B̄) / √(Σ|A|² Σ|B|²) over the shells round(|k|) = 0 … n/2, and 0 where a map has no
 * power. With itself a map gives 1; independent noise gives values about 0. {@link CubeCorrelation} is the same of half
 * cubes.
 */
public final class FourierShellCorrelation {
    /** What a voxel of the half transform counts. */
    public enum Weighting {
        /** The sum is over the full transform: voxels with 0 &lt; kx &lt; n/2 stand for two. */
        FULL,
        /** Every voxel with kx ≥ 0 counts once, as RELION does; up to 0.006 from the other in a box of 64. */
        RELION
    }

    private FourierShellCorrelation() {}

    /**
     * The curve of two maps.
     *
     * @throws IllegalArgumentException if their boxes differ, or their voxel sizes by more than 1 %
     */
    public static FscCurve of(Volume a, Volume b) {
        return of(a, b, Weighting.FULL);
    }

    /** {@link #of(Volume, Volume)} with another weighting. */
    public static FscCurve of(Volume a, Volume b, Weighting weighting) {
        checkSame(a, b);
        RealFft3D fft = new RealFft3D(a.size());
        return of(fft.forward(a.voxels()), fft.forward(b.voxels()), a.size(), a.voxelSizeAngstrom(), weighting);
    }

    /** The curve of two half spectra in the layout of {@link RealFft3D}. */
    static FscCurve of(float[] a, float[] b, int n, double voxelSizeAngstrom, Weighting weighting) {
        RealFft3D fft = new RealFft3D(n);
        ShellSums[] planes = new ShellSums[n];
        Tasks.forEach(n, z -> planes[z] = plane(fft, a, b, n, z, weighting));
        ShellSums total = new ShellSums(n / 2 + 1);
        for (ShellSums plane : planes) total.add(plane);
        return total.correlation(n, voxelSizeAngstrom);
    }

    /** The sums over the plane {@code z}. */
    private static ShellSums plane(RealFft3D fft, float[] a, float[] b, int n, int z, Weighting weighting) {
        ShellSums sums = new ShellSums(n / 2 + 1);
        long kz = z <= n / 2 ? z : z - n;
        for (int kx = 0; kx <= n / 2; kx++) {
            int count = weighting == Weighting.FULL && kx > 0 && kx < n / 2 ? 2 : 1;
            for (int y = 0; y < n; y++) {
                long ky = y <= n / 2 ? y : y - n;
                int shell = (int) Math.round(Math.sqrt(kx * kx + ky * ky + kz * kz));
                if (shell <= n / 2) sums.add(shell, count, a, b, fft.index(kx, y, z));
            }
        }
        return sums;
    }

    /** Throws unless the maps have one box and, to 1 %, one voxel size. */
    static void checkSame(Volume a, Volume b) {
        if (a.size() != b.size())
            throw new IllegalArgumentException("The maps have boxes of " + a.size() + " and " + b.size()
                    + " voxels and must have the same. Crop or pad one of them.");
        double ratio = a.voxelSizeAngstrom() / b.voxelSizeAngstrom();
        if (!(Math.abs(ratio - 1) <= 0.01))
            throw new IllegalArgumentException(
                    "The maps have voxels of " + a.voxelSizeAngstrom() + " Å and " + b.voxelSizeAngstrom()
                            + " Å and must have the same. Resample one of them, or correct its header.");
    }
}
