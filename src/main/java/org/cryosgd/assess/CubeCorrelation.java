/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import org.cryosgd.projection.HalfCube;

/** Fourier shell correlation of two half cubes as they are, without a transform: for the progress of a run. */
public final class CubeCorrelation {
    private CubeCorrelation() {}

    public static FscCurve of(HalfCube cube, float[] a, float[] b, int padding, int box, double voxelSizeAngstrom) {
        double[] cross = new double[box / 2 + 1];
        double[] powerA = new double[cross.length];
        double[] powerB = new double[cross.length];
        cube.forEachFrequency((voxel, kx, ky, kz) -> {
            int shell = (int) (Math.sqrt(kx * kx + ky * ky + kz * kz) / padding + 0.5);
            if (shell >= cross.length) return;
            int i = 2 * voxel;
            int weight = HalfCube.weight(kx);
            cross[shell] += weight * ((double) a[i] * b[i] + (double) a[i + 1] * b[i + 1]);
            powerA[shell] += weight * ((double) a[i] * a[i] + (double) a[i + 1] * a[i + 1]);
            powerB[shell] += weight * ((double) b[i] * b[i] + (double) b[i + 1] * b[i + 1]);
        });
        double[] values = new double[cross.length];
        for (int shell = 0; shell < values.length; shell++) {
            double power = Math.sqrt(powerA[shell] * powerB[shell]);
            values[shell] = power > 0 ? cross[shell] / power : 0;
        }
        return new FscCurve(values, box, voxelSizeAngstrom);
    }
}
