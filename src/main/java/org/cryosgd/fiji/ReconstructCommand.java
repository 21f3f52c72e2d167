/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import ij.ImagePlus;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.command.ObjectiveCommand;
import org.cryosgd.fiji.window.OpenImages;
import org.cryosgd.fiji.window.Windows;
import org.cryosgd.io.file.StateFile;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.objective.DiagonalVolume;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.reconstruct.Checkpoint;
import org.cryosgd.reconstruct.EpochListener;
import org.cryosgd.reconstruct.Reconstruction;
import org.cryosgd.reconstruct.ReconstructionResult;
import org.cryosgd.reconstruct.options.FitKeys;
import org.cryosgd.reconstruct.options.FitOptions;
import org.cryosgd.reconstruct.options.ModelOptions;
import org.cryosgd.reconstruct.options.ReconstructionOptions;
import org.cryosgd.report.FscReport;
import org.cryosgd.report.ReconstructionReport;
import org.cryosgd.report.file.OutputNames;
import org.cryosgd.report.page.PageParticles;
import org.cryosgd.report.page.RunRecord;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** {@link Reconstruction} as a menu entry. */
@Plugin(
        type = Command.class,
        name = "reconstruct",
        menuPath = "Plugins>CryoSGD>Reconstruct...",
        headless = true,
        attrs = @Attr(name = CryoCommand.OWN_RECORD),
        description = "Makes a map from particles at known poses, with half maps, FSC and history.")
public class ReconstructCommand extends ObjectiveCommand {
    @Parameter(
            label = "Preset",
            attrs = @Attr(name = CommandParameter.GROUP, value = "Method"),
            description = "What auto stands for: default, or the settings of the paper (Algorithm 1, no prior).",
            choices = {"default", "paper"},
            persist = false)
    private String preset = "default";

    @Parameter(
            label = "Method",
            description = "gridding: all particles in each step, the exact preconditioner and that of interpolation;"
                    + " precomputed: SGD with a preconditioner from a first pass; algorithm1: estimated along the way;"
                    + " sgd: none. The others are for comparison. auto: gridding, or precomputed where keys of it are"
                    + " given.",
            attrs = @Attr(name = CommandParameter.CHOICES, value = CommandParameter.OPTIMIZERS),
            persist = false)
    private String method = "auto";

    @Parameter(
            label = "Preconditioner",
            description = "The Hessian's diagonal: exact, hutchinson (random probes), or a file of precondition.",
            persist = false)
    private String preconditioner = "auto";

    @Parameter(
            label = "Probes",
            description = "Passes of Hutchinson's estimate for method=precomputed.",
            min = "1",
            persist = false)
    private int probes = FitOptions.defaults().probes();

    @Parameter(
            label = "Epochs",
            description = "At most so many passes over the particles; the default method stops when it has converged.",
            min = "1",
            persist = false)
    private int epochs = FitOptions.defaults().epochs();

    @Parameter(
            label = "Tolerance",
            description =
                    "Converged when more epochs would change the map by less than this, in units of its noise; 0: never.",
            min = "0",
            persist = false)
    private double tolerance = FitOptions.defaults().tolerance();

    @Parameter(
            label = "Batch size",
            description =
                    "Particles per mini-batch of SGD; 0 takes a tenth of them (preset=paper: a thirtieth), at least 50.",
            min = "0",
            persist = false)
    private int batchSize;

    @Parameter(
            label = "Steps",
            description =
                    "Length of the steps: decaying (1/t), lineSearch (Armijo), minimiser (along each direction), or fixed.",
            choices = {"auto", "decaying", "lineSearch", "minimiser", "fixed"},
            persist = false)
    private String steps = "auto";

    @Parameter(
            label = "Eta",
            description = "Fixed step, or the largest step of the line search; 0 takes 10, or 1 for method=sgd.",
            min = "0",
            max = "1000000",
            persist = false)
    private double eta;

    @Parameter(
            label = "Armijo constant",
            description = "c of the line search: F must fall by at least c times what the slope promises.",
            min = "0.001",
            max = "0.999",
            persist = false)
    private double armijo = FitOptions.defaults().armijo();

