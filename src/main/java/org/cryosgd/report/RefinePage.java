/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.math.Volume;
import org.cryosgd.reconstruct.ReconstructionResult;
import org.cryosgd.refine.RefineRecord;
import org.cryosgd.refine.RefineResult;
import org.cryosgd.refine.RefinedClasses;
import org.cryosgd.report.page.Html;
import org.cryosgd.report.page.HtmlPage;
import org.cryosgd.report.page.MapSections;
import org.cryosgd.report.page.PageParticles;
import org.cryosgd.report.page.ParticleSections;
import org.cryosgd.report.page.RunRecord;
import org.cryosgd.report.page.RunSections;
import org.cryosgd.report.page.RunSections.Headline;
import org.cryosgd.report.page.SvgPlot;

/** A refinement as one page for a browser. */
final class RefinePage {
    private RefinePage() {}

    /**
     * The page.
     *
     * @param name of the run
     * @param files of the run, the map first
     * @param particles with the poses that were found
     */
    static HtmlPage of(
            String name,
            List<Path> files,
            RefineResult result,
            Map<String, Object> settings,
            RunRecord run,
            PageParticles particles) {
        HtmlPage page = new HtmlPage(
                "CryoSGD refinement",
                name,
                result.maps().particles() + " particles of "
                        + particles.particles().name() + ". " + result.ending());
        page.lead(RunSections.headlines(headlines(result)));
        page.lead(RunSections.warnings(warnings(result, run)));
        Volume map = result.maps().map();
        page.section("surface", "Surface", MapSections.surface(map));
        if (result.classes() != null) page.section("classes", "Classes", classes(result.classes()));
        page.section("resolution", "Resolution", resolution(result));
        page.section("slices", "Slices", MapSections.slices(map));
        page.section("views", "Views", ParticleSections.views(particles));
        page.section(
                "averages",
                "Particles beside the map",
                ParticleSections.averages(particles, map, result.maps().resolutionAngstrom(), run));
        page.section("history", "History", RunSections.epochs(run) + history(result.history()));
        page.section("particles", "Particles", ParticleSections.histograms(particles, result.logLikelihoods()));
        page.section(
                "settings",
                "Settings",
                RunSections.settings(settings, run.lines())
                        + CameraRecord.html(
                                CameraRecord.ofGroups(particles.particles().optics()))
                        + RunSections.files(files));
        return page.section("cite", "How to cite", RunSections.citation());
    }

    private static String classes(RefinedClasses classes) {
        if (classes.count() == 1)
            return Html.paragraph("One class of " + classes.asked()
                    + " that were asked for: the images do not tell the particles apart.");
        StringBuilder html = new StringBuilder(
                Html.paragraph("The page is about class 1. The others are in class_2.mrc, class_2.star and so on."));
        for (int c = 1; c <= classes.count(); c++) {
            html.append(Html.paragraph(classes.describe(c)));
            if (classes.results().get(c - 1) != null)
                html.append(
                        MapSections.surface(classes.results().get(c - 1).maps().map()));
        }
        return html.toString();
    }

    /** Those of the run, and what a reader of the map has to know in any case. */
    private static List<String> warnings(RefineResult result, RunRecord run) {
        List<String> warnings = new ArrayList<>();
        if (!result.supported())
            warnings.add("The data do not support this map: " + result.objection() + ". No resolution is claimed.");
        warnings.addAll(run.warnings());
        if (!result.converged()) warnings.add("The run had not converged when it ended. It can go on with resume=.");
        warnings.add("Images cannot tell a structure from its mirror image. Compare the hand with what is known.");
        return warnings;
    }

    private static List<Headline> headlines(RefineResult result) {
        List<Headline> headlines = new ArrayList<>();
        String mask = result.maps().masked() == null ? "" : ", under the mask";
        headlines.add(
                result.supported()
                        ? new Headline(
                                Html.number(result.resolutionAngstrom(), 2) + " Å",
                                "resolution that can be relied upon" + mask)
                        : new Headline("none", "resolution"));
        headlines.add(new Headline(
                Html.number(result.maps().resolutionAngstrom(), 2) + " Å",
                "where the half maps cross FSC 0.143" + mask));
        headlines.addAll(PageNumbers.of(result.maps(), result.symmetry(), result.seconds()));
        headlines.add(
                headlines.size() - 1,
                new Headline(String.valueOf(result.history().size()), "epochs"));
        return headlines;
    }

    private static String resolution(RefineResult result) {
        ReconstructionResult maps = result.maps();
        FscCurve reliable = result.fsc();
        String guinier = MapSections.guinier(maps.map(), maps.half1(), maps.half2());
        double[] frequencies = maps.fsc().frequencies();
        SvgPlot parts = new SvgPlot("Agreement of the starts, evenness", "Resolution (Å)", "part")
                .resolutionAxis()
                .range(-0.1, 1.05)
                .line("FSC of the starts", frequencies, result.agreement().values())
                .line("evenness", frequencies, result.evenness());
        return Html.grid(
                        "two",
                        Html.figure(
                                MapSections.fsc(maps.fsc(), maps.masked(), reliable)
                                        .svg(),
                                (result.supported()
                                                ? FscReport.resolution(reliable, FscCurve.HALF_MAPS)
                                                        + " can be relied upon: the FSC less its standard error, weighted by evenness."
                                                : "No resolution is claimed, for " + result.objection() + ".")
                                        + " The half maps come from independent halves of the particles."),
                        guinier,
                        Html.figure(
                                parts.svg(),
                                "The two independent starts agreed up to their own resolution. Evenness is the part of each shell"
                                        + " over which the half maps agree; it is low where views are missing."))
                + DirectionsReport.figure(maps.directions());
    }

    private static String history(List<RefineRecord> history) {
        if (history.size() < 2) return "";
        double[] epochs = values(history, RefineRecord::epoch);
        // poses before the first epoch are those of the starts, and none of the others would be seen beside them
        List<RefineRecord> later = history.subList(1, history.size());
        double[] laterEpochs = values(later, RefineRecord::epoch);
        return "<h3>Epoch by epoch</h3>\n"
                + Html.grid(
                        "two",
                        Html.figure(
                                new SvgPlot("Resolution", "Epoch", "resolution (Å)")
                                        .wholeNumbers()
                                        .dots("half maps", epochs, values(history, RefineRecord::resolutionAngstrom))
                                        .dots(
                                                "limit of the search",
                                                epochs,
                                                values(history, RefineRecord::limitAngstrom))
                                        .svg(),
                                "Where the FSC of the half maps falls below 0.143, and the finest detail that poses were"
                                        + " searched with."),
                        Html.figure(
                                new SvgPlot("Changes of the poses", "Epoch", "median turn (°), shift (Å)")
                                        .wholeNumbers()
                                        .dots("turn", laterEpochs, values(later, RefineRecord::turnDegrees))
                                        .dots("shift", laterEpochs, values(later, RefineRecord::shiftAngstrom))
                                        .svg(),
                                String.format(
                                        Locale.ROOT,
                                        "Median changes from the second epoch on. In the last epoch %.1f %% of the particles changed"
                                                + " place.",
                                        100 * history.get(history.size() - 1).moved())));
    }

    private static double[] values(List<RefineRecord> history, ToDoubleFunction<RefineRecord> value) {
        return history.stream().mapToDouble(value).toArray();
    }
}
