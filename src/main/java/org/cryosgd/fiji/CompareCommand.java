/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.cryosgd.experiments.ComparisonOptions;
import org.cryosgd.experiments.ComparisonResult;
import org.cryosgd.experiments.Contender;
import org.cryosgd.experiments.OptimizerComparison;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.command.ObjectiveCommand;
import org.cryosgd.fiji.window.OpenImages;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.reconstruct.options.ModelOptions;
import org.cryosgd.reconstruct.options.Steps;
import org.cryosgd.report.comparison.ComparisonReport;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** {@link OptimizerComparison} as a menu entry. */
@Plugin(
        type = Command.class,
        name = "compare",
        menuPath = "Plugins>CryoSGD>Compare Optimizers...",
        headless = true,
        attrs = @Attr(name = CryoCommand.OWN_RECORD),
        description = "Runs optimizers on one data set from the same random start and draws how they converge.")
public class CompareCommand extends ObjectiveCommand {
    private static final ComparisonOptions DEFAULTS = ComparisonOptions.defaults();

    @Parameter(
            label = "Methods",
            attrs = {
                @Attr(name = CommandParameter.GROUP, value = "Comparison"),
                @Attr(name = CommandParameter.MAIN, value = "yes")
            },
            description = "Separated by commas: sgd, precomputed, exact, algorithm1, algorithm1exact, decaying, oasis,"
                    + " oasisAdaptive, lbfgs, cg, pcg.",
            persist = false)
    private String methods = Contender.text(DEFAULTS.methods());

    @Parameter(
            label = "Epochs",
            attrs = @Attr(name = CommandParameter.MAIN, value = "yes"),
            description = "Passes over the particles; iterations of lbfgs, cg and pcg.",
            min = "1",
            persist = false)
    private int epochs = DEFAULTS.epochs();

    @Parameter(
            label = "Batch size",
            description = "Particles per mini-batch; 0 takes a thirtieth of them, at least 50.",
            min = "0",
            persist = false)
    private int batchSize;

    @Parameter(
            label = "Steps",
            description = "Of all but decaying, oasis and the deterministic methods: lineSearch (Armijo), or minimiser"
                    + " (along each direction).",
            choices = {"lineSearch", "minimiser"},
            persist = false)
    private String steps = "lineSearch";

    @Parameter(
            label = "Armijo constant",
            description = "c of the line search: F must fall by at least c times what the slope promises.",
            min = "0.001",
            max = "0.999",
            persist = false)
    private double armijo = DEFAULTS.armijo();

    @Parameter(
            label = "Decay",
            description = "β of Algorithm 1 and of OASIS: how much of the old preconditioner is kept in each step.",
            min = "0",
            max = "0.999",
            persist = false)
    private double decay = DEFAULTS.decay();

    @Parameter(
            label = "Probes",
            description = "Passes over the particles for the estimate of method precomputed.",
            min = "1",
            persist = false)
    private int probes = DEFAULTS.probes();

    @Parameter(label = "OASIS rate", description = "Its fixed rate, or the first one.", persist = false)
    private double oasisEta = DEFAULTS.oasisEta();

    @Parameter(
            label = "Runs",
            attrs = @Attr(name = CommandParameter.MAIN, value = "yes"),
            description = "Repeats everything with other random starts and orders; tables have their spread.",
            min = "1",
            persist = false)
    private int runs = DEFAULTS.runs();

    @Parameter(
            label = "Reference",
            attrs = {
                @Attr(name = CommandParameter.MAIN, value = "yes"),
                @Attr(name = CommandParameter.IMAGE, value = "volume")
            },
            description = "MRC file that FSC is measured against; empty for the minimum of the objective.",
            style = "open",
            required = false,
            persist = false)
    private String reference = "";

    @Parameter(
            label = "Reference iterations",
            description = "At most so many iterations of preconditioned conjugate gradients to the minimum.",
            min = "1",
            persist = false)
    private int referenceIterations = DEFAULTS.referenceIterations();

    @Parameter(
            label = "FSC to reach",
            description = "The epochs until a shell has this FSC are counted.",
            min = "0",
            max = "1",
            persist = false)
    private double fsc = 0.5;

    @Parameter(
            label = "Output folder",
            attrs = @Attr(name = CommandParameter.SUGGEST, value = "particles>_compare"),
            description = "Folder for compare.html with its figures, tables (CSV), maps and settings.",
            style = "directory",
            persist = false)
    private File output;

    @Override
    public void check(String key, Object value) {
        super.check(key, value);
        if (key.equals("methods")) Contender.list((String) value);
    }

    @Override
    protected void execute(ProgressMonitor monitor) throws IOException {
        List<Contender> contenders = Contender.list(methods);
        Path folder = output.toPath();
        try (ParticleFile file = openWithPoses(monitor)) {
            checkOutputs(
                    ComparisonReport.files(folder, contenders),
                    file.particles().images().files(),
                    ComparisonReport.bytes(preparation().boxFor(file.particles().box())));
            Volume against = reference.isEmpty() ? null : OpenImages.volume(reference);
            ModelOptions model = model(ModelOptions.paper(), false, false);
            ComparisonResult result = new OptimizerComparison(new ComparisonOptions(
                            preparation(),
                            model,
                            contenders,
                            epochs,
                            batchSize,
                            Steps.of(steps),
                            armijo,
                            decay,
                            probes,
                            oasisEta,
                            runs,
                            referenceIterations,
                            against,
                            seed,
                            cache))
                    .run(file.particles(), monitor);
            if (monitor.stopped()) monitor.say("Stopped by the user; the epochs so far are compared.");
            ComparisonReport.write(folder, result, fsc, settings());
            monitor.say("Page: " + folder.resolve("compare.html"));
            windows()
                    .pictures(List.of(
                            folder.resolve("loss_passes.png"),
                            folder.resolve("epochs_to_fsc.png"),
                            folder.resolve("variance.png")));
        }
    }
}
