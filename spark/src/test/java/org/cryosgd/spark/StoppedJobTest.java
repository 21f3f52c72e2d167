/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cryosgd.images.Place;
import org.cryosgd.math.ProgressMonitor;
import org.junit.jupiter.api.Test;

/** A stop ends the job that is running: nobody waits for its tasks. */
class StoppedJobTest {
    /** Of a task, which does nothing meanwhile. */
    private static final long MILLISECONDS = 60_000;

    /** In local mode the tasks are in this process. */
    private static final AtomicBoolean OVER = new AtomicBoolean();

    @Test
    void aStopEndsARunningJob() {
        OnSpark.prepare();
        long begin = System.nanoTime();
        ProgressMonitor stopAfterASecond = new ProgressMonitor() {
            @Override
            public boolean stopped() {
                return System.nanoTime() - begin > 1e9;
            }
        };
        Place.RangeWork<Integer> slow = (first, end, monitor) -> {
            for (long slept = 0; slept < MILLISECONDS && !OVER.get(); slept += 50) sleep();
            return first;
        };
        try {
            assertThrows(
                    CancellationException.class, () -> new SparkPlace().onRanges(2, slow, stopAfterASecond, "Sleep"));
            // a tenth of a second between two looks, and what it takes to start Spark
            assertTrue(System.nanoTime() - begin < 0.5e6 * MILLISECONDS);
        } finally {
            OVER.set(true);
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
