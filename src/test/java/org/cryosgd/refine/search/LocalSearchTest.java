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
import org.cryosgd.testimages.Phantoms;
import org.cryosgd.testimages.Samples;
import org.ejml.data.DMatrix3x3;
import org.junit.jupiter.api.Test;

class LocalSearchTest {
    private static final int BOX = 32;
    private static final int RADIUS = 12;

    private final HalfDisc disc = new HalfDisc(RADIUS);
    private final HalfCube cube = new HalfCube(2 * RADIUS);
    private final float[] volume = Phantoms.cube(cube, 2, BOX);
    private final Projector projector = new Projector(cube, disc, Interpolation.TRILINEAR, 2);
    private final float[] temperature = new float[RADIUS + 1];

    LocalSearchTest() {
        for (int ring = 0; ring <= RADIUS; ring++) temperature[ring] = 1 + ring % 3;
    }

    private static double score(LocalSearch search, DMatrix3x3 a, double x, double y) {
        return search.maximum(new Candidate(a, x, y, 0, null), null).pose().score();
    }

    private static float[] ones() {
        float[] ones = new float[RADIUS + 1];
        Arrays.fill(ones, 1);
        return ones;
    }

    private float[] slice(float[] of, DMatrix3x3 a) {
        float[] slice = new float[2 * disc.size()];
        projector.slice(of, Slice.of(a), slice);
        return slice;
    }

    /** The noise-free image of a pose, with an energy Σ w |s|² of {@code energy}. */
    private float[] image(float[] of, DMatrix3x3 a, double x, double y, double energy) {
        return Samples.points(slice(of, a), disc, x, y, BOX, energy);
    }

    /** Σ 2 re(conj(b_t) s) − w |s|², and the sum of the magnitudes of its terms. */
    private double[] naive(float[] points, DMatrix3x3 a, double x, double y, float[] temperature) {
        float[] slice = slice(volume, a);
        double sum = 0;
        double size = 0;
        for (int ky = -RADIUS; ky <= RADIUS; ky++)
            for (int kx = disc.first(ky), i = disc.start(ky); kx < disc.end(ky); kx++, i++) {
                double angle = -2 * Math.PI * (kx * x + ky * y) / BOX;
                double br = points[3 * i] * Math.cos(angle) - points[3 * i + 1] * Math.sin(angle);
                double bi = points[3 * i] * Math.sin(angle) + points[3 * i + 1] * Math.cos(angle);
                double power = points[3 * i + 2]
                        * ((double) slice[2 * i] * slice[2 * i] + (double) slice[2 * i + 1] * slice[2 * i + 1]);
                double t = temperature[disc.ring(i)];
                sum += (2 * (br * slice[2 * i] + bi * slice[2 * i + 1]) - power) / t;
                size += (2 * Math.hypot(br, bi) * Math.hypot(slice[2 * i], slice[2 * i + 1]) + power) / t;
            }
        return new double[] {sum, size};
    }

    @Test
    void theScoreIsThatOfTheFormula() {
        LocalSearch search = new LocalSearch(cube, 2, volume, null, disc, BOX);
        DMatrix3x3 truth = Samples.rotations(1, 1).get(0);
        float[] points = image(volume, truth, 0.7, -1.1, 1000);
        search.take(points, 0, disc, temperature);
        for (DMatrix3x3 a : Samples.rotations(30, 2)) {
            double[] expected = naive(points, a, 1.3, -0.4, temperature);
            // ten roundings in a term; the coordinates are rounded too, 24 · 6e-8 of a voxel
            assertEquals(expected[0], score(search, a, 1.3, -0.4), 5e-6 * expected[1]);
        }
    }

    /** An image that lies on a larger disc behind others gives the same scores. */
    @Test
    void imagesAreTakenOutOfLargerDiscs() {
        HalfDisc small = new HalfDisc(7);
        float[] points = image(volume, Samples.rotations(1, 1).get(0), 0, 0, 100);
        float[] behind = new float[points.length + 30];
        System.arraycopy(points, 0, behind, 30, points.length);
        LocalSearch a = new LocalSearch(cube, 2, volume, null, small, BOX);
        LocalSearch b = new LocalSearch(cube, 2, volume, null, small, BOX);
        a.take(points, 0, disc, temperature);
        b.take(behind, 30, disc, temperature);
        DMatrix3x3 r = Samples.rotations(1, 6).get(0);
        assertEquals(score(a, r, 0.1, 0.2), score(b, r, 0.1, 0.2));
        assertTrue(Math.abs(score(a, r, 0.1, 0.2)) > 1e-3);
    }

