/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import java.util.Locale;
import org.cryosgd.assess.DirectionalFsc;
import org.cryosgd.heterogeneity.OneMapCheck;
import org.cryosgd.refine.fit.PoseCheck;
import org.cryosgd.refine.search.MapAlignment;

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

    static String aligned(MapAlignment alignment, double voxel) {
        return String.format(
                Locale.ROOT,
                "Half 2 is turned by %.2f° and moved by %.2f Å to lie on half 1.",
                Math.toDegrees(alignment.angleRadians()),
                voxel * alignment.shiftVoxels());
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

    static String poses(PoseCheck check) {
        return String.format(
                Locale.ROOT,
                "Poses: %.0f %% of %d particles find the same pose, within 20°, in the map of the other half.",
                100 * check.same(),
                check.images());
    }

    static String oneMap(OneMapCheck check) {
        return String.format(
                Locale.ROOT,
                check.differ()
                        ? "The particles differ: the halves of %d of them agree by %.2f about how."
                        : "No differences between %d particles were found: their halves agree by %.2f about them.",
                check.images(),
                check.correlation());
    }

    static String undetermined(PoseCheck check) {
        return String.format(
                Locale.ROOT,
                "the poses are not determined: only %.0f %% of the particles find the same pose in the map of the other half."
                        + " The images have too little signal, or they are no particles. Do not use these poses, nor the"
                        + " distribution of views.",
                100 * check.same());
    }

    static String doubtful(PoseCheck check) {
        return String.format(
                Locale.ROOT,
                "many poses are not determined: only %.0f %% of the particles find the same pose in the map of the other half."
                        + " The images have little signal, or many are no particles, or the particle looks nearly the same from"
                        + " several sides. Do not use single poses, nor the distribution of views.",
                100 * check.same());
    }

    /** @param directions of the map; null where they were not measured */
    static String uneven(double missing, double angstrom, DirectionalFsc directions) {
        return String.format(
                Locale.ROOT,
                "the views are uneven: few views contain %.0f %% of the frequencies at %.0f Å. %s The reported resolution"
                        + " takes this into account; see docs/refine.md.",
                100 * missing,
                angstrom,
                directions == null ? "The map is worse in some directions." : spread(directions));
    }

    private static String spread(DirectionalFsc directions) {
        double[] worst = directions.angles(directions.worst());
        return String.format(
                Locale.ROOT,
                "The half maps agree to %.2f Å in the best directions and to %.2f Å in the worst, around rot %.0f°, tilt"
                        + " %.0f° (anisotropy %.2f).",
                directions.finest(),
                directions.coarsest(),
                worst[0],
                worst[1],
                directions.anisotropy());
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
