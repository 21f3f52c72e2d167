/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

/** Lets checkpoints be written as often as they cost no more than a twentieth of the time. */
final class CheckpointPace {
    private static final double MOST_OF_THE_TIME = 0.05;

    /** A run that ends sooner needs none. */
    private static final double FIRST_SECONDS = 0.5;

    private long last = System.nanoTime();
    private double wait = FIRST_SECONDS;

    /** Runs {@code save} if it is time again. */
    void offer(Runnable save) {
        long now = System.nanoTime();
        if ((now - last) * 1e-9 < wait) return;
        save.run();
        last = System.nanoTime();
        wait = (last - now) * 1e-9 / MOST_OF_THE_TIME;
    }
}
