/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Rotation;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.Slice;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.testimages.Samples;
import org.junit.jupiter.api.Test;

class GlobalSearchTest {
    private static final int BOX = 32;

    private final HalfDisc disc = new HalfDisc(6);
    private final HalfCube cube = new HalfCube(6);
    private final float[] volume = Samples.volume(cube, 5);
    private final Projector projector = new Projector(cube, disc, Interpolation.TRILINEAR, 1);
    private final GlobalSearch search =
            new GlobalSearch(disc, RotationGrid.inPairs(0.45, Symmetry.NONE), ShiftGrid.within(1.5, 0.75), BOX);
    private final float[] temperature = {1, 3, 2.5f, 2, 1.5f, 1.2f, 1};

    private float[] slice(int rotation) {
        float[] slice = new float[2 * disc.size()];
        projector.slice(volume, Slice.of(search.rotations().rotations().get(rotation)), slice);
        return slice;
    }

    private float[] randomPoints(long seed) {
        Random random = new Random(seed);
        float[] points = new float[3 * disc.size()];
        for (int i = 0; i < points.length; i++)
            points[i] = i % 3 == 2 ? random.nextFloat() : (float) random.nextGaussian();
        return points;
    }

    /** The image of rotation r that a shift by (x, y) moves onto its projection. */
    private float[] imageOf(int r, double x, double y, float noise) {
        float[] slice = slice(r);
        float[] away = ShiftGrid.phases(disc, -x, -y, BOX);
        Random random = new Random(r);
        float[] points = new float[3 * disc.size()];
        for (int i = 0; i < disc.size(); i++) {
            points[3 * i] = slice[2 * i] * away[2 * i]
                    - slice[2 * i + 1] * away[2 * i + 1]
                    + noise * (float) random.nextGaussian();
            points[3 * i + 1] = slice[2 * i] * away[2 * i + 1]
                    + slice[2 * i + 1] * away[2 * i]
                    + noise * (float) random.nextGaussian();
            points[3 * i + 2] = 1;
        }
        return points;
    }

    /** Σ 2 re(conj(b_t) s) − w |s|², and the sum of the magnitudes of all terms. */
    private double[] naive(float[] points, int r, double x, double y) {
        float[] slice = slice(r);
        double sum = 0;
        double size = 0;
        for (int ky = -disc.radius(); ky <= disc.radius(); ky++)
            for (int kx = disc.first(ky), i = disc.start(ky); kx < disc.end(ky); kx++, i++) {
                double angle = -2 * Math.PI * (kx * x + ky * y) / BOX;
                double br = points[3 * i] * Math.cos(angle) - points[3 * i + 1] * Math.sin(angle);
                double bi = points[3 * i] * Math.sin(angle) + points[3 * i + 1] * Math.cos(angle);
                double re = slice[2 * i];
                double im = slice[2 * i + 1];
                double t = temperature[disc.ring(i)];
                sum += (2 * (br * re + bi * im) - points[3 * i + 2] * (re * re + im * im)) / t;
                size += (2 * (Math.abs(br * re) + Math.abs(bi * im)) + points[3 * i + 2] * (re * re + im * im)) / t;
            }
        return new double[] {sum, size};
    }

    @Test
    void allScoresAreThoseOfTheFormula() {
        search.take(projector, volume, new ViewPrior(Symmetry.NONE, 200));
        int half = search.rotations().size() / 2;
        assertTrue(half > 256 && half % 256 != 0, "a block that is not full");
        GlobalSearch.Scores scores = search.new Scores();
        for (long image = 1; image <= 2; image++) {
            float[] points = randomPoints(image);
            search.score(points, temperature, scores);
            for (int t = 0; t < search.shifts().size(); t++) {
                double[] shift = search.shifts().shifts().get(t);
                for (int r = 0; r < search.rotations().size(); r++) {
                    double[] expected = naive(points, r, shift[0], shift[1]);
                    // some ten roundings of 6e-8 in each term and in the partial sums
                    assertEquals(expected[0], scores.values[t * scores.stride + r], 1e-6 * expected[1]);
                }
            }
        }
    }

    @Test
    void viewsAddTheLogarithmOfTheirDensity() {
        ViewPrior views = new ViewPrior(Symmetry.NONE, 200);
        search.take(projector, volume, views);
        GlobalSearch.Scores even = search.new Scores();
        search.score(randomPoints(1), temperature, even);
        double[] mass = new double[views.bins()];
        mass[ViewPrior.bin(search.rotations().rotations().get(40))] = 1;
        views.observe(mass, 1);
        search.take(projector, volume, views);
        GlobalSearch.Scores scores = search.new Scores();
        search.score(randomPoints(1), temperature, scores);
        for (int t = 0; t < search.shifts().size(); t++)
            for (int r = 0; r < search.rotations().size(); r++) {
                int i = t * scores.stride + r;
                double log = views.log(search.rotations().rotations().get(r));
                assertEquals(even.values[i] + log, scores.values[i], 1e-5 * (Math.abs(even.values[i]) + 10));
            }
    }

    @Test
    void guessesAreDistinctTheBestFirstAndFindTheTruth() {
        search.take(projector, volume, new ViewPrior(Symmetry.NONE, 200));
        GlobalSearch.Scores scores = search.new Scores();
        for (int r = 0; r < search.rotations().size(); r += 97) {
            double[] t = search.shifts().shifts().get(r % search.shifts().size());
            List<Candidate> found = search.guesses(imageOf(r, t[0], t[1], 0.1f), temperature, scores, 6);
            assertEquals(6, found.size());
            assertEquals(search.rotations().rotations().get(r), found.get(0).rotation());
            assertEquals(t[0], found.get(0).x());
            assertEquals(t[1], found.get(0).y());
            for (int i = 1; i < 6; i++) {
                assertTrue(found.get(i).score() <= found.get(i - 1).score());
                for (int j = 0; j < i; j++)
                    assertTrue(
                            Rotation.angle(found.get(i).rotation(), found.get(j).rotation())
                                    > 1.3 * search.rotations().spacingRadians());
            }
        }
    }

    /** A temperature that is the same everywhere flattens the scores by this factor and keeps their order. */
    @Test
    void theTemperatureDividesTheScores() {
        search.take(projector, volume, new ViewPrior(Symmetry.NONE, 200));
        GlobalSearch.Scores cold = search.new Scores();
        GlobalSearch.Scores hot = search.new Scores();
        float[] four = new float[7];
        Arrays.fill(four, 4);
        float[] one = new float[7];
        Arrays.fill(one, 1);
        search.score(randomPoints(9), one, cold);
        search.score(randomPoints(9), four, hot);
        // a power of two: not even a rounding
        for (int i = 0; i < cold.values.length; i++) assertEquals(cold.values[i] / 4, hot.values[i]);
    }

    @Test
    void gridsGrowFinerWithTheRadius() {
        GlobalSearch coarse = GlobalSearch.forRadius(5, 3, BOX, Symmetry.NONE);
        GlobalSearch fine = GlobalSearch.forRadius(10, 3, BOX, Symmetry.NONE);
        // the same arc at the rim, so 2³ as many, up to the rounding up of both
        assertEquals(8.0, fine.rotations().size() / (double) coarse.rotations().size(), 0.1);
        assertTrue(fine.shifts().size() > coarse.shifts().size());
        assertNotEquals(0, coarse.shifts().size());
        int quarter = GlobalSearch.forRadius(10, 3, BOX, Symmetry.of("C4"))
                .rotations()
                .size();
        assertEquals(0.25, quarter / (double) fine.rotations().size(), 0.02);
    }
}
