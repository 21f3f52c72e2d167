/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import org.cryosgd.math.HalfDisc;
import org.cryosgd.projection.Corners;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.Slice;
import org.ejml.data.DMatrix3x3;

/**
 * Climbs from a guess of rotation and shift to the next maximum of the log likelihood Σ_k 2 re(conj(b_t) s_R) − w |s_R|²
 * over the half disc. The rotation is moved about the image's axes by steps that are halved; for each rotation the best
 * shift follows from one Newton step, whose sums come with the score.
 *
 * <p>One per thread.
 */
public final class LocalSearch {
    /** Beyond this the curvature at the maximum says nothing. */
    private static final double MOST_SPREAD = Math.toRadians(10);

    private final HalfCube cube;
    private final float scale;
    private final float[] volume;
    private final HalfDisc disc;
    private final double turn;
    private final float[] points;
    private final float[] phaseX;
    private final Projector projector;
    private final ViewPrior views;
    private final int box;
    private float[] temperature;
    private PosePrior prior;

    // of the last evaluation
    private double newtonX;
    private double newtonY;
    private double gain;

    /**
     * @param cube layout of {@code volume}, whose radius is at least padding · disc.radius()
     * @param views what the score adds for the direction of view; null for nothing
     * @param padding voxels of the volume per frequency of the images
     * @param disc frequencies that take part
     * @param box of the images in pixels
     */
    public LocalSearch(HalfCube cube, int padding, float[] volume, ViewPrior views, HalfDisc disc, int box) {
        this.views = views;
        this.cube = cube;
        this.scale = padding;
        this.volume = volume;
        this.disc = disc;
        turn = 2 * Math.PI / box;
        points = new float[3 * disc.size()];
        phaseX = new float[2 * (disc.radius() + 1)];
        this.box = box;
        projector = new Projector(cube, disc, Interpolation.TRILINEAR, padding);
    }

    /**
     * Takes an image.
     *
     * @param from (re b, im b, w) on the disc {@code large}, from {@code offset} on
     * @param temperature of each ring
     */
    public void take(float[] from, int offset, HalfDisc large, float[] temperature) {
        this.temperature = temperature;
        for (int ky = -disc.radius(); ky <= disc.radius(); ky++)
            for (int kx = disc.first(ky), i = 3 * disc.start(ky), o = offset + 3 * large.start(ky);
                    kx < disc.end(ky);
                    kx++, i += 3, o += 3) {
                float inverse = 1 / temperature[disc.ring(i / 3)];
                points[i] = inverse * from[o];
                points[i + 1] = inverse * from[o + 1];
                points[i + 2] = inverse * from[o + 2];
            }
    }

    /** Says what is known of the pose of the image beforehand; null for nothing. */
    public void near(PosePrior known) {
        prior = known;
    }

    public int radius() {
        return disc.radius();
    }

    /**
     * Climbs.
     *
     * @param first first step of the rotation in radians
     * @param last the step that is not halved any more
     */
    public Candidate climb(Candidate from, double first, double last) {
        DMatrix3x3 a = from.rotation();
        double score = settle(a, from.x(), from.y());
        double tx = settledX;
        double ty = settledY;
        double[] move = new double[3];
        double[] spread = new double[3];
        for (double step = first; ; step /= 2) {
            for (int round = 0; round < 3; round++) {
                double bestSide = score;
                int bestAxis = -1;
                double sign = 0;
                double largest = 0;
                for (int axis = 0; axis < 3; axis++) {
                    double plus = turned(a, Candidate.turned(a, axis, step), tx, ty);
                    double minus = turned(a, Candidate.turned(a, axis, -step), tx, ty);
                    if (plus > bestSide) {
                        bestSide = plus;
                        bestAxis = axis;
                        sign = 1;
                    }
                    if (minus > bestSide) {
                        bestSide = minus;
                        bestAxis = axis;
                        sign = -1;
                    }
                    double bend = 2 * score - plus - minus;
                    spread[axis] = bend > 0 ? Math.min(MOST_SPREAD, step / Math.sqrt(bend)) : MOST_SPREAD;
                    move[axis] = bend > 0 ? 0.5 * step * (plus - minus) / bend : plus > minus ? step : -step;
                    move[axis] = Math.max(-step, Math.min(step, move[axis]));
                    largest = Math.max(largest, Math.abs(move[axis]));
                }
                DMatrix3x3 tried =
                        Candidate.turned(Candidate.turned(Candidate.turned(a, 0, move[0]), 1, move[1]), 2, move[2]);
                double found = settled(a, tried, tx, ty);
                if (found < bestSide && bestAxis >= 0) {
                    tried = Candidate.turned(a, bestAxis, sign * step);
                    found = settled(a, tried, tx, ty);
                    largest = step;
                }
                if (found <= score) break;
                a = tried;
                tx = settledX;
                ty = settledY;
                score = found;
                if (largest < 0.7 * step) break;
            }
            if (step <= last) return new Candidate(a, tx, ty, score, spread);
        }
    }

    /** The best score of a rotation about the centre of the structure. */
    private double turned(DMatrix3x3 from, DMatrix3x3 a, double x, double y) {
        return prior == null ? profile(a, x, y) : profile(a, x + prior.movedX(from, a), y + prior.movedY(from, a));
    }

    private double settled(DMatrix3x3 from, DMatrix3x3 a, double x, double y) {
        return prior == null ? settle(a, x, y) : settle(a, x + prior.movedX(from, a), y + prior.movedY(from, a));
    }

    private double settledX;
    private double settledY;

