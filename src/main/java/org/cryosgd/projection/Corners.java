/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

/**
 * The corners of a voxel cell, read and written by linear interpolation. The corners i, j, l, m are (y, z), (y + 1, z),
 * (y, z + 1), (y + 1, z + 1); their neighbours along x are {@code step} floats further. Java's compiler puts these small methods
 * into the loops that call them.
 */
public final class Corners {
    private Corners() {}

    /** The weighted sum of four corners at one x. */
    public static float four(float[] v, int i, int j, int l, int m, float w00, float w10, float w01, float w11) {
        return w00 * v[i] + w10 * v[j] + w01 * v[l] + w11 * v[m];
    }

    /** The weighted sum of all eight. */
    static float eight(
            float[] v,
            int i,
            int j,
            int l,
            int m,
            int step,
            float a0,
            float a1,
            float b0,
            float b1,
            float c0,
            float c1,
            float d0,
            float d1) {
        return a0 * v[i]
                + a1 * v[i + step]
                + b0 * v[j]
                + b1 * v[j + step]
                + c0 * v[l]
                + c1 * v[l + step]
                + d0 * v[m]
                + d1 * v[m + step];
    }
}
