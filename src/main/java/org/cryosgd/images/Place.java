/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CancellationException;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Preparation;

/**
 * Where packed images are kept and summed: in this process, or on other machines. A place of another module is found by
 * {@link ServiceLoader}.
 */
public interface Place {
    /**
     * Images and what became of their half sets.
     *
     * @param images packed, at known poses
     * @param sets numbers of the images of each half set, copies of an image in one of them
     */
    record Packed(Images images, int[][] sets) {}

    /**
     * Reads, prepares and packs all particles of a set, as {@link PackedImages#pack} does.
     *
     * @param cacheBytes memory for images in this process; other places have their own
     * @throws IOException if an image cannot be read or used; one line that says where
     */
    Packed pack(
            ParticleSet set,
            int[][] sets,
            Preparation preparation,
            boolean correctCtf,
            boolean whiteNoise,
            HalfDisc map,
            long cacheBytes,
            ProgressMonitor monitor)
            throws IOException;

    /** Number of parts of all images that was asked for; 0 for parts of fixed size. */
    default int shards() {
        return Shards.asked();
    }

    /**
     * The same without poses, and on frequencies of the map, as {@link PackedImages#packStraight} does.
     *
     * @throws IOException if an image cannot be read or used; one line that says where
     */
    Packed packStraight(
            ParticleSet set,
            int[][] sets,
            Preparation preparation,
            boolean correctCtf,
            HalfDisc map,
            long cacheBytes,
            ProgressMonitor monitor)
            throws IOException;

    /**
     * What is summed over a range of numbers, without images: made of what another process needs to do the same, and not changed.
     *
     * @param <R> the sum
     */
    @FunctionalInterface
    interface RangeWork<R> extends Serializable {
        /**
         * @param first number of the range
         * @param end the number after its last one
         * @param monitor gets the progress; where it is stopped this may end with a {@link CancellationException}
         */
        R of(int first, int end, ProgressMonitor monitor);
    }

    /**
     * Does {@code work} for each shard of the numbers 0 … {@code count} − 1, or for all of them where no number of shards was asked
     * for. The results are in the order of the shards.
     *
     * @param what is computed, for the user
     */
    default <R> List<R> onRanges(int count, RangeWork<R> work, ProgressMonitor monitor, String what) {
        int size = Shards.rangeSize(count);
        List<R> results = new ArrayList<>();
        for (int first = 0; first < count; first += size)
            results.add(work.of(first, Math.min(count, first + size), monitor));
        return results;
    }

    /**
     * What a job on other machines costs, as it was measured.
     *
     * @param where such as the address of the cluster
     * @param seconds of one that does nothing
     * @param secondsPerByteOut of what each executor gets
     * @param secondsPerByteBack of what comes back, in this process
     */
    record JobCost(String where, double seconds, double secondsPerByteOut, double secondsPerByteBack) {}

    /** Measures what a job costs; null where there are no other machines. */
    default JobCost jobCost(ProgressMonitor monitor) {
        return null;
    }

    /** What went to other processes and back so far, for the settings file of a run; empty where there are none. */
    default Map<String, ?> traffic() {
        return Map.of();
    }

    /** The place of another module where there is one, otherwise this process. */
    static Place current() {
        return ServiceLoader.load(Place.class).findFirst().orElseGet(ThisProcess::new);
    }

    /** This process, for few images: what is summed over them has the bits that it has at {@link #current}. */
    static Place here() {
        return new ThisProcess();
    }
}
