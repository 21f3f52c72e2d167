/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.cryosgd.math.Shuffle;

/** The division of the images of an epoch into mini-batches of nearly one size. */
public final class Batches {
    private final int[] images;
    private final int[] order;
    private final int count;

    /** @param images numbers of the images; copied */
    public Batches(int[] images, int batchSize) {
        this.images = images.clone();
        order = images.clone();
        count = (images.length + batchSize - 1) / batchSize;
    }

    /** Number of mini-batches. */
    public int count() {
        return count;
    }

    /** Number of images. */
    int images() {
        return images.length;
    }

    /** A random order of the images, which depends on the random numbers alone. */
    public void shuffle(SplittableRandom random) {
        System.arraycopy(images, 0, order, 0, order.length);
        Shuffle.inPlace(order, random);
    }

    /** The images of mini-batch {@code number}. */
    public int[] get(int number) {
        int from = (int) ((long) images.length * number / count);
        int to = (int) ((long) images.length * (number + 1) / count);
        return Arrays.copyOfRange(order, from, to);
    }
}
