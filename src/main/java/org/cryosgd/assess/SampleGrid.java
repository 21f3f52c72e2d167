/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import java.util.function.DoubleUnaryOperator;
import org.cryosgd.math.Tasks;
import org.cryosgd.math.Volume;

/**
 * Points on a cubic grid through the origin of a box, with values in between by linear interpolation. Voxels beyond the
 * outermost points have the values of these.
 */
final class SampleGrid {
    private final int n;
    private final int step;
    private final int first;
    private final int perAxis;

    /**
     * @param n voxels along each axis of the box
     * @param step distance of neighbouring points in voxels; at most n/4
     */
    SampleGrid(int n, int step) {
        this.n = n;
        this.step = step;
        int before = n / 2 / step;
        first = n / 2 - before * step;
        perAxis = (n - 1 - first) / step + 1;
    }

    /** Voxels along each axis of the box. */
    int box() {
        return n;
    }

    /** Points along each axis. */
    int perAxis() {
        return perAxis;
    }

    int count() {
        return perAxis * perAxis * perAxis;
    }

    /** The voxel of the points with this number along an axis. */
    int voxel(int point) {
        return first + point * step;
    }

    int index(int x, int y, int z) {
        return (z * perAxis + y) * perAxis + x;
    }

    /**
     * The corners of all cells in which a mask is above 0, and the points less than {@code reach} voxels from them; of these
     * the ones in the ball of radius {@code within} about the origin. No half map has more than noise in the corners of its
     * box.
     */
    boolean[] needed(Volume mask, double reach, double within) {
        boolean[] corners = corners(mask);
        boolean[] needed = new boolean[count()];
        int most = (int) Math.ceil(reach / step);
        for (int z = 0; z < perAxis; z++)
            for (int y = 0; y < perAxis; y++)
                for (int x = 0; x < perAxis; x++)
                    if (corners[index(x, y, z)])
                        around(
                                x,
                                y,
                                z,
                                most,
                                (point, distance) -> needed[point] |= distance < reach && fromOrigin(point) < within);
        return needed;
    }

    /** The corners of all cells in which a mask is above 0. */
    private boolean[] corners(Volume mask) {
        boolean[] corners = new boolean[count()];
        boolean[] seen = new boolean[count()];
        for (int z = 0, i = 0; z < n; z++)
            for (int y = 0; y < n; y++)
                for (int x = 0; x < n; x++, i++) {
                    if (!(mask.voxels()[i] > 0)) continue;
                    int corner = index(lower(x), lower(y), lower(z));
                    if (seen[corner]) continue;
                    seen[corner] = true;
                    for (int dz = 0; dz < 2; dz++)
                        for (int dy = 0; dy < 2; dy++)
                            for (int dx = 0; dx < 2; dx++) corners[corner + index(dx, dy, dz)] = true;
                }
        return corners;
    }

    private double fromOrigin(int point) {
        int x = voxel(point % perAxis) - n / 2;
        int y = voxel(point / perAxis % perAxis) - n / 2;
        int z = voxel(point / perAxis / perAxis) - n / 2;
        return Math.sqrt(x * x + y * y + z * z);
    }

    /** A point and its distance in voxels. */
    private interface Neighbour {
        void see(int point, double distance);
    }

    private void around(int x, int y, int z, int most, Neighbour neighbour) {
        for (int pz = Math.max(0, z - most); pz <= Math.min(perAxis - 1, z + most); pz++)
            for (int py = Math.max(0, y - most); py <= Math.min(perAxis - 1, y + most); py++)
                for (int px = Math.max(0, x - most); px <= Math.min(perAxis - 1, x + most); px++) {
                    int dx = px - x;
                    int dy = py - y;
                    int dz = pz - z;
                    neighbour.see(index(px, py, pz), step * Math.sqrt(dx * dx + dy * dy + dz * dz));
                }
    }

    /**
     * The mean over the points around each point.
     *
     * @param values of all points; NaN where there is none, which does not count
     * @param weight of a point at a distance in voxels
     * @param reach distance in voxels from which the weight is 0
     */
    float[] blended(float[] values, DoubleUnaryOperator weight, double reach) {
        float[] blended = new float[values.length];
        int most = (int) Math.ceil(reach / step);
        Tasks.forEach(perAxis, () -> new double[2], (sum, z) -> {
            for (int y = 0; y < perAxis; y++)
                for (int x = 0; x < perAxis; x++) {
                    sum[0] = sum[1] = 0;
                    around(x, y, z, most, (point, distance) -> {
                        if (Float.isNaN(values[point])) return;
                        double w = weight.applyAsDouble(distance);
                        sum[0] += w * values[point];
                        sum[1] += w;
                    });
                    int point = index(x, y, z);
                    blended[point] = (float) (sum[0] / sum[1]); // NaN far from all values
                }
        });
        return blended;
    }

    private int lower(int voxel) {
        return Math.max(0, Math.min(perAxis - 2, Math.floorDiv(voxel - first, step)));
    }

    /**
     * The values of the voxels of one row.
     *
     * @param values of all points
     * @param row n numbers that are overwritten
     */
    void row(float[] values, int y, int z, float[] row) {
        int y0 = lower(y);
        int z0 = lower(z);
        float fy = fraction(y, y0);
        float fz = fraction(z, z0);
        for (int x = 0; x < n; x++) {
            int x0 = lower(x);
            float fx = fraction(x, x0);
            float value = 0;
            for (int corner = 0; corner < 8; corner++) {
                int dx = corner & 1;
                int dy = corner >> 1 & 1;
                int dz = corner >> 2;
                float weight = (dx == 1 ? fx : 1 - fx) * (dy == 1 ? fy : 1 - fy) * (dz == 1 ? fz : 1 - fz);
                // a corner without weight may have no value
                if (weight > 0) value += weight * values[index(x0 + dx, y0 + dy, z0 + dz)];
            }
            row[x] = value;
        }
    }

    private float fraction(int voxel, int lower) {
        return Math.max(0, Math.min(1, (voxel - voxel(lower)) / (float) step));
    }
}
