/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import org.cryosgd.math.HalfDisc;
import org.cryosgd.projection.HalfCube;
import org.ejml.data.DMatrix3x3;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Climbs from a guess of rotation and shift to the next maximum of the {@link PoseLikelihood}, by Newton's steps for all five
 * parameters at once. A step that does not gain is made again with more damping (Levenberg and Marquardt). A pose that is near a maximum
 * follows it by few steps.
 *
 * <p>One per thread.
 */
public final class LocalSearch {
    private static final int N = PoseLikelihood.PARAMETERS;

    /** Beyond this the curvature at the maximum says nothing. */
    private static final double MOST_SPREAD = Math.toRadians(10);

    /** Steps that promise less, in log likelihood, are not made. */
    private static final double LEAST_GAIN = 0.05;

    /** What the top that is not at a kink may be below a maximum, in log likelihood: more is no matter of kinks. */
    private static final double MOST_LOSS = 0.5;

    /** A step that promises less, in log likelihood, ends near enough to the maximum. */
    private static final double LITTLE = 2;

    /** Steps at most, those that do not gain included. */
    private static final int MOST_STEPS = 12;

    /** Of the diagonal of the curvature, when a step did not gain; then times this again. */
    private static final double DAMPING = 0.1;

    private static final double MORE_DAMPING = 8;

    private static final double MOST_DAMPING = 100;

    /** Of the shortest wavelength: how far a step shifts at most. */
    private static final double MOST_SHIFT = 0.25;

