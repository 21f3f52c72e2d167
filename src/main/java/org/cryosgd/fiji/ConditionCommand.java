/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cryosgd.experiments.ConditionNumber;
import org.cryosgd.experiments.ConditionStudy;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.command.ParticleCommand;
import org.cryosgd.fiji.window.OpenImages;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.reconstruct.options.ModelOptions;
import org.cryosgd.report.ConditionReport;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** {@link ConditionStudy} as a menu entry. */
@Plugin(
        type = Command.class,
        name = "condition",
        menuPath = "Plugins>CryoSGD>Condition Number...",
        headless = true,
        attrs = @Attr(name = CryoCommand.OWN_RECORD),
        description = "Condition number of the Hessian against the radius: of a data set, or of uniform views.")
public class ConditionCommand extends CryoCommand {
    private static final int RADIUS_WITHOUT_PARTICLES = 63;

    @Parameter(
            label = "Particles (STAR or .cs)",
            attrs = @Attr(name = CommandParameter.ENDINGS, value = ".star .cs"),
            description =
                    "Their poses and CTFs are used, no image is read, but its stacks must be there; empty for uniform"
                            + " views only.",
            style = "open",
            required = false,
            persist = false)
    private String particles = "";

    @Parameter(
            label = "Project folder",
            description = "Where image names start, if not at the STAR file or one of its parents.",
            style = "directory,open",
            required = false,
            persist = false)
    private String projectDir = "";

    @Parameter(
            label = "Passthrough",
            attrs = @Attr(name = CommandParameter.ENDINGS, value = ".cs"),
            description = "cryoSPARC's file with the columns that a .cs file lacks, if not in the same folder.",
            style = "open",
            required = false,
            persist = false)
    private String passthrough = "";

    @Parameter(
            label = "Shift pixel size (Å)",
            description = "Pixel size of the shifts in a .cs file that does not say it; 0 takes that of the images.",
            min = "0",
            persist = false)
    private double shiftPixelSize;

    @Parameter(
            label = "Pixel size (Å)",
            description = "Of the images as they are, in place of the table's; 0 takes the table's.",
            min = "0",
            persist = false)
    private double pixelSize;

    @Parameter(
            label = "CTF",
            description = "correct: with and without the file's CTFs; none: without.",
            choices = {"correct", "none"},
            persist = false)
    private String ctf = "correct";

    @Parameter(
            label = "Count",
            description = "Number of uniform views where there are no particles; else as many as particles.",
            min = "1",
            persist = false)
    private int count = 10_000;

    @Parameter(
            label = "Largest radius (cycles per box)",
            description = "0 takes box/2 − 1, and " + RADIUS_WITHOUT_PARTICLES + " without particles.",
            min = "0",
            max = "1000",
            persist = false)
    private int maxRadius;

    @Parameter(label = "Lambda", description = "λ, which is added to the diagonal.", min = "0", persist = false)
    private double lambda = ModelOptions.defaults().lambda();

    @Parameter(label = "Draws", description = "How often uniform views are drawn.", min = "1", persist = false)
    private int draws = 4;

    @Parameter(label = "Seed", description = "Of the uniform views.", persist = false)
    private long seed;

    @Parameter(
            label = "Output folder",
            attrs = @Attr(name = CommandParameter.SUGGEST, value = "particles>_condition"),
            description = "Folder for condition.csv, condition.png, section.png, diagonal.mrc and condition.json.",
            style = "directory",
            persist = false)
    private File output;

    @Override
    public String about(Map<String, String> texts) throws IOException {
        if (texts.get("particles").isEmpty()) return "";
        try (ParticleFile file = OpenImages.particles(
                texts.get("particles"),
                texts.get("projectDir"),
                "",
                ParticleCommand.number(texts.get("pixelSize")),
                OpenImages.cryosparc(texts.get("passthrough"), ParticleCommand.number(texts.get("shiftPixelSize"))))) {
            file.requirePoses();
            if (texts.get("ctf").equals("correct")) file.requireCtf();
            return ParticleCommand.describe(file);
        }
    }

    @Override
    protected void execute(ProgressMonitor monitor) throws IOException {
        Path folder = output.toPath();
        checkOutputs(ConditionReport.files(folder), List.of(), 0);
        ConditionStudy study = study(monitor);
        ConditionReport.write(folder, study, settings());
        int r = study.radius();
        if (study.withCtf() != null) say(monitor, "With CTF", study, study.withCtf());
        say(monitor, particles.isEmpty() ? "Uniform views" : "Without CTF", study, study.withoutCtf());
        monitor.say(String.format(Locale.ROOT, "Lower bound within radius %d: κ ≥ %.4g", r, study.bound()[r]));
        ConditionNumber.Curve typical = study.withCtf() == null ? study.withoutCtf() : study.withCtf();
        monitor.say(String.format(
                Locale.ROOT,
                "A typical voxel of shell %d has a diagonal %.0f times smaller than the largest: %s.",
                r,
                typical.shellRatio()[r],
                rule(typical.shellRatio()[r])));
        monitor.say(String.format(
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
        monitor.say("Table: " + folder.resolve("condition.csv"));
        windows().pictures(List.of(folder.resolve("condition.png"), folder.resolve("section.png")));
    }

    private ConditionStudy study(ProgressMonitor monitor) throws IOException {
        if (particles.isEmpty())
            return ConditionStudy.ofUniformViews(
                    count, maxRadius > 0 ? maxRadius : RADIUS_WITHOUT_PARTICLES, lambda, draws, seed, monitor);
        try (ParticleFile file = OpenImages.particles(
                particles, projectDir, "", pixelSize, OpenImages.cryosparc(passthrough, shiftPixelSize))) {
            file.requirePoses();
            if (ctf.equals("correct")) file.requireCtf();
            file.notes().forEach(monitor::warn);
            return ConditionStudy.of(file.particles(), ctf.equals("correct"), maxRadius, lambda, draws, seed, monitor);
        }
    }

    /** Measured thresholds, see docs/paper.md. */
    private static String rule(double shellRatio) {
        return shellRatio < 30
                ? "plain SGD does nearly as well as preconditioned SGD"
                : shellRatio < 60
                        ? "a preconditioner saves some epochs"
                        : "plain SGD stalls there, a preconditioner matters";
    }

    private static void say(ProgressMonitor monitor, String what, ConditionStudy study, ConditionNumber.Curve curve) {
        int r = study.radius();
        String line = String.format(Locale.ROOT, "%s within radius %d: κ = %.4g", what, r, curve.kappa()[r]);
        if (curve.unseen()[r] > 0)
            line += String.format(
                    Locale.ROOT,
                    " because %d voxels are never seen; over the others κ = %.4g",
                    curve.unseen()[r],
                    curve.kappaSeen()[r]);
        monitor.say(line);
    }
}
