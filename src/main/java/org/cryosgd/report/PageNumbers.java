/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cryosgd.math.Volume;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.reconstruct.ReconstructionResult;
import org.cryosgd.report.page.RunSections.Headline;

/** The numbers that every page of a map begins with. */
final class PageNumbers {
    private PageNumbers() {}

    /** Particles, box, voxel size, symmetry if there is one, and time. */
    static List<Headline> of(ReconstructionResult result, Symmetry symmetry, double seconds) {
        Volume map = result.map();
        List<Headline> headlines = new ArrayList<>();
        headlines.add(new Headline(String.valueOf(result.particles()), "particles"));
        headlines.add(new Headline(map.size() + "³", "voxels"));
        headlines.add(new Headline(String.format(Locale.ROOT, "%.3f Å", map.voxelSizeAngstrom()), "voxel size"));
        if (result.directions() != null)
            headlines.add(new Headline(
                    String.format(Locale.ROOT, "%.2f", result.directions().anisotropy()),
                    "worst directions over best"));
        if (symmetry.order() > 1) headlines.add(new Headline(symmetry.name(), "symmetry"));
        headlines.add(new Headline(time(seconds), "computing time"));
        return headlines;
    }

    private static String time(double seconds) {
        if (seconds < 100) return String.format(Locale.ROOT, "%.1f s", seconds);
        long minutes = Math.round(seconds / 60);
        return minutes < 100
                ? minutes + " min"
                : String.format(Locale.ROOT, "%d h %02d min", minutes / 60, minutes % 60);
    }
}
