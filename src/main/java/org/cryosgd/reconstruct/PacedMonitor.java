/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import org.cryosgd.math.ProgressMonitor;

/** Passes everything on, and stops a computation for a moment whenever so many seconds are over, so that its state can be saved. */
final class PacedMonitor implements ProgressMonitor {
    private final ProgressMonitor monitor;
    private final double seconds;
    private long next;

    PacedMonitor(ProgressMonitor monitor, double seconds) {
        this.monitor = monitor;
        this.seconds = seconds;
        restart();
    }

    /** From now on it takes as long again. */
    void restart() {
        next = System.nanoTime() + (long) (1e9 * seconds);
    }

    @Override
    public void at(long done, long total, String what) {
        monitor.at(done, total, what);
    }

    @Override
    public void say(String line) {
        monitor.say(line);
    }

    @Override
    public void warn(String line) {
        monitor.warn(line);
    }

    @Override
    public boolean stopped() {
        return monitor.stopped() || System.nanoTime() - next >= 0;
    }
}
