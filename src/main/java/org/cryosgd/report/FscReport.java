/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cryosgd.assess.DirectionalFsc;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.assess.MaskedFsc;
import org.cryosgd.io.file.OutputSet;
import org.cryosgd.report.figure.LineChart;
import org.cryosgd.report.file.CsvFile;
import org.cryosgd.report.file.OutputNames;
import org.cryosgd.report.file.PngFile;

/** Fourier shell correlation as a table and as a chart. */
public final class FscReport {
    private FscReport() {}

    /**
     * Columns {@code shell,frequency,resolution,fsc} (cycles per box, 1/Å, Å), and with a mask
     * {@code fscMasked,fscRandomised,fscCorrected}.
     *
     * @param masked null without a mask
     */
    public static CsvFile table(FscCurve fsc, MaskedFsc masked) {
        int shells = fsc.values().length;
        int[] shell = new int[shells];
        double[] resolution = new double[shells];
        Arrays.setAll(shell, i -> i);
        Arrays.setAll(resolution, fsc::resolutionOf);
        CsvFile table = new CsvFile()
                .column("shell", shell)
                .column("frequency", fsc.frequencies())
                .column("resolution", resolution)
                .column("fsc", fsc.values());
        if (masked != null)
            table.column("fscMasked", masked.masked().values())
                    .column("fscRandomised", masked.randomised().values())
                    .column("fscCorrected", masked.corrected().values());
        return table;
    }

    /**
     * What makes the resolution of two half maps doubtful, one sentence each.
     *
     * @param sameData whether the two maps are the same, see {@link org.cryosgd.assess.MapChecks#areSame}
     * @param masked null without a mask
     */
    public static List<String> warnings(boolean sameData, MaskedFsc masked) {
        List<String> warnings = new ArrayList<>();
        if (sameData)
            warnings.add(
                    "The two maps are the same data, so their FSC says nothing about resolution. Half maps must come"
                            + " from different particles.");
        if (masked != null && masked.quality() != null)
            warnings.addAll(masked.quality().warnings());
        return warnings;
    }

    /**
     * Writes the table and, beside it, the curves as a picture, and those of directions; all are replaced together.
     *
     * @param directions null for none
     */
    public static void write(Path table, FscCurve fsc, MaskedFsc masked, DirectionalFsc directions) throws IOException {
        OutputSet.write(() -> {
            if (directions != null) DirectionsReport.write(table, directions);
            table(fsc, masked).write(table);
            PngFile.write(
                    new OutputNames(table).with(".png"),
                    chart("Fourier shell correlation", fsc, masked, FscCurve.HALF_MAPS)
                            .draw(1200, 700));
        });
    }

    /** The curves against resolution with the threshold as a line. */
    public static LineChart chart(String title, FscCurve fsc, MaskedFsc masked, double threshold) {
        LineChart chart = new LineChart(title, "Spatial frequency (1/Å)", "FSC")
                .resolutionAxis()
                .range(-0.1, 1.05)
                .threshold(threshold, String.valueOf(threshold))
                .line(masked == null ? "FSC" : "unmasked", fsc.frequencies(), fsc.values());
        if (masked != null)
            chart.line("masked", fsc.frequencies(), masked.masked().values())
                    .line(
                            "phases randomised",
                            fsc.frequencies(),
                            masked.randomised().values())
                    .line("corrected", fsc.frequencies(), masked.corrected().values());
        FscCurve best = masked == null ? fsc : masked.corrected();
        if (best.comesBack(threshold)) mark(chart, best.lastResolutionAt(threshold));
        return mark(chart, best.resolutionAt(threshold));
    }

    private static LineChart mark(LineChart chart, double resolution) {
        return chart.mark(1 / resolution, String.format(Locale.ROOT, "%.2f Å", resolution));
    }

    /**
     * "5.26 Å at FSC 0.143", or that it never falls so low. Where the curve comes back above the threshold, the last
     * crossing is told too.
     */
    public static String resolution(FscCurve fsc, double threshold) {
        double resolution = fsc.resolutionAt(threshold);
        if (fsc.comesBack(threshold))
            return String.format(
                    Locale.ROOT,
                    "%.2f Å at FSC %s (the curve comes back above it, %s)",
                    resolution,
                    threshold,
                    fsc.values()[fsc.values().length - 1] < threshold
                            ? String.format(Locale.ROOT, "and falls last at %.2f Å", fsc.lastResolutionAt(threshold))
                            : String.format(Locale.ROOT, "up to %.2f Å", fsc.lastResolutionAt(threshold)));
        return fsc.fallsBelow(threshold)
                ? String.format(Locale.ROOT, "%.2f Å at FSC %s", resolution, threshold)
                : String.format(
                        Locale.ROOT, "%.2f Å, the limit of the voxel size: FSC stays above %s", resolution, threshold);
    }
}
