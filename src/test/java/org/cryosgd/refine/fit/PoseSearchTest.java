/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Rotation;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.Slice;
import org.cryosgd.projection.SliceData;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.refine.search.Candidate;
import org.cryosgd.refine.search.GlobalSearch;
import org.cryosgd.refine.search.ViewPrior;
import org.cryosgd.testimages.Phantoms;
import org.cryosgd.testimages.Samples;
import org.ejml.data.DMatrix3x3;
import org.junit.jupiter.api.Test;

class PoseSearchTest {
    private static final int BOX = 32;
    private static final int RADIUS = 10;

    private final HalfDisc disc = new HalfDisc(RADIUS);
    private final HalfCube padded = new HalfCube(2 * RADIUS);
    private final float[] volume = Phantoms.cube(padded, 2, BOX);
    private final ViewPrior views = new ViewPrior(Symmetry.NONE, 200);
    private final float[] temperature = new float[RADIUS + 1];

    PoseSearchTest() {
        Arrays.fill(temperature, 1);
    }

    /** The noise-free image of a pose, with an energy Σ w |s|² of 200. */
    private SliceData image(DMatrix3x3 a, double x, double y) {
        float[] slice = new float[2 * disc.size()];
        new Projector(padded, disc, Interpolation.TRILINEAR, 2).slice(volume, Slice.of(a), slice);
        return new SliceData(Slice.of(a), Samples.points(slice, disc, x, y, BOX, 200), 0);
    }

    private PoseSearch search(boolean everywhere) {
        GlobalSearch global = null;
        if (everywhere) {
            global = GlobalSearch.ofEpoch(8, 5, BOX, Symmetry.NONE);
            HalfCube cube = new HalfCube(8);
            global.take(
                    new Projector(cube, global.disc(), Interpolation.TRILINEAR, 1), Phantoms.cube(cube, 1, BOX), views);
        }
        return new PoseSearch(padded, volume, views, disc, RADIUS, global, temperature, BOX);
    }

    /** A particle whose rotation and shift are both far off is found again, wherever its last shift was. */
    @Test
    void aWrongPoseWithAWrongShiftIsLeft() {
        PoseSearch everywhere = search(true);
        PoseSearch near = search(false);
        for (DMatrix3x3 truth : Samples.rotations(8, 5)) {
            DMatrix3x3 elsewhere = new DMatrix3x3(
                    -truth.a11,
                    -truth.a12,
                    -truth.a13,
                    -truth.a21,
                    -truth.a22,
                    -truth.a23,
                    truth.a31,
                    truth.a32,
                    truth.a33);
            SliceData image = image(truth, 3.3, -2.1);
            Candidate wrong = new Candidate(elsewhere, -4, 4, 0, null);
            Candidate[] found = everywhere.find(image, new Candidate[] {wrong}, null, false);
            // the last step of the climb is 0.5/RADIUS; its parabola is better than half of that
            assertTrue(Rotation.angle(truth, found[0].rotation()) < 0.25 / RADIUS);
            // the shift follows from Newton steps; a turn of that size moves detail at a quarter of the box by a fifth
            // of a pixel
            assertEquals(3.3, found[0].x(), 0.2);
            assertEquals(-2.1, found[0].y(), 0.2);
            Candidate[] stayed = near.find(image, new Candidate[] {wrong}, null, false);
            assertTrue(Rotation.angle(truth, stayed[0].rotation()) > 0.5, "the place was far off");
            assertTrue(found[0].score() > stayed[0].score());
        }
    }

    /** Poses that are kept are distinct, the best first, and none is a thousand times less likely than the best. */
    @Test
    void whatIsKeptIsLikely() {
        PoseSearch everywhere = search(true);
        for (DMatrix3x3 truth : Samples.rotations(8, 6)) {
            Candidate[] found = everywhere.find(image(truth, 0.4, 1.2), null, null, false);
            assertTrue(found.length >= 1 && found.length <= 3);
            for (int i = 1; i < found.length; i++) {
                assertTrue(found[i].score() <= found[i - 1].score());
                assertTrue(found[i].score() >= found[0].score() - Math.log(1000));
            }
        }
    }
}
