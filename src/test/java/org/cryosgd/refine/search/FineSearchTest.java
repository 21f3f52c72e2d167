/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
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
import org.cryosgd.testimages.Phantoms;
import org.cryosgd.testimages.Samples;
import org.ejml.data.DMatrix3x3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The search of an epoch, which has two levels, against a search of all rotations of its finer grid. */
class FineSearchTest {
    private static final int BOX = 32;
    private static final int RADIUS = 11;
    private static final double RANGE = 3;

    private final HalfDisc disc = new HalfDisc(RADIUS);
    private final HalfCube cube = new HalfCube(RADIUS);
    private final float[] volume = Phantoms.cube(cube, 1, BOX);
    private final Projector projector = new Projector(cube, disc, Interpolation.TRILINEAR, 1);
    private final float[] ones = new float[RADIUS + 1];

    FineSearchTest() {
        Arrays.fill(ones, 1);
    }

    /** Images of one pose with noise: white, with w = 1 the noise of b has the variance ½ in each part. */
    private float[] image(DMatrix3x3 a, double energy, Random random) {
        float[] slice = new float[2 * disc.size()];
        projector.slice(volume, Slice.of(a), slice);
        float[] points = Samples.points(slice, disc, 1, -0.5, BOX, energy);
        for (int i = 0; i < points.length; i += 3) {
            float noise = (float) Math.sqrt(points[i + 2] / 2);
            points[i] += noise * (float) random.nextGaussian();
            points[i + 1] += noise * (float) random.nextGaussian();
        }
        return points;
    }

    private GlobalSearch taken(GlobalSearch search, Symmetry symmetry) {
        search.take(projector, volume, new ViewPrior(symmetry, 1000));
        return search;
    }

    /**
     * Images of rotations of the asymmetric unit, since the map has no symmetry. Those that the search of all rotations finds are found by two
     * levels too, but for some where a neighbour is better at low frequency; the score is that of the formula.
     */
    @ParameterizedTest
    @ValueSource(strings = {"C1", "D2"})
    void whatAllRotationsFindIsFound(String group) {
        Symmetry symmetry = Symmetry.of(group);
        GlobalSearch all = taken(GlobalSearch.forRadius(RADIUS, RANGE, BOX, symmetry), symmetry);
        GlobalSearch two = taken(GlobalSearch.ofEpoch(RADIUS, RANGE, BOX, symmetry), symmetry);
        assertEquals(all.rotations().size(), two.rotations().size());
        assertEquals(RADIUS, two.disc().radius());
        GlobalSearch.Scores ofAll = all.new Scores();
        GlobalSearch.Scores ofTwo = two.new Scores();
        Random random = new Random(3);
        double near = 1.5 * all.rotations().spacingRadians();
        int images = 0;
        int right = 0;
        int foundToo = 0;
        int same = 0;
        for (int r = 5; r < all.rotations().size(); r += all.rotations().size() / 80) {
            DMatrix3x3 truth = Candidate.turned(all.rotations().rotations().get(r), 0.02, -0.03, 0.02);
            float[] points = image(truth, 150, random);
            Candidate best = all.guesses(points, ones, ofAll, 1).get(0);
            Candidate found = two.guesses(points, ones, ofTwo, 1).get(0);
            images++;
            assertTrue(found.score() < best.score() + 1e-2, "no score is above the best one of all");
            if (Rotation.angle(truth, best.rotation()) > near) continue;
            right++;
            if (Rotation.angle(truth, found.rotation()) < near) foundToo++;
            if (Rotation.angle(best.rotation(), found.rotation()) > 1e-6) continue;
            same++;
            assertEquals(best.x(), found.x());
            assertEquals(best.y(), found.y());
            // sums of some 400 terms, each in another order: √400 roundings of 6e-8 of the sum of magnitudes, some 1
            // 000
            assertEquals(best.score(), found.score(), 5 * 20 * 6e-8 * 1000);
        }
        assertTrue(right > 0.6 * images, "the test can tell: " + right + " of " + images);
        assertTrue(foundToo >= 0.9 * right, foundToo + " of " + right);
        assertTrue(same >= 0.6 * right, same + " of " + right);
    }

    /** Where the coarse search can tell, few rotations are looked at, and not where it cannot. */
    @Test
    void onlyRotationsNearTheBestAreLookedAt() {
        GlobalSearch two = taken(GlobalSearch.ofEpoch(RADIUS, RANGE, BOX, Symmetry.NONE), Symmetry.NONE);
        GlobalSearch.Scores scores = two.new Scores();
        DMatrix3x3 truth = Samples.rotations(1, 5).get(0);
        int most = two.rotations().size();
        int weak =
                two.guesses(image(truth, 1, new Random(1)), ones, scores, most).size();
        int strong = two.guesses(image(truth, 5000, new Random(1)), ones, scores, most)
                .size();
        assertTrue(strong >= 1 && 2 * strong < weak, strong + " and " + weak);
    }

    /** Even of an image that decides at once, with grids that differ little and with a large group, several rotations are looked at. */
    @ParameterizedTest
    @ValueSource(strings = {"C1", "D2", "O", "I1"})
    void someRotationsAreLookedAtInAnyCase(String group) {
        Symmetry symmetry = Symmetry.of(group);
        HalfDisc ten = new HalfDisc(10);
        HalfCube small = new HalfCube(10);
        GlobalSearch two = GlobalSearch.ofEpoch(10, RANGE, BOX, symmetry);
        two.take(
                new Projector(small, ten, Interpolation.TRILINEAR, 1),
                cube.resized(volume, small),
                new ViewPrior(symmetry, 1000));
        GlobalSearch.Scores scores = two.new Scores();
        for (DMatrix3x3 truth : Samples.rotations(100, 7)) {
            float[] points = ten.within(disc, image(truth, 20000, new Random(1)), 0);
            assertTrue(two.guesses(points, ones, scores, 100).size() >= 4);
        }
    }

    /** Another process makes the same tables: the same guesses, bit for bit. */
    @Test
    void itTravels() throws Exception {
        GlobalSearch two = taken(GlobalSearch.ofEpoch(RADIUS, RANGE, BOX, Symmetry.NONE), Symmetry.NONE);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(two);
        GlobalSearch there =
                (GlobalSearch) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        float[] points = image(Samples.rotations(1, 6).get(0), 60, new Random(2));
        List<Candidate> here = two.guesses(points, ones, two.new Scores(), 8);
        List<Candidate> sent = there.guesses(points, ones, there.new Scores(), 8);
        assertEquals(here.size(), sent.size());
        for (int i = 0; i < here.size(); i++) {
            assertEquals(here.get(i).score(), sent.get(i).score());
            assertEquals(here.get(i).x(), sent.get(i).x());
            assertEquals(0, Rotation.angle(here.get(i).rotation(), sent.get(i).rotation()), 1e-6);
        }
    }
}
