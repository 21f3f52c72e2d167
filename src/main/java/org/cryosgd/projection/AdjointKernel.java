/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

/**
 * Adds values of an image to several volumes at once, with trilinear weights a: complex values c as a c, real ones r as a² r. Nothing
 * is read from a volume. Image data are, for each point, the complex values of all volumes and then the real ones.
 */
final class AdjointKernel implements Kernel {
    private final int complex;
    private final int channels;

    /**
     * @param complex number of complex values of a point
     * @param real number of real ones
     */
    AdjointKernel(int complex, int real) {
        this.complex = complex;
        channels = 2 * complex + real;
    }

    @Override
    public int volumeChannels() {
        return 0;
    }

    @Override
    public int sumChannels() {
        return channels;
    }

    @Override
    public float run(Segment s, float[] volume, float[] sums, float[] data) {
        int right = channels;
        int up = channels * s.strideY;
        int deep = channels * s.strideZ;
        float[] own = s.values(channels);
        for (int k = s.from, o = s.offset + channels * s.point; k < s.to; k++, o += channels) {
            float x = k * s.ax + s.bx;
            float y = k * s.ay + s.by;
            float z = k * s.az + s.bz;
            int ix = (int) x;
            int iy = (int) y;
            int iz = (int) z;
            float fx = x - ix;
            float fy = y - iy;
            float fz = z - iz;
            float gx = 1 - fx;
            float gy = 1 - fy;
            float gz = 1 - fz;
            for (int c = 0; c < 2 * complex; c += 2) {
                own[c] = data[o + c];
                own[c + 1] = s.sign * data[o + c + 1];
            }
            for (int c = 2 * complex; c < channels; c++) own[c] = data[o + c];
            int i = channels * ((iz - s.z0) * s.strideZ + (iy - s.y0) * s.strideY + ix - s.x0);
            add(own, gx * gy * gz, sums, i);
            add(own, fx * gy * gz, sums, i + right);
            add(own, gx * fy * gz, sums, i + up);
            add(own, fx * fy * gz, sums, i + up + right);
            add(own, gx * gy * fz, sums, i + deep);
            add(own, fx * gy * fz, sums, i + deep + right);
            add(own, gx * fy * fz, sums, i + deep + up);
            add(own, fx * fy * fz, sums, i + deep + up + right);
        }
        return 0;
    }

    private void add(float[] own, float a, float[] sums, int at) {
        int c = 0;
        for (; c < 2 * complex; c++) sums[at + c] += a * own[c];
        for (float square = a * a; c < channels; c++) sums[at + c] += square * own[c];
    }
}
