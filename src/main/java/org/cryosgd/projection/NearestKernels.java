/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

/** The loops of {@link Interpolation#NEAREST}; the rounding of y and z is part of the segment's coordinates. */
final class NearestKernels {
    private NearestKernels() {}

    static float slice(Segment s, float[] volume, float[] sums, float[] data) {
        float ax = s.ax;
        float ay = s.ay;
        float az = s.az;
        float bx = s.bx;
        float by = s.by;
        float bz = s.bz;
        float sign = s.sign;
        int x0 = s.x0;
        int y0 = s.y0;
        int z0 = s.z0;
        int sy = s.strideY;
        int sz = s.strideZ;
        float value = 0;
        for (int k = s.from, o = 2 * s.point; k < s.to; k++, o += 2) {
            int ix = (int) (k * ax + bx + 0.5f);
            int iy = (int) (k * ay + by);
            int iz = (int) (k * az + bz);
            int i = 2 * ((iz - z0) * sz + (iy - y0) * sy + ix - x0);
            float re = volume[i];
            float im = volume[i + 1];
            data[o] = re;
            data[o + 1] = sign * im;
        }
        return value;
    }

    static float value(Segment s, float[] volume, float[] sums, float[] data) {
        float ax = s.ax;
        float ay = s.ay;
        float az = s.az;
        float bx = s.bx;
        float by = s.by;
        float bz = s.bz;
        float sign = s.sign;
        int x0 = s.x0;
        int y0 = s.y0;
        int z0 = s.z0;
        int sy = s.strideY;
        int sz = s.strideZ;
        float twice = 2 * s.target;
        float value = 0;
        for (int k = s.from, o = s.offset + 3 * s.point; k < s.to; k++, o += 3) {
            int ix = (int) (k * ax + bx + 0.5f);
            int iy = (int) (k * ay + by);
            int iz = (int) (k * az + bz);
            int i = 2 * ((iz - z0) * sz + (iy - y0) * sy + ix - x0);
            float re = volume[i];
            float im = volume[i + 1];
            float w = data[o + 2];
            value += re * (w * re - twice * data[o]) + im * (w * im - sign * twice * data[o + 1]);
        }
        return value;
    }

    static float gradient(Segment s, float[] volume, float[] sums, float[] data) {
        float ax = s.ax;
        float ay = s.ay;
        float az = s.az;
        float bx = s.bx;
        float by = s.by;
        float bz = s.bz;
        float sign = s.sign;
        int x0 = s.x0;
        int y0 = s.y0;
        int z0 = s.z0;
        int sy = s.strideY;
        int sz = s.strideZ;
        float value = 0;
        for (int k = s.from, o = s.offset + 3 * s.point; k < s.to; k++, o += 3) {
            int ix = (int) (k * ax + bx + 0.5f);
            int iy = (int) (k * ay + by);
            int iz = (int) (k * az + bz);
            int i = 2 * ((iz - z0) * sz + (iy - y0) * sy + ix - x0);
            float re = volume[i];
            float im = volume[i + 1];
            float br = data[o];
            float bi = sign * data[o + 1];
            float w = data[o + 2];
            value += re * (w * re - 2 * br) + im * (w * im - 2 * bi);
            re = w * re - br;
            im = w * im - bi;
            sums[i] += re;
            sums[i + 1] += im;
        }
        return value;
    }

    static float gradientAndDiagonal(Segment s, float[] volume, float[] sums, float[] data) {
        float ax = s.ax;
        float ay = s.ay;
        float az = s.az;
        float bx = s.bx;
        float by = s.by;
        float bz = s.bz;
        float sign = s.sign;
        int x0 = s.x0;
        int y0 = s.y0;
        int z0 = s.z0;
        int sy = s.strideY;
        int sz = s.strideZ;
        float value = 0;
        for (int k = s.from, o = s.offset + 3 * s.point; k < s.to; k++, o += 3) {
            int ix = (int) (k * ax + bx + 0.5f);
            int iy = (int) (k * ay + by);
            int iz = (int) (k * az + bz);
            int i = 2 * ((iz - z0) * sz + (iy - y0) * sy + ix - x0);
            float re = volume[i];
            float im = volume[i + 1];
            float br = data[o];
            float bi = sign * data[o + 1];
            float w = data[o + 2];
            value += re * (w * re - 2 * br) + im * (w * im - 2 * bi);
            re = w * re - br;
            im = w * im - bi;
            i += i >> 1;
            sums[i] += re;
            sums[i + 1] += im;
            sums[i + 2] += w;
        }
        return value;
    }

    static float gradientAndProduct(Segment s, float[] volume, float[] sums, float[] data) {
        float ax = s.ax;
        float ay = s.ay;
        float az = s.az;
        float bx = s.bx;
        float by = s.by;
        float bz = s.bz;
        float sign = s.sign;
        int x0 = s.x0;
        int y0 = s.y0;
        int z0 = s.z0;
        int sy = s.strideY;
        int sz = s.strideZ;
        float value = 0;
        for (int k = s.from, o = s.offset + 3 * s.point; k < s.to; k++, o += 3) {
            int ix = (int) (k * ax + bx + 0.5f);
            int iy = (int) (k * ay + by);
            int iz = (int) (k * az + bz);
            int i = 4 * ((iz - z0) * sz + (iy - y0) * sy + ix - x0);
            float re = volume[i];
            float im = volume[i + 1];
            float br = data[o];
            float bi = sign * data[o + 1];
            float w = data[o + 2];
            value += re * (w * re - 2 * br) + im * (w * im - 2 * bi);
            re = w * re - br;
            im = w * im - bi;
            sums[i] += re;
            sums[i + 1] += im;
            sums[i + 2] += w * volume[i + 2];
            sums[i + 3] += w * volume[i + 3];
        }
        return value;
    }
}
