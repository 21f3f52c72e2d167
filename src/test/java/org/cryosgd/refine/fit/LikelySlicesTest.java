/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Rotation;
import org.cryosgd.refine.search.Candidate;
import org.junit.jupiter.api.Test;

class LikelySlicesTest {
    private static final int RADIUS = 3;

    @Test
    void oneLikelyPoseEachMakesAsManyImagesAtOnceAsPosesAreAllowed() {
        LikelySlices slices = slices(1000, 1, 0);
        int[] places = IntStream.range(0, 1000).toArray();
        assertEquals(LikelySlices.AT_ONCE, slices.end(places, 0));
        assertEquals(2 * LikelySlices.AT_ONCE, slices.end(places, LikelySlices.AT_ONCE));
        assertEquals(1000, slices.end(places, 900));
    }

    @Test
    void threeLikelyPosesEachMakeAThirdOfTheImages() {
        assertEquals(
                LikelySlices.AT_ONCE / 3,
                slices(1000, 3, 0).end(IntStream.range(0, 1000).toArray(), 0));
    }

    @Test
    void posesThatHaveNoPartInTheMapDoNotCount() {
        // e^−10 is far below the least weight
        assertEquals(
                LikelySlices.AT_ONCE,
                slices(1000, 3, -10).end(IntStream.range(0, 1000).toArray(), 0));
    }

    @Test
    void thePlanHasRoomForWhatIsThereAtOnce() {
        HalfDisc disc = new HalfDisc(RADIUS);
        for (int images : new int[] {1, 50, 100, 1000}) {
            LikelySlices slices = slices(images, PoseSearch.KEPT, 0);
            int[] places = IntStream.range(0, images).toArray();
            long most = 0;
            for (int from = 0; from < images; from = slices.end(places, from)) {
                int end = slices.end(places, from);
                assertTrue(end > from && end <= images, from + " to " + end + " of " + images);
                most = Math.max(most, PoseSearch.KEPT * (end - from));
            }
            long bytes = most * 3 * disc.size() * Float.BYTES;
            long plan = HalfRefinement.batchBytes(disc, images);
            assertTrue(bytes <= plan, bytes + " bytes, planned " + plan);
        }
    }

    /** Images that have so many poses, each after the first with this score beside it. */
    private static LikelySlices slices(int images, int poses, double score) {
        Candidate[][] all = new Candidate[images][poses];
        for (Candidate[] one : all) {
            Arrays.setAll(
                    one, c -> new Candidate(Rotation.fromEuler(0, 0, 0), 0, 0, c == 0 ? 0 : score, new double[3]));
        }
        float[] scales = new float[images];
        Arrays.fill(scales, 1);
        return new LikelySlices(all, scales, new int[images], RADIUS, 8);
    }
}
