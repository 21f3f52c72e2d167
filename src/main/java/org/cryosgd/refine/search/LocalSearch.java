/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import org.cryosgd.math.HalfDisc;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.Slice;
import org.ejml.data.DMatrix3x3;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Climbs from a guess of rotation and shift to the next maximum of the {@link PoseLikelihood}, by Newton's steps for all five
 * parameters at once. A step that does not gain is made again with more damping (Levenberg and Marquardt).
 *
 * <p>One per thread.
 */
public final class LocalSearch {
    private static final int N = PoseLikelihood.PARAMETERS;

    /** Beyond this the curvature at the maximum says nothing. */
    private static final double MOST_SPREAD = Math.toRadians(10);

    /** Steps that promise less, in log likelihood, are not made. */
    private static final double LEAST_GAIN = 0.05;

    /** What the top of the parabolas may be below a maximum, in log likelihood: more is no matter of kinks. */
    private static final double MOST_LOSS = 0.5;

    /** Steps at most, those that do not gain included. */
    private static final int MOST_STEPS = 12;

    /** Of the diagonal of the curvature, when a step did not gain; then times this again. */
    private static final double DAMPING = 0.1;

    private static final double MORE_DAMPING = 8;

    private static final double MOST_DAMPING = 100;

    /** Of the shortest wavelength: how far a step shifts at most. */
    private static final double MOST_SHIFT = 0.25;

    private final HalfDisc disc;
    private final float[] volume;
    private final PoseLikelihood likelihood;
    private final Projector projector;
    private final int box;
    private float[] temperature;
    private PosePrior prior;
    private PoseLikelihood.Expansion here = new PoseLikelihood.Expansion();
    private PoseLikelihood.Expansion there = new PoseLikelihood.Expansion();

    private final LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(N);
    private final DMatrixRMaj damped = new DMatrixRMaj(N, N);
    private final DMatrixRMaj right = new DMatrixRMaj(N, 1);
    private final DMatrixRMaj move = new DMatrixRMaj(N, 1);

    /**
     * @param cube layout of {@code volume}, whose radius is at least padding · disc.radius()
     * @param views what the score adds for the direction of view; null for nothing
     * @param padding voxels of the volume per frequency of the images
     * @param disc frequencies that take part
     * @param box of the images in pixels
     */
    public LocalSearch(HalfCube cube, int padding, float[] volume, ViewPrior views, HalfDisc disc, int box) {
        this.volume = volume;
        this.disc = disc;
        this.box = box;
        likelihood = new PoseLikelihood(cube, padding, volume, views, disc, box);
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
        float[] points = likelihood.points();
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
        likelihood.near(known);
    }

    public int radius() {
        return disc.radius();
    }

    /** The log likelihood of the image at a pose. */
    double score(DMatrix3x3 a, double x, double y) {
        return likelihood.score(a, x, y);
    }

    /**
     * Climbs to the next maximum.
     *
     * @param most how far a step turns at most, in radians
     * @return the pose without its spread
     */
    public Candidate climb(Candidate from, double most) {
        Candidate top = from;
        double score = likelihood.expand(from.rotation(), from.x(), from.y(), here);
        double damping = 0;
        for (int step = 0; step < MOST_STEPS && damping < MOST_DAMPING; step++) {
            if (!solve(damping)) {
                damping = Math.max(DAMPING, MORE_DAMPING * damping);
                continue;
            }
            if (promised() < LEAST_GAIN) break;
            Candidate tried = moved(top, most);
            double found = likelihood.expand(tried.rotation(), tried.x(), tried.y(), there);
            if (found > score) {
                top = tried;
                score = found;
                swap();
                damping = damping > DAMPING ? damping / MORE_DAMPING : 0;
            } else damping = Math.max(DAMPING, MORE_DAMPING * damping);
        }
        return new Candidate(top.rotation(), top.x(), top.y(), score, null);
    }