    /** Images that are slices of the very volume have their maximum at the truth, where the score is Σ w |s|². */
    @Test
    void climbingEndsAtTheTruePose() {
        LocalSearch search = new LocalSearch(cube, 2, volume, null, disc, BOX);
        float[] one = ones();
        double last = 0.5 / RADIUS / 8;
        int good = 0;
        for (DMatrix3x3 truth : Samples.rotations(40, 5)) {
            float[] points = image(volume, truth, 1.2, 0.6, 2000);
            search.take(points, 0, disc, one);
            DMatrix3x3 start = Candidate.turned(Candidate.turned(truth, 0, 0.05), 2, -0.06);
            Candidate found = search.climb(new Candidate(start, 1.4, 0.4, 0, null), 0.08);
            // ½ · energy · (relative error)² is what a pose loses; the kinks of the linear interpolation move the top
            if (Rotation.angle(truth, found.rotation()) < last
                    && Math.hypot(found.x() - 1.2, found.y() - 0.6) < 0.05
                    && found.score() > 2000 - 10) good++;
        }
        // a climb along one axis after the other may stop early at a kink, as 3 of 200 did
        assertTrue(good >= 36, "only " + good + " of 40 end at the truth");
    }

    /**
     * A Gaussian exp(−½ kᵀ M k) in the coordinates of the image turns with |∂s| = (Myz ky + Mxz kx) ky s,
     * (Mxz kx + Myz ky) kx s and (Mxx − Myy) kx ky s about x, y and z. The log likelihood has the curvature 2 Σ w |∂s|² there; ∂s is even and real, so shifts do not mix.
     */
    @Test
    void theSpreadIsThatOfTheCurvature() {
        double mxx = 0.04;
        double myy = 0.082;
        double mzz = 0.06;
        double myz = 0.02;
        double mxz = 0.015;
        // turned, so that the slice does not lie on a plane of voxels, where interpolation has a kink
        DMatrix3x3 along = Samples.rotations(1, 12).get(0);
        float[] gaussian = new float[2 * cube.size()];
        int e = cube.extent();
        for (int kz = -e; kz <= e; kz++)
            for (int ky = -e; ky <= e; ky++)
                for (int kx = 0; kx <= e; kx++) {
                    double x = along.a11 * kx + along.a12 * ky + along.a13 * kz;
                    double y = along.a21 * kx + along.a22 * ky + along.a23 * kz;
                    double z = along.a31 * kx + along.a32 * ky + along.a33 * kz;
                    // two voxels are one frequency
                    gaussian[2 * cube.index(kx, ky, kz)] = (float) Math.exp(
                            -0.125 * (mxx * x * x + myy * y * y + mzz * z * z + 2 * myz * y * z + 2 * mxz * x * z));
                }
        float[] points = image(gaussian, along, 0, 0, 5000);
        double[] curvature = new double[3];
        for (int ky = -RADIUS; ky <= RADIUS; ky++)
            for (int kx = disc.first(ky), i = disc.start(ky); kx < disc.end(ky); kx++, i++) {
                double s = Math.exp(-0.5 * (mxx * kx * kx + myy * ky * ky));
                double[] slope = {
                    (myz * ky + mxz * kx) * ky * s, (mxz * kx + myz * ky) * kx * s, (mxx - myy) * kx * ky * s
                };
                for (int axis = 0; axis < 3; axis++)
                    curvature[axis] += 2 * points[3 * i + 2] * slope[axis] * slope[axis];
            }
        float[] one = ones();
        LocalSearch search = new LocalSearch(cube, 2, gaussian, null, disc, BOX);
        search.take(points, 0, disc, one);
        Candidate found = search.settled(search.climb(new Candidate(along, 0, 0, 0, null), 0.04), 0.04)
                .pose();
        Candidate exact =
                search.exact(new Candidate(along, 0, 0, 0, null), 0.04, 0.04).pose();
        for (int axis = 0; axis < 3; axis++) {
            double expected = 1 / Math.sqrt(curvature[axis]);
            assertTrue(expected < Math.toRadians(8), "not where it is cut off: " + expected);
            // second order in the step: (0.04 · 12)²/4 at the rim, half of that on the mean, and the interpolation
            assertEquals(expected, found.spread()[axis], 0.08 * expected, "axis " + axis);
            assertEquals(expected, exact.spread()[axis], 0.08 * expected, "from scores, axis " + axis);
        }
    }

