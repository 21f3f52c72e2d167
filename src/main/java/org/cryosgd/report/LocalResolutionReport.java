/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cryosgd.assess.LocalResolution;
import org.cryosgd.io.file.OutputSet;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.math.Volume;
import org.cryosgd.report.figure.HeatMap;
import org.cryosgd.report.figure.LineChart;
import org.cryosgd.report.file.CsvFile;
import org.cryosgd.report.file.JsonFile;
import org.cryosgd.report.file.OutputNames;
import org.cryosgd.report.file.PngFile;
import org.cryosgd.report.file.Version;
import org.cryosgd.report.page.Html;
import org.cryosgd.report.page.HtmlPage;
import org.cryosgd.report.surface.IsoSurface;
import org.cryosgd.report.surface.SurfaceColours;
import org.cryosgd.report.surface.SurfaceHits;
import org.cryosgd.report.surface.SurfaceShading;
import org.cryosgd.report.surface.SurfaceViews;
import org.ejml.data.DMatrix3x3;

/**
 * The files that a measurement of the local resolution leaves.
 *
 * @param result the resolutions
 * @param filtered the map that was filtered by them
 * @param mask in which they were measured
 * @param bFactorAngstrom2 that was used
 */
public record LocalResolutionReport(
        LocalResolution.Result result, Volume filtered, Volume mask, double bFactorAngstrom2) {
    private static final int BINS = 40;
    private static final int SURFACE = 420;
    /** Colours end where these parts of the voxels are finer, so that a few odd ones do not take the scale. */
    private static final double LOW = 0.02;

    private static final double HIGH = 0.98;

    /**
     * What {@link #write} writes, the map of resolutions first.
     *
     * @throws IllegalArgumentException if {@code output} does not end in .mrc or .map
     */
    public static List<Path> files(Path output) {
        OutputNames names = OutputNames.ofMap(output);
        List<Path> files = new ArrayList<>(List.of(output));
        for (String suffix : List.of("_filtered.mrc", "_histogram.csv", ".png", ".json", "_report.html"))
            files.add(names.with(suffix));
        return files;
    }

    /** The resolutions in Å between which colours change. */
    public static double[] range(LocalResolution.Result result) {
        double low = result.isNone() ? 0 : result.quantile(LOW);
        double high = result.isNone() ? 1 : result.quantile(HIGH);
        return new double[] {low, Math.max(high, 1.05 * low)};
    }

    /** One line: the median and the range, or that there is none. */
    public static String describe(LocalResolution.Result result) {
        if (result.isNone()) return "Local resolution: none. The half maps have no more in common than noise";
        String line = String.format(
                Locale.ROOT,
                "Local resolution: median %.2f Å, 5 %% of the voxels finer than %.2f Å, 5 %% coarser than %.2f Å",
                result.quantile(0.5),
                result.quantile(0.05),
                result.quantile(0.95));
        return result.none() > 0
                ? line + String.format(Locale.ROOT, "; none for %.1f %% of the mask", 100 * result.none())
                : line;
    }

    /**
     * Writes output.mrc, output_filtered.mrc, output_histogram.csv (columns {@code resolution,voxels}: the middle of a
     * bin in Å), output.png, output.json and output_report.html, as an {@link OutputSet}.
     *
     * @param settings for output.json
     * @param warnings for output.json and the page
     */
    public void write(Path output, Map<String, Object> settings, List<String> warnings) throws IOException {
        OutputSet.write(() -> writeAll(output, settings, warnings));
    }

    private void writeAll(Path output, Map<String, Object> settings, List<String> warnings) throws IOException {
        OutputNames names = new OutputNames(output);
        MrcFiles.writeVolume(output, result.map(), Version.label() + " local resolution");
        MrcFiles.writeVolume(names.with("_filtered.mrc"), filtered, Version.label() + " locally filtered");
        double[][] histogram = histogram();
        new CsvFile()
                .column("resolution", histogram[0])
                .column("voxels", histogram[1])
                .write(names.with("_histogram.csv"));
        BufferedImage figure = figure(histogram);
        PngFile.write(names.with(".png"), figure);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("program", Version.label());
        json.put("settings", settings);
        json.put("box", mask.size());
        json.put("voxelSizeAngstrom", mask.voxelSizeAngstrom());
        json.put("medianAngstrom", result.isNone() ? null : result.quantile(0.5));
        json.put("finest5PercentAngstrom", result.isNone() ? null : result.quantile(0.05));
        json.put("coarsest5PercentAngstrom", result.isNone() ? null : result.quantile(0.95));
        json.put("partWithoutResolution", result.none());
        json.put("bFactorAngstrom2", bFactorAngstrom2);
        json.put("warnings", warnings);
        JsonFile.write(names.with(".json"), json);
        page(output, figure, warnings).write(names.with("_report.html"));
    }

    private HtmlPage page(Path output, BufferedImage figure, List<String> warnings) {
        HtmlPage page = new HtmlPage("Local resolution", output.getFileName().toString(), describe(result));
        for (String warning : warnings) page.lead(Html.paragraph("Warning: " + warning));
        page.section("surface", "Surface", result.isNone() ? "" : surface());
        return page.section(
                "figure",
                "Slice and histogram",
                Html.figure(
                        Html.picture(figure, "Central slice of the local resolution, and its histogram"),
                        "Left: the plane z = 0 within the mask. Right: how many voxels of the mask have which resolution."));
    }

    private String surface() {
        IsoSurface surface = IsoSurface.of(filtered);
        if (!surface.exists()) return "";
        double[] range = range(result);
        return Html.grid(
                        "three",
                        side(surface, SurfaceViews.FRONT, "front", range),
                        side(surface, SurfaceViews.SIDE, "side", range),
                        side(surface, SurfaceViews.TOP, "top", range))
                + Html.paragraph(String.format(
                        Locale.ROOT,
                        "The surface of the locally filtered map, coloured by the local resolution: dark blue is %.2f Å"
                                + " and finer, yellow %.2f Å and coarser. The figure below has the scale.",
                        range[0],
                        range[1]));
    }

    private String side(IsoSurface surface, DMatrix3x3 view, String name, double[] range) {
        SurfaceHits hits = surface.hits(view, SURFACE, 1);
        float[] colours = SurfaceColours.of(hits, view, surface, result.map(), value -> colour(value, range));
        return Html.figure(
                Html.picture(SurfaceShading.draw(hits, 1, colours), "Surface from the " + name),
                "From the " + name + ".");
    }

    private static Color colour(double value, double[] range) {
        return HeatMap.colour(Math.max(0, Math.min(1, (value - range[0]) / (range[1] - range[0]))));
    }

    private BufferedImage figure(double[][] histogram) {
        int n = mask.size();
        double[][] slice = new double[n][n];
        for (int y = 0; y < n; y++)
            for (int x = 0; x < n; x++) {
                int i = (n / 2 * n + y) * n + x;
                slice[y][x] = mask.voxels()[i] >= 0.5f ? result.map().voxels()[i] : Double.NaN;
            }
        double[] range = range(result);
        BufferedImage left = new HeatMap("Local resolution, z = 0", "x (voxels)", "y (voxels)", "Å", slice, 0, 0)
                .draw(680, 600, range[0], range[1]);
        BufferedImage right = new LineChart("Voxels of the mask", "local resolution (Å)", "voxels")
                .line("voxels", histogram[0], histogram[1])
                .dots()
                .draw(800, 600);
        return HeatMap.inARow(left, right);
    }

    /** Middles of bins of equal width in Å, and how many voxels of the mask are in each; empty where none has one. */
    private double[][] histogram() {
        if (result.isNone()) return new double[2][0];
        double low = result.quantile(0);
        double width = Math.max((result.quantile(1) - low) / BINS, 1e-3);
        double[][] bins = new double[2][BINS];
        for (int bin = 0; bin < BINS; bin++) bins[0][bin] = low + (bin + 0.5) * width;
        for (double value : result.inMask()) bins[1][(int) Math.min(BINS - 1, (value - low) / width)]++;
        return bins;
    }
}
