/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Tasks;
import org.cryosgd.projection.SliceData;

/**
 * Packed images, wherever they are kept. Everything that is summed over images goes through {@link #sum}: the images of a
 * batch are taken in parts of a bounded size, and the parts are added in their order. So the sums do not depend on threads or
 * on memory. Where a part is decided by the numbers of its images, another engine can hold it elsewhere and gives the same bits.
 *
 * <p>Image numbers count from 0. Not thread safe: one sum or one load at a time.
 */
public interface Images extends AutoCloseable {
    /** Points of the half disc, over all images, in one part. At box 64 these are about 22 000 images, at box 256 1300. */
    int PART_POINTS = 1 << 25;

    /** Number of images. */
    int size();

    /** The frequencies of each image. */
    HalfDisc disc();

    /** σ² of each ring 0 … radius of image {@code i}. */
    float[] noise(int i);

    /** Σ |y|²/σ² of image {@code i} over each ring 0 … radius of the half disc. */
    float[] ringEnergy(int i);

    /**
     * The images with these numbers, from place {@code from} on and as many as fit into the buffers, at least one. The
     * points of an image are valid until the next call.
     */
    List<SliceData> load(int[] numbers, int from);

    @Override
    void close();

    /** Σ |y|²/σ² of image {@code i} over the half disc. */
    default double energy(int i) {
        double sum = 0;
        for (float ring : ringEnergy(i)) sum += ring;
        return sum;
    }

    /** Mean of 1/σ² over the frequencies of image {@code i}: the scale of the Hessian. */
    default double meanInverseNoise(int i) {
        int[] counts = disc().ringCounts();
        float[] noise = noise(i);
        double sum = 0;
        double points = 0;
        for (int ring = 0; ring < counts.length; ring++) {
            sum += counts[ring] / noise[ring];
            points += counts[ring];
        }
        return sum / points;
    }

    /** The places of a batch's images in each part. Here they follow each other, so that a mini-batch is one part unless it is large. */
    default List<int[]> parts(int[] numbers) {
        return Batch.of(numbers).consecutive(Math.max(1, PART_POINTS / disc().size()));
    }

    /** What is done with one image. */
    @FunctionalInterface
    interface Visitor<W> {
        /**
         * @param workspace of the thread
         * @param place of the image in the batch
         * @param image as it is packed; valid until this returns
         */
        void visit(W workspace, int place, SliceData image);
    }

    /** Shows each image of a batch to {@code visitor}, on the threads of {@link Tasks}. */
    default <W> void forEach(int[] numbers, Supplier<W> workspace, Visitor<W> visitor) {
        for (int from = 0; from < numbers.length; ) {
            List<SliceData> loaded = load(numbers, from);
            int first = from;
            Tasks.forEach(loaded.size(), workspace, (own, i) -> visitor.visit(own, first + i, loaded.get(i)));
            from += loaded.size();
        }
    }

    /** Whether the points of images stay in other processes, so that {@link #load} cannot have them here. */
    default boolean elsewhere() {
        return false;
    }

    /**
     * What is found out about the images of one part: small, and made of what another process needs to do the same. Nothing in
     * it is changed, because several parts may share it.
     *
     * @param <I> what is known of an image beforehand
     * @param <R> what is found
     */
    @FunctionalInterface
    interface PartWork<I, R> extends Serializable {
        /**
         * @param images that have these numbers
         * @param numbers in the order of the batch
         * @param known of each of them
         */
        R of(Images images, int[] numbers, List<I> known);
    }

    /** What was found about the images at some places of a batch. */
    record OfPart<R>(int[] places, R found) {}

    /**
     * Does {@code work} for each part of a batch; the results are in the order of the parts.
     *
     * @param known of each image of the batch
     * @param monitor where it is stopped another engine may end this with a {@link CancellationException}
     * @param what is computed, for the user
     */
    default <I, R> List<OfPart<R>> onParts(
            int[] numbers, List<I> known, PartWork<I, R> work, ProgressMonitor monitor, String what) {
        List<OfPart<R>> results = new ArrayList<>();
        for (int[] places : parts(numbers)) {
            int[] chosen = Arrays.stream(places).map(place -> numbers[place]).toArray();
            List<I> theirs = Arrays.stream(places).mapToObj(known::get).toList();
            results.add(new OfPart<>(places, work.of(this, chosen, theirs)));
        }
        return results;
    }

    /** What is summed over images: small, and made of what another process needs to do the same. */
    interface Work extends Serializable {
        /**
         * Sums over the images of one part.
         *
         * @param pieces the slices of the part, piece by piece, in the order of the batch; each is valid until the next
         * @param sums overwritten
         * @return a number that is summed beside them
         */
        double sum(Iterable<List<SliceData>> pieces, float[][] sums);

        /** The numbers of a sum that may differ from zero, as they travel between processes. */
        default float[] pack(float[] sum) {
            return sum;
        }

        /** Undoes {@link #pack}; {@code sum} is overwritten. */
        default void unpack(float[] packed, float[] sum) {
            System.arraycopy(packed, 0, sum, 0, sum.length);
        }
    }

    /**
     * Does {@code work} on a batch.
     *
     * @param sums overwritten with the sums over all parts; may be empty
     * @param monitor gets the progress; where it is stopped the sum ends with a {@link CancellationException}
     * @param what is computed, for the user
     */
    default double sum(Batch batch, Work work, float[][] sums, ProgressMonitor monitor, String what) {
        double value = 0;
        PartSums total = new PartSums(sums);
        int done = 0;
        for (int[] places : parts(batch.numbers())) {
            if (monitor.stopped()) throw new CancellationException("stopped in the first pass: no result yet");
            monitor.at(done, batch.size(), what);
            value += work.sum(batch.pieces(this::load, places), total.next());
            total.add();
            done += places.length;
        }
        return value;
    }
}
