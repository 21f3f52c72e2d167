/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.io.file.OutputSet;
import org.cryosgd.math.Volume;
import org.cryosgd.reconstruct.EpochRecord;
import org.cryosgd.reconstruct.ReconstructionResult;
import org.cryosgd.report.figure.LineChart;
import org.cryosgd.report.figure.MapFigure;
import org.cryosgd.report.file.CsvFile;
import org.cryosgd.report.file.JsonFile;
import org.cryosgd.report.file.OutputNames;
import org.cryosgd.report.file.PlaceRecord;
import org.cryosgd.report.file.PngFile;
import org.cryosgd.report.file.Version;
import org.cryosgd.report.page.HtmlPage;
import org.cryosgd.report.page.PageParticles;
import org.cryosgd.report.page.RunRecord;

/** The files that a reconstruction leaves beside its map. */
public final class ReconstructionReport {
    private static final String PAGE = "_report.html";

    private ReconstructionReport() {}

    /** All files that a run writes for a map of this name, the map first; throws if it is no name of a map. */
    public static List<Path> files(Path map, boolean halfMaps) {
        OutputNames names = OutputNames.ofMap(map);
        List<Path> files = new ArrayList<>();
        files.add(map);
        if (halfMaps)
            for (String suffix : List.of("_half1.mrc", "_half2.mrc", "_fsc.csv")) files.add(names.with(suffix));
        for (String suffix : List.of("_history.csv", ".png", ".json", PAGE)) files.add(names.with(suffix));
        return files;
    }

    /** Loads what pictures need, on another thread: while the table is read, most cores have nothing to do. */
    public static void prepare() {
        PngFile.draw(() -> new LineChart("Loss", "Epoch", "Loss per image").draw(200, 150));
    }

    /** Bytes that they take together, about. */
    public static long bytes(int box) {
        return 3 * (4L * box * box * box + 2048) + (4 << 20);
    }

    /**
     * Writes map.mrc, map_half1.mrc, map_half2.mrc, map_fsc.csv (these three with half maps only), map_history.csv,
     * map.json, map.png and map_report.html, all of it as one page for a browser. They are an {@link OutputSet}: all are
     * replaced together, the map last.
     *
     * @param settings for map.json
     * @param run what was heard of it
     * @param particles of the map, for the page; some images are read again
     * @param page whether there is a page
     * @return files of an earlier run that were taken away, since this one has none of their kind
     */
    public static List<Path> write(
            Path map,
            ReconstructionResult result,
            Map<String, Object> settings,
            RunRecord run,
            PageParticles particles,
            boolean page)
            throws IOException {
        List<Path> files = files(map, result.half1() != null);
        PngFile picture = PngFile.draw(figure(map, result)::draw);
        HtmlPage html = page ? ReconstructionPage.of(files, result, settings, run, particles) : null;
        return OutputSet.replace(files(map, true), () -> {
            writeAll(map, result, picture, settings, particles);
            if (page) html.write(new OutputNames(map).with(PAGE));
        });
    }

    private static void writeAll(
            Path map,
            ReconstructionResult result,
            PngFile picture,
            Map<String, Object> settings,
            PageParticles particles)
            throws IOException {
        OutputNames names = new OutputNames(map);
        MapFiles.write(map, result, Version.label());
        history(result.history()).write(names.with("_history.csv"));
        picture.write(names.with(".png"));
        JsonFile.write(names.with(".json"), json(result, settings, particles));
    }

    private static CsvFile history(List<EpochRecord> history) {
        return new CsvFile()
                .column("epoch", history.stream().mapToInt(EpochRecord::epoch).toArray())
                .column("loss", values(history, EpochRecord::loss))
                .column("step", values(history, EpochRecord::step))
                .column("change", values(history, EpochRecord::change))
                .column("seconds", values(history, EpochRecord::seconds))
                .column("resolution", values(history, EpochRecord::resolutionAngstrom));
    }

    private static double[] values(List<EpochRecord> history, ToDoubleFunction<EpochRecord> value) {
        return history.stream().mapToDouble(value).toArray();
    }

    private static MapFigure figure(Path map, ReconstructionResult result) {
        LineChart fsc = result.fsc() == null
                ? null
                : FscReport.chart("Half maps", result.fsc(), result.masked(), FscCurve.HALF_MAPS);
        List<EpochRecord> seen =
                result.history().stream().filter(e -> Double.isFinite(e.loss())).toList();
        LineChart loss = new LineChart("Loss", "Epoch", "Loss per image")
                .wholeNumbers()
                .line("loss", values(seen, EpochRecord::epoch), values(seen, EpochRecord::loss))
                .dots();
        Volume shown = result.map();
        String facts = String.format(
                Locale.ROOT,
                "%d particles, box %d, %.3f Å per voxel",
                result.particles(),
                shown.size(),
                shown.voxelSizeAngstrom());
        if (result.fsc() != null) facts = FscReport.resolution(result.bestFsc(), FscCurve.HALF_MAPS) + ", " + facts;
        return new MapFigure(map.getFileName().toString(), facts, fsc, loss, shown);
    }

    private static Map<String, Object> json(
            ReconstructionResult result, Map<String, Object> settings, PageParticles particles) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("program", Version.label());
        json.put("settings", settings);
        json.put("particles", result.particles());
        json.put("box", result.map().size());
        json.put("voxelSizeAngstrom", result.map().voxelSizeAngstrom());
        json.put("mtf", CameraRecord.ofGroups(particles.particles().optics()));
        json.put("resolutionAngstrom", result.resolutionAngstrom());
        if (result.fsc() != null)
            json.put("resolutionUnmaskedAngstrom", result.fsc().resolutionAt(FscCurve.HALF_MAPS));
        DirectionsReport.put(json, result.directions());
        json.put("warnings", FscReport.warnings(false, result.masked()));
        json.put("ending", result.ending());
        json.put("seconds", result.seconds());
        json.put("memory", result.memory());
        PlaceRecord.put(json);
        return json;
    }
}
