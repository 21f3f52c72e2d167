/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.surface;

/**
 * Where parallel rays through the pixels of a square picture meet a surface.
 *
 * @param pixels width and height of the picture
 * @param voxelsPerPixel distance of neighbouring rays
 * @param depth for each pixel, rows downwards, the height of the surface above the plane through the map's origin,
 *     towards the viewer, in voxels; NaN where the ray meets nothing
 * @param normals three numbers for each pixel: x to the right, y upwards, z towards the viewer, of length 1; 0 where the
 *     ray meets nothing
 */
public record SurfaceHits(int pixels, double voxelsPerPixel, float[] depth, float[] normals) {
    /** Number of pixels that show the surface. */
    public int count() {
        int count = 0;
        for (float d : depth) if (!Float.isNaN(d)) count++;
        return count;
    }
}
