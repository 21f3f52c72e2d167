/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.heterogeneity.ClassificationResult;
import org.cryosgd.io.file.OutputSet;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.io.star.ParticleStar;
import org.cryosgd.reconstruct.ReconstructionResult;
import org.cryosgd.report.figure.LineChart;
import org.cryosgd.report.file.CsvFile;
import org.cryosgd.report.file.JsonFile;
import org.cryosgd.report.file.PngFile;
import org.cryosgd.report.file.Version;
import org.cryosgd.report.page.Html;
import org.cryosgd.report.page.HtmlPage;
import org.cryosgd.report.page.MapSections;

/** The files that {@code classify} leaves in its folder. */
public final class ClassificationReport {
    private ClassificationReport() {}

    /**
     * What a run may write, the map of the largest class first.
     *
     * @param classes that are asked for
     */
    public static List<Path> files(Path folder, int classes) {
        List<String> names = new ArrayList<>();
        for (int c = 1; c <= classes; c++)
            for (String suffix : List.of(".mrc", "_half1.mrc", "_half2.mrc", "_fsc.csv")) names.add(name(c, suffix));
        names.addAll(List.of("particles.star", "classes.csv", "classes.png", "classify.json", "report.html"));
        return names.stream().map(folder::resolve).toList();
    }

    /** Bytes of all files together, about. */
    public static long bytes(int box, int classes) {
        return 3L * classes * (4L * box * box * box + 2048) + (1 << 23);
    }

    private static String name(int number, String suffix) {
        return "class_" + number + suffix;
    }

    /** What was found, a line for each class. */
    public static List<String> describe(ClassificationResult result) {
        List<String> lines = new ArrayList<>();
        if (result.count() == 1) {
            lines.add("Classes: one, " + result.size(1) + " particles. The images do not tell them apart.");
            if (!result.aside().isEmpty()) lines.add(result.aside());
            return lines;
        }
        double best = result.maps().stream()
                .mapToDouble(ClassificationReport::resolution)
                .min()
                .orElseThrow();
        for (int c = 1; c <= result.count(); c++) {
            ReconstructionResult map = result.maps().get(c - 1);
            String line = String.format(
                    Locale.ROOT, "Class %d: %d particles (%.1f %%), ", c, result.size(c), 100 * result.parts()[c - 1]);
            if (map == null) line += "all of one half set; no map.";
            else {
                line += FscReport.resolution(map.bestFsc(), FscCurve.HALF_MAPS);
                String doubt = ClassificationResult.doubt(resolution(map), best);
                if (!doubt.isEmpty()) line += "." + doubt;
            }
            lines.add(line);
        }
        if (!result.aside().isEmpty()) lines.add(result.aside());
        return lines;
    }

    private static double resolution(ReconstructionResult map) {
        return map == null || !Double.isFinite(map.resolutionAngstrom()) ? Double.MAX_VALUE : map.resolutionAngstrom();
    }

    /**
     * Writes for each class class_1.mrc with its half maps and class_1_fsc.csv, particles.star (columns rlnClassNumber,
     * rlnMaxValueProbDistribution, rlnLogLikeliContribution and rlnCryosgdMisfit), classes.csv, classes.png, classify.json and report.html. They are an {@link OutputSet}.
     *
     * @param settings for classify.json
     * @param most files that an earlier run may have left; those that this one does not write are taken away
     * @return files of an earlier run that were taken away
     */
    public static List<Path> write(
            Path folder, ParticleFile file, ClassificationResult result, Map<String, Object> settings, List<Path> most)
            throws IOException {
        return OutputSet.replace(most, () -> writeAll(folder, file, result, settings));
    }

    private static void writeAll(
            Path folder, ParticleFile file, ClassificationResult result, Map<String, Object> settings)
            throws IOException {
        String label = Version.label();
        for (int c = 1; c <= result.count(); c++) {
            ReconstructionResult map = result.maps().get(c - 1);
            if (map == null) continue;
            MapFiles.write(folder.resolve(name(c, ".mrc")), map, label + " class " + c);
        }
        Map<String, double[]> columns = new LinkedHashMap<>();
        columns.put(
                "rlnClassNumber",
                Arrays.stream(result.classOf()).asDoubleStream().toArray());
        columns.put("rlnMaxValueProbDistribution", result.probabilities());
        columns.put("rlnLogLikeliContribution", result.likelihoods());
        columns.put("rlnCryosgdMisfit", result.misfits());
        ParticleStar.write(
                file, VariabilityReport.withHalfSets(file, result.sets()), columns, folder.resolve("particles.star"));
        table(result).write(folder.resolve("classes.csv"));
        LineChart chart = chart(result);
        PngFile.write(folder.resolve("classes.png"), chart.draw(1000, 560));
        JsonFile.write(folder.resolve("classify.json"), json(result, settings));
        page(folder, result, chart).write(folder.resolve("report.html"));
    }

    private static CsvFile table(ClassificationResult result) {
        int[] numbers = IntStream.rangeClosed(1, result.count()).toArray();
        return new CsvFile()
                .column("class", numbers)
                .column("particles", Arrays.stream(numbers).map(result::size).toArray())
                .column(
                        "resolution",
                        result.maps().stream()
                                .mapToDouble(m -> m == null ? Double.NaN : m.resolutionAngstrom())
                                .toArray());
    }

    private static LineChart chart(ClassificationResult result) {
        LineChart chart = new LineChart("Half maps of the classes", "Spatial frequency (1/Å)", "FSC")
                .resolutionAxis()
                .range(-0.1, 1.05)
                .threshold(FscCurve.HALF_MAPS, "0.143");
        for (int c = 1; c <= result.count(); c++) {
            ReconstructionResult map = result.maps().get(c - 1);
            if (map == null) continue;
            chart.line("class " + c, map.bestFsc().frequencies(), map.bestFsc().values());
        }
        return chart;
    }

    private static Map<String, Object> json(ClassificationResult result, Map<String, Object> settings) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("program", Version.label());
        json.put("settings", settings);
        json.put("particles", result.classOf().length);
        json.put("classesAsked", result.asked());
        json.put("classes", result.count());
        json.put(
                "classSizes",
                IntStream.rangeClosed(1, result.count()).map(result::size).toArray());
        json.put("setAsideNoise", result.noise());
        json.put("setAsideUnexplained", result.unexplained());
        json.put(
                "resolutionAngstrom",
                result.maps().stream()
                        .map(m -> m == null ? null : (Double) m.resolutionAngstrom())
                        .toList());
        json.put("memory", result.memory());
        json.put("seconds", result.seconds());
        return json;
    }

    private static HtmlPage page(Path folder, ClassificationResult result, LineChart chart) {
        String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
        List<String> lines = describe(result);
        HtmlPage page = new HtmlPage("Classes", name, result.count() == 1 ? lines.get(0) : result.count() + " classes");
        for (String line : result.count() == 1 ? lines.subList(1, lines.size()) : lines)
            page.lead(Html.paragraph(line));
        page.section(
                "fsc",
                "Agreement of the halves",
                Html.figure(
                        Html.picture(chart.draw(1000, 560), "FSC of the half maps of each class"),
                        "Each half set is sorted alone. The classes of the halves belong together by how they began."));
        for (int c = 1; c <= result.count(); c++)
            if (result.maps().get(c - 1) != null)
                page.section(
                        "class" + c,
                        "Class " + c,
                        MapSections.surface(result.maps().get(c - 1).map()));
        return page;
    }
}
