/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.math;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import net.imglib2.parallel.Parallelization;
import net.imglib2.parallel.TaskExecutor;

/**
 * Independent pieces of work on the threads that the caller chose with ImgLib2's {@link Parallelization}. Pieces are
 * handed out one by one, so that they may differ in length; results must not depend on which thread does which piece.
 */
public final class Tasks {
    private Tasks() {}

    /** Work on piece {@code index} with the memory of one thread. */
    @FunctionalInterface
    public interface Piece<W> {
        void run(W workspace, int index);
    }

    /** Number of threads that {@link #forEach} uses. */
    public static int threads() {
        return Parallelization.getTaskExecutor().getParallelism();
    }

    /** Runs {@code piece} for 0 … count − 1. */
    public static void forEach(int count, IntConsumer piece) {
        forEach(count, () -> null, (workspace, index) -> piece.accept(index));
    }

    /** Runs {@code piece} for 0 … count − 1; every thread makes one workspace and keeps it for all of its pieces. */
    public static <W> void forEach(int count, Supplier<W> workspace, Piece<W> piece) {
        TaskExecutor executor = Parallelization.getTaskExecutor();
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Runnable worker = () -> {
            int index = next.getAndIncrement();
            if (index >= count) return;
            try {
                W own = workspace.get();
                for (; index < count; index = next.getAndIncrement()) piece.run(own, index);
            } catch (RuntimeException | Error e) {
                // the others stop at their next piece, and the caller gets this very object
                next.set(count);
                failure.compareAndSet(null, e);
            }
        };
        int workers = Math.min(count, executor.getParallelism());
        if (workers <= 1) worker.run();
        else executor.runAll(IntStream.range(0, workers).mapToObj(i -> worker).toList());
        Throwable thrown = failure.get();
        if (thrown instanceof Error error) throw error;
        if (thrown != null) throw (RuntimeException) thrown;
    }
}
