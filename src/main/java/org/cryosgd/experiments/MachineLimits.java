/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.experiments;

import java.util.Arrays;
import java.util.Locale;
import org.cryosgd.math.Tasks;

/**
 * What the threads of {@link Tasks} together can do at most: how fast a loop copies memory, and how fast a loop multiplies and adds numbers that
 * are in the first cache. A pass that reaches most of one of them cannot be made much faster.
 *
 * @param copy bytes per second, read and written
 * @param flops multiplications and additions per second
 */
record MachineLimits(double copy, double flops) {
    /** Floats that a thread copies: more than its share of the caches. */
    private static final int COPIED = 1 << 24;

    /** Floats of an array that stays in the first cache. */
    private static final int CACHED = 1 << 11;

    private static final int ROUNDS = 1 << 13;

    static MachineLimits measure() {
        int threads = Tasks.threads();
        float[][] from = new float[threads][COPIED];
        float[][] to = new float[threads][COPIED];
        double copying = Timing.best(
                () -> Tasks.forEach(threads, thread -> System.arraycopy(from[thread], 0, to[thread], 0, COPIED)));
        float[][] a = new float[threads][CACHED];
        for (float[] values : a) Arrays.fill(values, 1);
        double computing = Timing.best(() -> Tasks.forEach(threads, thread -> multiplyAndAdd(a[thread])));
        return new MachineLimits(8.0 * COPIED * threads / copying, 8.0 * CACHED * ROUNDS * threads / computing);
    }

    /** Eight operations for each number that is read and written. */
    private static void multiplyAndAdd(float[] a) {
        for (int round = 0; round < ROUNDS; round++) step(a);
    }

    private static void step(float[] a) {
        for (int i = 0; i < a.length; i++) {
            float x = a[i];
            x = x * 0.9f + 0.1f;
            x = x * 0.8f + 0.2f;
            x = x * 0.7f + 0.3f;
            a[i] = x * 0.6f + 0.4f;
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d threads copy %.1f GB/s and multiply and add %.1f Gflop/s",
                Tasks.threads(),
                copy * 1e-9,
                flops * 1e-9);
    }

    /**
     * Which part of the limits a pass reaches.
     *
     * @param bytes that it reads from memory and writes there
     * @param operations multiplications and additions
     */
    String reached(String pass, double bytes, double operations, double seconds) {
        return String.format(
                Locale.ROOT,
                "%s %.0f %% and %.0f %%",
                pass,
                100 * bytes / seconds / copy,
                100 * operations / seconds / flops);
    }
}
