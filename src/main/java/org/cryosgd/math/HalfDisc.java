/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.math;

import static org.cryosgd.math.Require.require;

/**
 * The frequencies of a real image that are kept: |k| ≤ radius with kx &gt; 0, or kx = 0 and ky ≥ 0. They are numbered
 * row by row, ky from −radius up, kx fastest. Every other frequency of the disc is the conjugate of one of these, so a
 * sum over the disc is twice the sum over the points in which the origin counts one half.
 */
public final class HalfDisc {
    private final int radius;
    private final int[] start;
    private final int[] first;
    private final int[] end;
    private final short[] ring;

    /** The points within {@code radius}, in whole cycles per box. */
    public HalfDisc(int radius) {
        require(radius >= 1 && radius < 4096, "radius", "from 1 to 4095", radius);
        this.radius = radius;
        int rows = 2 * radius + 1;
        start = new int[rows + 1];
        first = new int[rows];
        end = new int[rows];
        for (int ky = -radius; ky <= radius; ky++) {
            int row = ky + radius;
            first[row] = ky < 0 ? 1 : 0;
            end[row] = Math.max(first[row], (int) Math.floor(Math.sqrt(radius * radius - ky * ky)) + 1);
            start[row + 1] = start[row] + end[row] - first[row];
        }
        ring = new short[size()];
        for (int ky = -radius; ky <= radius; ky++)
            for (int kx = first(ky), i = start(ky); kx < end(ky); kx++, i++)
                ring[i] = (short) Math.round(Math.sqrt(kx * kx + ky * ky));
    }

    public int radius() {
        return radius;
    }

    /** Number of points. */
    public int size() {
        return start[2 * radius + 1];
    }

    /** Number of the first point of row {@code ky}. */
    public int start(int ky) {
        return start[ky + radius];
    }

    /** Smallest kx of row {@code ky}: 0 or 1. */
    public int first(int ky) {
        return first[ky + radius];
    }

    /** Largest kx of row {@code ky}, plus 1. */
    public int end(int ky) {
        return end[ky + radius];
    }

    /** Number of the origin, which counts one half. */
    public int origin() {
        return start(0);
    }

    /** The ring round(|k|) of point {@code i}. */
    public int ring(int i) {
        return ring[i];
    }

    /**
     * The points of this disc out of those of a larger one, three numbers each.
     *
     * @param offset where the points of {@code large} begin in {@code from}
     */
    public float[] within(HalfDisc large, float[] from, int offset) {
        float[] points = new float[3 * size()];
        for (int ky = -radius; ky <= radius; ky++)
            System.arraycopy(from, offset + 3 * large.start(ky), points, 3 * start(ky), 3 * (end(ky) - first(ky)));
        return points;
    }

    /** Number of frequencies of the full disc in each ring 0 … radius. */
    public int[] ringCounts() {
        int[] counts = new int[radius + 1];
        for (int i = 0; i < ring.length; i++) counts[ring[i]] += i == origin() ? 1 : 2;
        return counts;
    }
}
