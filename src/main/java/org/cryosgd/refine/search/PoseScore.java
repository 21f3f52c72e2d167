/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import org.cryosgd.math.HalfDisc;
import org.cryosgd.projection.Corners;
import org.cryosgd.projection.HalfCube;
import org.ejml.data.DMatrix3x3;

/**
 * The sums over the half disc that make the score of one pose, and its slopes and curvature for the shift. They are made row by row, so that
 * several poses near each other can take turns: they read the same voxels, which are in the cache then.
 *
 * <p>One per thread. All sums but {@link #score} are half of the likelihood's.
 */
final class PoseScore {
    private final HalfCube cube;
    private final float scale;
    private final float[] volume;
    private final HalfDisc disc;
    private final double turn;
    private final float[] points;
    private final float[] phaseX;
    private final PoseLikelihood.Expansion shift = new PoseLikelihood.Expansion();
    private DMatrix3x3 a;
    private double x;
    private double y;
    private double sum;
    private double power;

    /**
     * @param scale voxels of the volume per frequency of the images
     * @param turn radians of phase per pixel of shift and cycle per box
     * @param points (re b, im b, w) of each point of the disc; not copied
     */
    PoseScore(HalfCube cube, float scale, float[] volume, HalfDisc disc, double turn, float[] points) {
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
        x = shiftX;
        y = shiftY;
        sum = 0;
        power = 0;
        shift.clear();
        phases(disc.radius(), turn * x, phaseX);
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
        float cosY = (float) Math.cos(turn * ky * y);
        float sinY = (float) -Math.sin(turn * ky * y);
        float axx = scale * (float) a.a11;
        float axy = scale * (float) a.a12;
        float axz = scale * (float) a.a13;
        float bx = scale * (float) a.a21 * ky;
        float by = scale * (float) a.a22 * ky;
        float bz = scale * (float) a.a23 * ky;
        int strideY = 2 * cube.nx();
        int strideZ = strideY * cube.ny();
        float extent = cube.extent();
        float[] v = volume;
        float[] b = points;
        float[] phase = phaseX;
        float rowSum = 0;
        float rowPower = 0;
        float rowX = 0;
        float rowXX = 0;
        float rowIm = 0;
        float rowXre = 0;
        int end = disc.end(ky);
        for (int kx = disc.first(ky), i = 3 * disc.start(ky); kx < end; kx++, i += 3) {
            float px = kx * axx + bx;
            float sign = px < 0 ? -1 : 1;
            px *= sign;
            float py = sign * (kx * axy + by) + extent;
            float pz = sign * (kx * axz + bz) + extent;
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
            float w00 = (1 - fy) * (1 - fz);
            float w10 = fy * (1 - fz);
            float w01 = (1 - fy) * fz;
            float w11 = fy * fz;
            float re0 = Corners.four(v, o, j, l, m, w00, w10, w01, w11);
            float im0 = Corners.four(v, o + 1, j + 1, l + 1, m + 1, w00, w10, w01, w11);
            float re1 = Corners.four(v, o + 2, j + 2, l + 2, m + 2, w00, w10, w01, w11);
            float im1 = Corners.four(v, o + 3, j + 3, l + 3, m + 3, w00, w10, w01, w11);
            float re = re0 + fx * (re1 - re0);
            float im = sign * (im0 + fx * (im1 - im0));
            float br = b[i];
            float bi = b[i + 1];
            // conj(s) b e^(-i k·t)
            float zr = re * br + im * bi;
            float zi = re * bi - im * br;
            float pr = phase[2 * kx] * cosY - phase[2 * kx + 1] * sinY;
            float pi = phase[2 * kx] * sinY + phase[2 * kx + 1] * cosY;
            float tr = zr * pr - zi * pi;
            float ti = zr * pi + zi * pr;
            rowPower += b[i + 2] * (re * re + im * im);
            rowSum += tr;
            rowIm += ti;
            rowX += kx * ti;
            rowXre += kx * tr;
            rowXX += kx * kx * tr;
        }
        sum += rowSum;
        power += rowPower;
        double[] g = shift.slope();
        double[][] h = shift.bend();
        g[3] += rowX;
        g[4] += ky * rowIm;
        h[3][3] += rowXX;
        h[4][3] += ky * rowXre;
        h[4][4] += (double) ky * ky * rowSum;
    }

    /**
     * The score, once all rows are there.
     *
     * @param views what is added for the direction of view; null for nothing
     * @param prior what is known of the pose beforehand; null for nothing
     */
    double score(ViewPrior views, PosePrior prior) {
        double known = prior == null ? 0 : prior.addHalf(a, x, y, turn, shift.slope(), shift.bend());
        return 2 * sum - power + (views == null ? 0 : views.log(a)) + known;
    }

    /** What the best shift promises to gain over this one, if it is at most a quarter of a wavelength away. */
    double gain() {
        double gx = shift.slope()[3];
        double gy = shift.slope()[4];
        double hxx = shift.bend()[3][3];
        double hxy = shift.bend()[4][3];
        double hyy = shift.bend()[4][4];
        double det = hxx * hyy - hxy * hxy;
        if (!(hxx > 0 && det > 1e-6 * hxx * hyy)) return 0;
        double dx = (hyy * gx - hxy * gy) / det;
        double dy = (hxx * gy - hxy * gx) / det;
        double shrink = Math.min(1, 0.5 * Math.PI / (disc.radius() * Math.hypot(dx, dy)));
        dx *= shrink;
        dy *= shrink;
        return 2 * (gx * dx + gy * dy - 0.5 * (hxx * dx * dx + 2 * hxy * dx * dy + hyy * dy * dy));
    }
}
