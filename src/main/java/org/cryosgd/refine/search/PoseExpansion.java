/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import java.util.Arrays;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.projection.HalfCube;
import org.ejml.data.DMatrix3x3;

/**
 * The sums over the half disc that make the score of one pose, its slopes and its curvature. They are made row by row, so that two poses
 * near each other can take turns: where frequencies are low they read the same voxels, which are in the cache then. Parameters are those of
 * {@link PoseLikelihood}.
 *
 * <p>One per thread. All sums but {@link #score} are half of the likelihood's.
 */
final class PoseExpansion {
    /** The curvature of noise-free images, times this at least and at most. */
    private static final double LEAST_RATIO = 0.5;

    private static final double MOST_RATIO = 4;

    private final HalfCube cube;
    private final float scale;
    private final float[] volume;
    private final HalfDisc disc;
    private final double turn;
    private final float[] points;
    private final float[] phaseX;
    private final double[] g = new double[PoseLikelihood.PARAMETERS];
    private final double[][] h = new double[PoseLikelihood.PARAMETERS][PoseLikelihood.PARAMETERS];
    private DMatrix3x3 a;
    private double y;
    private double sum;
    private double power;
    private double powerKK;

    /**
     * @param scale voxels of the volume per frequency of the images
     * @param turn radians of phase per pixel of shift
     * @param points (re b, im b, w) of each point of the disc; not copied
     */
    PoseExpansion(HalfCube cube, float scale, float[] volume, HalfDisc disc, double turn, float[] points) {
        this.cube = cube;
        this.scale = scale;
        this.volume = volume;
        this.disc = disc;
        this.turn = turn;
        this.points = points;
        phaseX = new float[2 * (disc.radius() + 1)];
    }

    /** Takes a pose, with no row of it yet. */
    void at(DMatrix3x3 rotation, double shiftX, double shiftY) {
        a = rotation;
        y = shiftY;
        sum = 0;
        power = 0;
        powerKK = 0;
        Arrays.fill(g, 0);
        for (double[] row : h) Arrays.fill(row, 0);
        phases(disc.radius(), turn * shiftX, phaseX);
    }

    /** e^(−i angle k) for k = 0 … radius, as re, im. */
    static void phases(int radius, double angle, float[] phases) {
        for (int k = 0; k <= radius; k++) {
            phases[2 * k] = (float) Math.cos(angle * k);
            phases[2 * k + 1] = (float) -Math.sin(angle * k);
        }
    }

