/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

/**
 * The loops of {@link Interpolation#TRILINEAR}: the corners i, j, l, m are (y, z), (y+1, z), (y, z+1), (y+1, z+1). {@link VectorKernels} do the same
 * operations in the same order, four at a time.
 */
final class TrilinearKernels {
    private TrilinearKernels() {}

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
            float re = gx * (w00 * volume[i] + w10 * volume[j] + w01 * volume[l] + w11 * volume[m])
                    + fx * (w00 * volume[i + 2] + w10 * volume[j + 2] + w01 * volume[l + 2] + w11 * volume[m + 2]);
            float im = gx * (w00 * volume[i + 1] + w10 * volume[j + 1] + w01 * volume[l + 1] + w11 * volume[m + 1])
                    + fx * (w00 * volume[i + 3] + w10 * volume[j + 3] + w01 * volume[l + 3] + w11 * volume[m + 3]);
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
        float real = 0;
        float imaginary = 0;
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
            float re = gx * (w00 * volume[i] + w10 * volume[j] + w01 * volume[l] + w11 * volume[m])
                    + fx * (w00 * volume[i + 2] + w10 * volume[j + 2] + w01 * volume[l + 2] + w11 * volume[m + 2]);
            float im = gx * (w00 * volume[i + 1] + w10 * volume[j + 1] + w01 * volume[l + 1] + w11 * volume[m + 1])
                    + fx * (w00 * volume[i + 3] + w10 * volume[j + 3] + w01 * volume[l + 3] + w11 * volume[m + 3]);
            float w = data[o + 2];
            real += re * (w * re - twice * data[o]);
            imaginary += im * (w * im - twice * (sign * data[o + 1]));
        }
        return real + imaginary;
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
        float real = 0;
        float imaginary = 0;
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
            int i = 2 * ((iz - z0) * sz + (iy - y0) * sy + ix - x0);
            int j = i + 2 * sy;
            int l = i + 2 * sz;
            int m = l + 2 * sy;
            float re = (a0 * volume[i] + b0 * volume[j] + c0 * volume[l] + d0 * volume[m])
                    + (a1 * volume[i + 2] + b1 * volume[j + 2] + c1 * volume[l + 2] + d1 * volume[m + 2]);
            float im = (a0 * volume[i + 1] + b0 * volume[j + 1] + c0 * volume[l + 1] + d0 * volume[m + 1])
                    + (a1 * volume[i + 3] + b1 * volume[j + 3] + c1 * volume[l + 3] + d1 * volume[m + 3]);
            float br = data[o];
            float bi = sign * data[o + 1];
            float w = data[o + 2];
            float slopeRe = w * re - br;
            float slopeIm = w * im - bi;
            real += re * (slopeRe - br);
            imaginary += im * (slopeIm - bi);
            sums[i] += a0 * slopeRe;
            sums[i + 1] += a0 * slopeIm;
            sums[i + 2] += a1 * slopeRe;
            sums[i + 3] += a1 * slopeIm;
            sums[j] += b0 * slopeRe;
            sums[j + 1] += b0 * slopeIm;
            sums[j + 2] += b1 * slopeRe;
            sums[j + 3] += b1 * slopeIm;
            sums[l] += c0 * slopeRe;
            sums[l + 1] += c0 * slopeIm;
            sums[l + 2] += c1 * slopeRe;
            sums[l + 3] += c1 * slopeIm;
            sums[m] += d0 * slopeRe;
            sums[m + 1] += d0 * slopeIm;
            sums[m + 2] += d1 * slopeRe;
            sums[m + 3] += d1 * slopeIm;
        }
        return real + imaginary;
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
        float real = 0;
        float imaginary = 0;
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
            int i = 2 * ((iz - z0) * sz + (iy - y0) * sy + ix - x0);
            int j = i + 2 * sy;
            int l = i + 2 * sz;
            int m = l + 2 * sy;
            float re = (a0 * volume[i] + b0 * volume[j] + c0 * volume[l] + d0 * volume[m])
                    + (a1 * volume[i + 2] + b1 * volume[j + 2] + c1 * volume[l + 2] + d1 * volume[m + 2]);
            float im = (a0 * volume[i + 1] + b0 * volume[j + 1] + c0 * volume[l + 1] + d0 * volume[m + 1])
                    + (a1 * volume[i + 3] + b1 * volume[j + 3] + c1 * volume[l + 3] + d1 * volume[m + 3]);
            float br = data[o];
            float bi = sign * data[o + 1];
            float w = data[o + 2];
            float slopeRe = w * re - br;
            float slopeIm = w * im - bi;
            real += re * (slopeRe - br);
            imaginary += im * (slopeIm - bi);
            i += i >> 1;
            j += j >> 1;
            l += l >> 1;
            m += m >> 1;
            sums[i] += a0 * slopeRe;
            sums[i + 1] += a0 * slopeIm;
            sums[i + 2] += a0 * a0 * w;
            sums[i + 3] += a1 * slopeRe;
            sums[i + 4] += a1 * slopeIm;
            sums[i + 5] += a1 * a1 * w;
            sums[j] += b0 * slopeRe;
            sums[j + 1] += b0 * slopeIm;
            sums[j + 2] += b0 * b0 * w;
            sums[j + 3] += b1 * slopeRe;
            sums[j + 4] += b1 * slopeIm;
            sums[j + 5] += b1 * b1 * w;
            sums[l] += c0 * slopeRe;
            sums[l + 1] += c0 * slopeIm;
            sums[l + 2] += c0 * c0 * w;
            sums[l + 3] += c1 * slopeRe;
            sums[l + 4] += c1 * slopeIm;
            sums[l + 5] += c1 * c1 * w;
            sums[m] += d0 * slopeRe;
            sums[m + 1] += d0 * slopeIm;
            sums[m + 2] += d0 * d0 * w;
            sums[m + 3] += d1 * slopeRe;
            sums[m + 4] += d1 * slopeIm;
            sums[m + 5] += d1 * d1 * w;
        }
        return real + imaginary;
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
        float real = 0;
        float imaginary = 0;
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
            float re = a0 * volume[i]
                    + a1 * volume[i + 4]
                    + b0 * volume[j]
                    + b1 * volume[j + 4]
                    + c0 * volume[l]
                    + c1 * volume[l + 4]
                    + d0 * volume[m]
                    + d1 * volume[m + 4];
            float im = a0 * volume[i + 1]
                    + a1 * volume[i + 5]
                    + b0 * volume[j + 1]
                    + b1 * volume[j + 5]
                    + c0 * volume[l + 1]
                    + c1 * volume[l + 5]
                    + d0 * volume[m + 1]
                    + d1 * volume[m + 5];
            float pr = a0 * volume[i + 2]
                    + a1 * volume[i + 6]
                    + b0 * volume[j + 2]
                    + b1 * volume[j + 6]
                    + c0 * volume[l + 2]
                    + c1 * volume[l + 6]
                    + d0 * volume[m + 2]
                    + d1 * volume[m + 6];
            float pi = a0 * volume[i + 3]
                    + a1 * volume[i + 7]
                    + b0 * volume[j + 3]
                    + b1 * volume[j + 7]
                    + c0 * volume[l + 3]
                    + c1 * volume[l + 7]
                    + d0 * volume[m + 3]
                    + d1 * volume[m + 7];
            float br = data[o];
            float bi = sign * data[o + 1];
            float w = data[o + 2];
            float slopeRe = w * re - br;
            float slopeIm = w * im - bi;
            real += re * (slopeRe - br);
            imaginary += im * (slopeIm - bi);
            pr *= w;
            pi *= w;
            sums[i] += a0 * slopeRe;
            sums[i + 1] += a0 * slopeIm;
            sums[i + 2] += a0 * pr;
            sums[i + 3] += a0 * pi;
            sums[i + 4] += a1 * slopeRe;
            sums[i + 5] += a1 * slopeIm;
            sums[i + 6] += a1 * pr;
            sums[i + 7] += a1 * pi;
            sums[j] += b0 * slopeRe;
            sums[j + 1] += b0 * slopeIm;
            sums[j + 2] += b0 * pr;
            sums[j + 3] += b0 * pi;
            sums[j + 4] += b1 * slopeRe;
            sums[j + 5] += b1 * slopeIm;
            sums[j + 6] += b1 * pr;
            sums[j + 7] += b1 * pi;
            sums[l] += c0 * slopeRe;
            sums[l + 1] += c0 * slopeIm;
            sums[l + 2] += c0 * pr;
            sums[l + 3] += c0 * pi;
            sums[l + 4] += c1 * slopeRe;
            sums[l + 5] += c1 * slopeIm;
            sums[l + 6] += c1 * pr;
            sums[l + 7] += c1 * pi;
            sums[m] += d0 * slopeRe;
            sums[m + 1] += d0 * slopeIm;
            sums[m + 2] += d0 * pr;
            sums[m + 3] += d0 * pi;
            sums[m + 4] += d1 * slopeRe;
            sums[m + 5] += d1 * slopeIm;
            sums[m + 6] += d1 * pr;
            sums[m + 7] += d1 * pi;
        }
        return real + imaginary;
    }
}