    /**
     * The top of the parabolas through the scores on both sides of a maximum, which also say its spread. So the kinks of the linear
     * interpolation, at which a maximum may lie, count less.
     *
     * @param aside how far to both sides, in radians
     */
    public Candidate settled(Candidate top, double aside) {
        // on both sides of each axis, turned about the centre of the structure
        Candidate[] beside = new Candidate[6];
        for (int i = 0; i < 6; i++) beside[i] = turned(top, i / 2, i % 2 == 0 ? aside : -aside);
        double[] scores = likelihood.bestScores(beside);
        double[] spread = new double[3];
        DMatrix3x3 a = top.rotation();
        for (int axis = 0; axis < 3; axis++) {
            double plus = scores[2 * axis];
            double minus = scores[2 * axis + 1];
            double bend = 2 * top.score() - plus - minus;
            spread[axis] = bend > 0 ? Math.min(MOST_SPREAD, aside / Math.sqrt(bend)) : MOST_SPREAD;
            double move = bend > 0 ? 0.5 * aside * (plus - minus) / bend : plus > minus ? aside : -aside;
            a = Candidate.turned(a, axis, Math.max(-aside, Math.min(aside, move)));
        }
        double x = movedX(top, a);
        double y = movedY(top, a);
        double score = score(a, x, y);
        return score < top.score() - MOST_LOSS
                ? new Candidate(top.rotation(), top.x(), top.y(), top.score(), spread)
                : new Candidate(a, x, y, score, spread);
    }

    private Candidate turned(Candidate top, int axis, double angle) {
        DMatrix3x3 a = Candidate.turned(top.rotation(), axis, angle);
        return new Candidate(a, movedX(top, a), movedY(top, a), 0, null);
    }

    private double movedX(Candidate top, DMatrix3x3 a) {
        return prior == null ? top.x() : top.x() + prior.movedX(top.rotation(), a);
    }

    private double movedY(Candidate top, DMatrix3x3 a) {
        return prior == null ? top.y() : top.y() + prior.movedY(top.rotation(), a);
    }

    /** Newton's step from {@link #here}; false where the damped curvature is not positive. */
    private boolean solve(double damping) {
        for (int i = 0; i < N; i++) {
            right.set(i, here.slope()[i]);
            for (int j = 0; j < i; j++) {
                damped.set(i, j, here.bend()[i][j]);
                damped.set(j, i, here.bend()[i][j]);
            }
            damped.set(i, i, here.bend()[i][i] + damping * Math.abs(here.bend()[i][i]));
        }
        if (!solver.setA(damped)) return false;
        solver.solve(right, move);
        return true;
    }

    /** What the step promises to gain, in log likelihood: the sums are half of it. */
    private double promised() {
        double gain = 0;
        for (int i = 0; i < N; i++) gain += move.get(i) * here.slope()[i];
        return gain;
    }

    /** The pose after the step, which is shortened where it is too long. */
    private Candidate moved(Candidate from, double most) {
        double turns = Math.sqrt(square(0) + square(1) + square(2));
        double shift = Math.sqrt(square(3) + square(4)) * disc.radius() / (2 * Math.PI);
        double factor = 1 / Math.max(1, Math.max(turns / most, shift / MOST_SHIFT));
        DMatrix3x3 a = from.rotation();
        for (int axis = 0; axis < 3; axis++) a = Candidate.turned(a, axis, factor * move.get(axis));
        double pixels = factor / likelihood.turn();
        return new Candidate(a, from.x() + pixels * move.get(3), from.y() + pixels * move.get(4), 0, null);
    }

    private double square(int parameter) {
        return move.get(parameter) * move.get(parameter);
    }

    private void swap() {
        PoseLikelihood.Expansion last = here;
        here = there;
        there = last;
    }

    /**
     * What a pose explains, of each ring and without temperature.
     *
     * @param cross Σ re(conj(b_t) s)
     * @param power Σ w |s|²; the image's energy falls by 2 cross − power
     */
    public record Explained(double[] cross, double[] power) {}

    public Explained explained(Candidate pose) {
        float[] points = likelihood.points();
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
