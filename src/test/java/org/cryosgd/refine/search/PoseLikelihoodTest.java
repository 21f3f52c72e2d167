/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Rotation;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.Slice;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.testimages.Phantoms;
import org.cryosgd.testimages.Samples;
import org.ejml.data.DMatrix3x3;
import org.junit.jupiter.api.Test;

/** Slopes and curvature against finite differences of the score. */
class PoseLikelihoodTest {
    private static final int BOX = 32;
    private static final int RADIUS = 10;

    private static final int PADDING = 2;

    /** Where a slope is a difference: 0.02 voxels at the rim, so that few points meet a kink of the interpolation. */
    private static final double H = 1e-3;

    private final HalfDisc disc = new HalfDisc(RADIUS);
    private final HalfCube cube = new HalfCube(PADDING * RADIUS);
    private final float[] volume = Phantoms.cube(cube, PADDING, BOX);
    private final PoseLikelihood likelihood = new PoseLikelihood(cube, PADDING, volume, null, disc, BOX);
    private final PoseLikelihood.Expansion about = new PoseLikelihood.Expansion();

    /** The noise-free image of a pose, with an energy of 1 000. */
    private void take(DMatrix3x3 a, double x, double y) {
        float[] slice = new float[2 * disc.size()];
        new Projector(cube, disc, Interpolation.TRILINEAR, PADDING).slice(volume, Slice.of(a), slice);
        float[] points = Samples.points(slice, disc, x, y, BOX, 1000);
        float[] ones = new float[RADIUS + 1];
        Arrays.fill(ones, 1);
        likelihood.take(points, 0, disc, ones);
    }

    private double score(DMatrix3x3 a, double x, double y) {
        return likelihood.score(a, x, y, likelihood.explained(a, x, y));
    }

    /** The score beside a pose, in the parameters of the expansion. */
    private double score(DMatrix3x3 a, double x, double y, int parameter, double step) {
        return parameter < 3
                ? score(Candidate.turned(a, parameter, step), x, y)
                : score(
                        a,
                        x + (parameter == 3 ? step / likelihood.turn() : 0),
                        y + (parameter == 4 ? step / likelihood.turn() : 0));
    }

    private double slope(DMatrix3x3 a, double x, double y, int parameter) {
        return (score(a, x, y, parameter, H) - score(a, x, y, parameter, -H)) / (4 * H);
    }

    @Test
    void theScoreIsThatOfTheExpansion() {
        take(Samples.rotations(1, 1).get(0), 0.7, -1.1);
        for (DMatrix3x3 a : Samples.rotations(20, 2))
            // the same sums in another order: 24 roundings of terms of at most the energy each
            assertEquals(
                    score(a, 0.3, 0.2),
                    likelihood.expand(new Candidate(a, 0.3, 0.2, 0, null), about),
                    24 * 6e-8 * 2000);
    }

    /** Two poses in one pass: the mean of what each has alone, what is known included. */
    @Test
    void theMeanOfTwoIsThatOfEach() {
        take(Samples.rotations(1, 1).get(0), 0.7, -1.1);
        likelihood.near(new PosePrior(Samples.rotations(1, 4).get(0), 0.5, -0.4, 0.1, 1.5, new double[] {4, -3, 5}));
        PoseLikelihood.Expansion one = new PoseLikelihood.Expansion();
        PoseLikelihood.Expansion other = new PoseLikelihood.Expansion();
        for (DMatrix3x3 a : Samples.rotations(5, 2)) {
            Candidate at1 = new Candidate(a, 0.3, 0.2, 0, null);
            Candidate at2 = new Candidate(Candidate.turned(a, 1, 0.1), -0.1, 0.4, 0, null);
            double score = likelihood.expand(at1, one) + likelihood.expand(at2, other);
            assertEquals(score / 2, likelihood.expand(at1, at2, about), 1e-12 * Math.abs(score));
            for (int p = 0; p < PoseLikelihood.PARAMETERS; p++) {
                double slope = (one.slope()[p] + other.slope()[p]) / 2;
                assertEquals(slope, about.slope()[p], 1e-12 * (Math.abs(one.slope()[p]) + Math.abs(slope)));
                for (int q = 0; q <= p; q++) {
                    double bend = (one.bend()[p][q] + other.bend()[p][q]) / 2;
                    assertEquals(
                            bend,
                            about.bend()[p][q],
                            1e-12 * (Math.abs(one.bend()[p][q]) + Math.abs(bend)),
                            p + ", " + q);
                }
            }
        }
    }

