/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import org.cryosgd.images.PartPacking;
import org.cryosgd.images.Place;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Preparation;

/**
 * Keeps packed images on the executors of the Spark application that this process drives. Spark's setting
 * {@code spark.cryosgd.shards} gives the number of parts; without it there are as many as tasks run at once.
 */
public final class SparkPlace implements Place {
    @Override
    public Packed pack(
            ParticleSet set,
            int[][] sets,
            Preparation preparation,
            boolean correctCtf,
            boolean whiteNoise,
            HalfDisc map,
            long cacheBytes,
            ProgressMonitor monitor)
            throws IOException {
        check(set);
        PartPacking packing = PartPacking.of(set, sets, preparation, correctCtf, whiteNoise, map, false);
        return SparkImages.pack(Application.context(), packing, sets, monitor);
    }

    @Override
    public Packed packStraight(
            ParticleSet set,
            int[][] sets,
            Preparation preparation,
            boolean correctCtf,
            HalfDisc map,
            long cacheBytes,
            ProgressMonitor monitor)
            throws IOException {
        check(set);
        PartPacking packing = PartPacking.of(set, sets, preparation, correctCtf, false, map, true);
        return SparkImages.pack(Application.context(), packing, sets, monitor);
    }

    private void check(ParticleSet set) {
        if (!(set.images() instanceof Serializable))
            throw new IllegalArgumentException(set.name() + ": its images are not in files. Spark needs files that all"
                    + " machines can read: save the images and their table first.");
        shards();
    }

    @Override
    public int shards() {
        return Application.shards();
    }

    @Override
    public Map<String, ?> traffic() {
        return Application.traffic().table();
    }
}
