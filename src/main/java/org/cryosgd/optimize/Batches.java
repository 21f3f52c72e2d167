/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize;

import static org.cryosgd.math.Require.require;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.cryosgd.images.Batch;
import org.cryosgd.math.Shuffle;

/** The division of the images of an epoch into mini-batches of nearly one size. */
public final class Batches {
    private final int[] images;
    private final int[] order;
    private final int count;

    private Batches(int[] images, int count) {
        this.images = images.clone();
        order = images.clone();
        this.count = count;
    }

    /**
     * Mini-batches of at most {@code size} images.
     *
     * @param images numbers of the images; copied
     */
    public static Batches ofSize(int[] images, int size) {
        require(size >= 1, "batchSize", "at least 1", size);
        return new Batches(images, (images.length + size - 1) / size);
    }

    /** So many mini-batches, or one for each image where there are fewer. */
    public static Batches ofCount(int[] images, int count) {
        require(count >= 1, "number of batches", "at least 1", count);
        return new Batches(images, Math.min(count, images.length));
    }

    /** Number of mini-batches. */
    public int count() {
        return count;
    }

    /** A random order of the images, which depends on the random numbers alone. */
    public void shuffle(SplittableRandom random) {
        System.arraycopy(images, 0, order, 0, order.length);
        Shuffle.inPlace(order, random);
    }

    /** Numbers of the images of mini-batch {@code number}. */
    public int[] numbers(int number) {
        int from = (int) ((long) images.length * number / count);
        int to = (int) ((long) images.length * (number + 1) / count);
        return Arrays.copyOfRange(order, from, to);
    }

    /** Mini-batch {@code number}, its images at their own poses. */
    public Batch get(int number) {
        return Batch.of(numbers(number));
    }

    /** All images as one batch, in the order in which they were given. */
    public Batch all() {
        return Batch.of(images.clone());
    }
}
