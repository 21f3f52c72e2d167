/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

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
}
