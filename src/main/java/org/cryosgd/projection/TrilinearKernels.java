/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import static org.cryosgd.math.Fused.multiplyAdd;

/** The loops of {@link Interpolation#TRILINEAR}: the corners i, j, l, m are (y, z), (y+1, z), (y, z+1), (y+1, z+1). */
final class TrilinearKernels {
    private TrilinearKernels() {}

    static float slice(Segment s, float[] voxels, float[] data) {
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
            float x = k * ax + bx;
            float y = k * ay + by;
            float z = k * az + bz;
            int ix = (int) x;
            int iy = (int) y;
            int iz = (int) z;
            float fx = x - ix;
            float fy = y - iy;
            float fz = z - iz;
            float gx = 1 - fx;
            float gy = 1 - fy;
            float gz = 1 - fz;
            float w00 = gy * gz;
            float w10 = fy * gz;
            float w01 = gy * fz;
            float w11 = fy * fz;
            int i = 2 * ((iz - z0) * sz + (iy - y0) * sy + ix - x0);
            int j = i + 2 * sy;
            int l = i + 2 * sz;
            int m = l + 2 * sy;
            float re = multiplyAdd(
                    gx,
                    multiplyAdd(
                            w11, voxels[m], multiplyAdd(w01, voxels[l], multiplyAdd(w10, voxels[j], w00 * voxels[i]))),
                    fx
                            * (multiplyAdd(
                                    w11,
                                    voxels[m + 2],
                                    multiplyAdd(
                                            w01,
                                            voxels[l + 2],
                                            multiplyAdd(w10, voxels[j + 2], w00 * voxels[i + 2])))));
            float im = multiplyAdd(
                    gx,
                    multiplyAdd(
                            w11,
                            voxels[m + 1],
                            multiplyAdd(w01, voxels[l + 1], multiplyAdd(w10, voxels[j + 1], w00 * voxels[i + 1]))),
                    fx
                            * (multiplyAdd(
                                    w11,
                                    voxels[m + 3],
                                    multiplyAdd(
                                            w01,
                                            voxels[l + 3],
                                            multiplyAdd(w10, voxels[j + 3], w00 * voxels[i + 3])))));
            data[o] = re;
            data[o + 1] = sign * im;
        }
        return value;
    }

    static float value(Segment s, float[] voxels, float[] data) {
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
            float x = k * ax + bx;
            float y = k * ay + by;
            float z = k * az + bz;
            int ix = (int) x;
            int iy = (int) y;
            int iz = (int) z;
            float fx = x - ix;
            float fy = y - iy;
            float fz = z - iz;
            float gx = 1 - fx;
            float gy = 1 - fy;
            float gz = 1 - fz;
            float w00 = gy * gz;
            float w10 = fy * gz;
            float w01 = gy * fz;
            float w11 = fy * fz;
            int i = 2 * ((iz - z0) * sz + (iy - y0) * sy + ix - x0);
            int j = i + 2 * sy;
            int l = i + 2 * sz;
            int m = l + 2 * sy;
            float re = multiplyAdd(
                    gx,
                    multiplyAdd(
                            w11, voxels[m], multiplyAdd(w01, voxels[l], multiplyAdd(w10, voxels[j], w00 * voxels[i]))),
                    fx
                            * (multiplyAdd(
                                    w11,
                                    voxels[m + 2],
                                    multiplyAdd(
                                            w01,
                                            voxels[l + 2],
                                            multiplyAdd(w10, voxels[j + 2], w00 * voxels[i + 2])))));
            float im = multiplyAdd(
                    gx,
                    multiplyAdd(
                            w11,
                            voxels[m + 1],
                            multiplyAdd(w01, voxels[l + 1], multiplyAdd(w10, voxels[j + 1], w00 * voxels[i + 1]))),
                    fx
                            * (multiplyAdd(
                                    w11,
                                    voxels[m + 3],
                                    multiplyAdd(
                                            w01,
                                            voxels[l + 3],
                                            multiplyAdd(w10, voxels[j + 3], w00 * voxels[i + 3])))));
            float w = data[o + 2];
            value += re * (w * re - twice * data[o]) + im * (w * im - sign * twice * data[o + 1]);
        }
        return value;
    }

    static float gradient(Segment s, float[] voxels, float[] data) {
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
            float x = k * ax + bx;
            float y = k * ay + by;
            float z = k * az + bz;
            int ix = (int) x;
            int iy = (int) y;
            int iz = (int) z;
            float fx = x - ix;
            float fy = y - iy;
            float fz = z - iz;
            float gx = 1 - fx;
            float gy = 1 - fy;
            float gz = 1 - fz;
            float w00 = gy * gz;
            float w10 = fy * gz;
            float w01 = gy * fz;
            float w11 = fy * fz;
            float a0 = w00 * gx;
            float a1 = w00 * fx;
            float b0 = w10 * gx;
            float b1 = w10 * fx;
            float c0 = w01 * gx;
            float c1 = w01 * fx;
            float d0 = w11 * gx;
            float d1 = w11 * fx;
            int i = 4 * ((iz - z0) * sz + (iy - y0) * sy + ix - x0);
            int j = i + 4 * sy;
            int l = i + 4 * sz;
            int m = l + 4 * sy;
            float re = multiplyAdd(
                            b1,
                            voxels[j + 4],
                            multiplyAdd(b0, voxels[j], multiplyAdd(a1, voxels[i + 4], a0 * voxels[i])))
                    + multiplyAdd(
                            d1,
                            voxels[m + 4],
                            multiplyAdd(d0, voxels[m], multiplyAdd(c1, voxels[l + 4], c0 * voxels[l])));
            float im = multiplyAdd(
                            b1,
                            voxels[j + 5],
                            multiplyAdd(b0, voxels[j + 1], multiplyAdd(a1, voxels[i + 5], a0 * voxels[i + 1])))
                    + multiplyAdd(
                            d1,
                            voxels[m + 5],
                            multiplyAdd(d0, voxels[m + 1], multiplyAdd(c1, voxels[l + 5], c0 * voxels[l + 1])));
            float br = data[o];
            float bi = sign * data[o + 1];
            float w = data[o + 2];
            value += re * (w * re - 2 * br) + im * (w * im - 2 * bi);
            re = w * re - br;
            im = w * im - bi;
            voxels[i + 2] = multiplyAdd(a0, re, voxels[i + 2]);
            voxels[i + 3] = multiplyAdd(a0, im, voxels[i + 3]);
            voxels[i + 6] = multiplyAdd(a1, re, voxels[i + 6]);
            voxels[i + 7] = multiplyAdd(a1, im, voxels[i + 7]);
            voxels[j + 2] = multiplyAdd(b0, re, voxels[j + 2]);
            voxels[j + 3] = multiplyAdd(b0, im, voxels[j + 3]);
            voxels[j + 6] = multiplyAdd(b1, re, voxels[j + 6]);
            voxels[j + 7] = multiplyAdd(b1, im, voxels[j + 7]);
            voxels[l + 2] = multiplyAdd(c0, re, voxels[l + 2]);
            voxels[l + 3] = multiplyAdd(c0, im, voxels[l + 3]);
            voxels[l + 6] = multiplyAdd(c1, re, voxels[l + 6]);
            voxels[l + 7] = multiplyAdd(c1, im, voxels[l + 7]);
            voxels[m + 2] = multiplyAdd(d0, re, voxels[m + 2]);
            voxels[m + 3] = multiplyAdd(d0, im, voxels[m + 3]);
            voxels[m + 6] = multiplyAdd(d1, re, voxels[m + 6]);
            voxels[m + 7] = multiplyAdd(d1, im, voxels[m + 7]);
        }
        return value;
    }

    static float gradientAndDiagonal(Segment s, float[] voxels, float[] data) {
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
            float x = k * ax + bx;
            float y = k * ay + by;
            float z = k * az + bz;
            int ix = (int) x;
            int iy = (int) y;
            int iz = (int) z;
            float fx = x - ix;
            float fy = y - iy;
            float fz = z - iz;
            float gx = 1 - fx;
            float gy = 1 - fy;
            float gz = 1 - fz;
            float w00 = gy * gz;
            float w10 = fy * gz;
            float w01 = gy * fz;
            float w11 = fy * fz;
            float a0 = w00 * gx;
            float a1 = w00 * fx;
            float b0 = w10 * gx;
            float b1 = w10 * fx;
            float c0 = w01 * gx;
            float c1 = w01 * fx;
            float d0 = w11 * gx;
            float d1 = w11 * fx;
            int i = 5 * ((iz - z0) * sz + (iy - y0) * sy + ix - x0);
            int j = i + 5 * sy;
            int l = i + 5 * sz;
            int m = l + 5 * sy;
            float re = multiplyAdd(
                            b1,
                            voxels[j + 5],
                            multiplyAdd(b0, voxels[j], multiplyAdd(a1, voxels[i + 5], a0 * voxels[i])))
                    + multiplyAdd(
                            d1,
                            voxels[m + 5],
                            multiplyAdd(d0, voxels[m], multiplyAdd(c1, voxels[l + 5], c0 * voxels[l])));
            float im = multiplyAdd(
                            b1,
                            voxels[j + 6],
                            multiplyAdd(b0, voxels[j + 1], multiplyAdd(a1, voxels[i + 6], a0 * voxels[i + 1])))
                    + multiplyAdd(
                            d1,
                            voxels[m + 6],
                            multiplyAdd(d0, voxels[m + 1], multiplyAdd(c1, voxels[l + 6], c0 * voxels[l + 1])));
            float br = data[o];
            float bi = sign * data[o + 1];
            float w = data[o + 2];
            value += re * (w * re - 2 * br) + im * (w * im - 2 * bi);
            re = w * re - br;
            im = w * im - bi;
            voxels[i + 2] = multiplyAdd(a0, re, voxels[i + 2]);
            voxels[i + 3] = multiplyAdd(a0, im, voxels[i + 3]);
            voxels[i + 4] = multiplyAdd(a0 * a0, w, voxels[i + 4]);
            voxels[i + 7] = multiplyAdd(a1, re, voxels[i + 7]);
            voxels[i + 8] = multiplyAdd(a1, im, voxels[i + 8]);
            voxels[i + 9] = multiplyAdd(a1 * a1, w, voxels[i + 9]);
            voxels[j + 2] = multiplyAdd(b0, re, voxels[j + 2]);
            voxels[j + 3] = multiplyAdd(b0, im, voxels[j + 3]);
            voxels[j + 4] = multiplyAdd(b0 * b0, w, voxels[j + 4]);
            voxels[j + 7] = multiplyAdd(b1, re, voxels[j + 7]);
            voxels[j + 8] = multiplyAdd(b1, im, voxels[j + 8]);
            voxels[j + 9] = multiplyAdd(b1 * b1, w, voxels[j + 9]);
            voxels[l + 2] = multiplyAdd(c0, re, voxels[l + 2]);
            voxels[l + 3] = multiplyAdd(c0, im, voxels[l + 3]);
            voxels[l + 4] = multiplyAdd(c0 * c0, w, voxels[l + 4]);
            voxels[l + 7] = multiplyAdd(c1, re, voxels[l + 7]);
            voxels[l + 8] = multiplyAdd(c1, im, voxels[l + 8]);
            voxels[l + 9] = multiplyAdd(c1 * c1, w, voxels[l + 9]);
            voxels[m + 2] = multiplyAdd(d0, re, voxels[m + 2]);
            voxels[m + 3] = multiplyAdd(d0, im, voxels[m + 3]);
            voxels[m + 4] = multiplyAdd(d0 * d0, w, voxels[m + 4]);
            voxels[m + 7] = multiplyAdd(d1, re, voxels[m + 7]);
            voxels[m + 8] = multiplyAdd(d1, im, voxels[m + 8]);
            voxels[m + 9] = multiplyAdd(d1 * d1, w, voxels[m + 9]);
        }
        return value;
    }

    static float gradientAndProduct(Segment s, float[] voxels, float[] data) {
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
            float x = k * ax + bx;
            float y = k * ay + by;
            float z = k * az + bz;
            int ix = (int) x;
            int iy = (int) y;
            int iz = (int) z;
            float fx = x - ix;
            float fy = y - iy;
            float fz = z - iz;
            float gx = 1 - fx;
            float gy = 1 - fy;
            float gz = 1 - fz;
            float w00 = gy * gz;
            float w10 = fy * gz;
            float w01 = gy * fz;
            float w11 = fy * fz;
            float a0 = w00 * gx;
            float a1 = w00 * fx;
            float b0 = w10 * gx;
            float b1 = w10 * fx;
            float c0 = w01 * gx;
            float c1 = w01 * fx;
            float d0 = w11 * gx;
            float d1 = w11 * fx;
            int i = 8 * ((iz - z0) * sz + (iy - y0) * sy + ix - x0);
            int j = i + 8 * sy;
            int l = i + 8 * sz;
            int m = l + 8 * sy;
            float re = multiplyAdd(
                            b1,
                            voxels[j + 8],
                            multiplyAdd(b0, voxels[j], multiplyAdd(a1, voxels[i + 8], a0 * voxels[i])))
                    + multiplyAdd(
                            d1,
                            voxels[m + 8],
                            multiplyAdd(d0, voxels[m], multiplyAdd(c1, voxels[l + 8], c0 * voxels[l])));
            float im = multiplyAdd(
                            b1,
                            voxels[j + 9],
                            multiplyAdd(b0, voxels[j + 1], multiplyAdd(a1, voxels[i + 9], a0 * voxels[i + 1])))
                    + multiplyAdd(
                            d1,
                            voxels[m + 9],
                            multiplyAdd(d0, voxels[m + 1], multiplyAdd(c1, voxels[l + 9], c0 * voxels[l + 1])));
            float pr = multiplyAdd(
                            b1,
                            voxels[j + 10],
                            multiplyAdd(b0, voxels[j + 2], multiplyAdd(a1, voxels[i + 10], a0 * voxels[i + 2])))
                    + multiplyAdd(
                            d1,
                            voxels[m + 10],
                            multiplyAdd(d0, voxels[m + 2], multiplyAdd(c1, voxels[l + 10], c0 * voxels[l + 2])));
            float pi = multiplyAdd(
                            b1,
                            voxels[j + 11],
                            multiplyAdd(b0, voxels[j + 3], multiplyAdd(a1, voxels[i + 11], a0 * voxels[i + 3])))
                    + multiplyAdd(
                            d1,
                            voxels[m + 11],
                            multiplyAdd(d0, voxels[m + 3], multiplyAdd(c1, voxels[l + 11], c0 * voxels[l + 3])));
            float br = data[o];
            float bi = sign * data[o + 1];
            float w = data[o + 2];
            value += re * (w * re - 2 * br) + im * (w * im - 2 * bi);
            re = w * re - br;
            im = w * im - bi;
            pr *= w;
            pi *= w;
            voxels[i + 4] = multiplyAdd(a0, re, voxels[i + 4]);
            voxels[i + 5] = multiplyAdd(a0, im, voxels[i + 5]);
            voxels[i + 6] = multiplyAdd(a0, pr, voxels[i + 6]);
            voxels[i + 7] = multiplyAdd(a0, pi, voxels[i + 7]);
            voxels[i + 12] = multiplyAdd(a1, re, voxels[i + 12]);
            voxels[i + 13] = multiplyAdd(a1, im, voxels[i + 13]);
            voxels[i + 14] = multiplyAdd(a1, pr, voxels[i + 14]);
            voxels[i + 15] = multiplyAdd(a1, pi, voxels[i + 15]);
            voxels[j + 4] = multiplyAdd(b0, re, voxels[j + 4]);
            voxels[j + 5] = multiplyAdd(b0, im, voxels[j + 5]);
            voxels[j + 6] = multiplyAdd(b0, pr, voxels[j + 6]);
            voxels[j + 7] = multiplyAdd(b0, pi, voxels[j + 7]);
            voxels[j + 12] = multiplyAdd(b1, re, voxels[j + 12]);
            voxels[j + 13] = multiplyAdd(b1, im, voxels[j + 13]);
            voxels[j + 14] = multiplyAdd(b1, pr, voxels[j + 14]);
            voxels[j + 15] = multiplyAdd(b1, pi, voxels[j + 15]);
            voxels[l + 4] = multiplyAdd(c0, re, voxels[l + 4]);
            voxels[l + 5] = multiplyAdd(c0, im, voxels[l + 5]);
            voxels[l + 6] = multiplyAdd(c0, pr, voxels[l + 6]);
            voxels[l + 7] = multiplyAdd(c0, pi, voxels[l + 7]);
            voxels[l + 12] = multiplyAdd(c1, re, voxels[l + 12]);
            voxels[l + 13] = multiplyAdd(c1, im, voxels[l + 13]);
            voxels[l + 14] = multiplyAdd(c1, pr, voxels[l + 14]);
            voxels[l + 15] = multiplyAdd(c1, pi, voxels[l + 15]);
            voxels[m + 4] = multiplyAdd(d0, re, voxels[m + 4]);
            voxels[m + 5] = multiplyAdd(d0, im, voxels[m + 5]);
            voxels[m + 6] = multiplyAdd(d0, pr, voxels[m + 6]);
            voxels[m + 7] = multiplyAdd(d0, pi, voxels[m + 7]);
            voxels[m + 12] = multiplyAdd(d1, re, voxels[m + 12]);
            voxels[m + 13] = multiplyAdd(d1, im, voxels[m + 13]);
            voxels[m + 14] = multiplyAdd(d1, pr, voxels[m + 14]);
            voxels[m + 15] = multiplyAdd(d1, pi, voxels[m + 15]);
        }
        return value;
    }
}
