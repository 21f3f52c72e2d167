/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.command.ParticleCommand;
import org.cryosgd.fiji.window.OpenImages;
import org.cryosgd.fiji.window.Windows;
import org.cryosgd.io.ParticleFiles;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.io.mrc.MrcStack;
import org.cryosgd.io.star.OpenOptions;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.io.star.Selection;
import org.cryosgd.io.star.table.StarBlock;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Preparation;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.report.FinishedRun;
import org.cryosgd.report.average.ViewAverage;
import org.cryosgd.report.average.ViewAverages;
import org.cryosgd.report.file.OutputNames;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Particles and maps from files into windows, and particles from one kind of table into another. */
@Plugin(
        type = Command.class,
        name = "import",
        menuPath = "Plugins>CryoSGD>Import Particles...",
        headless = true,
        attrs = @Attr(name = CryoCommand.OWN_RECORD),
        description =
                "Opens particles (STAR, .cs, MRC stack) as a virtual stack with a table, or a map; writes subsets.")
public class ImportCommand extends CryoCommand {
    @Parameter(
            label = "Particles or map",
            attrs = @Attr(name = CommandParameter.ENDINGS, value = ".star .cs .mrcs .mrc .map"),
            description = "RELION STAR file, cryoSPARC .cs file, MRC stack or map (.mrcs, .mrc, .map).",
            style = "open",
            persist = false)
    private File particles;

    @Parameter(
            label = "Project folder",
            description = "Where image names start, if not at the table or one of its parents.",
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
            label = "Select",
            description =
                    "Which particles: numbers from 1 (1-100,205), conditions (rlnDefocusU<20000&rlnRandomSubset=1),"
                            + " or a .csv file saved from the table; empty for all.",
            required = false,
            persist = false)
    private String select = "";

    @Parameter(
            label = "Output table",
            attrs = @Attr(name = CommandParameter.ENDINGS, value = ".star"),
            description = "STAR file (RELION 3.1) that is written with the selected particles; empty for none.",
            style = "save",
            required = false,
            persist = false)
    private String output = "";

    @Parameter(
            label = "Averages",
            description =
                    "Averages the particles in so many of the fullest view bins, beside projections of map.mrc in the"
                            + " same folder; needs poses. 0: none.",
            min = "0",
            max = "100",
            persist = false)
    private int averages;

    @Override
    public void check(String key, Object value) {
        if (key.equals("select")) Selection.check((String) value);
        if (key.equals("pixelSize")) OpenOptions.defaults().withPixelSize((double) value);
    }

    @Override
    public String about(Map<String, String> texts) throws IOException {
        if (texts.get("particles").isEmpty()) return "";
        Path path = Path.of(texts.get("particles"));
        if (!isTable(path)) {
            requireNoTableKeys(path, texts.get("select"), texts.get("output"));
            try (MrcStack stack = MrcStack.open(path)) {
                return describe(path, stack);
            }
        }
        try (ParticleFile file = ParticleFiles.open(
                path,
                options(texts.get("projectDir"), ParticleCommand.number(texts.get("pixelSize")), texts.get("select")),
                OpenImages.cryosparc(texts.get("passthrough"), ParticleCommand.number(texts.get("shiftPixelSize"))))) {
            return ParticleCommand.describe(file)
                    + (file.rows().length < file.rowsOfFile()
                            ? "; of " + file.rowsOfFile() + " in the file " + file.rows().length + " are selected"
                            : "");
        }
    }

    @Override
    protected void execute(ProgressMonitor monitor) throws IOException {
        if (isTable(particles.toPath())) importTable(monitor);
        else importImages(monitor);
    }

