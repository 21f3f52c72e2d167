/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.ctfrefine.CtfRefineResult;
import org.cryosgd.heterogeneity.OneMapCheck;
import org.cryosgd.io.file.OutputSet;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.io.star.ParticleStar;
import org.cryosgd.io.star.RefinedStar;
import org.cryosgd.io.star.table.StarBlock;
import org.cryosgd.reconstruct.ReconstructionResult;
import org.cryosgd.refine.RefineOptions;
import org.cryosgd.refine.RefineRecord;
import org.cryosgd.refine.RefineResult;
import org.cryosgd.refine.RefinedClasses;
import org.cryosgd.refine.fit.PoseCheck;
import org.cryosgd.report.figure.AngularDistribution;
import org.cryosgd.report.figure.LineChart;
import org.cryosgd.report.figure.MapFigure;
import org.cryosgd.report.file.CsvFile;
import org.cryosgd.report.file.JsonFile;
import org.cryosgd.report.file.PlaceRecord;
import org.cryosgd.report.file.PngFile;
import org.cryosgd.report.file.Version;
import org.cryosgd.report.page.HtmlPage;
import org.cryosgd.report.page.PageParticles;
import org.cryosgd.report.page.RunRecord;

/** The files of a refinement. */
public final class RefineReport {
    private static final String PAGE = "report.html";

    /** Files of each class. */
    private static final List<String> CLASS = List.of(".mrc", "_half1.mrc", "_half2.mrc", "_fsc.csv", ".star");

    private RefineReport() {}

    /** What a run writes, the map first. */
    public static List<Path> files(Path folder, int classes) {
        Stream<String> always = Stream.of(
                "map.mrc",
                "map_half1.mrc",
                "map_half2.mrc",
                "map_fsc.csv",
                "particles.star",
                "history.csv",
                "angles.csv",
                "map.png",
                "angles.png",
                "refine.json",
                PAGE);
        Stream<String> sorted = classes == 1
                ? Stream.of()
                : Stream.concat(
                        Stream.of("classes.star"),
                        IntStream.rangeClosed(1, classes).boxed().flatMap(c -> CLASS.stream()
                                .map(suffix -> classFile(c, suffix))));
        return Stream.concat(always, sorted).map(folder::resolve).toList();
    }

    /** Bytes of all files together, about. */
    public static long bytes(int box, int classes) {
        return (classes == 1 ? 3 : 3 + 3L * classes) * (4L * box * box * box + 2048) + (1 << 23);
    }

    private static String classFile(int number, String suffix) {
        return "class_" + number + suffix;
    }

    /**
     * Writes map.mrc, map_half1.mrc, map_half2.mrc, map_fsc.csv, particles.star, history.csv, angles.csv (views),
     * refine.json, map.png, angles.png and report.html, all of it as one page for a browser; with classes also classes.star,
     * and for each class class_1.mrc, class_1_half1.mrc, class_1_half2.mrc, class_1_fsc.csv and class_1.star. They are an {@link OutputSet}: all are replaced together, the map last.
     *
     * @param settings for refine.json
     * @param run what was heard of it
     * @param particles that the run began with, for the page; some images are read again
     * @param page whether there is a page
     * @return files of an earlier run that were taken away, since this one has none of their kind
     */
    public static List<Path> write(
            Path folder,
            ParticleFile file,
            RefineResult result,
            Map<String, Object> settings,
            RunRecord run,
            PageParticles particles,
            boolean page)
            throws IOException {
        int classes = result.classes() == null ? 1 : result.classes().count();
        String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
        HtmlPage html = page
                ? RefinePage.of(name, files(folder, classes), result, settings, run, particles.with(result.particles()))
                : null;
        return OutputSet.replace(files(folder, RefineOptions.MOST_CLASSES), () -> {
            writeAll(folder, file, result, settings);
            if (page) html.write(folder.resolve(PAGE));
        });
    }

    private static void writeAll(Path folder, ParticleFile file, RefineResult result, Map<String, Object> settings)
            throws IOException {
        String label = Version.label();
        MapFiles.write(folder.resolve("map.mrc"), result.maps(), label);
        if (result.classes() != null) classes(folder, file, result.classes(), label);
        particles(file, result, folder.resolve("particles.star"));
        history(result.history()).write(folder.resolve("history.csv"));
        AngularDistribution angles = new AngularDistribution(result.particles().particles(), result.symmetry());
        angles.table().write(folder.resolve("angles.csv"));
        figure(result).write(folder.resolve("map.png"));
        PngFile.write(folder.resolve("angles.png"), angles.draw());
        JsonFile.write(folder.resolve("refine.json"), json(result, settings));
    }