    /** Adds the points of a row of the disc. */
    void row(int ky) {
        float a1x = scale * (float) a.a11;
        float a1y = scale * (float) a.a12;
        float a1z = scale * (float) a.a13;
        float a2x = scale * (float) a.a21;
        float a2y = scale * (float) a.a22;
        float a2z = scale * (float) a.a23;
        float a3x = scale * (float) a.a31;
        float a3y = scale * (float) a.a32;
        float a3z = scale * (float) a.a33;
        int strideY = 2 * cube.nx();
        int strideZ = strideY * cube.ny();
        float[] v = volume;
        float extent = cube.extent();
        float cosY = (float) Math.cos(turn * ky * y);
        float sinY = (float) -Math.sin(turn * ky * y);
        float bx = a2x * ky;
        float by = a2y * ky;
        float bz = a2z * ky;
        float rowSum = 0;
        float rowIm = 0;
        float rowX = 0;
        float rowXre = 0;
        float rowXX = 0;
        float rowPower = 0;
        float rowPowerXX = 0;
        // along the view (n) and about it (t): slopes, curvature, and both with the shift
        float rowN = 0;
        float rowNX = 0;
        float rowT = 0;
        float rowNN = 0;
        float rowNNX = 0;
        float rowNNXX = 0;
        float rowNT = 0;
        float rowNTX = 0;
        float rowTT = 0;
        float shiftN = 0;
        float shiftNX = 0;
        float shiftNXX = 0;
        float shiftT = 0;
        float shiftTX = 0;
        int end = disc.end(ky);
        for (int kx = disc.first(ky), i = 3 * disc.start(ky); kx < end; kx++, i += 3) {
            float px = kx * a1x + bx;
            float sign = px < 0 ? -1 : 1;
            px *= sign;
            float py = sign * (kx * a1y + by) + extent;
            float pz = sign * (kx * a1z + bz) + extent;
            int ix = (int) px;
            int iy = (int) py;
            int iz = (int) pz;
            float fx = px - ix;
            float fy = py - iy;
            float fz = pz - iz;
            int o = iz * strideZ + iy * strideY + 2 * ix;
            int j = o + strideY;
            int l = o + strideZ;
            int m = l + strideY;
            // linear along x in the rows (y, z), (y + 1, z), (y, z + 1), (y + 1, z + 1)
            float re00 = v[o] + fx * (v[o + 2] - v[o]);
            float re10 = v[j] + fx * (v[j + 2] - v[j]);
            float re01 = v[l] + fx * (v[l + 2] - v[l]);
            float re11 = v[m] + fx * (v[m + 2] - v[m]);
            float im00 = v[o + 1] + fx * (v[o + 3] - v[o + 1]);
            float im10 = v[j + 1] + fx * (v[j + 3] - v[j + 1]);
            float im01 = v[l + 1] + fx * (v[l + 3] - v[l + 1]);
            float im11 = v[m + 1] + fx * (v[m + 3] - v[m + 1]);
            float w00 = (1 - fy) * (1 - fz);
            float w10 = fy * (1 - fz);
            float w01 = (1 - fy) * fz;
            float w11 = fy * fz;
            float re = w00 * re00 + w10 * re10 + w01 * re01 + w11 * re11;
            float im = sign * (w00 * im00 + w10 * im10 + w01 * im01 + w11 * im11);
            float rex = w00 * (v[o + 2] - v[o])
                    + w10 * (v[j + 2] - v[j])
                    + w01 * (v[l + 2] - v[l])
                    + w11 * (v[m + 2] - v[m]);
            float imx = w00 * (v[o + 3] - v[o + 1])
                    + w10 * (v[j + 3] - v[j + 1])
                    + w01 * (v[l + 3] - v[l + 1])
                    + w11 * (v[m + 3] - v[m + 1]);
            float rey = (1 - fz) * (re10 - re00) + fz * (re11 - re01);
            float imy = (1 - fz) * (im10 - im00) + fz * (im11 - im01);
            float rez = (1 - fy) * (re01 - re00) + fy * (re11 - re10);
            float imz = (1 - fy) * (im01 - im00) + fy * (im11 - im10);
            // the slope of conj(v(−p)) is −conj of the slope at −p
            float nre = sign * (rex * a3x + rey * a3y + rez * a3z);
            float nim = imx * a3x + imy * a3y + imz * a3z;
            float tx = ky * a1x - kx * a2x;
            float ty = ky * a1y - kx * a2y;
            float tz = ky * a1z - kx * a2z;
            float tre = sign * (rex * tx + rey * ty + rez * tz);
            float tim = imx * tx + imy * ty + imz * tz;
            float w = points[i + 2];
            float pr = phaseX[2 * kx] * cosY - phaseX[2 * kx + 1] * sinY;
            float pi = phaseX[2 * kx] * sinY + phaseX[2 * kx + 1] * cosY;
            float br = points[i] * pr - points[i + 1] * pi;
            float bi = points[i] * pi + points[i + 1] * pr;
            float rr = br - w * re;
            float ri = bi - w * im;
            float tr = re * br + im * bi;
            float ti = re * bi - im * br;
            rowSum += tr;
            rowIm += ti;
            rowX += kx * ti;
            rowXre += kx * tr;
            rowXX += kx * kx * tr;
            float energy = w * (re * re + im * im);
            rowPower += energy;
            rowPowerXX += kx * kx * energy;
            float n = rr * nre + ri * nim;
            rowN += n;
            rowNX += kx * n;
            rowT += rr * tre + ri * tim;
            float nn = w * (nre * nre + nim * nim);
            rowNN += nn;
            rowNNX += kx * nn;
            rowNNXX += kx * kx * nn;
            float nt = w * (nre * tre + nim * tim);
            rowNT += nt;
            rowNTX += kx * nt;
            rowTT += w * (tre * tre + tim * tim);
            float c = br * nim - bi * nre;
            shiftN += c;
            shiftNX += kx * c;
            shiftNXX += kx * kx * c;
            float d = br * tim - bi * tre;
            shiftT += d;
            shiftTX += kx * d;
        }
        sum += rowSum;
        power += rowPower;
        double k = ky;
        powerKK += rowPowerXX + k * k * rowPower;
        g[0] -= k * rowN;
        g[1] += rowNX;
        g[2] += rowT;
        g[3] += rowX;
        g[4] += k * rowIm;
        h[0][0] += k * k * rowNN;
        h[1][0] -= k * rowNNX;
        h[1][1] += rowNNXX;
        h[2][0] -= k * rowNT;
        h[2][1] += rowNTX;
        h[2][2] += rowTT;
        h[3][0] -= k * shiftNX;
        h[3][1] += shiftNXX;
        h[3][2] += shiftTX;
        h[3][3] += rowXX;
        h[4][0] -= k * k * shiftN;
        h[4][1] += k * shiftNX;
        h[4][2] += k * shiftT;
        h[4][3] += k * rowXre;
        h[4][4] += k * k * rowSum;
    }

    /** The log likelihood, once all rows are there. */
    double score() {
        return 2 * sum - power;
    }

    /** Adds {@code part} of slopes and curvature, once all rows are there. */
    void addTo(PoseLikelihood.Expansion about, double part) {
        double ratio = powerKK > 0 ? (h[3][3] + h[4][4]) / powerKK : 1;
        ratio = Math.max(LEAST_RATIO, Math.min(MOST_RATIO, ratio));
        for (int i = 0; i < g.length; i++) {
            about.slope()[i] += part * g[i];
            for (int l = 0; l <= i; l++) about.bend()[i][l] += part * (i < 3 ? ratio * h[i][l] : h[i][l]);
        }
    }
}
