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
        double value = 0;
        for (int ky = firstRow; ky <= lastRow; ky++) {
            int first = disc.first(ky);
            s.from = Math.max(first, left);
            s.to = Math.min(disc.end(ky), right);
            s.bx = ky * ex;
            s.by = ky * ey + shift;
            s.bz = ky * ez + shift;
            narrow(s, ax, s.bx, lowX, x1 - rounding);
            narrow(s, ay, s.by, y0, y1);
            narrow(s, az, s.bz, z0, z1);
            if (s.from >= s.to) continue;
            s.point = disc.start(ky) + s.from - first;
            value += kernel.run(s, volume, sums, data);
        }
        return value;
    }

    /** Half the extent of a box along a direction. */
    private static float reach(float x, float y, float z, float hx, float hy, float hz) {
        return Math.abs(x) * hx + Math.abs(y) * hy + Math.abs(z) * hz;
    }

    /**
     * Keeps of the segment's points those with low ≤ k·a + b &lt; high, in exactly the arithmetic of the kernels:
     * neighbouring blocks, which share a bound, then share no point and lose none.
     */
    private static void narrow(Segment s, float a, float b, float low, float high) {
        if (s.from >= s.to) return;
        float inverse = 1 / a;
        int atLow = (int) ((low - b) * inverse);
        int atHigh = (int) ((high - b) * inverse);
        if (a > 0) {
            s.from = firstNotBelow(a, b, low, atLow, s.from, s.to);
            s.to = firstNotBelow(a, b, high, atHigh, s.from, s.to);
        } else if (a < 0) {
            s.from = firstBelow(a, b, high, atHigh, s.from, s.to);
            s.to = firstBelow(a, b, low, atLow, s.from, s.to);
        } else if (b < low || b >= high) s.to = s.from;
    }

    /** Smallest k of from … to with k·a + b ≥ bound, a &gt; 0; {@code guess} is near it. */
    private static int firstNotBelow(float a, float b, float bound, int guess, int from, int to) {
        int k = guess < from ? from : guess > to ? to : guess;
        while (k > from && (k - 1) * a + b >= bound) k--;
        while (k < to && k * a + b < bound) k++;
        return k;
    }

    /** Smallest k of from … to with k·a + b &lt; bound, a &lt; 0; {@code guess} is near it. */
    private static int firstBelow(float a, float b, float bound, int guess, int from, int to) {
        int k = guess < from ? from : guess > to ? to : guess;
        while (k > from && (k - 1) * a + b < bound) k--;
        while (k < to && k * a + b >= bound) k++;
        return k;
    }
}
