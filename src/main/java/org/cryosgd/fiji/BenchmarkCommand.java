/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.cryosgd.math.Require.require;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.cryosgd.experiments.Benchmark;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.command.TableCommand;
import org.cryosgd.images.Place;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.io.star.OpenOptions;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.io.star.ParticleStar;
import org.cryosgd.io.star.table.StarFile;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.reconstruct.EpochRecord;
import org.cryosgd.reconstruct.Reconstruction;
import org.cryosgd.reconstruct.options.FitOptions;
import org.cryosgd.reconstruct.options.ModelOptions;
import org.cryosgd.reconstruct.options.ReconstructionOptions;
import org.cryosgd.refine.ClusterBenchmark;
import org.cryosgd.refine.RefineBenchmark;
import org.cryosgd.refine.RefineOptions;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** {@link Benchmark} as a menu entry. */
@Plugin(
        type = Command.class,
        name = "bench",
        menuPath = "Plugins>CryoSGD>Benchmark...",
        headless = true,
        attrs = @Attr(name = CryoCommand.OWN_RECORD),
        description = "Measures how fast this machine is: passes over images, and epochs on a data set.")
public class BenchmarkCommand extends CryoCommand {
    @Parameter(label = "Boxes", description = "Widths of the images, separated by commas.", persist = false)
    private String boxes = "64,128,192";

    @Parameter(label = "Images", description = "Images per batch.", min = "1", persist = false)
    private int images = 1000;

    @Parameter(
            label = "Particles (STAR)",
            attrs = @Attr(name = CommandParameter.ENDINGS, value = ".star"),
            description = "Times the epochs of both presets on these.",
            style = "open",
            required = false,
            persist = false)
    private String particles = "";

    @Parameter(
            label = "Pixel size (Å)",
            description = "Of the images as they are, in place of the table's; 0 takes the table's.",
            min = "0",
            persist = false)
    private double pixelSize;

    @Parameter(
            label = "Refinements",
            description =
                    "Refines the particles so often, with seeds 1, 2, ..., and compares with the poses in the file.",
            min = "0",
            persist = false)
    private int refinements;

    @Parameter(
            label = "Hard cases",
            description =
                    "After them refines noise, junk, preferred views, a wrong symmetry and a half set of 20, once each.",
            persist = false)
    private boolean hardCases;

    @Parameter(
            label = "True map",
            attrs = @Attr(name = CommandParameter.ENDINGS, value = ".mrc .map"),
            description = "Map of the particles in the file, for the refinements' FSC.",
            style = "open",
            required = false,
            persist = false)
    private String volume = "";

    @Parameter(
            label = "Initial map",
            attrs = @Attr(name = CommandParameter.ENDINGS, value = ".mrc .map"),
            description = "Map that the refinements start from; none: random starts.",
            style = "open",
            required = false,
            persist = false)
    private String initial = "";

    @Override
    public void check(String key, Object value) {
        if (key.equals("boxes")) widths((String) value);
        if (key.equals("pixelSize")) OpenOptions.defaults().withPixelSize((double) value);
    }

    @Override
    public String about(Map<String, String> texts) throws IOException {
        if (texts.get("particles").isEmpty()) return "";
        try (ParticleFile file = open(texts.get("particles"), number(texts.get("pixelSize")))) {
            return TableCommand.describe(file.requirePoses().requireCtf());
        }
    }

    @Override
    protected void execute(ProgressMonitor monitor) throws IOException {
        int[] widths = widths(boxes);
        Benchmark passes = new Benchmark(monitor);
        Map<Integer, Double> nanoseconds = new TreeMap<>();
        for (int box : widths) {
            if (monitor.stopped()) throw new CancellationException("stopped: the lines so far are complete");
            nanoseconds.put(box, passes.run(box, images));
        }
        Place.JobCost cost = Place.current().jobCost(monitor);
        if (cost != null) new ClusterBenchmark(monitor).run(cost, nanoseconds);
        if (particles.isEmpty()) return;
        try (ParticleFile file = open(particles, pixelSize)) {
            file.requirePoses().requireCtf();
            ReconstructionOptions options = ReconstructionOptions.defaults().withHalfMaps(false);
            // the first run warms up the compiler
            for (int i = 0; i < 2; i++) time("preset=default", options, file, monitor);
            time("preset=paper", options.with(FitOptions.paper()).with(ModelOptions.paper()), file, monitor);
            RefineBenchmark benchmark =
                    new RefineBenchmark(map(volume), RefineOptions.defaults().withInitial(map(initial)), monitor);
            if (refinements > 0) benchmark.seeds(file.particles(), refinements);
            if (refinements > 0 && hardCases) benchmark.hardCases(file.particles());
        }
    }

    private static ParticleFile open(String particles, double pixelSize) throws IOException {
        Path path = Path.of(particles);
        return ParticleStar.open(
                path, StarFile.read(path), OpenOptions.defaults().withPixelSize(pixelSize));
    }

    private static double number(String text) {
        return text.isEmpty() ? 0 : Double.parseDouble(text);
    }

    private static Volume map(String path) throws IOException {
        return path.isEmpty() ? null : MrcFiles.readVolume(Path.of(path));
    }

    private static int[] widths(String boxes) {
        return Arrays.stream(boxes.split(","))
                .map(String::strip)
                .mapToInt(BenchmarkCommand::box)
                .toArray();
    }

    private static int box(String text) {
        int box = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
        require(box >= 16 && box <= 1024 && box % 2 == 0, "boxes", "even numbers from 16 to 1024", "'" + text + "'");
        return box;
    }

    private static void time(String name, ReconstructionOptions options, ParticleFile file, ProgressMonitor monitor)
            throws IOException {
        List<EpochRecord> history = new Reconstruction(options)
                .run(file.particles(), ProgressMonitor.NONE)
                .history();
        double first = history.get(0).seconds();
        double last = history.get(history.size() - 1).seconds();
        monitor.say(String.format(
                Locale.ROOT,
                "%s: %.2f s to read, pack and start, %.3f s per epoch (%d epochs)",
                name,
                first,
                (last - first) / (history.size() - 1),
                history.size() - 1));
    }
}
