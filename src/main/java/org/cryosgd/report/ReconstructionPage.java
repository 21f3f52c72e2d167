/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.math.Volume;
import org.cryosgd.reconstruct.EpochRecord;
import org.cryosgd.reconstruct.ReconstructionResult;
import org.cryosgd.report.page.Html;
import org.cryosgd.report.page.HtmlPage;
import org.cryosgd.report.page.MapSections;
import org.cryosgd.report.page.PageParticles;
import org.cryosgd.report.page.ParticleSections;
import org.cryosgd.report.page.RunRecord;
import org.cryosgd.report.page.RunSections;
import org.cryosgd.report.page.RunSections.Headline;
import org.cryosgd.report.page.SvgPlot;

/** A reconstruction as one page for a browser. */
final class ReconstructionPage {
    private ReconstructionPage() {}

    /** @param files of the run, the map first */
    static HtmlPage of(
            List<Path> files,
            ReconstructionResult result,
            Map<String, Object> settings,
            RunRecord run,
            PageParticles particles) {
        HtmlPage page = new HtmlPage(
                "CryoSGD reconstruction",
                files.get(0).getFileName().toString(),
                result.particles() + " particles of " + particles.particles().name() + ". " + result.ending());
        page.lead(RunSections.headlines(headlines(result, particles)));
        page.lead(RunSections.warnings(run.warnings()));
        Volume map = result.map();
        page.section("surface", "Surface", MapSections.surface(map));
        page.section("resolution", "Resolution", resolution(result));
        page.section("slices", "Slices", MapSections.slices(map));
        page.section("views", "Views", ParticleSections.views(particles));
        page.section(
                "averages",
                "Particles beside the map",
                ParticleSections.averages(particles, map, result.resolutionAngstrom(), run));
        page.section("history", "History", RunSections.epochs(run) + history(result.history()));
        page.section("particles", "Particles", ParticleSections.histograms(particles, null));
        page.section(
                "settings",
                "Settings",
                RunSections.settings(settings, run.lines())
                        + CameraRecord.html(
                                CameraRecord.ofGroups(particles.particles().optics()))
                        + RunSections.files(files));
        return page.section("cite", "How to cite", RunSections.citation());
    }

    private static List<Headline> headlines(ReconstructionResult result, PageParticles particles) {
        List<Headline> headlines = new ArrayList<>();
        FscCurve fsc = result.bestFsc();
        if (fsc != null)
            headlines.add(new Headline(
                    Html.number(result.resolutionAngstrom(), 2) + " Å",
                    (fsc.fallsBelow(FscCurve.HALF_MAPS)
                                    ? "resolution at FSC 0.143"
                                    : "resolution: the limit of the voxel size")
                            + (result.masked() == null ? "" : ", under the mask")));
        headlines.addAll(PageNumbers.of(result, particles.symmetry(), result.seconds()));
        int last = result.history().isEmpty()
                ? 0
                : result.history().get(result.history().size() - 1).epoch();
        headlines.add(headlines.size() - 1, new Headline(String.valueOf(last), "epochs"));
        return headlines;
    }

    private static String resolution(ReconstructionResult result) {
        String guinier = MapSections.guinier(result.map(), result.half1(), result.half2());
        if (result.fsc() == null)
            return Html.paragraph("There are no half maps, so there is no FSC: run with halfMaps=true to get one.")
                    + Html.grid("two", guinier);
        String fsc = MapSections.fsc(result.fsc(), result.masked(), null).svg();
        return Html.grid(
                        "two",
                        Html.figure(
                                fsc,
                                "Correlation of two maps from independent halves of the particles. "
                                        + FscReport.resolution(result.bestFsc(), FscCurve.HALF_MAPS) + "."),
                        guinier)
                + DirectionsReport.figure(result.directions());
    }

    private static String history(List<EpochRecord> history) {
        List<EpochRecord> seen =
                history.stream().filter(e -> Double.isFinite(e.loss())).toList();
        if (seen.size() < 2) return "";
        SvgPlot loss = new SvgPlot("Loss", "Epoch", "loss per image")
                .wholeNumbers()
                .dots("loss", values(seen, EpochRecord::epoch), values(seen, EpochRecord::loss));
        List<String> figures = new ArrayList<>(List.of(Html.figure(
                loss.svg(), "The objective over the mini-batches of each epoch. Only differences mean something.")));
        if (Double.isFinite(seen.get(0).resolutionAngstrom()))
            figures.add(Html.figure(
                    new SvgPlot("Resolution", "Epoch", "resolution (Å)")
                            .wholeNumbers()
                            .dots(
                                    "half maps",
                                    values(seen, EpochRecord::epoch),
                                    values(seen, EpochRecord::resolutionAngstrom))
                            .svg(),
                    "Where the FSC of the half maps falls below 0.143, without a mask."));
        return "<h3>Epoch by epoch</h3>\n" + Html.grid("two", figures.toArray(String[]::new));
    }

    private static double[] values(List<EpochRecord> history, ToDoubleFunction<EpochRecord> value) {
        return history.stream().mapToDouble(value).toArray();
    }
}