    private static boolean isTable(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".star") || name.endsWith(".cs");
    }

    private static OpenOptions options(String projectDir, double pixelSize, String select) {
        return OpenOptions.defaults()
                .withProjectDir(OpenImages.path(projectDir))
                .withPixelSize(pixelSize)
                .withSelect(select);
    }

    private void importTable(ProgressMonitor monitor) throws IOException {
        ParticleFile file = ParticleFiles.open(
                particles.toPath(),
                options(projectDir, pixelSize, select),
                OpenImages.cryosparc(passthrough, shiftPixelSize));
        boolean shown = false;
        try {
            if (!output.isEmpty()) {
                OutputNames.of(Path.of(output), ".star");
                checkOutputs(List.of(Path.of(output)), file.particles().images().files(), 0);
            }
            if (averages > 0) file.requirePoses();
            file.notes().forEach(monitor::warn);
            ParticleSet all = file.particles();
            monitor.say(String.format(
                    Locale.ROOT,
                    "%s: %d of %d particles, box %d, %.4g Å per pixel",
                    file.format(),
                    all.size(),
                    file.rowsOfFile(),
                    all.box(),
                    all.pixelSizeAngstrom()));
            if (!output.isEmpty()) {
                file.writeSubset(Path.of(output), IntStream.range(0, all.size()).toArray());
                monitor.say("Table: " + output);
            }
            String title = Windows.freeTitle(particles.getName());
            windows().table(title + " particles", file.table(), file.rows());
            StarBlock optics = file.star().find("optics");
            if (optics != null) windows().table(title + " optics", optics.asTable(), null);
            windows().views(title + " view directions", all, Symmetry.NONE);
            if (averages > 0) average(title, all, monitor);
            shown = windows().stack(title, all, file);
        } finally {
            if (!shown) file.close();
        }
    }

    /** As they were refined where the table lies in the folder of a refinement. */
    private void average(String title, ParticleSet set, ProgressMonitor monitor) throws IOException {
        Path beside = particles.toPath().resolveSibling("map.mrc");
        FinishedRun run = Files.exists(particles.toPath().resolveSibling("refine.json")) && Files.exists(beside)
                ? FinishedRun.in(beside.toAbsolutePath().getParent(), "map.mrc")
                : null;
        Volume map = Files.exists(beside) ? MrcFiles.readVolume(beside) : null;
        if (map == null) monitor.warn("No map.mrc beside the table: averages without projections.");
        boolean ctf = set.particles().stream().allMatch(p -> p.defocus() != null) && (run == null || run.correctsCtf());
        double limit = run == null ? Double.NaN : run.resolutionAngstrom();
        ViewAverages views = new ViewAverages(
                run == null ? Preparation.defaults() : run.preparation(),
                ctf,
                run == null ? Symmetry.NONE : run.symmetry(),
                Double.isNaN(limit) ? 0 : limit);
        List<ViewAverage> found = views.of(set, map, averages, monitor);
        int images = found.stream().mapToInt(ViewAverage::images).sum();
        String line = "Averages: " + images + " images in the " + found.size() + " fullest view bins";
        DoubleSummaryStatistics correlation =
                found.stream().mapToDouble(ViewAverage::correlation).summaryStatistics();
        monitor.say(
                map == null || found.isEmpty()
                        ? line
                        : line
                                + String.format(
                                        Locale.ROOT,
                                        "; correlation with the map's projections %.2f to %.2f",
                                        correlation.getMin(),
                                        correlation.getMax()));
        int box = views.box(set.box());
        windows().averages(title + " averages", found, box, set.pixelSizeAngstrom() * set.box() / box);
    }

    /** A cube that does not say it is a stack is a map. */
    private void importImages(ProgressMonitor monitor) throws IOException {
        requireNoTableKeys(particles.toPath(), select, output);
        if (averages > 0)
            throw new IllegalArgumentException(
                    "averages needs a table with poses (.star or .cs), found " + particles.getName());
        MrcStack stack = MrcStack.open(particles.toPath());
        monitor.say(describe(particles.toPath(), stack));
        if (isMap(particles.toPath(), stack)) {
            stack.close();
            windows().volume(particles.getName(), MrcFiles.readVolume(particles.toPath()));
        } else if (!windows().stack(particles.getName(), stack)) stack.close();
    }

    private static void requireNoTableKeys(Path path, String select, String output) {
        if (!select.isEmpty() || !output.isEmpty())
            throw new IllegalArgumentException(
                    "select and output need a table (.star or .cs), found " + path.getFileName());
    }

    private static boolean isMap(Path path, MrcStack stack) {
        return !path.toString().toLowerCase(Locale.ROOT).endsWith(".mrcs") && stack.count() == stack.box();
    }

    private static String describe(Path path, MrcStack stack) {
        return String.format(
                Locale.ROOT,
                "%s of %d × %d × %d, %.4g Å per pixel",
                isMap(path, stack) ? "Map" : "Stack",
                stack.box(),
                stack.box(),
                stack.count(),
                stack.header().pixelSizeAngstrom());
    }
}
