/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Preparation;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.report.average.ViewAverage;
import org.cryosgd.report.average.ViewAverages;

/**
 * Averages of the particles of a table, beside projections of the {@code map.mrc} in its folder, where there is one.
 * Images are prepared as the refinement did that wrote the folder, or by default.
 *
 * @param averages the fullest view bin first
 * @param projected whether there was a map to project
 * @param box width of the averages in pixels
 * @param pixelSizeAngstrom of the averages
 */
public record TableAverages(List<ViewAverage> averages, boolean projected, int box, double pixelSizeAngstrom) {
    /**
     * Makes them; see {@link ViewAverages#of} for threads and limits.
     *
     * @param table the file of the particles
     * @param set those of its particles that are averaged, with poses
     * @param most number of bins
     * @throws IOException if a file or an image cannot be read
     */
    public static TableAverages of(Path table, ParticleSet set, int most, ProgressMonitor monitor) throws IOException {
        Path beside = table.resolveSibling("map.mrc");
        Volume map = Files.exists(beside) ? MrcFiles.readVolume(beside) : null;
        FinishedRun run = map != null && Files.exists(table.resolveSibling("refine.json"))
                ? FinishedRun.in(beside.toAbsolutePath().getParent(), "map.mrc")
                : null;
        if (map == null) monitor.warn("No map.mrc beside the table: averages without projections.");
        ViewAverages views = views(run, set.particles().stream().allMatch(p -> p.defocus() != null));
        int box = views.box(set.box());
        return new TableAverages(
                views.of(set, map, most, monitor), map != null, box, set.pixelSizeAngstrom() * set.box() / box);
    }

    private static ViewAverages views(FinishedRun run, boolean ctf) {
        if (run == null) return new ViewAverages(Preparation.defaults(), ctf, Symmetry.NONE, 0);
        double limit = run.resolutionAngstrom();
        return new ViewAverages(
                run.preparation(), ctf && run.correctsCtf(), run.symmetry(), Double.isNaN(limit) ? 0 : limit);
    }

    /** Number of images and, where there was a map, how well its projections fit. */
    public String describe() {
        int images = averages.stream().mapToInt(ViewAverage::images).sum();
        String line = "Averages: " + images + " images in the " + averages.size() + " fullest view bins";
        if (!projected || averages.isEmpty()) return line;
        DoubleSummaryStatistics correlation =
                averages.stream().mapToDouble(ViewAverage::correlation).summaryStatistics();
        return line
                + String.format(
                        Locale.ROOT,
                        "; correlation with the map's projections %.2f to %.2f",
                        correlation.getMin(),
                        correlation.getMax());
    }
}
