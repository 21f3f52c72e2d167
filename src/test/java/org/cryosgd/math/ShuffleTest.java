/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShuffleTest {
    /** Each of ten is chosen 3 000 ± 46 times in 10 000 draws of three; five standard deviations are allowed. */
    @Test
    void someAreChosenWithoutPreference() {
        int[] counts = new int[10];
        SplittableRandom random = new SplittableRandom(1);
        for (int draw = 0; draw < 10_000; draw++) {
            int[] some = Shuffle.some(10, 3, random);
            assertEquals(3, some.length);
            assertTrue(some[0] < some[1] && some[1] < some[2], "in their order, each once");
            for (int number : some) counts[number]++;
        }
        for (int count : counts) assertEquals(3_000, count, 5 * Math.sqrt(10_000 * 0.3 * 0.7));
    }

    @Test
    void allAreChosenWhereThereAreNoMore() {
        assertArrayEquals(IntStream.range(0, 4).toArray(), Shuffle.some(4, 9, new SplittableRandom(2)));
    }
}
