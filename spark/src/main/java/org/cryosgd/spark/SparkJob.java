/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.imglib2.parallel.Parallelization;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.cryosgd.math.ProgressMonitor;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Jobs under names that Spark's pages show; their seconds and bytes are counted. */
final class SparkJob {
    private static final long POLL_MILLISECONDS = 100;

    private SparkJob() {}

    /**
     * Runs a job. Where the user stops it, its tasks are ended and nothing comes back.
     *
     * @param bytesOut what each executor gets
     * @param stopped what is said then
     * @return the results in the order of the parts
     * @throws CancellationException if it is stopped
     */
    static <T> List<T> run(
            JavaSparkContext spark,
            String name,
            JavaRDD<T> rdd,
            long bytesOut,
            ProgressMonitor monitor,
            String stopped) {
        Traffic traffic = Application.traffic();
        long begin = System.nanoTime();
        List<T> results = results(spark, name, rdd, monitor, stopped);
        traffic.add(name, (System.nanoTime() - begin) * 1e-9, bytesOut);
        return results;
    }

    private static <T> List<T> results(
            JavaSparkContext spark, String name, JavaRDD<T> rdd, ProgressMonitor monitor, String stopped) {
        spark.sc().setJobDescription(name);
        JavaFutureAction<List<T>> action = rdd.collectAsync();
        while (true) {
            try {
                return action.get(POLL_MILLISECONDS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (!monitor.stopped()) continue;
                action.cancel(true);
                throw new CancellationException(stopped);
            } catch (InterruptedException e) {
                action.cancel(true);
                Thread.currentThread().interrupt();
                throw new CancellationException(stopped);
            } catch (ExecutionException e) {
                String cause = String.valueOf(e.getCause().getMessage())
                        .lines()
                        .findFirst()
                        .orElse("");
                throw new IllegalStateException("Spark: the job \"" + name + "\" failed: " + cause, e);
            }
        }
    }

    /** In a task: does something on as many threads as the task has. */
    static <R> R onThreads(Callable<R> work) throws Exception {
        return Parallelization.runWithNumThreads(Math.max(1, TaskContext.get().cpus()), work);
    }

    /** What travels as bytes: in local mode an object would be shared, and a work may hold scratch. */
    static byte[] bytes(Serializable work) {
        ByteBuffer buffer = SparkEnv.get().closureSerializer().newInstance().serialize(work, tag());
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** Undoes {@link #bytes}. */
    @SuppressWarnings("unchecked")
    static <W extends Serializable> W read(byte[] bytes) {
        // the classes of this jar are not those of Spark's own loader
        ClassLoader loader = SparkJob.class.getClassLoader();
        return (W) SparkEnv.get().closureSerializer().newInstance().deserialize(ByteBuffer.wrap(bytes), loader, tag());
    }

    private static ClassTag<Serializable> tag() {
        return ClassTag$.MODULE$.apply(Serializable.class);
    }
}
