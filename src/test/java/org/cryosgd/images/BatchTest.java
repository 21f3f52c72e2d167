/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.testimages.Samples;
import org.cryosgd.testimages.SmallProblem;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final int[] SCATTERED = {17, 0, 12, 5, 2, 19, 6};

    @Test
    void partsFollowEachOtherOrTheNumbersOfImages() {
        assertParts(
                List.of(new int[] {0, 1, 2}, new int[] {3, 4, 5}, new int[] {6}),
                Batch.of(SCATTERED).consecutive(3));
        // images 0 to 4, 5 to 9, 10 to 14, 15 to 19
        assertParts(
                List.of(new int[] {1, 4}, new int[] {3, 6}, new int[] {2}, new int[] {0, 5}),
                Batch.of(SCATTERED).parts(5));
    }

    @Test
    void shardsThatAreAskedForAreKept() throws IOException {
        float[] truth = Samples.volume(new HalfCube(SmallProblem.RADIUS), 1);
        String before = System.getProperty(Shards.PROPERTY);
        System.setProperty(Shards.PROPERTY, "4");
        try (SmallProblem problem = new SmallProblem(
                SmallProblem.particles(truth, Interpolation.TRILINEAR, 20, 1, 2), Interpolation.TRILINEAR, 0.1)) {
            assertParts(Batch.of(SCATTERED).parts(5), problem.images.parts(SCATTERED));
        } finally {
            if (before == null) System.clearProperty(Shards.PROPERTY);
            else System.setProperty(Shards.PROPERTY, before);
        }
    }

    private static void assertParts(List<int[]> expected, List<int[]> found) {
        assertEquals(expected.size(), found.size(), "parts");
        for (int part = 0; part < expected.size(); part++) assertArrayEquals(expected.get(part), found.get(part));
    }
}
