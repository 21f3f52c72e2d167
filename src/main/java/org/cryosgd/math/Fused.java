/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.math;

/**
 * Multiplication and addition with one rounding, where the processor has an instruction for it: nearly all since 2013. Elsewhere
 * Java would compute it with decimal numbers, some hundred times slower; there both operations round. Thread safe.
 */
public final class Fused {
    private static final int CALLS = 100;
    private static final int TRIES = 20;
    /** Of one call, in ns. Not yet compiled, the instruction takes about 50, decimal numbers more than 1 000. */
    private static final long SLOW = 500;

    private static final boolean INSTRUCTION = fastest() < SLOW * CALLS;

    private Fused() {}

    /** a·b + c */
    public static float multiplyAdd(float a, float b, float c) {
        return INSTRUCTION ? Math.fma(a, b, c) : a * b + c;
    }

    /** The shortest of many tries, in ns, so that other work on the machine does not decide. */
    private static long fastest() {
        long best = Long.MAX_VALUE;
        float sum = 0;
        for (int i = 0; i < TRIES; i++) {
            long start = System.nanoTime();
            for (int k = 0; k < CALLS; k++) sum = Math.fma(0.5f, sum, 0.3f);
            best = Math.min(best, System.nanoTime() - start);
        }
        // always so; Java must not leave out the sum
        return sum < 2 ? best : Long.MAX_VALUE;
    }
}
