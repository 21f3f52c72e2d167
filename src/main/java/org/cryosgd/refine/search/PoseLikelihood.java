/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import java.util.Arrays;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.projection.HalfCube;
import org.ejml.data.DMatrix3x3;

/**
 * The log likelihood of an image at a pose, Σ_k 2 re(conj(b_t) s_R) − w |s_R|² over the half disc, plus what is known of the pose
 * beforehand, with its slopes and its curvature. The parameters are, in this order, turns about the image's x, y and z axes in
 * radians and the shift along x and y in units of box/2π pixels.
 *
 * <p>The slices are read by linear interpolation, and so are their slopes: a turn about x moves the frequency (kx, ky) by −ky
 * along the view, one about y by kx along the view, one about z by (ky, −kx) in the plane of the slice.
 *
 * <p>One per thread. All sums are half of the likelihood's.
 */
final class PoseLikelihood {
    static final int PARAMETERS = 5;

    /** Poses whose scores are made in one pass. */
    static final int TOGETHER = 6;

    /** Step for the slopes of the density of views. */
    private static final double STEP = 0.01;

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
    private final ViewPrior views;
    private PosePrior prior;

    private final PoseScore[] scores = new PoseScore[TOGETHER];

    /**
     * @param cube layout of {@code volume}, whose radius is at least padding · disc.radius()
     * @param padding voxels of the volume per frequency of the images
     * @param views what the score adds for the direction of view; null for nothing
     * @param disc frequencies that take part
     * @param box of the images in pixels
     */
    PoseLikelihood(HalfCube cube, int padding, float[] volume, ViewPrior views, HalfDisc disc, int box) {
        this.cube = cube;
        this.scale = padding;
        this.volume = volume;
        this.views = views;
        this.disc = disc;
        turn = 2 * Math.PI / box;
        points = new float[3 * disc.size()];
        phaseX = new float[2 * (disc.radius() + 1)];
        for (int i = 0; i < TOGETHER; i++) scores[i] = new PoseScore(cube, scale, volume, disc, turn, points);
    }

    /** (re b, im b, w) over the temperature, for the caller to fill. */
    float[] points() {
        return points;
    }

    /** Says what is known of the pose of the image beforehand; null for nothing. */
    void near(PosePrior known) {
        prior = known;
    }

    /** Radians of phase per pixel of shift and cycle per box. */
    double turn() {
        return turn;
    }

    /**
     * Half of the score about a pose: slope · δ − ½ δᵀ bend δ.
     *
     * @param slope of each parameter
     * @param bend the curvature with its sign changed; column ≤ row only
     */
    record Expansion(double[] slope, double[][] bend) {
        Expansion() {
            this(new double[PARAMETERS], new double[PARAMETERS][PARAMETERS]);
        }

        void clear() {
            Arrays.fill(slope, 0);
            for (double[] row : bend) Arrays.fill(row, 0);
        }
    }

    /** The score at a pose. It is {@link #expand} without the turns, in half of the time. */
    double score(DMatrix3x3 a, double x, double y) {
        PoseScore here = scores[0];
        here.at(a, x, y);
        for (int ky = -disc.radius(); ky <= disc.radius(); ky++) here.row(ky);
        return here.score(views, prior);
    }

    /**
     * The scores of poses near each other, each with what its best shift promises to gain.
     *
     * @param poses {@link #TOGETHER} at most; their scores and spreads are not looked at
     */
    double[] bestScores(Candidate... poses) {
        for (int i = 0; i < poses.length; i++) scores[i].at(poses[i].rotation(), poses[i].x(), poses[i].y());
        for (int ky = -disc.radius(); ky <= disc.radius(); ky++)
            for (int i = 0; i < poses.length; i++) scores[i].row(ky);
        double[] best = new double[poses.length];
        for (int i = 0; i < poses.length; i++) best[i] = scores[i].score(views, prior) + scores[i].gain();
        return best;
    }

    /**
     * The score at a pose, and how it changes about it. The curvature of the shift, and that of the shift with the turns, is
     * that of the image. That of the turns has no second derivatives of the slice: it is Σ w |∂s|² times the ratio of the two for
     * the shift, which is 1 where the map is right.
     */
    double expand(DMatrix3x3 a, double x, double y, Expansion about) {
        PoseScore.phases(disc.radius(), turn * x, phaseX);
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
        int radius = disc.radius();
        double sum = 0;
        double power = 0;
        double powerKK = 0;
        about.clear();
        double[] g = about.slope;
        double[][] h = about.bend;
        for (int ky = -radius; ky <= radius; ky++) {
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
        double ratio = powerKK > 0 ? (h[3][3] + h[4][4]) / powerKK : 1;
        ratio = Math.max(LEAST_RATIO, Math.min(MOST_RATIO, ratio));
        for (int i = 0; i < 3; i++) for (int l = 0; l <= i; l++) h[i][l] *= ratio;
        return 2 * sum - power + addKnown(a, x, y, about);
    }

    /** What is known beforehand: adds its slopes and its curvature, and returns its logarithm. */
    private double addKnown(DMatrix3x3 a, double x, double y, Expansion about) {
        double log = 0;
        if (views != null) {
            log += views.log(a);
            for (int axis = 0; axis < 2; axis++) {
                double plus = views.log(Candidate.turned(a, axis, STEP));
                double minus = views.log(Candidate.turned(a, axis, -STEP));
                about.slope[axis] += (plus - minus) / (4 * STEP);
            }
        }
        return prior == null ? log : log + prior.addHalf(a, x, y, turn, about.slope, about.bend);
    }
}
