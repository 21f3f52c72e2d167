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
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Stream;
import org.cryosgd.experiments.ConditionNumber;
import org.cryosgd.experiments.ConditionStudy;
import org.cryosgd.io.file.OutputSet;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.report.figure.HeatMap;
import org.cryosgd.report.figure.LineChart;
import org.cryosgd.report.file.CsvFile;
import org.cryosgd.report.file.JsonFile;
import org.cryosgd.report.file.PlaceRecord;
import org.cryosgd.report.file.PngFile;
import org.cryosgd.report.file.Version;

/** The files of a study of the condition number, in a folder of their own. */
public final class ConditionReport {
    private ConditionReport() {}

    /** What {@link #write} writes. */
    public static List<Path> files(Path folder) {
        return Stream.of("condition.csv", "condition.png", "section.png", "diagonal.mrc", "condition.json")
                .map(folder::resolve)
                .toList();
    }

    /**
     * Writes condition.csv ({@code radius,bound,kappaNoCtf,kappaCtf,unseen}, then κ over the voxels that are seen, max D
     * over the median of the shell, and κ of uniform views: mean and range of the draws), condition.png, diagonal.mrc, section.png and condition.json, as an {@link OutputSet}.
     */
    public static void write(Path folder, ConditionStudy study, Map<String, Object> settings) throws IOException {
        OutputSet.write(() -> writeAll(folder, study, settings));
    }

    /**
     * What the study found, in sentences.
     *
     * @param particles whether it is of particles, not of uniform views alone
     */
    public static List<String> lines(ConditionStudy study, boolean particles) {
        List<String> lines = new ArrayList<>();
        int r = study.radius();
        if (study.withCtf() != null) lines.add(line("With CTF", r, study.withCtf()));
        lines.add(line(particles ? "Without CTF" : "Uniform views", r, study.withoutCtf()));
        lines.add(String.format(Locale.ROOT, "Lower bound within radius %d: κ ≥ %.4g", r, study.bound()[r]));
        ConditionNumber.Curve typical = study.withCtf() == null ? study.withoutCtf() : study.withCtf();
        double ratio = typical.shellRatio()[r];
        lines.add(String.format(
                Locale.ROOT,
                "A typical voxel of shell %d has a diagonal %.0f times smaller than the largest: %s.",
                r,
                ratio,
                rule(ratio)));
        lines.add(String.format(
                Locale.ROOT,
                "Full cube of %d³ voxels: κ = %.4g without CTF%s. That is 1/λ times the largest value of the diagonal,"
                        + " whatever the views: %d voxels in the corners of the cube are further out than the corners of"
                        + " an image, so no image sees them.",
                study.box(),
                study.kappaOfCube(study.withoutCtf()),
                study.withCtf() == null
                        ? ""
                        : String.format(Locale.ROOT, ", %.4g with CTF", study.kappaOfCube(study.withCtf())),
                study.unseenInCorners()));
        return lines;
    }

    private static String line(String what, int r, ConditionNumber.Curve curve) {
        String line = String.format(Locale.ROOT, "%s within radius %d: κ = %.4g", what, r, curve.kappa()[r]);
        if (curve.unseen()[r] == 0) return line;
        return line
                + String.format(
                        Locale.ROOT,
                        " because %d voxels are never seen; over the others κ = %.4g",
                        curve.unseen()[r],
                        curve.kappaSeen()[r]);
    }

    /** Measured thresholds, see docs/paper.md. */
    private static String rule(double shellRatio) {
        return shellRatio < 30
                ? "plain SGD does nearly as well as preconditioned SGD"
                : shellRatio < 60
                        ? "a preconditioner saves some epochs"
                        : "plain SGD stalls there, a preconditioner matters";
    }

    private static void writeAll(Path folder, ConditionStudy study, Map<String, Object> settings) throws IOException {
        table(study).write(folder.resolve("condition.csv"));
        PngFile.write(folder.resolve("condition.png"), chart(study).draw(1200, 800));
        PngFile.write(folder.resolve("section.png"), sections(study));
        MrcFiles.writeVolume(folder.resolve("diagonal.mrc"), study.diagonal(), Version.label() + " Hessian diagonal");
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("program", Version.label());
        json.put("settings", settings);
        json.put("images", study.images());
        json.put("box", study.box());
        json.put("unseenInCorners", study.unseenInCorners());
        json.put("kappaOfCubeNoCtf", study.kappaOfCube(study.withoutCtf()));
        json.put("kappaOfCubeCtf", study.withCtf() == null ? null : study.kappaOfCube(study.withCtf()));
        PlaceRecord.put(json);
        JsonFile.write(folder.resolve("condition.json"), json);
    }

