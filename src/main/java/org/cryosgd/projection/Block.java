/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import org.cryosgd.math.HalfDisc;

/**
 * A box of voxels of the half cube, small enough that its part of the volume and its sums stay in the cache of one core
 * while all images of a batch pass through it. A point belongs to the block that its first voxel is in, so every point
 * of every image belongs to exactly one block.
 */
final class Block {
    /** Voxels that a block is taken as wider on each side when slices are sought that cross it, for rounding. */
    private static final float MARGIN = 0.01f;

    /**
     * More than the arithmetic of the kernels is wrong by, in voxels: they round numbers below 2048, the largest by 6e-5,
     * twice, and the bounds of a row are rounded three times.
     */
    private static final float ROUNDING = 1e-3f;

    /** The slope of a row, in voxels per point, below which its points are all taken as equally far along an axis. */
    private static final float LEVEL = 1e-9f;

    /** More than the number of points of a row. */
    private static final int MOST = 1 << 12;

    private final HalfCube cube;
    private final HalfDisc disc;
    private final float scale;
    private final float perVoxel;
    private final float rounding;

    final int x0;
    final int x1;
    final int y0;
    final int y1;
    final int z0;
    final int z1;
    final int strideY;
    final int strideZ;

    /** Voxels x0 … x1 − 1 and so on, counted from the first voxel of the cube; the array has one more on each axis. */
    Block(HalfCube cube, HalfDisc disc, int padding, float rounding, int[] from, int[] to) {
        this.cube = cube;
        this.disc = disc;
        this.scale = padding;
        this.perVoxel = 1f / padding;
        this.rounding = rounding;
        x0 = from[0];
        x1 = to[0];
        y0 = from[1];
        y1 = to[1];
        z0 = from[2];
        z1 = to[2];
        strideY = x1 - x0 + 1;
        strideZ = strideY * (y1 - y0 + 1);
    }

    /** Number of voxels of the block's array. */
    int size() {
        return strideZ * (z1 - z0 + 1);
    }

    /** A segment with this block's layout. */
    Segment segment() {
        Segment s = new Segment();
        s.x0 = x0;
        s.y0 = y0;
        s.z0 = z0;
        s.strideY = strideY;
        s.strideZ = strideZ;
        return s;
    }

    /** Runs {@code kernel} on all points of the slice that belong to this block; returns the sum of its values. */
    double run(Kernel kernel, Segment s, Slice slice, float[] volume, float[] sums, float[] data) {
        return half(1, kernel, s, slice, volume, sums, data) + half(-1, kernel, s, slice, volume, sums, data);
    }

