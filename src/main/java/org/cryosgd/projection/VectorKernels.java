/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link TrilinearKernels} with Java's vectors of four floats, where Java was started with {@code --add-modules=jdk.incubator.vector}. Both do the same operations in
 * the same order, so the results have the same bits.
 */
final class VectorKernels {
    private static final VectorSpecies<Float> FOUR = FloatVector.SPECIES_128;

    private VectorKernels() {}

    /** Two neighbours along x, each (re, im). */
    private static final VectorMask<Float> NEXT = VectorMask.fromValues(FOUR, false, false, true, true);

    private static final VectorMask<Float> IMAGINARY = VectorMask.fromValues(FOUR, false, true, false, true);
    private static final VectorShuffle<Float> OTHER = VectorShuffle.fromValues(FOUR, 2, 3, 0, 1);
    private static final VectorMask<Float> SECOND = VectorMask.fromValues(FOUR, false, true, false, false);

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
        FloatVector value = FloatVector.zero(FOUR);
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
            FloatVector g = FloatVector.broadcast(FOUR, gx).blend(fx, NEXT);
            FloatVector acc = FloatVector.fromArray(FOUR, volume, i)
                    .mul(w00)
                    .add(FloatVector.fromArray(FOUR, volume, j).mul(w10))
                    .add(FloatVector.fromArray(FOUR, volume, l).mul(w01))
                    .add(FloatVector.fromArray(FOUR, volume, m).mul(w11))
                    .mul(g);
            acc = acc.add(acc.rearrange(OTHER));
            float w = data[o + 2];
            FloatVector b = FloatVector.broadcast(FOUR, data[o]).blend(sign * data[o + 1], IMAGINARY);
            value = value.add(acc.mul(acc.mul(w).sub(b.mul(twice))));
        }
        return value.lane(0) + value.lane(1);
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
        FloatVector value = FloatVector.zero(FOUR);
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
            FloatVector g = FloatVector.broadcast(FOUR, gx).blend(fx, NEXT);
            FloatVector wi = g.mul(gy * gz);
            FloatVector wj = g.mul(fy * gz);
            FloatVector wl = g.mul(gy * fz);
            FloatVector wm = g.mul(fy * fz);
            int i = 2 * ((iz - z0) * sz + (iy - y0) * sy + ix - x0);
            int j = i + 2 * sy;
            int l = i + 2 * sz;
            int m = l + 2 * sy;
            FloatVector acc = FloatVector.fromArray(FOUR, volume, i)
                    .mul(wi)
                    .add(FloatVector.fromArray(FOUR, volume, j).mul(wj))
                    .add(FloatVector.fromArray(FOUR, volume, l).mul(wl))
                    .add(FloatVector.fromArray(FOUR, volume, m).mul(wm));
            acc = acc.add(acc.rearrange(OTHER));
            float w = data[o + 2];
            FloatVector b = FloatVector.broadcast(FOUR, data[o]).blend(sign * data[o + 1], IMAGINARY);
            FloatVector r = acc.mul(w).sub(b);
            value = value.add(acc.mul(r.sub(b)));
            FloatVector.fromArray(FOUR, sums, i).add(wi.mul(r)).intoArray(sums, i);
            FloatVector.fromArray(FOUR, sums, j).add(wj.mul(r)).intoArray(sums, j);
            FloatVector.fromArray(FOUR, sums, l).add(wl.mul(r)).intoArray(sums, l);
            FloatVector.fromArray(FOUR, sums, m).add(wm.mul(r)).intoArray(sums, m);
        }
        return value.lane(0) + value.lane(1);
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
        FloatVector value = FloatVector.zero(FOUR);
        FloatVector signs = FloatVector.fromArray(FOUR, new float[] {1, sign, 0, 0}, 0);
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
            FloatVector acc = FloatVector.fromArray(FOUR, volume, i)
                    .mul(a0)
                    .add(FloatVector.fromArray(FOUR, volume, i + 4).mul(a1))
                    .add(FloatVector.fromArray(FOUR, volume, j).mul(b0))
                    .add(FloatVector.fromArray(FOUR, volume, j + 4).mul(b1))
                    .add(FloatVector.fromArray(FOUR, volume, l).mul(c0))
                    .add(FloatVector.fromArray(FOUR, volume, l + 4).mul(c1))
                    .add(FloatVector.fromArray(FOUR, volume, m).mul(d0))
                    .add(FloatVector.fromArray(FOUR, volume, m + 4).mul(d1));
            float w = data[o + 2];
            FloatVector b = FloatVector.broadcast(FOUR, data[o])
                    .blend(data[o + 1], SECOND)
                    .mul(signs);
            FloatVector r = acc.mul(w).sub(b);
            value = value.add(acc.mul(r.sub(b)));
            FloatVector.fromArray(FOUR, sums, i).add(r.mul(a0)).intoArray(sums, i);
            FloatVector.fromArray(FOUR, sums, i + 4).add(r.mul(a1)).intoArray(sums, i + 4);
            FloatVector.fromArray(FOUR, sums, j).add(r.mul(b0)).intoArray(sums, j);
            FloatVector.fromArray(FOUR, sums, j + 4).add(r.mul(b1)).intoArray(sums, j + 4);
            FloatVector.fromArray(FOUR, sums, l).add(r.mul(c0)).intoArray(sums, l);
            FloatVector.fromArray(FOUR, sums, l + 4).add(r.mul(c1)).intoArray(sums, l + 4);
            FloatVector.fromArray(FOUR, sums, m).add(r.mul(d0)).intoArray(sums, m);
            FloatVector.fromArray(FOUR, sums, m + 4).add(r.mul(d1)).intoArray(sums, m + 4);
        }
        return value.lane(0) + value.lane(1);
    }
}
