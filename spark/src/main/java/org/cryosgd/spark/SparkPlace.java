/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.cryosgd.images.PartPacking;
import org.cryosgd.images.Place;
import org.cryosgd.images.Shards;
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

    @Override
    public <R> List<R> onRanges(int count, RangeWork<R> work, ProgressMonitor monitor, String what) {
        shards();
        int size = Shards.rangeSize(count);
        List<Integer> firsts = new ArrayList<>();
        for (int first = 0; first < count; first += size) firsts.add(first);
        JavaSparkContext spark = Application.context();
        byte[] bytes = SparkJob.bytes(work);
        Broadcast<byte[]> sent = spark.broadcast(bytes);
        long id = sent.id();
        monitor.at(0, 1, what);
        try {
            JavaRDD<R> sums = spark.parallelize(firsts, firsts.size()).map(first -> {
                RangeWork<R> same = LastWork.of(id, () -> SparkJob.read(sent.value()));
                int end = Math.min(count, first + size);
                return SparkJob.onThreads(() -> same.of(first, end, ProgressMonitor.NONE));
            });
            return SparkJob.run(spark, what, sums, bytes.length, monitor, "stopped: nothing is written");
        } finally {
            sent.destroy();
        }
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
    public JobCost jobCost(ProgressMonitor monitor) {
        int shards = shards();
        return MeasuredJob.of(Application.context(), shards, monitor);
    }

    @Override
    public Map<String, ?> traffic() {
        return Application.traffic().table();
    }
}
