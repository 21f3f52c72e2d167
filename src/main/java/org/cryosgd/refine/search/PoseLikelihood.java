/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import java.util.Arrays;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.projection.Corners;
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
 * <p>The curvature of the shift, and that of the shift with the turns, is that of the image. That of the turns has no second derivatives of the
 * slice: it is Σ w |∂s|² times the ratio of the two for the shift, which is 1 where the map is right.
 *
 * <p>One per thread. Slopes and curvature are half of the likelihood's.
 */
final class PoseLikelihood {
    static final int PARAMETERS = 5;

    /** Step for the slopes of the density of views. */
    private static final double STEP = 0.01;

    private final HalfCube cube;
    private final float scale;
    private final float[] volume;
    private final HalfDisc disc;
    private final double turn;
    private final float[] points;
    private final float[] phaseX;
    private final ViewPrior views;
    private final PoseExpansion one;
    private final PoseExpansion other;
    private float[] temperature;
    private PosePrior prior;

    /** What {@link #read} has read, which nobody needs. */
    float kept;

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
        one = new PoseExpansion(cube, scale, volume, disc, turn, points);
        other = new PoseExpansion(cube, scale, volume, disc, turn, points);
    }

    /**
     * Takes an image.
     *
     * @param from (re b, im b, w) on the disc {@code large}, from {@code offset} on
     * @param temperature of each ring
     */
    void take(float[] from, int offset, HalfDisc large, float[] temperature) {
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

        private void clear() {
            Arrays.fill(slope, 0);
            for (double[] row : bend) Arrays.fill(row, 0);
        }
    }

    /** Brings the voxels of a row into the cache. */
    private void read(DMatrix3x3 a, int ky) {
        kept = Corners.read(cube, scale, volume, disc, a, ky);
    }

    /** The score at a pose, and how it changes about it. */
    double expand(Candidate at, Expansion about) {
        one.at(at.rotation(), at.x(), at.y());
        for (int ky = -disc.radius(); ky <= disc.radius(); ky++) {
            read(at.rotation(), ky);
            one.row(ky);
        }
        about.clear();
        one.addTo(about, 1);
        return one.score() + addKnown(at.rotation(), at.x(), at.y(), about);
    }

    /** The mean of the scores at two poses, and of how they change about them. */
    double expand(Candidate at1, Candidate at2, Expansion about) {
        one.at(at1.rotation(), at1.x(), at1.y());
        other.at(at2.rotation(), at2.x(), at2.y());
        for (int ky = -disc.radius(); ky <= disc.radius(); ky++) {
            read(at1.rotation(), ky);
            one.row(ky);
            read(at2.rotation(), ky); // other cells, for the most part, where the frequencies are high
            other.row(ky);
        }
        about.clear();
        double known =
                addKnown(at1.rotation(), at1.x(), at1.y(), about) + addKnown(at2.rotation(), at2.x(), at2.y(), about);
        for (double[] row : about.bend) for (int i = 0; i < row.length; i++) row[i] *= 0.5;
        for (int i = 0; i < PARAMETERS; i++) about.slope[i] *= 0.5;
        one.addTo(about, 0.5);
        other.addTo(about, 0.5);
        return 0.5 * (one.score() + other.score() + known);
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

    /** What a pose explains. */
    Explained explained(DMatrix3x3 a, double x, double y) {
        double[] cross = new double[disc.radius() + 1];
        double[] power = new double[disc.radius() + 1];
        PoseExpansion.phases(disc.radius(), turn * x, phaseX);
        float axx = scale * (float) a.a11;
        float axy = scale * (float) a.a12;
        float axz = scale * (float) a.a13;
        int strideY = 2 * cube.nx();
        int strideZ = strideY * cube.ny();
        float extent = cube.extent();
        float[] v = volume;
        float[] b = points;
        float[] phase = phaseX;
        for (int ky = -disc.radius(); ky <= disc.radius(); ky++) {
            read(a, ky);
            float cosY = (float) Math.cos(turn * ky * y);
            float sinY = (float) -Math.sin(turn * ky * y);
            float bx = scale * (float) a.a21 * ky;
            float by = scale * (float) a.a22 * ky;
            float bz = scale * (float) a.a23 * ky;
            int end = disc.end(ky);
            for (int kx = disc.first(ky), k = disc.start(ky); kx < end; kx++, k++) {
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
                float br = b[3 * k];
                float bi = b[3 * k + 1];
                float pr = phase[2 * kx] * cosY - phase[2 * kx + 1] * sinY;
                float pi = phase[2 * kx] * sinY + phase[2 * kx + 1] * cosY;
                int ring = disc.ring(k);
                cross[ring] += (re * br + im * bi) * pr - (re * bi - im * br) * pi;
                power[ring] += b[3 * k + 2] * (re * re + im * im);
            }
        }
        for (int ring = 0; ring < cross.length; ring++) {
            cross[ring] *= temperature[ring];
            power[ring] *= temperature[ring];
        }
        return new Explained(cross, power);
    }

    /**
     * The score at a pose.
     *
     * @param there what the pose explains
     */
    double score(DMatrix3x3 a, double x, double y, Explained there) {
        double sum = 0;
        for (int ring = 0; ring < there.cross().length; ring++)
            sum += (2 * there.cross()[ring] - there.power()[ring]) / temperature[ring];
        if (views != null) sum += views.log(a);
        return prior == null ? sum : sum + prior.log(a, x, y);
    }
}
