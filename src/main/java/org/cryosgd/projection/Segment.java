/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import org.cryosgd.math.HalfDisc;

/**
 * A run of points of one row of one image within one block of the volume. Point {@code k} (a kx of the image) lies at
 * (k·ax + bx, k·ay + by, k·az + bz) in voxels of the block's coordinates, x not negative; a point on the other half of
 * the volume is mirrored and its values conjugated, which {@code sign} = −1 says.
 */
final class Segment {
    int from;
    int to;
    int point;
    /** where the image begins in its data */
    int offset;

    float ax;
    float ay;
    float az;
    float bx;
    float by;
    float bz;
    float sign;
    /** factor on b: 1, or 0 for the quadratic term alone */
    float target = 1;

    /** voxel of the block's first corner in the block's coordinates */
    int x0;

    int y0;
    int z0;
    /** strides of the block's array, in voxels */
    int strideY;

    int strideZ;

    /** The rows of the image that cross the block, each with its first point and the one after its last. */
    int[] row = new int[0];

    int[] rowFrom = row;
    int[] rowTo = row;

    /** whether the rows' data, three floats per point, are asked for before they are used */
    boolean prefetched;

    /** a sum that keeps Java from leaving out the reading of {@link #touch} */
    float touched;

    private float[] values = {};

    /** Memory for the values of one point. */
    float[] values(int count) {
        if (values.length != count) values = new float[count];
        return values;
    }

    void rows(int most) {
        if (row.length >= most) return;
        row = new int[most];
        rowFrom = new int[most];
        rowTo = new int[most];
    }

    /**
     * Reads one float of every 64 bytes of the rows. The processor then waits for all rows at once; row by row, it would wait
     * for the memory longer than it computes.
     */
    void touch(HalfDisc disc, int rows, float[] data) {
        float sum = 0;
        for (int i = 0; i < rows; i++) {
            int first = offset + 3 * (disc.start(row[i]) - disc.first(row[i]));
            int end = first + 3 * rowTo[i];
            for (int o = first + 3 * rowFrom[i]; o < end; o += 16) sum += data[o];
            sum += data[end - 1];
        }
        touched = sum;
    }
}
