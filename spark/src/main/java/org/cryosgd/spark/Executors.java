/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import scala.jdk.javaapi.CollectionConverters;

/** The executors that there are. They register late: nothing is asked of them before their number has settled. */
final class Executors {
    /** Seconds until the first executor must be there. */
    private static final int PATIENCE = 180;

    /** Seconds without a new one. */
    private static final int SETTLED = 3;

    private Executors() {}

    /** Waits for executors; returns at once in local mode. */
    static void await(JavaSparkContext spark) {
        if (spark.isLocal()) return;
        int last = 0;
        int same = 0;
        for (int second = 0; ; second++) {
            int now = count(spark);
            same = now == last ? same + 1 : 0;
            last = now;
            int asked = spark.getConf().getInt("spark.executor.instances", 0);
            if (now >= 1 && (now >= asked && asked > 0 || same >= SETTLED)) return;
            if (now == 0 && second == PATIENCE)
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

    /** The driver is among those with memory, and keeps images in local mode alone. */
    private static int count(JavaSparkContext spark) {
        return spark.sc().getExecutorMemoryStatus().size() - 1;
    }

    /** Tasks that run at the same time. */
    static int tasksAtOnce(JavaSparkContext spark) {
        await(spark);
        return Math.max(1, spark.defaultParallelism() / spark.getConf().getInt("spark.task.cpus", 1));
    }

    /** Bytes that executors can keep, of data and of what jobs need. */
    static long memory(JavaSparkContext spark) {
        await(spark);
        String driver = SparkEnv.get().blockManager().blockManagerId().hostPort();
        long sum = 0;
        for (var entry : CollectionConverters.asJava(spark.sc().getExecutorMemoryStatus())
                .entrySet())
            if (spark.isLocal() || !entry.getKey().equals(driver))
                sum += (Long) (Object) entry.getValue()._1();
        return sum;
    }
}
