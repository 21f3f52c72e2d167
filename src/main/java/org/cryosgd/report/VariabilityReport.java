/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.heterogeneity.CoordinateSeries;
import org.cryosgd.heterogeneity.VariabilityResult;
import org.cryosgd.io.file.OutputSet;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.io.star.ParticleStar;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.Particle;
import org.cryosgd.reconstruct.ReconstructionResult;
import org.cryosgd.report.figure.LineChart;
import org.cryosgd.report.file.CsvFile;
import org.cryosgd.report.file.JsonFile;
import org.cryosgd.report.file.PngFile;
import org.cryosgd.report.file.Version;
import org.cryosgd.report.page.Html;
import org.cryosgd.report.page.HtmlPage;
import org.cryosgd.report.surface.IsoSurface;
import org.cryosgd.report.surface.SurfaceShading;
import org.cryosgd.report.surface.SurfaceViews;
import org.ejml.data.DMatrix3x3;

/** The files that {@code variability} leaves in its folder. */
public final class VariabilityReport {
    private static final int SURFACE = 300;

    private VariabilityReport() {}

    /**
     * What a run may write, the mean map first.
     *
     * @param components directions that are asked for
     * @param positions maps along each
     */
    public static List<Path> files(Path folder, int components, int positions) {
        List<String> names = new ArrayList<>(List.of("mean.mrc", "mean_half1.mrc", "mean_half2.mrc"));
        for (int c = 1; c <= components; c++) {
            names.add(component(c));
            for (int p = 1; p <= positions; p++) names.add(map(c, p));
        }
        names.addAll(List.of(
                "particles.star",
                "components_fsc.csv",
                "maps.csv",
                "history.csv",
                "coordinates.png",
                "variability.json",
                "report.html"));
        return names.stream().map(folder::resolve).toList();
    }

    /** Bytes of all files together, about. */
    public static long bytes(int box, int components, int positions) {
        return (3L + components * (1 + positions)) * (4L * box * box * box + 2048) + (1 << 23);
    }

    private static String component(int number) {
        return "component_" + number + ".mrc";
    }

    private static String map(int component, int position) {
        return "component_" + component + "_map_" + position + ".mrc";
    }

    /** What was found, in one line. */
    public static String describe(VariabilityResult result) {
        if (result.shared() == 0)
            return "Directions: none that both half sets share. The particles are alike as far as these images tell.";
        StringBuilder line = new StringBuilder("Directions that both half sets share: " + result.shared() + " of "
                + result.correlations().length + ", with");
        for (int c = 0; c < result.shared(); c++)
            line.append(String.format(
                    Locale.ROOT,
                    "%s %.2g %% of the power of the mean map (halves correlate by %.2f)",
                    c == 0 ? "" : ",",
                    100 * result.strengths()[c],
                    result.correlations()[c]));
        return line.append('.').toString();
    }

    /**
     * Writes mean.mrc and its half maps, particles.star (columns rlnCryosgdCoordinate1, rlnCryosgdCoordinateError1, …), for each
     * direction component_1.mrc and component_1_map_1.mrc, …, components_fsc.csv, maps.csv, history.csv, coordinates.png, variability.json and
     * report.html. They are an {@link OutputSet}.
     *
     * @param settings for variability.json
     * @param most files that an earlier run may have left; those that this one does not write are taken away
     * @return files of an earlier run that were taken away
     */
    public static List<Path> write(
            Path folder, ParticleFile file, VariabilityResult result, Map<String, Object> settings, List<Path> most)
            throws IOException {
        return OutputSet.replace(most, () -> writeAll(folder, file, result, settings));
    }

