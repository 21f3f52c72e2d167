/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import ij.ImagePlus;
import java.io.File;
import java.io.IOException;
import java.util.Locale;
import org.cryosgd.experiments.Preconditioning;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.command.ObjectiveCommand;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.reconstruct.options.ModelOptions;
import org.cryosgd.report.PreconditionerReport;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** {@link Preconditioning} as a menu entry. */
@Plugin(
        type = Command.class,
        name = "precondition",
        menuPath = "Plugins>CryoSGD>Estimate Preconditioner...",
        headless = true,
        attrs = @Attr(name = CryoCommand.OWN_RECORD),
        description =
                "Writes the diagonal of the Hessian as a volume, its radial profile, and how far it is from exact.")
public class PreconditionCommand extends ObjectiveCommand {
    private static final int DEFAULT_PROBES = 10;

    @Parameter(
            label = "Method",
            attrs = @Attr(name = CommandParameter.MAIN, value = "yes"),
            description = "exact: from the squares of the interpolation weights; hutchinson: from random probes.",
            choices = {"hutchinson", "exact"},
            persist = false)
    private String method = "hutchinson";

    @Parameter(
            label = "Probes",
            attrs = @Attr(name = CommandParameter.MAIN, value = "yes"),
            description = "Passes over the particles of Hutchinson's estimate.",
            min = "1",
            persist = false)
    private int probes = DEFAULT_PROBES;

    @Parameter(
            label = "Output preconditioner",
            attrs = {
                @Attr(name = CommandParameter.SUGGEST, value = "particles>_preconditioner.mrc"),
                @Attr(name = CommandParameter.ENDINGS, value = ".mrc .map")
            },
            description =
                    "MRC file that is written: box³ frequencies, zero at the centre; profile and figure beside it.",
            style = "save",
            persist = false)
    private File preconditioner;

    @Parameter(type = ItemIO.OUTPUT, label = "Diagonal", description = "Of the Hessian by frequency, shown or not.")
    private ImagePlus diagonal;

    @Parameter(type = ItemIO.OUTPUT, label = "Distance", description = "Relative distance from the exact diagonal.")
    private Double distance;

    @Override
    protected void execute(ProgressMonitor monitor) throws IOException {
        try (ParticleFile file = openWithPoses(monitor)) {
            checkOutputs(
                    PreconditionerReport.files(preconditioner.toPath()),
                    file.particles().images().files(),
                    0);
            if (method.equals("exact") && probes != DEFAULT_PROBES)
                throw new IllegalArgumentException(
                        "probes is for method=hutchinson: leave it out, or choose that method");
            ModelOptions base = ModelOptions.defaults();
            Preconditioning.Result result = Preconditioning.run(
                    file.particles(),
                    preparation(),
                    model(base, false, base.sphere()),
                    method.equals("exact") ? 0 : probes,
                    seed,
                    cache,
                    monitor);
            PreconditionerReport.write(preconditioner.toPath(), result, settings());
            monitor.say(
                    method.equals("exact")
                            ? "The exact diagonal."
                            : String.format(
                                    Locale.ROOT,
                                    "Hutchinson's estimate with %d probes: relative distance %.3f from the exact diagonal.",
                                    probes,
                                    result.distance()));
            monitor.say("Preconditioner: " + preconditioner);
            distance = result.distance();
            diagonal = windows().frequencies(preconditioner.getName(), result.diagonal());
        }
    }
}
