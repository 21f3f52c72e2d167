/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cryosgd.experiments.Preconditioning;
import org.cryosgd.io.file.OutputSet;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.report.figure.LineChart;
import org.cryosgd.report.file.CsvFile;
import org.cryosgd.report.file.JsonFile;
import org.cryosgd.report.file.OutputNames;
import org.cryosgd.report.file.PlaceRecord;
import org.cryosgd.report.file.PngFile;
import org.cryosgd.report.file.Version;

/** The files that an estimate of the Hessian's diagonal leaves. */
public final class PreconditionerReport {
    private PreconditionerReport() {}

    /** All files that {@link #write} makes, the volume first; throws if it is no name of a map. */
    public static List<Path> files(Path target) {
        OutputNames names = OutputNames.ofMap(target);
        return List.of(target, names.with("_profile.csv"), names.with(".png"), names.with(".json"));
    }

    /**
     * Writes diagonal.mrc, diagonal_profile.csv ({@code shell,frequency,diagonal,exact}; cycles per box, 1/Å),
     * diagonal.png and diagonal.json, as an {@link OutputSet}.
     */
    public static void write(Path target, Preconditioning.Result result, Map<String, Object> settings)
            throws IOException {
        OutputSet.write(() -> writeAll(target, result, settings));
    }

    private static void writeAll(Path target, Preconditioning.Result result, Map<String, Object> settings)
            throws IOException {
        OutputNames names = new OutputNames(target);
        int shells = result.profile().length;
        int[] shell = new int[shells];
        double[] frequency = new double[shells];
        double boxAngstrom = result.diagonal().size() * result.diagonal().voxelSizeAngstrom();
        Arrays.setAll(shell, i -> i);
        Arrays.setAll(frequency, i -> i / boxAngstrom);
        new CsvFile()
                .column("shell", shell)
                .column("frequency", frequency)
                .column("diagonal", result.profile())
                .column("exact", result.exactProfile())
                .write(names.with("_profile.csv"));
        LineChart chart = new LineChart(
                        "Mean of the Hessian's diagonal per shell", "Spatial frequency (1/Å)", "diag(H)")
                .resolutionAxis()
                .logarithmic()
                .line("exact", frequency, positive(result.exactProfile()));
        if (result.distance() > 0) chart.line("Hutchinson", frequency, positive(result.profile()));
        PngFile.write(names.with(".png"), chart.draw(1200, 700));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("program", Version.label());
        json.put("settings", settings);
        json.put("relativeDistanceFromExact", result.distance());
        PlaceRecord.put(json);
        JsonFile.write(names.with(".json"), json);
        MrcFiles.writeVolume(target, result.diagonal(), Version.label() + " Hessian diagonal");
    }

    private static double[] positive(double[] values) {
        return Arrays.stream(values).map(v -> v > 0 ? v : Double.NaN).toArray();
    }
}
