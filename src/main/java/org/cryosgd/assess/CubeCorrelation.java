/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import org.cryosgd.projection.HalfCube;

/**
 * {@link FourierShellCorrelation} of two half cubes as they are, without a transform: for the progress of a run. The
 * shells are a voxel of the unpadded box wide.
 */
public final class CubeCorrelation {
    private CubeCorrelation() {}

    public static FscCurve of(HalfCube cube, float[] a, float[] b, int padding, int box, double voxelSizeAngstrom) {
        int shells = box / 2 + 1;
        ShellSums sums = new ShellSums(shells);
        cube.forEachFrequency((voxel, kx, ky, kz) -> {
            int shell = (int) (Math.sqrt(kx * kx + ky * ky + kz * kz) / padding + 0.5);
            if (shell < shells) sums.add(shell, HalfCube.weight(kx), a, b, 2 * voxel);
        });
        return sums.correlation(box, voxelSizeAngstrom);
    }
}