    private static void writeAll(Path folder, ParticleFile file, VariabilityResult result, Map<String, Object> settings)
            throws IOException {
        String label = Version.label();
        MapFiles.volumes(folder.resolve("mean.mrc"), result.mean(), label);
        for (int c = 0; c < result.shared(); c++) {
            MrcFiles.writeVolume(
                    folder.resolve(component(c + 1)), result.directions().get(c), label + " direction");
            List<ReconstructionResult> maps = result.series().get(c).maps();
            for (int p = 0; p < maps.size(); p++)
                if (maps.get(p) != null)
                    MrcFiles.writeVolume(
                            folder.resolve(map(c + 1, p + 1)), maps.get(p).map(), label + " along a direction");
        }
        ParticleStar.write(file, withHalfSets(file, result.sets()), columns(result), folder.resolve("particles.star"));
        fsc(result).write(folder.resolve("components_fsc.csv"));
        maps(result).write(folder.resolve("maps.csv"));
        history(result).write(folder.resolve("history.csv"));
        BufferedImage figure = result.shared() == 0 ? null : CoordinateFigure.draw(result);
        if (figure != null) PngFile.write(folder.resolve("coordinates.png"), figure);
        JsonFile.write(folder.resolve("variability.json"), json(result, settings));
        page(folder, result, figure).write(folder.resolve("report.html"));
    }

    /** All particles of a file with the half sets that were used. */
    static List<Particle> withHalfSets(ParticleFile file, int[][] sets) {
        List<Particle> particles = new ArrayList<>(file.particles().particles());
        for (int h = 0; h < 2; h++)
            for (int i : sets[h]) particles.set(i, particles.get(i).withHalfSet(h + 1));
        return particles;
    }

    /** The loss of each epoch: minus the mean log likelihood of the images, each at the volumes that it met. */
    private static CsvFile history(VariabilityResult result) {
        double[] likelihood = result.likelihood();
        return new CsvFile()
                .column("epoch", IntStream.rangeClosed(1, likelihood.length).toArray())
                .column("loss", Arrays.stream(likelihood).map(l -> -l).toArray());
    }

    private static Map<String, double[]> columns(VariabilityResult result) {
        Map<String, double[]> columns = new LinkedHashMap<>();
        for (int c = 0; c < result.shared(); c++) {
            columns.put("rlnCryosgdCoordinate" + (c + 1), result.coordinates(c));
            columns.put("rlnCryosgdCoordinateError" + (c + 1), result.errors(c));
        }
        return columns;
    }

    private static CsvFile fsc(VariabilityResult result) {
        FscCurve first = result.fsc().get(0);
        CsvFile table = new CsvFile().column("frequency", first.frequencies());
        for (int c = 0; c < result.fsc().size(); c++)
            table.column("component" + (c + 1), result.fsc().get(c).values());
        return table;
    }

    private static CsvFile maps(VariabilityResult result) {
        int rows = result.series().stream().mapToInt(s -> s.places().length).sum();
        int[] component = new int[rows];
        int[] map = new int[rows];
        double[] place = new double[rows];
        int[] particles = new int[rows];
        double[] resolution = new double[rows];
        int row = 0;
        for (int c = 0; c < result.series().size(); c++) {
            CoordinateSeries series = result.series().get(c);
            for (int p = 0; p < series.places().length; p++, row++) {
                ReconstructionResult found = series.maps().get(p);
                component[row] = c + 1;
                map[row] = p + 1;
                place[row] = series.places()[p];
                particles[row] = found == null ? 0 : found.particles();
                resolution[row] = found == null ? Double.NaN : found.resolutionAngstrom();
            }
        }
        return new CsvFile()
                .column("component", component)
                .column("map", map)
                .column("coordinate", place)
                .column("particles", particles)
                .column("resolution", resolution);
    }

