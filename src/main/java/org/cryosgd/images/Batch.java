/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.cryosgd.projection.SliceData;

/**
 * A mini-batch: packed images, each as one or more weighted slices. At known poses an image is one slice of weight 1; where
 * poses are uncertain it is one slice for each likely pose, with weights that add up to 1.
 *
 * @param numbers of the images, in the order in which they are summed
 * @param weighting makes the slices of the images; null for the images as they are packed
 */
public record Batch(int[] numbers, Weighting weighting) {
    /** The weighted slices that some images of a batch stand for. */
    @FunctionalInterface
    public interface Weighting extends Serializable {
        /**
         * @param images as they are packed
         * @param places of these images in the batch
         * @return slices in an order that depends on the images alone
         */
        List<SliceData> slices(List<SliceData> images, int[] places);

        /**
         * The images from {@code from} to this are made into slices at once, so that they stay small beside the volumes.
         *
         * @param places of images in the batch
         * @param from index into {@code places}
         * @return more than {@code from}, at most the number of places
         */
        default int end(int[] places, int from) {
            return Math.min(places.length, from + 256);
        }

        /** The same for the images at these places alone, which are then at 0, 1, …: what another process needs. */
        default Weighting only(int[] places) {
            throw new IllegalStateException("these weights stay in this process");
        }
    }

    /** Gives images: {@link Images#load}. */
    @FunctionalInterface
    public interface Loader {
        List<SliceData> load(int[] numbers, int from);
    }

    /** Images at the poses that they were packed with. */
    public static Batch of(int... numbers) {
        return new Batch(numbers, null);
    }

    /** Number of images. */
    public int size() {
        return numbers.length;
    }

    /** Places in their order, at most {@code most} in a part. */
    public List<int[]> consecutive(int most) {
        List<int[]> parts = new ArrayList<>();
        for (int from = 0; from < numbers.length; from += most)
            parts.add(
                    IntStream.range(from, Math.min(numbers.length, from + most)).toArray());
        return parts;
    }

    /** The places of the images of each part, the parts in their order; without those that have none. */
    public List<int[]> parts(int partSize) {
        int last = 0;
        for (int number : numbers) last = Math.max(last, number / partSize);
        int[] counts = new int[last + 1];
        for (int number : numbers) counts[number / partSize]++;
        int[][] places = new int[last + 1][];
        for (int part = 0; part <= last; part++) places[part] = new int[counts[part]];
        Arrays.fill(counts, 0);
        for (int place = 0; place < numbers.length; place++) {
            int part = numbers[place] / partSize;
            places[part][counts[part]++] = place;
        }
        return Arrays.stream(places).filter(part -> part.length > 0).toList();
    }

    /** The slices at these places, as many at once as are loaded at once. */
    public Iterable<List<SliceData>> pieces(Loader images, int[] places) {
        int[] chosen = Arrays.stream(places).map(place -> numbers[place]).toArray();
        return () -> new Iterator<>() {
            private int from;

            @Override
            public boolean hasNext() {
                return from < places.length;
            }

            @Override
            public List<SliceData> next() {
                if (!hasNext()) throw new NoSuchElementException();
                int to = weighting == null ? chosen.length : weighting.end(places, from);
                List<SliceData> loaded = images.load(to == chosen.length ? chosen : Arrays.copyOf(chosen, to), from);
                int first = from;
                from += loaded.size();
                return weighting == null
                        ? loaded
                        : weighting.slices(new ArrayList<>(loaded), Arrays.copyOfRange(places, first, from));
            }
        };
    }
}
