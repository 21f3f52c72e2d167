/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import org.cryosgd.math.HalfDisc;
import org.ejml.data.DMatrix3x3;

/**
 * The corners of a voxel cell, read by linear interpolation: i, j, l, m are (y, z), (y + 1, z), (y, z + 1), (y + 1, z + 1).
 * {@link TrilinearKernels} has this unrolled, see docs/decisions/002-blocks-of-the-volume.md.
 */
public final class Corners {
    private Corners() {}

    /** The weighted sum of four corners at one x. */
    public static float four(float[] v, int i, int j, int l, int m, float w00, float w10, float w01, float w11) {
        return w00 * v[i] + w10 * v[j] + w01 * v[l] + w11 * v[m];
    }

    /**
     * Reads the cells of a row of a slice, which are in the cache then. The processor waits for many of them at once here. Where it computes
     * with each of them, it waits for those of a point or two at a time, which takes twice as long in a map that is larger than the caches.
     *
     * @param scale voxels of the map per frequency of the slice
     * @param v half cube with re and im of each frequency
     * @param a rows are the axes of the image in the map
     * @param ky the row
     * @return the sum of what was read: keep it, or Java leaves out the reading
     */
    public static float read(HalfCube cube, float scale, float[] v, HalfDisc disc, DMatrix3x3 a, int ky) {
        float ax = scale * (float) a.a11;
        float ay = scale * (float) a.a12;
        float az = scale * (float) a.a13;
        float bx = scale * (float) a.a21 * ky;
        float by = scale * (float) a.a22 * ky;
        float bz = scale * (float) a.a23 * ky;
        int strideY = 2 * cube.nx();
        int strideZ = strideY * cube.ny();
        float extent = cube.extent();
        float near = 0;
        float far = 0;
        int end = disc.end(ky);
        for (int kx = disc.first(ky); kx < end; kx++) {
            float px = kx * ax + bx;
            float sign = px < 0 ? -1 : 1;
            int ix = (int) (sign * px);
            int iy = (int) (sign * (kx * ay + by) + extent);
            int iz = (int) (sign * (kx * az + bz) + extent);
            int o = iz * strideZ + iy * strideY + 2 * ix;
            int j = o + strideY;
            int l = o + strideZ;
            int m = l + strideY;
            // the first and the last number of a cell in x may be in two lines of the cache
            near += v[o] + v[j] + (v[o + 3] + v[j + 3]);
            far += v[l] + v[m] + (v[l + 3] + v[m + 3]);
        }
        return near + far;
    }
}