    /** The score after Newton steps of the shift. */
    private double settle(DMatrix3x3 a, double x, double y) {
        double before = score(a, x, y);
        if (gain < 1e-3) {
            settledX = x;
            settledY = y;
            return before;
        }
        double nx = x + newtonX;
        double ny = y + newtonY;
        double after = score(a, nx, ny);
        if (after > before) {
            settledX = nx;
            settledY = ny;
            return after;
        }
        settledX = x;
        settledY = y;
        return before;
    }

    private double profile(DMatrix3x3 a, double x, double y) {
        return score(a, x, y) + gain;
    }

    /** The log likelihood of the image at a pose; leaves the Newton step of the shift and what it promises to gain. */
    double score(DMatrix3x3 a, double x, double y) {
        int radius = disc.radius();
        for (int kx = 0; kx <= radius; kx++) {
            phaseX[2 * kx] = (float) Math.cos(turn * kx * x);
            phaseX[2 * kx + 1] = (float) -Math.sin(turn * kx * x);
        }
        float axx = scale * (float) a.a11;
        float axy = scale * (float) a.a12;
        float axz = scale * (float) a.a13;
        int nx = cube.nx();
        int ny = cube.ny();
        int strideY = 2 * nx;
        int strideZ = 2 * nx * ny;
        float[] v = volume;
        float extent = cube.extent();
        double sum = 0;
        double power = 0;
        double gx = 0;
        double gy = 0;
        double hxx = 0;
        double hxy = 0;
        double hyy = 0;
        for (int ky = -radius; ky <= radius; ky++) {
            float cosY = (float) Math.cos(turn * ky * y);
            float sinY = (float) -Math.sin(turn * ky * y);
            float bx = scale * (float) a.a21 * ky;
            float by = scale * (float) a.a22 * ky;
            float bz = scale * (float) a.a23 * ky;
            float rowSum = 0;
            float rowPower = 0;
            float rowX = 0;
            float rowXX = 0;
            float rowIm = 0;
            float rowXre = 0;
            int first = disc.first(ky);
            int end = disc.end(ky);
            for (int kx = first, i = 3 * disc.start(ky); kx < end; kx++, i += 3) {
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
                float br = points[i];
                float bi = points[i + 1];
                // conj(s) b e^(-i k·t)
                float zr = re * br + im * bi;
                float zi = re * bi - im * br;
                float pr = phaseX[2 * kx] * cosY - phaseX[2 * kx + 1] * sinY;
                float pi = phaseX[2 * kx] * sinY + phaseX[2 * kx + 1] * cosY;
                float tr = zr * pr - zi * pi;
                float ti = zr * pi + zi * pr;
                rowPower += points[i + 2] * (re * re + im * im);
                rowSum += tr;
                rowIm += ti;
                rowX += kx * ti;
                rowXre += kx * tr;
                rowXX += kx * kx * tr;
            }
            sum += rowSum;
            power += rowPower;
            gx += rowX;
            gy += ky * rowIm;
            hxx += rowXX;
            hxy += ky * rowXre;
            hyy += (double) ky * ky * rowSum;
        }
        double known = 0;
        if (prior != null) {
            // half of the logarithm of the density, as the sums are half of the likelihood's
            double inverse = 0.5 / (prior.shiftSigma() * prior.shiftSigma());
            double offX = prior.offX(a, x);
            double offY = prior.offY(a, y);
            gx -= inverse * offX / turn;
            gy -= inverse * offY / turn;
            hxx += inverse / (turn * turn);
            hyy += inverse / (turn * turn);
            known = prior.logOfRotation(a) - inverse * (offX * offX + offY * offY);
        }
        double det = hxx * hyy - hxy * hxy;
        newtonX = newtonY = gain = 0;
        if (hxx > 0 && det > 1e-6 * hxx * hyy) {
            newtonX = (hyy * gx - hxy * gy) / det / turn;
            newtonY = (hxx * gy - hxy * gx) / det / turn;
            double length = Math.hypot(newtonX, newtonY);
            double most = 0.25 / (radius * turn / (2 * Math.PI));
            double shrink = length > most ? most / length : 1;
            newtonX *= shrink;
            newtonY *= shrink;
            double dx = turn * newtonX;
            double dy = turn * newtonY;
            gain = 2 * (gx * dx + gy * dy - 0.5 * (hxx * dx * dx + 2 * hxy * dx * dy + hyy * dy * dy));
        }
        return 2 * sum - power + (views == null ? 0 : views.log(a)) + known;
    }

    /**
     * What a pose explains, of each ring and without temperature.
     *
     * @param cross Σ re(conj(b_t) s)
     * @param power Σ w |s|²; the image's energy falls by 2 cross − power
     */
    public record Explained(double[] cross, double[] power) {}

    public Explained explained(Candidate pose) {
        float[] slice = new float[2 * disc.size()];
        projector.slice(volume, Slice.of(pose.rotation()), slice);
        float[] phases = ShiftGrid.phases(disc, pose.x(), pose.y(), box);
        double[] cross = new double[disc.radius() + 1];
        double[] power = new double[disc.radius() + 1];
        for (int k = 0; k < disc.size(); k++) {
            float re = slice[2 * k];
            float im = slice[2 * k + 1];
            float br = points[3 * k] * phases[2 * k] - points[3 * k + 1] * phases[2 * k + 1];
            float bi = points[3 * k] * phases[2 * k + 1] + points[3 * k + 1] * phases[2 * k];
            int ring = disc.ring(k);
            cross[ring] += temperature[ring] * (re * br + im * bi);
            power[ring] += temperature[ring] * (points[3 * k + 2] * (re * re + im * im));
        }
        return new Explained(cross, power);
    }
}
