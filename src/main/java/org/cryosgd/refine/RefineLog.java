/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import java.util.Locale;

/** What a refinement says. */
final class RefineLog {
    private RefineLog() {}

    static String epoch(RefineRecord now) {
        return String.format(
                Locale.ROOT,
                "Epoch %d: poses searched %s to %.1f Å, half maps agree to %.2f Å%s",
                now.epoch(),
                now.wide() ? "everywhere" : "nearby",
                now.limitAngstrom(),
                now.resolutionAngstrom(),
                now.epoch() == 1 ? "" : String.format(Locale.ROOT, ", median turn %.2f°", now.turnDegrees()));
    }

    static String unsupported(String objection) {
        return objection + ": the maps that follow are not supported by the data.";
    }

    static String tilts(double first, double second) {
        return String.format(
                Locale.ROOT,
                "Most views are along one axis. The particles fit better when their tilts from it are multiplied by %.2f"
                        + " (half 1) and %.2f (half 2).",
                first,
                second);
    }

    static String uneven(double missing, double angstrom) {
        return String.format(
                Locale.ROOT,
                "the views are uneven: few views contain %.0f %% of the frequencies at %.0f Å. The map is worse in some"
                        + " directions. The reported resolution takes this into account; see docs/refine.md.",
                100 * missing,
                angstrom);
    }

    static String converged(RefineRecord last) {
        return String.format(
                Locale.ROOT,
                "Converged after %d epochs: the resolution is settled and half of the poses turn by less than %.2f°.",
                last.epoch(),
                last.turnDegrees());
    }

    static String stopped(int epoch) {
        return "Stopped by the user in epoch " + epoch + "; the poses so far are kept.";
    }

    static String done(int epochs) {
        return "All " + epochs + " epochs were done.";
    }
}