    @Test
    void slopesAreThoseOfFiniteDifferences() {
        slopesAgree();
    }

    /** With what is known of the pose, whose centre is off the middle, and of the views. */
    @Test
    void soAreThoseOfWhatIsKnown() {
        likelihood.near(new PosePrior(Samples.rotations(1, 4).get(0), 0.5, -0.4, 0.1, 1.5, new double[] {4, -3, 5}));
        slopesAgree();
    }

    private void slopesAgree() {
        for (DMatrix3x3 truth : Samples.rotations(5, 4)) {
            take(truth, 0.5, -0.4);
            DMatrix3x3 a = Candidate.turned(Candidate.turned(truth, 0, 0.03), 2, -0.04);
            likelihood.expand(new Candidate(a, 0.8, -0.6, 0, null), about);
            double[] all = about.slope().clone();
            double size = 0;
            for (double slope : all) size += slope * slope;
            for (int p = 0; p < all.length; p++)
                // one point in twenty meets a kink, which changes its slope by a tenth; and roundings of 1e-5 / 4H
                assertEquals(slope(a, 0.8, -0.6, p), all[p], 0.01 * Math.sqrt(size), "parameter " + p);
        }
    }

    /** At the pose of a noise-free image the curvature of the turns is that of the score, as the residual is zero. */
    @Test
    void theCurvatureIsThatOfTheScoreAtTheTruth() {
        for (DMatrix3x3 truth : Samples.rotations(5, 7)) {
            take(truth, 0.5, -0.4);
            likelihood.expand(new Candidate(truth, 0.5, -0.4, 0, null), about);
            double top = score(truth, 0.5, -0.4);
            double h = 5e-3;
            for (int p = 0; p < PoseLikelihood.PARAMETERS; p++) {
                double bend =
                        0.5 * (2 * top - score(truth, 0.5, -0.4, p, h) - score(truth, 0.5, -0.4, p, -h)) / (h * h);
                assertEquals(bend, about.bend()[p][p], 0.05 * bend, "parameter " + p);
                for (int q = Math.max(3, p + 1); q < PoseLikelihood.PARAMETERS; q++) {
                    double x = 0.5 + (q == 3 ? h / likelihood.turn() : 0);
                    double y = -0.4 + (q == 4 ? h / likelihood.turn() : 0);
                    double mixed = -(slope(truth, x, y, p) - slope(truth, 1 - x, -0.8 - y, p)) / (2 * h);
                    assertEquals(
                            mixed,
                            about.bend()[q][p],
                            0.03 * Math.sqrt(about.bend()[p][p] * about.bend()[q][q]),
                            p + " and " + q);
                }
            }
        }
    }

    /** The density of views is in the slopes too: half of its derivative. */
    @Test
    void theDensityOfViewsHasItsSlopes() {
        ViewPrior views = new ViewPrior(Symmetry.NONE, 1000);
        double[] mass = new double[views.bins()];
        DMatrix3x3 a = Samples.rotations(1, 8).get(0);
        mass[ViewPrior.bin(Candidate.turned(a, 0, 0.1))] = 1;
        views.observe(mass, 1);
        PoseLikelihood with = new PoseLikelihood(cube, PADDING, volume, views, disc, BOX);
        with.expand(new Candidate(a, 0, 0, 0, null), about);
        double h = 0.01;
        for (int axis = 0; axis < 3; axis++) {
            double plus = views.log(Candidate.turned(a, axis, h));
            double minus = views.log(Candidate.turned(a, axis, -h));
            assertEquals((plus - minus) / (4 * h), about.slope()[axis], 1e-9, "axis " + axis);
        }
        assertTrue(about.slope()[0] > 1, "the test can tell");
        assertEquals(Math.PI / 2, Rotation.angle(a, Candidate.turned(a, 2, Math.PI / 2)), 1e-9);
    }
}
