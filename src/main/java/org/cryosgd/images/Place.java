/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import java.io.IOException;
import java.util.Map;
import java.util.ServiceLoader;
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

    /** What went to other processes and back so far, for the settings file of a run; empty where there are none. */
    default Map<String, ?> traffic() {
        return Map.of();
    }

    /** Whether images are kept and summed on other machines. */
    default boolean isElsewhere() {
        return true;
    }

    /** The place of another module where there is one, otherwise this process. */
    static Place current() {
        return ServiceLoader.load(Place.class).findFirst().orElseGet(ThisProcess::new);
    }
}