    @Parameter(
            label = "Decay",
            description =
                    "β of Algorithm 1: how much of the old preconditioner is kept in each step; -1 takes 0.5, or with"
                            + " preset=paper 0.9.",
            min = "-1",
            max = "0.999",
            persist = false)
    private double decay = -1;

    @Parameter(
            label = "Threshold",
            description = "Whether the preconditioner is held above 1/(points of the fullest Fourier shell).",
            persist = false)
    private boolean threshold = FitOptions.defaults().threshold();

    @Parameter(
            label = "Start",
            description = "The volume that the iterations start from.",
            choices = {"auto", "backprojection", "zero", "random"},
            persist = false)
    private String start = "auto";

    @Parameter(
            label = "Prior",
            description =
                    "wiener: the measured signal power of each shell keeps noise from being fitted; none: only λ.",
            choices = {"auto", "wiener", "none"},
            persist = false)
    private String prior = "auto";

    @Parameter(
            label = "Sphere",
            description = "Whether the map is held at zero outside the ball that the box holds.",
            choices = {"auto", "true", "false"},
            persist = false)
    private String sphere = "auto";

    @Parameter(
            label = "Mask",
            attrs = {
                @Attr(name = CommandParameter.GROUP, value = "Result"),
                @Attr(name = CommandParameter.MAIN, value = "yes"),
                @Attr(name = CommandParameter.IMAGE, value = "volume")
            },
            description = "MRC file of values 0 to 1 for the map and the masked FSC; half maps are written without it.",
            style = "open",
            required = false,
            persist = false)
    private String mask = "";

    @Parameter(
            label = "Half maps",
            attrs = @Attr(name = CommandParameter.MAIN, value = "yes"),
            description = "Makes two maps from independent halves, their FSC, and the map of both.",
            persist = false)
    private boolean halfMaps = true;

    @Parameter(
            label = "Output map",
            attrs = {
                @Attr(name = CommandParameter.SUGGEST, value = "particles>_map.mrc"),
                @Attr(name = CommandParameter.ENDINGS, value = ".mrc .map")
            },
            description = "MRC file that is written; half maps, FSC, history, figure and settings go beside it.",
            style = "save",
            persist = false)
    private File volume;

    @Parameter(
            label = "Report page",
            description = "Writes …_report.html, the run as one page for a browser; false saves a second or two.",
            persist = false)
    private boolean report = true;

    @Parameter(
            label = "Resume",
            attrs = {
                @Attr(name = CommandParameter.MAIN, value = "yes"),
                @Attr(name = CommandParameter.ENDINGS, value = ".bin")
            },
            description = "Checkpoint (_checkpoint.bin) of a run that was stopped, to go on with the same settings.",
            style = "open",
            required = false,
            persist = false)
    private String resume = "";

    @Parameter(type = ItemIO.OUTPUT, label = "Map", description = "The map, shown or not.")
    private ImagePlus map;

    @Parameter(
            type = ItemIO.OUTPUT,
            label = "Resolution (Å)",
            description =
                    "Where the FSC of the half maps, corrected for the mask, falls below 0.143; none without half maps.")
    private Double resolution;

    @Override
    public void check(String key, Object value) {
        super.check(key, value);
        if (key.equals("preconditioner") && FitKeys.isFile((String) value) && !new File((String) value).isFile())
            throw new IllegalArgumentException("preconditioner must be exact, hutchinson or a file of precondition,"
                    + " found '" + value + "', and there is no such file");
    }

