/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import ij.ImagePlus;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.ctfrefine.CtfRefineResult;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.command.ParticleCommand;
import org.cryosgd.fiji.window.OpenImages;
import org.cryosgd.fiji.window.Windows;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.refine.ClassRefinement;
import org.cryosgd.refine.LocalPoses;
import org.cryosgd.refine.RefineListener;
import org.cryosgd.refine.RefineOptions;
import org.cryosgd.refine.RefineRecord;
import org.cryosgd.refine.RefineResult;
import org.cryosgd.refine.Refinement;
import org.cryosgd.refine.Regularisation;
import org.cryosgd.report.CtfRefineReport;
import org.cryosgd.report.FscReport;
import org.cryosgd.report.RefineReport;
import org.cryosgd.report.page.PageParticles;
import org.cryosgd.report.page.RunRecord;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** {@link Refinement} as a menu entry. */
@Plugin(
        type = Command.class,
        name = "refine",
        menuPath = "Plugins>CryoSGD>Refine...",
        headless = true,
        attrs = @Attr(name = CryoCommand.OWN_RECORD),
        description = "Finds the map and the poses of particles, from nothing or from a map at low resolution.")
public class RefineCommand extends ParticleCommand {
    @Parameter(
            label = "Initial map",
            attrs = {
                @Attr(name = CommandParameter.GROUP, value = "Search"),
                @Attr(name = CommandParameter.MAIN, value = "yes"),
                @Attr(name = CommandParameter.IMAGE, value = "volume")
            },
            description = "MRC file to start from; none: a random start.",
            style = "open",
            required = false,
            persist = false)
    private String initial = "";

    @Parameter(
            label = "Initial resolution (Å)",
            description = "The initial map is filtered to this.",
            min = "1",
            persist = false)
    private double initialResolution = RefineOptions.defaults().initialResolutionAngstrom();

    @Parameter(
            label = "Mask",
            attrs = @Attr(name = CommandParameter.IMAGE, value = "volume"),
            description = "MRC file of values 0 to 1 for the search of poses, the map and the masked FSC.",
            style = "open",
            required = false,
            persist = false)
    private String mask = "";

    @Parameter(
            label = "Shift range (Å)",
            description = "Largest shift that is looked for; 0 takes 8 % of the box.",
            min = "0",
            persist = false)
    private double shiftRange;

    @Parameter(
            label = "Epochs",
            description = "At most so many passes over the particles; it stops when the resolution is settled.",
            min = "1",
            persist = false)
    private int epochs = RefineOptions.defaults().epochs();

    @Parameter(
            label = "Classes",
            attrs = @Attr(name = CommandParameter.MAIN, value = "yes"),
            description =
                    "At most so many kinds of particles. They are sorted at the poses of their common map, and each class is refined; 1: no sorting.",
            min = "1",
            max = "20",
            persist = false)
    private int classes = RefineOptions.defaults().classes();

    @Parameter(
            label = "Starts",
            description = "At most so many pairs of starts, if the two halves do not find the same map.",
            min = "1",
            persist = false)
    private int starts = RefineOptions.defaults().starts();

    @Parameter(
            label = "Local",
            attrs = @Attr(name = CommandParameter.MAIN, value = "yes"),
            description =
                    "Looks for poses only near those of the table, and starts from the maps at those; with mask= about that part.",
            persist = false)
    private boolean local;

    @Parameter(
            label = "Rotation prior (degrees)",
            description = "With local=true: standard deviation of the rotations about those of the table.",
            min = "0",
            persist = false)
    private double rotationPrior = LocalPoses.defaults().rotationDegrees();

    @Parameter(
            label = "Shift prior (Å)",
            description = "With local=true: standard deviation of the shifts about those of the table.",
            min = "0",
            persist = false)
    private double shiftPrior = LocalPoses.defaults().shiftAngstrom();

    @Parameter(
            label = "Regularise",
            choices = {"local", "shell"},
            description =
                    "Noise in the map that poses are searched in is damped at each place as much as the other half map says (local), or as much everywhere (shell).",
            persist = false)
    private String regularise = "local";

    @Parameter(
            label = "Refine CTF",
            description =
                    "Estimates beam tilt, aberrations and defocus once the resolution has settled, and goes on with them.",
            persist = false)
    private boolean ctfRefine = RefineOptions.defaults().ctfRefine();

    @Parameter(
            label = "Output folder",
            attrs = {
                @Attr(name = CommandParameter.GROUP, value = "Result"),
                @Attr(name = CommandParameter.SUGGEST, value = "particles>_refined")
            },
            description = "Folder for map.mrc, half maps, particles.star, FSC, history, views, settings and figures.",
            style = "directory",
            persist = false)
    private File output;

    @Parameter(
            label = "Report page",
            description = "Writes report.html, the run as one page for a browser; false saves a second or two.",
            persist = false)
    private boolean report = true;

    @Parameter(
            label = "Resume",
            attrs = {
                @Attr(name = CommandParameter.MAIN, value = "yes"),
                @Attr(name = CommandParameter.ENDINGS, value = ".checkpoint")
            },
            description = "refine.checkpoint of a run that was stopped, to go on with the same settings.",
            style = "open",
            required = false,
            persist = false)
    private String resume = "";

    @Parameter(type = ItemIO.OUTPUT, label = "Map", description = "The map, shown or not.")
    private ImagePlus map;

    @Parameter(
            type = ItemIO.OUTPUT,
            label = "Resolution (Å)",
            description = "That can be relied upon; none if the data support no structure.")
    private Double resolution;

    @Parameter(type = ItemIO.OUTPUT, label = "Poses", description = "particles.star with poses and half sets.")
    private File poses;