    private static CsvFile table(ConditionStudy study) {
        double[] nothing = new double[study.radius() + 1];
        Arrays.fill(nothing, Double.NaN);
        boolean uniform = isUniform(study);
        ConditionNumber.Curve ctf = study.withCtf();
        double[] unseen =
                Arrays.stream(study.withoutCtf().unseen()).asDoubleStream().toArray();
        int[] radius = new int[study.radius()];
        Arrays.setAll(radius, i -> i + 1);
        return new CsvFile()
                .column("radius", radius)
                .column("bound", fromOne(study.bound()))
                .column(
                        "kappaNoCtf",
                        fromOne(uniform ? mean(study) : study.withoutCtf().kappa()))
                .column("kappaCtf", fromOne(ctf == null ? nothing : ctf.kappa()))
                .column("unseen", fromOne(unseen))
                .column("kappaNoCtfSeen", fromOne(study.withoutCtf().kappaSeen()))
                .column("kappaCtfSeen", fromOne(ctf == null ? nothing : ctf.kappaSeen()))
                .column("shellRatioNoCtf", fromOne(study.withoutCtf().shellRatio()))
                .column("shellRatioCtf", fromOne(ctf == null ? nothing : ctf.shellRatio()))
                .column("kappaUniform", fromOne(mean(study)))
                .column("kappaUniformMin", fromOne(over(study, Math::min)))
                .column("kappaUniformMax", fromOne(over(study, Math::max)));
    }

    private static LineChart chart(ConditionStudy study) {
        double[] radius = new double[study.radius()];
        Arrays.setAll(radius, i -> i + 1);
        LineChart chart = new LineChart(
                        "Condition number, " + study.images() + " images", "Radius (cycles per box)", "κ")
                .logarithmic();
        if (isUniform(study))
            chart.line("uniform views, no CTF", radius, fromOne(mean(study)))
                    .line("lower bound, no CTF", radius, fromOne(study.bound()))
                    .line("smallest draw", radius, fromOne(over(study, Math::min)))
                    .line("largest draw", radius, fromOne(over(study, Math::max)));
        else {
            chart.line("no CTF", radius, fromOne(study.withoutCtf().kappa()))
                    .line("lower bound, no CTF", radius, fromOne(study.bound()));
            if (study.withCtf() != null)
                chart.line("with CTF", radius, fromOne(study.withCtf().kappa()));
            chart.line("uniform views, no CTF", radius, fromOne(mean(study)))
                    .line(
                            "max D / median D of the shell",
                            radius,
                            fromOne(typical(study).shellRatio()));
        }
        return chart;
    }

    private static BufferedImage sections(ConditionStudy study) {
        double[][] without = HeatMap.log10(study.sectionWithoutCtf());
        if (study.withCtf() == null) return section("Without CTF", without, HeatMap.range(without));
        double[][] with = HeatMap.log10(study.sectionWithCtf());
        double[] range = HeatMap.range(without, with);
        return HeatMap.inARow(section("Without CTF", without, range), section("With CTF", with, range));
    }

    private static BufferedImage section(String title, double[][] values, double[] range) {
        int first = -(values.length / 2);
        return new HeatMap(title + ", ky = 0", "kx (cycles per box)", "kz", "log10 diag(H)", values, first, first)
                .draw(740, 660, range[0], range[1]);
    }

    private static ConditionNumber.Curve typical(ConditionStudy study) {
        return study.withCtf() == null ? study.withoutCtf() : study.withCtf();
    }

    private static boolean isUniform(ConditionStudy study) {
        return Arrays.equals(study.withoutCtf().kappa(), study.uniform().get(0).kappa());
    }

    private static double[] mean(ConditionStudy study) {
        double[] mean = over(study, Double::sum);
        Arrays.setAll(mean, r -> mean[r] / study.uniform().size());
        return mean;
    }

    private static double[] over(ConditionStudy study, DoubleBinaryOperator operator) {
        double[] result = study.uniform().get(0).kappa().clone();
        for (ConditionNumber.Curve curve :
                study.uniform().subList(1, study.uniform().size()))
            Arrays.setAll(result, r -> operator.applyAsDouble(result[r], curve.kappa()[r]));
        return result;
    }

    private static double[] fromOne(double[] values) {
        return Arrays.copyOfRange(values, 1, values.length);
    }
}