    private final HalfDisc disc;
    private final PoseLikelihood likelihood;
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
        this.disc = disc;
        likelihood = new PoseLikelihood(cube, padding, volume, views, disc, box);
    }

    /**
     * Takes an image.
     *
     * @param from (re b, im b, w) on the disc {@code large}, from {@code offset} on
     * @param temperature of each ring
     */
    public void take(float[] from, int offset, HalfDisc large, float[] temperature) {
        likelihood.take(from, offset, large, temperature);
    }

    /** Says what is known of the pose of the image beforehand; null for nothing. */
    public void near(PosePrior known) {
        prior = known;
        likelihood.near(known);
    }

    public int radius() {
        return disc.radius();
    }

    /**
     * Climbs to the next maximum.
     *
     * @param most how far a step turns at most, in radians
     * @return the pose without its spread
     */
    public Candidate climb(Candidate from, double most) {
        Candidate top = from;
        double score = likelihood.expand(from, here);
        double damping = 0;
        for (int step = 0; step < MOST_STEPS && damping < MOST_DAMPING; step++) {
            if (!solve(damping)) {
                damping = Math.max(DAMPING, MORE_DAMPING * damping);
                continue;
            }
            if (promised() < LEAST_GAIN) break;
            Candidate tried = moved(top, most);
            double found = likelihood.expand(tried, there);
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
     * A maximum.
     *
     * @param pose with its spread
     * @param explained what the map explains there
     */
    public record Maximum(Candidate pose, Explained explained) {}

    /**
     * The maximum near a pose that is not far from one: Newton's steps with the slopes and the curvature of {@link #settled}, until one
     * promises little. Where a step does not gain it climbs.
     *
     * @param most how far a step turns at most, in radians
     * @param aside how far to both sides the score is looked at, in radians
     */
    public Maximum follow(Candidate near, double most, double aside) {
        Candidate at = near;
        double score = smooth(at, aside);
        for (int step = 0; step < MOST_STEPS && solve(0); step++) {
            if (promised() < LITTLE) {
                Maximum found = maximum(moved(at, aside), spread());
                if (found.pose().score() > score - MOST_LOSS) return found;
                break;
            }
            Candidate next = moved(at, most);
            double found = smooth(next, aside);
            if (!(found > score)) break;
            at = next;
            score = found;
        }
        return settled(climb(at, most), aside);
    }

    /**
     * A maximum by one more step, with slopes and curvature that are means of those on two opposite sides. So the kinks of the linear
     * interpolation, at which a maximum may lie, count less. The curvature says its spread.
     *
     * @param aside how far to both sides, in radians
     */
    public Maximum settled(Candidate top, double aside) {
        smooth(top, aside);
        double[] spread = spread();
        if (solve(0)) {
            Maximum found = maximum(moved(top, aside), spread);
            if (found.pose().score() > top.score() - MOST_LOSS) return found;
        }
        return maximum(top, spread);
    }

    /**
     * The maximum near a pose, to the end, with the spread that the scores on both sides say. Unlike the curvature of {@link #settled} they know
     * how well the map fits, which counts where evidence is compared.
     *
     * @param most how far a step turns at most, in radians
     * @param aside how far to both sides the score is looked at, in radians
     */
    public Maximum exact(Candidate last, double most, double aside) {
        Maximum top = settled(climb(last, most), aside);
        double[] spread = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            double bend = 2 * top.pose().score()
                    - bestShift(turned(top.pose(), axis, aside))
                    - bestShift(turned(top.pose(), axis, -aside));
            spread[axis] = bend > 0 ? Math.min(MOST_SPREAD, aside / Math.sqrt(bend)) : MOST_SPREAD;
        }
        Candidate pose = top.pose();
        return new Maximum(new Candidate(pose.rotation(), pose.x(), pose.y(), pose.score(), spread), top.explained());
    }

    /** The score of a rotation with what its best shift promises to gain, if that is at most a quarter of a wavelength away. */
    private double bestShift(Candidate at) {
        double score = likelihood.expand(at, there);
        double gx = there.slope()[3];
        double gy = there.slope()[4];
        double hxx = there.bend()[3][3];
        double hxy = there.bend()[4][3];
        double hyy = there.bend()[4][4];
        double det = hxx * hyy - hxy * hxy;
        if (!(hxx > 0 && det > 1e-6 * hxx * hyy)) return score;
        double dx = (hyy * gx - hxy * gy) / det;
        double dy = (hxx * gy - hxy * gx) / det;
        double shrink = Math.min(1, 0.5 * Math.PI / (disc.radius() * Math.hypot(dx, dy)));
        dx *= shrink;
        dy *= shrink;
        return score + 2 * (gx * dx + gy * dy - 0.5 * (hxx * dx * dx + 2 * hxy * dx * dy + hyy * dy * dy));
    }

    /** A pose with its score and what is explained there. */
    Maximum maximum(Candidate at, double[] spread) {
        Explained explained = likelihood.explained(at.rotation(), at.x(), at.y());
        double score = likelihood.score(at.rotation(), at.x(), at.y(), explained);
        return new Maximum(new Candidate(at.rotation(), at.x(), at.y(), score, spread), explained);
    }

    /**
     * Slopes and curvature about a pose into {@link #here}, as a mean of two points that integrate a cubic from {@code −aside} to
     * {@code aside} about each axis (Gauss and Legendre).
     *
     * @return the score of the pose as far as these tell
     */
    private double smooth(Candidate at, double aside) {
        double angle = aside / Math.sqrt(3);
        double beside = likelihood.expand(turned(at, angle), turned(at, -angle), here);
        double bend = 0;
        for (int i = 0; i < 3; i++) for (int j = 0; j < 3; j++) bend += here.bend()[Math.max(i, j)][Math.min(i, j)];
        return beside + angle * angle * bend;
    }

    /** Turned about the image's three axes, about the centre of the structure. */
    private Candidate turned(Candidate top, double angle) {
        return at(top, Candidate.turned(top.rotation(), angle, angle, angle));
    }

    /** The same about one axis. */
    private Candidate turned(Candidate top, int axis, double angle) {
        return at(top, Candidate.turned(top.rotation(), axis, angle));
    }

    private Candidate at(Candidate top, DMatrix3x3 a) {
        return new Candidate(a, movedX(top, a), movedY(top, a), 0, null);
    }

    /** The standard deviation about each axis that the curvature in {@link #here} says, the shift being the best one. */
    private double[] spread() {
        double[][] h = here.bend();
        double det = h[3][3] * h[4][4] - h[4][3] * h[4][3];
        double[] spread = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            double x = h[3][axis];
            double y = h[4][axis];
            double shift = h[3][3] > 0 && det > 0 ? (h[4][4] * x * x - 2 * h[4][3] * x * y + h[3][3] * y * y) / det : 0;
            double curvature = 2 * (h[axis][axis] - shift);
            spread[axis] = curvature > 0 ? Math.min(MOST_SPREAD, 1 / Math.sqrt(curvature)) : MOST_SPREAD;
        }
        return spread;
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
}
