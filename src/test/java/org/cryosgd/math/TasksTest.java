/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import net.imglib2.parallel.Parallelization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class TasksTest {
    private static void with(int threads, Runnable action) {
        if (threads == 1) Parallelization.runSingleThreaded(action);
        else Parallelization.runWithNumThreads(threads, action);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void everyPieceIsRunOnce(int threads) {
        for (int count : new int[] {0, 1, 2, 1000}) {
            AtomicIntegerArray runs = new AtomicIntegerArray(count);
            with(threads, () -> Tasks.forEach(count, (int i) -> runs.incrementAndGet(i)));
            for (int i = 0; i < count; i++) assertEquals(1, runs.get(i), "piece " + i + " of " + count);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aWorkspaceBelongsToOneThread(int threads) {
        AtomicInteger made = new AtomicInteger();
        Set<Thread> users = ConcurrentHashMap.newKeySet();
        with(threads, () -> {
            assertEquals(threads, Tasks.threads());
            Tasks.forEach(
                    500,
                    () -> {
                        made.incrementAndGet();
                        return Thread.currentThread();
                    },
                    (owner, i) -> {
                        assertSame(owner, Thread.currentThread());
                        users.add(owner);
                    });
        });
        assertTrue(made.get() <= threads, made + " workspaces");
        assertTrue(users.size() <= threads);
    }

    /** Each piece waits for the other, which one thread alone could not do. */
    @Test
    void twoThreadsWorkAtTheSameTime() {
        CountDownLatch both = new CountDownLatch(2);
        with(
                2,
                () -> Tasks.forEach(2, (int i) -> {
                    both.countDown();
                    try {
                        assertTrue(both.await(10, TimeUnit.SECONDS), "the other piece did not start");
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }));
    }

    /** Callers unpack the cause, so the very exception must come out. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void anExceptionReachesTheCaller(int threads) {
        IOException cause = new IOException("image 17 is damaged");
        UncheckedIOException thrown = assertThrows(
                UncheckedIOException.class,
                () -> with(
                        threads,
                        () -> Tasks.forEach(100, (int i) -> {
                            if (i == 17) throw new UncheckedIOException(cause);
                        })));
        assertSame(cause, thrown.getCause());
    }

    /** A message for lack of memory can only be given where it is recognised. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void anErrorReachesTheCaller(int threads) {
        OutOfMemoryError thrown = assertThrows(
                OutOfMemoryError.class,
                () -> with(
                        threads,
                        () -> Tasks.forEach(100, (int i) -> {
                            if (i == 17) throw new OutOfMemoryError("too large");
                        })));
        assertEquals("too large", thrown.getMessage());
    }

    /** A damaged image is reported at once, not after all the others were read. */
    @Test
    void afterAFailureNoMorePiecesAreBegun() {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch failed = new CountDownLatch(1);
        assertThrows(
                IllegalStateException.class,
                () -> with(
                        2,
                        () -> Tasks.forEach(1000, (int i) -> {
                            if (i == 0) {
                                failed.countDown();
                                throw new IllegalStateException("damaged");
                            }
                            try {
                                assertTrue(failed.await(10, TimeUnit.SECONDS));
                                Thread.sleep(5);
                            } catch (InterruptedException e) {
                                throw new IllegalArgumentException(e);
                            }
                            runs.incrementAndGet();
                        })));
        // the piece that the other thread was in, and what it began in the time that the exception took
        assertTrue(runs.get() < 100, runs + " pieces");
    }
}