    @Override
    protected boolean needsPoses() {
        return false;
    }

    @Override
    public String about(Map<String, String> texts) throws IOException {
        if ("true".equals(texts.get("local")) && !texts.get("particles").isEmpty())
            try (ParticleFile file = openTyped(texts)) {
                file.requirePoses();
            }
        return super.about(texts);
    }

    @Override
    protected void execute(ProgressMonitor listener) throws IOException {
        RunRecord monitor = new RunRecord(listener);
        Path folder = output.toPath();
        try (ParticleFile file = local ? openWithPoses(monitor) : open(monitor)) {
            int box = preparation().boxFor(file.particles().box());
            double voxel =
                    file.particles().pixelSizeAngstrom() * file.particles().box() / box;
            checkOutputs(
                    RefineReport.files(folder, classes),
                    file.particles().images().files(),
                    RefineReport.bytes(box, classes));
            RefineOptions options = options(box, voxel);
            Path checkpoint = folder.resolve("refine.checkpoint");
            Windows windows = windows();
            String name = folder.getFileName().toString();
            RefineListener live = live(windows, name);
            ClassRefinement refinement =
                    new ClassRefinement(options).checkpoint(checkpoint).listener(report ? monitor.hear(live) : live);
            if (!resume.isEmpty()) refinement.resume(Path.of(resume));
            RefineResult result = refinement.run(file.particles(), monitor);
            FscReport.warnings(false, result.maps().masked()).forEach(monitor::warn);
            if (result.differ()) monitor.warn(differ(folder));
            sayRemoved(
                    RefineReport.write(
                            folder,
                            file,
                            result,
                            settings(),
                            monitor,
                            new PageParticles(file.particles(), preparation(), correctsCtf(), symmetry()),
                            report),
                    monitor);
            if (result.ctf() != null)
                for (CtfRefineResult.Group group : result.ctf().groups()) monitor.say(CtfRefineReport.values(group));
            monitor.say(result.ending());
            // before an epoch of its own has ended there is only the checkpoint that it began with
            Path last = Files.exists(checkpoint) || resume.isEmpty() ? checkpoint : Path.of(resume);
            if (result.converged()) Files.deleteIfExists(checkpoint);
            else if (Files.exists(last)) monitor.say("To go on: the same settings and resume=" + last);
            if (result.supported())
                monitor.say(
                        "Resolution: " + FscReport.resolution(result.fsc(), 0.143)
                                + (result.maps().masked() == null ? "" : " under the mask")
                                + String.format(
                                        Locale.ROOT,
                                        " that can be relied upon; the half maps cross it at %.2f Å",
                                        result.maps().resolutionAngstrom())
                                + ". Images cannot tell a structure from its mirror image: compare with what is known of the hand.");
            else monitor.say("Resolution: none, for " + result.objection() + ".");
            monitor.say(String.format(Locale.ROOT, "Map: %s (%.1f s)", folder.resolve("map.mrc"), result.seconds()));
            show(windows, name, result);
        }
    }

    /** That one map does not explain the images, and what to type. */
    private String differ(Path folder) {
        return "one map does not explain the images: both halves show that the particles differ in the same way. The map is a mean of"
                + " different particles. To see how they differ: ./cryosgd variability particles="
                + quoted(folder.resolve("particles.star")) + " output=" + quoted(folder.resolve("variability"))
                + ". To sort them: ./cryosgd refine particles=" + quoted(particles.toPath()) + " classes=2 output="
                + quoted(folder.resolve("classes")) + ", with the other keys of this run.";
    }

    private static String quoted(Path path) {
        return path.toString().contains(" ") ? "\"" + path + "\"" : path.toString();
    }

    /** Windows of the map so far and its FSC, those of each class by themselves. */
    private static RefineListener live(Windows windows, String name) {
        return new RefineListener() {
            @Override
            public void epoch(List<RefineRecord> history, FscCurve fsc, Supplier<Volume> map) {
                if (!windows.active()) return;
                windows.slices(Windows.slicesTitle(name), map.get());
                windows.fsc(name + " FSC", fsc, null, FscCurve.HALF_MAPS);
            }

            @Override
            public RefineListener ofClass(int number) {
                return live(windows, name + " class " + number);
            }
        };
    }

    private void show(Windows windows, String name, RefineResult result) {
        windows.views(name + " view directions", result.particles(), symmetry());
        windows.fsc(name + " FSC", result.maps().fsc(), result.maps().masked(), FscCurve.HALF_MAPS);
        windows.slices(Windows.slicesTitle(name), result.maps().map());
        windows.surface(name + " surface", result.maps().map());
        map = windows.volume(name + ".mrc", result.maps().map());
        windows.result(
                output.toPath().resolve("map.mrc"),
                result.maps().particles(),
                result.maps().map(),
                result.resolutionAngstrom(),
                result.history().size(),
                result.seconds(),
                result.memory());
        resolution = result.supported() ? (Double) result.resolutionAngstrom() : null;
        poses = new File(output, "particles.star");
        windows.orthogonalViews(map);
    }

    private RefineOptions options(int box, double voxel) throws IOException {
        return new RefineOptions(
                preparation(),
                correctsCtf(),
                symmetry(),
                initial.isEmpty() ? null : OpenImages.volume(initial, "initial map", box, voxel),
                initialResolution,
                mask.isEmpty() ? null : OpenImages.mask(mask, box, voxel),
                shiftRange,
                epochs,
                classes,
                starts,
                seed,
                cache,
                ctfRefine,
                local ? new LocalPoses(rotationPrior, shiftPrior) : null,
                Regularisation.valueOf(regularise.toUpperCase(Locale.ROOT)));
    }
}
