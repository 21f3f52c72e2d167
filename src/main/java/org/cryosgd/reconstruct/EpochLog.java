/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import java.util.Locale;

/** What a reconstruction says: one line per epoch and one at the end. */
final class EpochLog {
    private EpochLog() {}

    static String line(EpochRecord epoch, boolean halves) {
        String line = String.format(Locale.ROOT, "Epoch %d: loss %.6g", epoch.epoch(), epoch.loss());
        if (epoch.epoch() > 0)
            line += String.format(Locale.ROOT, ", step %.3g, change %.3f", epoch.step(), epoch.change());
        if (halves) line += String.format(Locale.ROOT, ", half maps agree to %.2f Å", epoch.resolutionAngstrom());
        return line;
    }

    static String converged(int epoch, double left) {
        return String.format(
                Locale.ROOT,
                "Converged after %d %s: more would change the map by about %.2f of its noise.",
                epoch,
                epoch == 1 ? "epoch" : "epochs",
                left);
    }

    static String stopped(int epoch) {
        return "Stopped by the user in epoch " + epoch + "; the map so far is kept.";
    }

    static String done(int epochs) {
        return "All " + epochs + " epochs were done.";
    }
}
