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
import org.cryosgd.assess.DirectionalFsc;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.assess.PostProcessing;
import org.cryosgd.io.file.OutputSet;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.math.Volume;
import org.cryosgd.report.figure.LineChart;
import org.cryosgd.report.figure.MapFigure;
import org.cryosgd.report.file.CsvFile;
import org.cryosgd.report.file.JsonFile;
import org.cryosgd.report.file.OutputNames;
import org.cryosgd.report.file.Version;

/** The files that post-processing leaves. */
public final class PostProcessingReport {
    private PostProcessingReport() {}

    /**
     * What {@link #write} writes, the map first.
     *
     * @throws IllegalArgumentException if {@code map} does not end in .mrc or .map
     */
    public static List<Path> files(Path map, boolean masked) {
        OutputNames names = OutputNames.ofMap(map);
        List<Path> files = new ArrayList<>(List.of(map));
        if (masked) files.add(names.with("_masked.mrc"));
        for (String suffix : List.of("_fsc.csv", "_guinier.csv", ".png", ".json")) files.add(names.with(suffix));
        return files;
    }

    /**
     * Writes map.mrc, with a mask map_masked.mrc, and map_fsc.csv, map_guinier.csv (columns {@code s2,lnF,lnFSharpened},
     * s² in 1/Å²), map.json and map.png, as an {@link OutputSet}.
     *
     * @param directions of the half maps, for map.json
     * @param settings for map.json
     * @param mtf for map.json: files of the MTFs that were undone
     * @param warnings for map.json, see {@link FscReport#warnings}
     */
    public static void write(
            Path map,
            PostProcessing.Result result,
            DirectionalFsc directions,
            Map<String, Object> settings,
            List<CameraRecord> mtf,
            List<String> warnings)
            throws IOException {
        OutputSet.write(() -> writeAll(map, result, directions, settings, mtf, warnings));
    }

    private static void writeAll(
            Path map,
            PostProcessing.Result result,
            DirectionalFsc directions,
            Map<String, Object> settings,
            List<CameraRecord> mtf,
            List<String> warnings)
            throws IOException {
        OutputNames names = new OutputNames(map);
        MrcFiles.writeVolume(map, result.map(), Version.label() + " sharpened");
        if (result.masked() != null)
            MrcFiles.writeVolume(names.with("_masked.mrc"), result.masked(), Version.label() + " sharpened, masked");
        FscReport.table(result.fsc(), result.curves()).write(names.with("_fsc.csv"));
        double[][] guinier = result.guinier();
        new CsvFile()
                .column("s2", guinier[0])
                .column("lnF", guinier[1])
                .column("lnFSharpened", guinier[2])
                .write(names.with("_guinier.csv"));
        LineChart plot = new LineChart("Guinier plot", "1/d² (1/Å²)", "ln |F|")
                .line("weighted", guinier[0], guinier[1])
                .line("sharpened", guinier[0], guinier[2]);
        Volume shown = result.masked() == null ? result.map() : result.masked();
        new MapFigure(
                        map.getFileName().toString(),
                        FscReport.resolution(result.best(), FscCurve.HALF_MAPS)
                                + String.format(Locale.ROOT, ", B-factor %.1f Å²", result.bFactorAngstrom2()),
                        FscReport.chart("Half maps", result.fsc(), result.curves(), FscCurve.HALF_MAPS),
                        plot,
                        shown)
                .write(names.with(".png"));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("program", Version.label());
        json.put("settings", settings);
        json.put("box", shown.size());
        json.put("voxelSizeAngstrom", shown.voxelSizeAngstrom());
        json.put("mtf", mtf);
        json.put("resolutionAngstrom", result.resolutionAngstrom());
        json.put("bFactorAngstrom2", result.bFactorAngstrom2());
        DirectionsReport.put(json, directions);
        json.put("warnings", warnings);
        JsonFile.write(names.with(".json"), json);
    }
}