    /** Particles with their poses. */
    private static void particles(ParticleFile file, RefineResult result, Path table) throws IOException {
        Map<String, double[]> likelihood = new LinkedHashMap<>();
        likelihood.put("rlnLogLikeliContribution", result.logLikelihoods());
        likelihood.put("rlnMaxValueProbDistribution", result.probabilities());
        CtfRefineResult ctf = result.ctf();
        if (ctf == null || !ctf.changed())
            ParticleStar.write(file, result.particles().particles(), likelihood, table);
        else {
            if (ctf.defocusErrors() != null) likelihood.put("rlnCryosgdDefocusError", ctf.defocusErrors());
            RefinedStar.writePosed(
                    file, result.particles().particles(), likelihood, CtfRefineReport.errors(ctf), table);
        }
    }

    /** All particles with the class of each, and each class with its maps and poses. */
    private static void classes(Path folder, ParticleFile file, RefinedClasses classes, String label)
            throws IOException {
        StarBlock table = file.table();
        table.set(
                "rlnClassNumber",
                Arrays.stream(classes.classOf()).asDoubleStream().toArray(),
                0);
        table.set("rlnMaxValueProbDistribution", classes.probabilities(), 6);
        file.star().write(folder.resolve("classes.star"));
        for (int c = 1; c <= classes.count(); c++) {
            RefineResult result = classes.results().get(c - 1);
            if (result == null) continue;
            MapFiles.write(folder.resolve(classFile(c, ".mrc")), result.maps(), label + " class " + c);
            particles(file, result, folder.resolve(classFile(c, ".star")));
        }
    }

    private static void classes(Map<String, Object> json, RefinedClasses classes) {
        json.put("classesAsked", classes.asked());
        json.put(
                "classSizes",
                IntStream.rangeClosed(1, classes.count()).map(classes::size).toArray());
        json.put(
                "classResolutionAngstrom",
                classes.results().stream()
                        .map(r -> r == null ? null : (Double) r.resolutionAngstrom())
                        .toList());
    }

    private static CsvFile history(List<RefineRecord> history) {
        return new CsvFile()
                .column("epoch", history.stream().mapToInt(RefineRecord::epoch).toArray())
                .column("limit", values(history, RefineRecord::limitAngstrom))
                .column("resolution", values(history, RefineRecord::resolutionAngstrom))
                .column("moved", values(history, RefineRecord::moved))
                .column("turn", values(history, RefineRecord::turnDegrees))
                .column("shift", values(history, RefineRecord::shiftAngstrom))
                .column("seconds", values(history, RefineRecord::seconds));
    }

    private static double[] values(List<RefineRecord> history, ToDoubleFunction<RefineRecord> value) {
        return history.stream().mapToDouble(value).toArray();
    }

    private static MapFigure figure(RefineResult result) {
        ReconstructionResult maps = result.maps();
        LineChart fsc = FscReport.chart("Half maps", maps.fsc(), maps.masked(), FscCurve.HALF_MAPS);
        FscCurve reliable = result.fsc();
        fsc.line("that can be relied upon", reliable.frequencies(), reliable.values());
        LineChart resolution = new LineChart("Resolution", "Epoch", "Resolution (Å)")
                .wholeNumbers()
                .line(
                        "half maps",
                        values(result.history(), RefineRecord::epoch),
                        values(result.history(), RefineRecord::resolutionAngstrom))
                .dots();
        String facts = String.format(
                Locale.ROOT,
                "%s, %d particles, box %d, %.3f Å per voxel",
                result.supported()
                        ? FscReport.resolution(reliable, FscCurve.HALF_MAPS) + " that can be relied upon"
                        : "no structure that the data support",
                maps.particles(),
                maps.map().size(),
                maps.map().voxelSizeAngstrom());
        return new MapFigure("map.mrc", facts, fsc, resolution, maps.map());
    }

    private static Map<String, Object> json(RefineResult result, Map<String, Object> settings) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("program", Version.label());
        json.put("settings", settings);
        json.put("particles", result.maps().particles());
        json.put("box", result.maps().map().size());
        json.put("voxelSizeAngstrom", result.maps().map().voxelSizeAngstrom());
        json.put("mtf", CameraRecord.ofGroups(result.particles().optics()));
        if (result.classes() != null) classes(json, result.classes());
        json.put("supported", result.supported());
        if (!result.supported()) json.put("objection", result.objection());
        json.put("resolutionAngstrom", result.resolutionAngstrom());
        json.put("halfMapsAngstrom", result.maps().resolutionAngstrom());
        DirectionsReport.put(json, result.maps().directions());
        PoseCheck poses = result.poseCheck();
        json.put("posesChecked", poses.images());
        json.put("posesFoundAgain", poses.images() == 0 ? null : poses.same());
        json.put("posesDetermined", poses.images() == 0 ? null : poses.determined());
        OneMapCheck oneMap = result.oneMap();
        json.put("differencesShared", oneMap == null ? null : oneMap.correlation());
        json.put("particlesDiffer", oneMap == null ? null : oneMap.differ());
        json.put("warnings", FscReport.warnings(false, result.maps().masked()));
        json.put("evenness", result.evenness());
        json.put("startsFsc", result.agreement().values());
        json.put("memory", result.memory());
        PlaceRecord.put(json);
        json.put("ending", result.ending());
        json.put("seconds", result.seconds());
        return json;
    }
}