    /**
     * Poses of another map are followed: those near the maximum by one step, those further off, which that step would not reach, by a
     * climb. Both end as near to the truth as a climb does, with the score that they explain.
     */
    @Test
    void posesAreFollowedFromNearAndFromFar() {
        LocalSearch search = new LocalSearch(cube, 2, volume, null, disc, BOX);
        float[] one = ones();
        double aside = 0.5 / RADIUS;
        for (double off : new double[] {0.002, 0.02, 0.1}) {
            int good = 0;
            for (DMatrix3x3 truth : Samples.rotations(40, 15)) {
                search.take(image(volume, truth, 1.2, 0.6, 2000), 0, disc, one);
                DMatrix3x3 start = Candidate.turned(truth, off / 2, -off / 2, off / Math.sqrt(2));
                LocalSearch.Maximum found =
                        search.follow(new Candidate(start, 1.2 + off, 0.6 - off, 0, null), 2 * aside, aside);
                Candidate pose = found.pose();
                double score = 0;
                for (int ring = 0; ring <= RADIUS; ring++)
                    score += 2 * found.explained().cross()[ring]
                            - found.explained().power()[ring];
                assertEquals(pose.score(), score, 1e-9 * 2000);
                if (Rotation.angle(truth, pose.rotation()) < aside / 8
                        && Math.hypot(pose.x() - 1.2, pose.y() - 0.6) < 0.05) good++;
            }
            assertTrue(good >= 36, off + ": only " + good + " of 40 end at the truth");
        }
    }

    /** The image of a slice has the cross sum and the power Σ w |s|², its energy: nothing is left, whatever the temperature. */
    @Test
    void nothingIsLeftOfNoiseFreeImagesAtTheTruth() {
        DMatrix3x3 truth = Samples.rotations(1, 9).get(0);
        float[] points = image(volume, truth, -0.8, 0.3, 500);
        double[] energy = new double[RADIUS + 1];
        for (int i = 0; i < disc.size(); i++)
            energy[disc.ring(i)] += (Math.pow(points[3 * i], 2) + Math.pow(points[3 * i + 1], 2)) / points[3 * i + 2];
        LocalSearch search = new LocalSearch(cube, 2, volume, null, disc, BOX);
        search.take(points, 0, disc, temperature);
        Explained at =
                search.maximum(new Candidate(truth, -0.8, 0.3, 0, null), null).explained();
        Explained off = search.maximum(new Candidate(Candidate.turned(truth, 1, 0.5), -0.8, 0.3, 0, null), null)
                .explained();
        for (int ring = 0; ring <= RADIUS; ring++) {
            assertEquals(energy[ring], at.power()[ring], 1e-5 * energy[ring], "ring " + ring);
            assertEquals(energy[ring], at.cross()[ring], 1e-5 * energy[ring], "ring " + ring);
        }
        assertTrue(energy[5] + off.power()[5] - 2 * off.cross()[5] > 0.1 * energy[5], "something is left elsewhere");
    }

    /**
     * Of an image that says nothing the likeliest pose is that of the prior, whatever the centre of the structure. The end is a
     * parabola's top, which the angle's square is but for the turns about other axes.
     */
    @Test
    void withoutDataThePoseOfThePriorIsFound() {
        HalfDisc disc = new HalfDisc(8);
        HalfCube cube = new HalfCube(16);
        LocalSearch search = new LocalSearch(cube, 2, new float[2 * cube.size()], null, disc, BOX);
        float[] ones = new float[disc.radius() + 1];
        java.util.Arrays.fill(ones, 1);
        search.take(new float[3 * disc.size()], 0, disc, ones);
        for (double[] centre : new double[][] {{0, 0, 0}, {6, -3, 4}}) {
            PosePrior prior = new PosePrior(Rotation.fromEuler(20, 50, 70), 1.5, -0.5, Math.toRadians(2), 0.7, centre);
            Candidate near = new Candidate(
                    Candidate.turned(Candidate.turned(prior.rotation(), 0, 0.05), 2, -0.03),
                    0.2,
                    0.9,
                    0,
                    new double[3]);
            search.near(prior);
            Candidate found = search.settled(search.climb(near, 0.06), 0.001).pose();
            assertEquals(0, Math.toDegrees(Rotation.angle(prior.rotation(), found.rotation())), 0.06, "rotation");
            assertEquals(1.5, found.x(), 0.05);
            assertEquals(-0.5, found.y(), 0.05);
            // σ of the rotation where the shift follows it, to the size of the last step
            for (double spread : found.spread()) assertEquals(Math.toRadians(2), spread, Math.toRadians(0.1));
            // nothing of the data: the score is the logarithm of the density
            assertEquals(0, found.score(), 0.01);
        }
    }
}
