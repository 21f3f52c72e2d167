/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cryosgd.images.Batch;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Rotation;
import org.cryosgd.projection.SliceData;
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

    /** The first half of the images has one pose each, the others three; they come in the opposite order, and are loaded in tens. */
    @Test
    void piecesHaveEachImageOnceInOrderAndNoMorePosesThanAllowed() {
        int images = 500;
        Candidate[][] one = candidates(images / 2, 1, 0);
        Candidate[][] three = candidates(images / 2, 3, 0);
        Candidate[][] all = Stream.of(one, three).flatMap(Arrays::stream).toArray(Candidate[][]::new);
        int[] numbers = IntStream.range(0, images).map(i -> 3 * i + 1).toArray();
        int[] places = IntStream.range(0, images).map(i -> images - 1 - i).toArray();
        Batch.Loader tens = (asked, from) -> IntStream.range(from, Math.min(asked.length, from + 10))
                .mapToObj(i -> image(asked[i]))
                .toList();
        Batch.Loader whole = (asked, from) -> IntStream.range(from, asked.length)
                .mapToObj(i -> image(asked[i]))
                .toList();
        for (Batch.Loader loader : List.of(whole, tens)) {
            int next = 0;
            int pieces = 0;
            for (List<SliceData> piece : new Batch(numbers, slices(all)).pieces(loader, places)) {
                Set<float[]> data = Collections.newSetFromMap(new IdentityHashMap<>());
                for (SliceData slice : piece) data.add(slice.points());
                assertTrue(data.size() <= LikelySlices.AT_ONCE, data.size() + " poses at once");
                // the weights of an image add up to 1
                for (int slice = 0; slice < piece.size(); next++) {
                    double sum = 0;
                    for (int end = slice + 2 * all[places[next]].length; slice < end; slice++)
                        sum += piece.get(slice).points()[2];
                    assertEquals(numbers[places[next]], sum, 1e-6 * numbers[places[next]]);
                }
                pieces++;
            }
            assertEquals(images, next);
            // twice 85 images of three poses, the last 80 with 16 of one pose, and then the others
            if (loader == whole) assertEquals(4, pieces);
        }
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
        return slices(candidates(images, poses, score));
    }

    private static LikelySlices slices(Candidate[][] poses) {
        float[] scales = new float[poses.length];
        Arrays.fill(scales, 1);
        return new LikelySlices(poses, scales, new int[poses.length], RADIUS, 8);
    }

    private static Candidate[][] candidates(int images, int poses, double score) {
        Candidate[][] all = new Candidate[images][poses];
        for (Candidate[] one : all) {
            Arrays.setAll(
                    one, c -> new Candidate(Rotation.fromEuler(0, 0, 0), 0, 0, c == 0 ? 0 : score, new double[3]));
        }
        return all;
    }

    /** An image whose w is its number everywhere. */
    private static SliceData image(int number) {
        float[] points = new float[3 * new HalfDisc(RADIUS).size()];
        for (int i = 2; i < points.length; i += 3) points[i] = number;
        return new SliceData(null, points, 0);
    }
}