    private static Map<String, Object> json(VariabilityResult result, Map<String, Object> settings) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("program", Version.label());
        json.put("settings", settings);
        json.put("particles", result.values().length);
        json.put("box", result.mean().map().size());
        json.put("voxelSizeAngstrom", result.mean().map().voxelSizeAngstrom());
        json.put("meanResolutionAngstrom", result.mean().resolutionAngstrom());
        json.put("sharedComponents", result.shared());
        json.put("correlations", result.correlations());
        json.put("cosinesOfPrincipalAngles", result.cosines());
        json.put("powerOverMean", result.strengths());
        json.put("contrastDeviation", result.contrast());
        json.put("logLikelihood", result.likelihood());
        json.put("memory", result.memory());
        json.put("seconds", result.seconds());
        return json;
    }

    private static HtmlPage page(Path folder, VariabilityResult result, BufferedImage figure) {
        String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
        HtmlPage page = new HtmlPage("Variability", name, describe(result));
        if (figure != null)
            page.section(
                    "coordinates",
                    "Coordinates",
                    Html.figure(
                            Html.picture(figure, "Histogram of the coordinates of the particles"),
                            "Where the particles are along each direction. Clouds that are apart are states. A band is a motion, also where it is curved: then a second direction is part of the same motion."));
        for (int c = 0; c < result.shared(); c++)
            page.section(
                    "direction" + (c + 1),
                    "Direction " + (c + 1),
                    surfaces(result.series().get(c)));
        LineChart chart =
                new LineChart("Directions of the two halves", "Spatial frequency (1/Å)", "FSC").resolutionAxis();
        for (int c = 0; c < result.fsc().size(); c++)
            chart.line(
                    "direction " + (c + 1),
                    result.fsc().get(c).frequencies(),
                    result.fsc().get(c).values());
        return page.section(
                "fsc",
                "Agreement of the halves",
                Html.figure(
                                Html.picture(
                                        chart.range(-0.2, 1.05).draw(1000, 560),
                                        "FSC of the directions of both halves"),
                                "Each half set finds its directions alone. Where the FSC is near 0, the direction is noise.")
                        + Html.paragraph(angles(result)));
    }

    private static String angles(VariabilityResult result) {
        StringBuilder text = new StringBuilder("Principal angles between the directions of the halves:");
        for (double cosine : result.cosines())
            text.append(String.format(Locale.ROOT, " %.0f°", Math.toDegrees(Math.acos(cosine))));
        return text.append(
                        ". 0° is the same direction, 90° is nothing in common. A direction counts where its two volumes correlate by 0.5 or more.")
                .toString();
    }

    private static String surfaces(CoordinateSeries series) {
        DMatrix3x3 view = telling(series);
        String[] pictures = IntStream.range(0, series.maps().size())
                .filter(p -> series.maps().get(p) != null)
                .mapToObj(p -> surface(series.maps().get(p), series.places()[p], view))
                .toArray(String[]::new);
        return Html.grid("three", pictures)
                + Html.paragraph(
                        "Each map is made of the particles near its coordinate, from both half sets. It is not drawn by moving the mean along the direction.");
    }

    /** The side from which the first and the last surface differ most. */
    private static DMatrix3x3 telling(CoordinateSeries series) {
        List<Volume> maps = series.maps().stream()
                .filter(Objects::nonNull)
                .map(ReconstructionResult::map)
                .toList();
        DMatrix3x3 best = SurfaceViews.FRONT;
        double most = 0;
        for (DMatrix3x3 view : List.of(SurfaceViews.FRONT, SurfaceViews.SIDE, SurfaceViews.TOP)) {
            double difference = maps.isEmpty()
                    ? 0
                    : difference(picture(maps.get(0), view), picture(maps.get(maps.size() - 1), view));
            if (difference <= most) continue;
            most = difference;
            best = view;
        }
        return best;
    }

    private static BufferedImage picture(Volume map, DMatrix3x3 view) {
        IsoSurface surface = IsoSurface.of(map);
        return surface.exists() ? SurfaceShading.draw(surface.hits(view, SURFACE, 1), 1) : null;
    }

    private static double difference(BufferedImage a, BufferedImage b) {
        if (a == null || b == null) return 0;
        double sum = 0;
        for (int y = 0; y < SURFACE; y++)
            for (int x = 0; x < SURFACE; x++) sum += Math.abs((a.getRGB(x, y) & 255) - (b.getRGB(x, y) & 255));
        return sum;
    }

    private static String surface(ReconstructionResult found, double place, DMatrix3x3 view) {
        String caption = String.format(
                Locale.ROOT,
                "Coordinate %.2f: %d particles, %s.",
                place,
                found.particles(),
                FscReport.resolution(found.bestFsc(), FscCurve.HALF_MAPS));
        BufferedImage picture = picture(found.map(), view);
        return Html.figure(
                picture == null
                        ? Html.paragraph("no surface")
                        : Html.picture(picture, String.format(Locale.ROOT, "Surface at coordinate %.2f", place)),
                caption);
    }
}
