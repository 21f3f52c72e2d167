/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.comparison;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.cryosgd.experiments.ComparisonResult;
import org.cryosgd.experiments.ComparisonResult.Point;
import org.cryosgd.experiments.Contender;
import org.cryosgd.io.file.OutputSet;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.report.figure.HeatMap;
import org.cryosgd.report.figure.LineChart;
import org.cryosgd.report.file.CsvFile;
import org.cryosgd.report.file.JsonFile;
import org.cryosgd.report.file.PlaceRecord;
import org.cryosgd.report.file.PngFile;
import org.cryosgd.report.file.Version;

/** The files of a comparison of optimizers, in a folder of their own. */
public final class ComparisonReport {
    private static final int WIDTH = 1100;
    private static final int HEIGHT = 680;

    private final Path folder;
    private final ComparisonResult result;
    private final double threshold;
    private final ComparisonStatistics statistics;
    private final List<Contender> methods;
    private final Map<String, String> figures = new LinkedHashMap<>();

    private ComparisonReport(Path folder, ComparisonResult result, double threshold) {
        this.folder = folder;
        this.result = result;
        this.threshold = threshold;
        statistics = new ComparisonStatistics(result);
        methods = statistics.methods();
    }

    /** The files that could be mistaken for others: the page, the settings, the tables and the maps. */
    public static List<Path> files(Path folder, List<Contender> methods) {
        List<Path> files = new ArrayList<>();
        for (String name : List.of(
                "compare.html", "compare.json", "compare.csv", "fsc.csv", "epochs.csv", "diagonal.csv", "minimum.mrc"))
            files.add(folder.resolve(name));
        for (Contender method : methods) files.add(folder.resolve(method.label() + ".mrc"));
        return files;
    }

    /** Bytes of all files together, about. */
    public static long bytes(int box) {
        return 12 * (4L * box * box * box + 2048) + (16 << 20);
    }

    /**
     * Writes compare.csv, fsc.csv, epochs.csv, diagonal.csv, the charts as PNG, the maps of the first run and of the
     * minimum, compare.json, and compare.html that puts them together; an {@link OutputSet}.
     *
     * @param threshold FSC whose epochs are counted
     */
    public static void write(Path folder, ComparisonResult result, double threshold, Map<String, Object> settings)
            throws IOException {
        OutputSet.write(() -> new ComparisonReport(folder, result, threshold).write(settings));
    }

    private void write(Map<String, Object> settings) throws IOException {
        tables();
        loss();
        fscOfEpochs();
        fscOfShells();
        epochsToReach();
        for (Contender method : methods) heatMap(method);
        variance();
        if (result.diagonals() != null) diagonals();
        String label = Version.label();
        MrcFiles.writeVolume(folder.resolve("minimum.mrc"), result.minimumMap(), label + " minimum");
        for (ComparisonResult.Map map : result.maps())
            MrcFiles.writeVolume(folder.resolve(map.method().label() + ".mrc"), map.volume(), label);
        JsonFile.write(folder.resolve("compare.json"), json(settings));
        ComparisonPage.write(folder.resolve("compare.html"), result, threshold, settings, figures);
    }

