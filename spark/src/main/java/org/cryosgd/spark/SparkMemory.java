/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;
import org.cryosgd.math.ProgressMonitor;

/** Whether packed images fit into the memory that the executors have for them, known before an image is read. */
final class SparkMemory {
    private SparkMemory() {}

    /** Says what is needed; fails in one line where it is not there and nothing may go to disk. */
    static void check(JavaSparkContext spark, long bytes, int shards, boolean spill, ProgressMonitor monitor) {
        long held = Executors.memory(spark);
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
}
