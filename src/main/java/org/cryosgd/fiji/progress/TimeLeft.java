/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.progress;

import java.util.Locale;
import java.util.function.LongSupplier;

/** How long a stage will still take if it goes on as it did. */
public final class TimeLeft {
    private static final long SECOND = 1_000_000_000;

    private final LongSupplier nanos;
    private String stage = "";
    private long start;
    private long lastDone;

    TimeLeft(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** ", 5 s left", or nothing while it cannot be told; another text or a smaller {@code done} begins a new stage. */
    String after(long done, long total, String what) {
        long now = nanos.getAsLong();
        if (!what.equals(stage) || done < lastDone) {
            stage = what;
            start = now;
        }
        lastDone = done;
        return text(now - start, done, total);
    }

    /** ", 5 s left" for a stage that took {@code nanos} so far. */
    public static String text(long nanos, long done, long total) {
        double spent = nanos / (double) SECOND;
        if (done <= 0 || done >= total || spent < 1) return "";
        long seconds = Math.round(spent * (total - done) / done);
        if (seconds >= 3600)
            return String.format(Locale.ROOT, ", %d h %02d min left", seconds / 3600, seconds / 60 % 60);
        if (seconds >= 60) return String.format(Locale.ROOT, ", %d min %02d s left", seconds / 60, seconds % 60);
        return ", " + seconds + " s left";
    }
}