    private Map<String, Object> json(Map<String, Object> settings) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("program", Version.label());
        json.put("settings", settings);
        json.put("images", result.images());
        json.put("batchSize", result.batchSize());
        json.put("radius", result.radius());
        json.put("minimum", result.minimum());
        json.put("minimumIterations", result.minimumIterations());
        json.put("minimumGradient", result.minimumGradient());
        json.put("complete", result.complete());
        PlaceRecord.put(json);
        if (result.diagonals() != null) {
            json.put("threshold", result.diagonals().threshold());
            json.put("distanceOfDiagonal", result.diagonals().distance());
        }
        return json;
    }

    private void tables() throws IOException {
        List<Point> points = result.points();
        points(points, 1)
                .column("passes", numbers(points, Point::passes))
                .column("seconds", numbers(points, Point::seconds))
                .column("loss", numbers(points, Point::loss))
                .column("excess", numbers(points, point -> point.loss() - result.minimum()))
                .column("gradientNorm", numbers(points, Point::gradientNorm))
                .column("batchVariance", numbers(points, Point::batchVariance))
                .column("meanFsc", numbers(points, statistics::meanFsc))
                .write(folder.resolve("compare.csv"));
        int shells = result.radius();
        int rows = points.size() * shells;
        points(points, shells)
                .column(
                        "shell",
                        IntStream.range(0, rows).map(i -> i % shells + 1).toArray())
                .column(
                        "fsc",
                        IntStream.range(0, rows)
                                .mapToDouble(i -> points.get(i / shells).fsc()[i % shells + 1])
                                .toArray())
                .write(folder.resolve("fsc.csv"));
        CsvFile epochs = new CsvFile()
                .column("shell", IntStream.rangeClosed(1, shells).toArray())
                .column(
                        "resolution",
                        IntStream.rangeClosed(1, shells)
                                .mapToDouble(this::resolution)
                                .toArray());
        for (Contender method : methods) epochs.column(method.label(), meanEpochs(method));
        epochs.write(folder.resolve("epochs.csv"));
    }

    /** The columns {@code method,run,epoch}, each point {@code times} times. */
    private static CsvFile points(List<Point> points, int times) {
        int rows = points.size() * times;
        return new CsvFile()
                .column(
                        "method",
                        IntStream.range(0, rows)
                                .mapToObj(i -> points.get(i / times).method().label())
                                .toArray(String[]::new))
                .column(
                        "run",
                        IntStream.range(0, rows)
                                .map(i -> points.get(i / times).run() + 1)
                                .toArray())
                .column(
                        "epoch",
                        IntStream.range(0, rows)
                                .map(i -> points.get(i / times).epoch())
                                .toArray());
    }

    private static double[] numbers(List<Point> points, ToDoubleFunction<Point> value) {
        return points.stream().mapToDouble(value).toArray();
    }

    private double resolution(int shell) {
        return result.box() * result.voxelSizeAngstrom() / shell;
    }

    /** Mean over the runs for the shells 1 … radius; NaN where a run does not get there. */
    private double[] meanEpochs(Contender method) {
        return IntStream.rangeClosed(1, result.radius())
                .mapToDouble(shell -> ComparisonStatistics.mean(statistics.epochsToReach(method, shell, threshold)))
                .toArray();
    }

    private void figure(String name, String caption, BufferedImage picture) throws IOException {
        PngFile.write(folder.resolve(name), picture);
        figures.put(name, caption);
    }

    private void loss() throws IOException {
        double[][] axes = new double[3][];
        String[] names = {"epoch", "passes", "seconds"};
        String[] labels = {"Epoch (iteration)", "Passes over the particles", "Seconds"};
        for (int axis = 0; axis < axes.length; axis++) {
            LineChart chart = new LineChart("Loss above the minimum", labels[axis], "F − F(minimum)").logarithmic();
            if (axis == 0) chart.wholeNumbers();
            for (Contender method : methods)
                chart.line(
                                method.label(),
                                statistics.means(
                                        method,
                                        List.<ToDoubleFunction<Point>>of(Point::epoch, Point::passes, Point::seconds)
                                                .get(axis)),
                                statistics.means(method, statistics::excess))
                        .dots();
            figure("loss_" + names[axis] + ".png", "Loss by " + names[axis], chart.draw(WIDTH, HEIGHT));
        }
    }

    private void fscOfEpochs() throws IOException {
        int last = methods.stream().mapToInt(statistics::epochs).max().orElse(0);
        for (int epoch : IntStream.of(1, (last + 1) / 2, last).distinct().toArray()) {
            LineChart chart = new LineChart(
                            "FSC after epoch " + epoch, "Spatial frequency (1/Å)", "FSC against the reference")
                    .resolutionAxis()
                    .range(-0.1, 1.05)
                    .threshold(threshold, String.valueOf(threshold));
            double[] frequencies = IntStream.rangeClosed(0, result.radius())
                    .mapToDouble(shell -> 1 / resolution(shell))
                    .toArray();
            for (Contender method : methods)
                if (statistics.epochs(method) >= epoch)
                    chart.line(method.label(), frequencies, statistics.fsc(method)[epoch]);
            figure("fsc_epoch_" + epoch + ".png", "FSC after epoch " + epoch, chart.draw(WIDTH, HEIGHT));
        }
    }

    /** Shells at a quarter, a half, three quarters and the whole of the radius. */
    private void fscOfShells() throws IOException {
        for (int quarter = 1; quarter <= 4; quarter++) {
            int shell = result.radius() * quarter / 4;
            LineChart chart = new LineChart(
                            String.format(Locale.ROOT, "FSC of shell %d (%.2f Å)", shell, resolution(shell)),
                            "Epoch (iteration)",
                            "FSC against the reference")
                    .wholeNumbers()
                    .range(-0.1, 1.05)
                    .threshold(threshold, String.valueOf(threshold));
            for (Contender method : methods)
                chart.line(
                                method.label(),
                                statistics.means(method, Point::epoch),
                                statistics.means(method, point -> point.fsc()[shell]))
                        .dots();
            figure("fsc_shell_" + shell + ".png", "FSC of shell " + shell, chart.draw(WIDTH, HEIGHT));
        }
    }

    private void epochsToReach() throws IOException {
        LineChart chart = new LineChart("Epochs to FSC " + threshold, "Shell (cycles per box)", "Epochs (iterations)");
        double[] shells =
                IntStream.rangeClosed(1, result.radius()).asDoubleStream().toArray();
        for (Contender method : methods) chart.line(method.label(), shells, meanEpochs(method));
        figure(
                "epochs_to_fsc.png",
                "Epochs until a shell has FSC " + threshold + "; a line ends where a run does not get there",
                chart.draw(WIDTH, HEIGHT));
    }

    private void heatMap(Contender method) throws IOException {
        double[][] fsc = statistics.fsc(method);
        figure(
                "heatmap_" + method.label() + ".png",
                "FSC by shell and epoch: " + method.label(),
                new HeatMap(method.label(), "Shell (cycles per box)", "Epoch (iteration)", "FSC", fsc, 0, 0)
                        .draw(WIDTH, 480, 0, 1));
    }

    private void variance() throws IOException {
        LineChart chart = new LineChart("Variance of the mini-batch gradient", "Epoch (iteration)", "mean ‖∇F_B − ∇F‖²")
                .logarithmic()
                .wholeNumbers();
        for (Contender method : methods)
            chart.line(
                            method.label(),
                            statistics.means(method, Point::epoch),
                            statistics.means(method, Point::batchVariance))
                    .dots();
        figure(
                "variance.png",
                "Variance of the gradient over mini-batches of " + result.batchSize() + " images",
                chart.draw(WIDTH, HEIGHT));
    }

    private void diagonals() throws IOException {
        ComparisonResult.Diagonals diagonals = result.diagonals();
        int[] shell = IntStream.range(0, diagonals.exact().length).toArray();
        new CsvFile()
                .column("shell", shell)
                .column("exact", diagonals.exact())
                .column("estimated", diagonals.estimated())
                .column("thresholded", diagonals.thresholded())
                .write(folder.resolve("diagonal.csv"));
        List<BufferedImage> pictures = new ArrayList<>();
        double[][] exact = HeatMap.log10(diagonals.exactSection());
        double[] range = HeatMap.range(exact);
        String[] names = {"Exact", "Estimated (magnitude)", "Thresholded"};
        double[][][] sections = {
            exact,
            HeatMap.log10(magnitudes(diagonals.estimatedSection())),
            HeatMap.log10(diagonals.thresholdedSection())
        };
        int first = -(exact.length / 2);
        for (int i = 0; i < 3; i++)
            pictures.add(new HeatMap(
                            names[i] + ", ky = 0", "kx (cycles per box)", "kz", "log10 D", sections[i], first, first)
                    .draw(620, 540, range[0], range[1]));
        figure(
                "diagonal.png",
                String.format(
                        Locale.ROOT,
                        "The Hessian's diagonal: exact, as Algorithm 1 estimated it, and held above α = %.3g; relative"
                                + " distance of the last from the first %.3f",
                        diagonals.threshold(),
                        diagonals.distance()),
                HeatMap.inARow(pictures.toArray(BufferedImage[]::new)));
    }

    private static double[][] magnitudes(double[][] values) {
        return Arrays.stream(values)
                .map(row -> Arrays.stream(row).map(Math::abs).toArray())
                .toArray(double[][]::new);
    }
}
