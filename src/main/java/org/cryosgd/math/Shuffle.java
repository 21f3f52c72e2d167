/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.math;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Random orders and choices (Fisher and Yates). */
public final class Shuffle {
    private Shuffle() {}

    public static void inPlace(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int other = order[i];
            order[i] = order[j];
            order[j] = other;
        }
    }

    /** Some of 0 … count − 1, at most {@code most} and each at most once, in increasing order. */
    public static int[] some(int count, int most, SplittableRandom random) {
        int[] all = IntStream.range(0, count).toArray();
        int chosen = Math.min(count, most);
        for (int i = 0; i < chosen; i++) {
            int j = random.nextInt(i, count);
            int other = all[i];
            all[i] = all[j];
            all[j] = other;
        }
        return IntStream.of(all).limit(chosen).sorted().toArray();
    }
}