    /** The points with x ≥ 0 (sign 1), or the mirrored points with x &lt; 0 (sign −1). */
    private double half(int sign, Kernel kernel, Segment s, Slice slice, float[] volume, float[] sums, float[] data) {
        int extent = cube.extent();
        // centre and half widths of the block, about the zero frequency, in frequencies of the image
        float f = sign * perVoxel;
        float cx = f * (0.5f * (x0 + x1) - rounding);
        float cy = f * (0.5f * (y0 + y1) - extent - rounding);
        float cz = f * (0.5f * (z0 + z1) - extent - rounding);
        float hx = perVoxel * (0.5f * (x1 - x0) + MARGIN);
        float hy = perVoxel * (0.5f * (y1 - y0) + MARGIN);
        float hz = perVoxel * (0.5f * (z1 - z0) + MARGIN);
        float distance = slice.nx * cx + slice.ny * cy + slice.nz * cz;
        if (Math.abs(distance) > reach(slice.nx, slice.ny, slice.nz, hx, hy, hz)) return 0;
        float alongY = slice.dualYx * cx + slice.dualYy * cy + slice.dualYz * cz;
        float reachY = reach(slice.dualYx, slice.dualYy, slice.dualYz, hx, hy, hz);
        int firstRow = (int) Math.max(-disc.radius(), Math.ceil(alongY - reachY));
        int lastRow = (int) Math.min(disc.radius(), Math.floor(alongY + reachY));
        float alongX = slice.dualXx * cx + slice.dualXy * cy + slice.dualXz * cz;
        float reachX = reach(slice.dualXx, slice.dualXy, slice.dualXz, hx, hy, hz);
        int left = (int) Math.ceil(alongX - reachX);
        int right = (int) Math.floor(alongX + reachX) + 1;
        if (right <= 0) return 0;
        float toVoxels = sign * scale;
        float ax = toVoxels * slice.xx;
        float ay = toVoxels * slice.xy;
        float az = toVoxels * slice.xz;
        float ex = toVoxels * slice.yx;
        float ey = toVoxels * slice.yy;
        float ez = toVoxels * slice.yz;
        s.ax = ax;
        s.ay = ay;
        s.az = az;
        s.sign = sign;
        float lowX = x0 > 0 ? x0 - rounding : sign > 0 ? 0 : Float.MIN_VALUE;
        float shift = extent + rounding;
        float perX = inverse(ax);
        float perY = inverse(ay);
        float perZ = inverse(az);
        s.rows(lastRow - firstRow + 1);
        int rows = 0;
        for (int ky = firstRow; ky <= lastRow; ky++) {
            float bx = ky * ex;
            float by = ky * ey + shift;
            float bz = ky * ez + shift;
            float low = Math.max(disc.first(ky), left);
            float high = Math.min(disc.end(ky), right);
            low = larger(low, first(perX, bx, lowX, x1 - rounding));
            low = larger(low, first(perY, by, y0, y1));
            low = larger(low, first(perZ, bz, z0, z1));
            high = smaller(high, last(perX, bx, lowX, x1 - rounding));
            high = smaller(high, last(perY, by, y0, y1));
            high = smaller(high, last(perZ, bz, z0, z1));
            if (low >= high) continue;
            int from = MOST - (int) (MOST - low);
            int to = MOST - (int) (MOST - high);
            while (from < to && !has(from * ax + bx, from * ay + by, from * az + bz, lowX)) from++;
            while (from < to && !has((to - 1) * ax + bx, (to - 1) * ay + by, (to - 1) * az + bz, lowX)) to--;
            if (from >= to) continue;
            s.row[rows] = ky;
            s.rowFrom[rows] = from;
            s.rowTo[rows++] = to;
        }
        if (s.prefetched) s.touch(disc, rows, data);
        double value = 0;
        for (int i = 0; i < rows; i++) {
            int ky = s.row[i];
            s.from = s.rowFrom[i];
            s.to = s.rowTo[i];
            s.bx = ky * ex;
            s.by = ky * ey + shift;
            s.bz = ky * ez + shift;
            s.point = disc.start(ky) + s.from - disc.first(ky);
            value += kernel.run(s, volume, sums, data);
        }
        return value;
    }

    /** Whether a point belongs to this block, in exactly the arithmetic of the kernels: neighbouring blocks, which share a bound, then share no point and lose none. */
    private boolean has(float x, float y, float z, float lowX) {
        return x >= lowX & x < x1 - rounding & y >= y0 & y < y1 & z >= z0 & z < z1;
    }

    private static float inverse(float a) {
        return 1 / (Math.abs(a) > LEVEL ? a : LEVEL);
    }

    /** No k below this has low ≤ k·a + b &lt; high. */
    private static float first(float perA, float b, float low, float high) {
        return ((perA > 0 ? low - ROUNDING : high + ROUNDING) - b) * perA;
    }

    /** No k from this on has low ≤ k·a + b &lt; high. */
    private static float last(float perA, float b, float low, float high) {
        return ((perA > 0 ? high + ROUNDING : low - ROUNDING) - b) * perA;
    }

    private static float larger(float a, float b) {
        return a > b ? a : b;
    }

    private static float smaller(float a, float b) {
        return a < b ? a : b;
    }

    /** Half the extent of a box along a direction. */
    private static float reach(float x, float y, float z, float hx, float hy, float hz) {
        return Math.abs(x) * hx + Math.abs(y) * hy + Math.abs(z) * hz;
    }
}
