/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.surface;

import static org.cryosgd.math.Require.require;

import org.cryosgd.math.RealFft3D;
import org.cryosgd.math.Tasks;
import org.cryosgd.math.Volume;

/** Maps on finer or coarser voxels: the same frequencies about the same origin, densities unchanged. */
public final class FourierResampling {
    private FourierResampling() {}

    /**
     * The map on {@code size} voxels along each axis of the same box. Frequencies from half of the smaller size on are
     * zero. Uses the threads of {@link Tasks}.
     *
     * @param map any even box; returned as it is where it has this size already
     * @param size even
     */
    public static Volume to(Volume map, int size) {
        int n = map.size();
        if (n == size) return map;
        require(n % 2 == 0, "box of the map", "even", n);
        require(size >= 2 && size % 2 == 0, "new box", "even", size);
        RealFft3D from = new RealFft3D(n);
        RealFft3D to = new RealFft3D(size);
        float[] spectrum = from.forward(map.voxels());
        float[] other = new float[to.spectrumLength()];
        int end = Math.min(n, size) / 2;
        // the inverse divides by size³; both origins are voxel n/2, whose signs (−1)^k are the same for both
        float factor = (float) (Math.pow(size, 3) / Math.pow(n, 3));
        Tasks.forEach(2 * end - 1, plane -> {
            int kz = plane - end + 1;
            for (int kx = 0; kx < end; kx++)
                for (int ky = -end + 1; ky < end; ky++) {
                    int in = from.index(kx, Math.floorMod(ky, n), Math.floorMod(kz, n));
                    int out = to.index(kx, Math.floorMod(ky, size), Math.floorMod(kz, size));
                    other[out] = factor * spectrum[in];
                    other[out + 1] = factor * spectrum[in + 1];
                }
        });
        return new Volume(size, map.voxelSizeAngstrom() * n / size, to.inverse(other));
    }
}
