/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

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
}
