/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.cryosgd.images.Place;
import org.cryosgd.math.ProgressMonitor;

/** What a job costs on the master that is used: one that broadcasts and collects, and does nothing else. */
final class MeasuredJob {
    private static final int WARM_UP = 10;
    private static final int REPEATS = 20;
    private static final int REPEATS_OF_LARGE = 5;

    /** About what goes out and comes back at box 128. */
    private static final int FLOATS = 1 << 20;

    private final JavaSparkContext spark;
    private final int tasks;
    private final ProgressMonitor monitor;

    private MeasuredJob(JavaSparkContext spark, int tasks, ProgressMonitor monitor) {
        this.spark = spark;
        this.tasks = tasks;
        this.monitor = monitor;
    }

    /** Measures with as many tasks as there are shards. */
    static Place.JobCost of(JavaSparkContext spark, int tasks, ProgressMonitor monitor) {
        MeasuredJob job = new MeasuredJob(spark, tasks, monitor);
        job.median(WARM_UP, 1, 1);
        double empty = job.median(REPEATS, 1, 1);
        double out = job.median(REPEATS_OF_LARGE, FLOATS, 1);
        double back = job.median(REPEATS_OF_LARGE, 1, FLOATS);
        return new Place.JobCost(
                spark.master() + " with " + tasks + " shards",
                empty,
                Math.max(0, out - empty) / (4.0 * FLOATS),
                Math.max(0, back - empty) / (4.0 * FLOATS * tasks));
    }

    private double median(int repeats, int floatsOut, int floatsBack) {
        double[] seconds = new double[repeats];
        for (int i = 0; i < repeats; i++) {
            monitor.at(i, repeats, "Jobs");
            long begin = System.nanoTime();
            once(floatsOut, floatsBack);
            seconds[i] = (System.nanoTime() - begin) * 1e-9;
        }
        Arrays.sort(seconds);
        return seconds[repeats / 2];
    }

    private void once(int floatsOut, int floatsBack) {
        List<Integer> numbers = new ArrayList<>();
        for (int task = 0; task < tasks; task++) numbers.add(task);
        byte[] bytes = SparkJob.bytes(noise(floatsOut));
        Broadcast<byte[]> sent = spark.broadcast(bytes);
        try {
            SparkJob.run(
                    spark,
                    "Empty job",
                    spark.parallelize(numbers, tasks).map(number -> {
                        float[] values = SparkJob.read(sent.value());
                        return noise(values.length > 0 ? floatsBack : 0);
                    }),
                    bytes.length,
                    monitor,
                    "stopped: the lines so far are complete");
        } finally {
            sent.destroy();
        }
    }

    /** Numbers that no compression makes smaller, as those of volumes. */
    private static float[] noise(int count) {
        float[] values = new float[count];
        int state = 1;
        for (int i = 0; i < count; i++) {
            state = 1664525 * state + 1013904223;
            values[i] = 1e-9f * state;
        }
        return values;
    }
}
