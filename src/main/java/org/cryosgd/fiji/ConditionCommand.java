/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cryosgd.experiments.ConditionOptions;
import org.cryosgd.experiments.ConditionStudy;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.command.TableCommand;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.report.ConditionReport;
import org.scijava.ItemIO;
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
public class ConditionCommand extends TableCommand {
    @Parameter(
            label = "Particles (STAR or .cs)",
            attrs = {
                @Attr(name = CommandParameter.FIRST, value = "yes"),
                @Attr(name = CommandParameter.ENDINGS, value = ".star .cs")
            },
            description =
                    "Their poses and CTFs are used, no image is read, but its stacks must be there; empty for uniform"
                            + " views only.",
            style = "open",
            required = false,
            persist = false)
    private String particles = "";

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
    private int count = ConditionOptions.defaults().count();

    @Parameter(
            label = "Largest radius (cycles per box)",
            description = "0 takes box/2 − 1, and " + ConditionOptions.RADIUS_WITHOUT_PARTICLES + " without particles.",
            min = "0",
            max = "1000",
            persist = false)
    private int maxRadius;

    @Parameter(label = "Lambda", description = "λ, which is added to the diagonal.", min = "0", persist = false)
    private double lambda = ConditionOptions.defaults().lambda();

    @Parameter(label = "Draws", description = "How often uniform views are drawn.", min = "1", persist = false)
    private int draws = ConditionOptions.defaults().draws();

    @Parameter(label = "Seed", description = "Of the uniform views.", persist = false)
    private long seed;

    @Parameter(
            label = "Output folder",
            attrs = @Attr(name = CommandParameter.SUGGEST, value = "particles>_condition"),
            description = "Folder for condition.csv, condition.png, section.png, diagonal.mrc and condition.json.",
            style = "directory",
            persist = false)
    private File output;

    @Parameter(
            type = ItemIO.OUTPUT,
            label = "κ",
            description = "Condition number within the largest radius; with CTF where there is one.")
    private Double kappa;

    @Parameter(type = ItemIO.OUTPUT, label = "Bound", description = "Its lower bound without CTF.")
    private Double bound;

    @Override
    public String about(Map<String, String> texts) throws IOException {
        if (texts.get("particles").isEmpty()) return "";
        try (ParticleFile file = openTyped(texts)) {
            return describe(usable(file, texts.get("ctf")));
        }
    }

    @Override
    protected void execute(ProgressMonitor monitor) throws IOException {
        Path folder = output.toPath();
        checkOutputs(ConditionReport.files(folder), List.of(), 0);
        ConditionStudy study = study(monitor);
        ConditionReport.write(folder, study, settings());
        ConditionReport.lines(study, !particles.isEmpty()).forEach(monitor::say);
        kappa = (study.withCtf() == null ? study.withoutCtf() : study.withCtf()).kappa()[study.radius()];
        bound = study.bound()[study.radius()];
        monitor.say("Table: " + folder.resolve("condition.csv"));
        windows().pictures(List.of(folder.resolve("condition.png"), folder.resolve("section.png")));
    }

    private ConditionStudy study(ProgressMonitor monitor) throws IOException {
        ConditionOptions options = new ConditionOptions(count, maxRadius, lambda, draws, seed);
        if (particles.isEmpty()) return ConditionStudy.ofUniformViews(options, monitor);
        try (ParticleFile file = openTable(Path.of(particles), "", "")) {
            usable(file, ctf).notes().forEach(monitor::warn);
            return ConditionStudy.of(file.particles(), ctf.equals("correct"), options, monitor);
        }
    }

    private static ParticleFile usable(ParticleFile file, String ctf) throws IOException {
        file.requirePoses();
        return ctf.equals("correct") ? file.requireCtf() : file;
    }
}