    @Override
    protected void execute(ProgressMonitor listener) throws IOException {
        RunRecord monitor = new RunRecord(listener);
        ReconstructionReport.prepare();
        Path target = volume.toPath();
        String name = target.getFileName().toString();
        try (ParticleFile file = openWithPoses(monitor)) {
            List<Path> read = new ArrayList<>(file.particles().images().files());
            if (FitKeys.isFile(preconditioner)) read.add(Path.of(preconditioner));
            int size = preparation().boxFor(file.particles().box());
            checkOutputs(ReconstructionReport.files(target, halfMaps), read, ReconstructionReport.bytes(size));
            ReconstructionOptions options = options(file.particles());
            Path checkpoint = new OutputNames(target).with("_checkpoint.bin");
            Reconstruction reconstruction = new Reconstruction(options).checkpoint(checkpoint);
            if (!resume.isEmpty()) reconstruction.resume(Checkpoint.read(Path.of(resume)));
            EpochListener live = windows().live(name);
            ReconstructionResult result = withDirections(
                    reconstruction.run(file.particles(), monitor, report ? monitor.hear(live) : live),
                    options,
                    monitor);
            FscReport.warnings(false, result.masked()).forEach(monitor::warn);
            try {
                sayRemoved(
                        ReconstructionReport.write(
                                target,
                                result,
                                settings(),
                                monitor,
                                new PageParticles(file.particles(), preparation(), correctsCtf(), symmetry()),
                                report),
                        monitor);
            } catch (IOException e) {
                throw withState(e, StateFile.rescue(checkpoint, place -> reconstruction
                        .state()
                        .write(place)));
            }
            monitor.say(result.ending());
            if (reconstruction.checkpoint() == null) Files.deleteIfExists(checkpoint); // the result is safe
            else monitor.say("To go on: the same settings and resume=" + checkpoint);
            if (result.fsc() != null)
                monitor.say("Resolution: " + FscReport.resolution(result.bestFsc(), 0.143)
                        + (result.masked() == null ? "" : " under the mask"));
            monitor.say(String.format(Locale.ROOT, "Map: %s (%.1f s)", target, result.seconds()));
            show(name, file.particles(), result);
        }
    }

    private static ReconstructionResult withDirections(
            ReconstructionResult result, ReconstructionOptions options, ProgressMonitor monitor) {
        if (result.half1() == null || monitor.stopped()) return result;
        long start = System.nanoTime();
        ReconstructionResult measured = result.withDirections(options.mask(), options.seed());
        monitor.say(String.format(
                Locale.ROOT, "%s (%.1f s)", measured.directions().describe(), (System.nanoTime() - start) * 1e-9));
        return measured;
    }

    private void show(String name, ParticleSet particles, ReconstructionResult result) {
        Windows windows = windows();
        windows.views(name + " view directions", particles, symmetry());
        windows.loss(Windows.lossTitle(name), result.history());
        windows.fsc(name + " FSC", result.fsc(), result.masked(), FscCurve.HALF_MAPS);
        windows.slices(Windows.slicesTitle(name), result.map());
        windows.surface(name + " surface", result.map());
        map = windows.volume(name, result.map());
        windows.result(
                volume.toPath(),
                result.particles(),
                result.map(),
                result.resolutionAngstrom(),
                result.history().size() - 1,
                result.seconds(),
                result.memory());
        resolution = result.fsc() == null ? null : (Double) result.resolutionAngstrom();
        windows.orthogonalViews(map);
    }

    private ReconstructionOptions options(ParticleSet set) throws IOException {
        FitKeys keys = new FitKeys(
                preset,
                method,
                preconditioner,
                probes,
                epochs,
                tolerance,
                batchSize,
                steps,
                eta,
                armijo,
                decay,
                threshold,
                start);
        FitOptions fit = keys.options();
        ModelOptions base = keys.model();
        ModelOptions model = model(
                base,
                prior.equals("auto") ? base.prior() : prior.equals("wiener"),
                sphere.equals("auto") ? base.sphere() : sphere.equals("true"));
        int size = preparation().boxFor(set.box());
        Volume maskVolume =
                mask.isEmpty() ? null : OpenImages.mask(mask, size, set.pixelSizeAngstrom() * set.box() / size);
        Volume given = FitKeys.isFile(preconditioner)
                ? DiagonalVolume.read(
                        Path.of(preconditioner), size * model.padding(), model.padding() * model.radiusFor(size))
                : null;
        return new ReconstructionOptions(preparation(), model, fit, halfMaps, maskVolume, given, seed, cache);
    }
}
