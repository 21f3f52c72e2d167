/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.experiments;

/** The seconds of a piece of work. */
final class Timing {
    private static final int REPEATS = 4;
    /**
     * Work is repeated for at least so long: Java compiles it again and again in its first second. Tests, which need no
     * good numbers, set the property.
     */
    private static final double SECONDS = Double.parseDouble(System.getProperty("cryosgd.timing", "1.5"));

    private Timing() {}

    /** Of the fastest repetition. */
    static double best(Runnable work) {
        double best = Double.POSITIVE_INFINITY;
        double total = 0;
        for (int i = 0; i < REPEATS || total < SECONDS; i++) {
            long start = System.nanoTime();
            work.run();
            double seconds = (System.nanoTime() - start) * 1e-9;
            best = Math.min(best, seconds);
            total += seconds;
        }
        return best;
    }
}
