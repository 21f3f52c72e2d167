/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import java.util.Locale;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.cryosgd.math.ProgressMonitor;
import scala.jdk.javaapi.CollectionConverters;

/** Whether packed images fit into the memory that the executors have for them, known before an image is read. */
final class SparkMemory {
    /** Seconds until the first executor must be there. */
    private static final int PATIENCE = 60;

    private SparkMemory() {}

    /** Says what is needed; fails in one line where it is not there and nothing may go to disk. */
    static void check(JavaSparkContext spark, long bytes, int shards, boolean spill, ProgressMonitor monitor) {
        long held = held(spark);
        monitor.say(String.format(
                Locale.ROOT,
                "Spark: %s, %d shards, %.0f MB of packed images, executors hold %.0f MB%s",
                spark.master(),
                shards,
                bytes / 1e6,
                held / 1e6,
                spill ? ", the rest on their disks" : ""));
        if (bytes > held && !spill)
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Spark: packed images need %.0f MB and the executors hold %.0f MB. Give executors more memory"
                            + " (spark.executor.memory, in local mode spark.driver.memory), take more of them, or use"
                            + " --conf spark.cryosgd.spill=true.",
                    bytes / 1e6,
                    held / 1e6));
    }

    private static long held(JavaSparkContext spark) {
        boolean local = spark.isLocal();
        for (int second = 0; ; second++) {
            var status = spark.sc().getExecutorMemoryStatus();
            // the driver is among them, and keeps images in local mode alone
            int executors = status.size() - (local ? 0 : 1);
            if (executors >= 1) return sum(spark, local);
            if (second == PATIENCE)
                throw new IllegalStateException("Spark: no executor came within " + PATIENCE + " s from "
                        + spark.master() + ". Look at the cluster's page for free cores and memory.");
            try {
                Thread.sleep(1000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Spark: interrupted while waiting for executors", e);
            }
        }
    }

    private static long sum(JavaSparkContext spark, boolean local) {
        String driver = SparkEnv.get().blockManager().blockManagerId().hostPort();
        long sum = 0;
        for (var entry : CollectionConverters.asJava(spark.sc().getExecutorMemoryStatus())
                .entrySet()) if (local || !entry.getKey().equals(driver)) sum += (Long) (Object) entry.getValue()._1();
        return sum;
    }
}
