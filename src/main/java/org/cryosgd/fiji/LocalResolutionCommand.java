/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import ij.ImagePlus;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.assess.LocalResolution;
import org.cryosgd.assess.MapChecks;
import org.cryosgd.assess.Masks;
import org.cryosgd.assess.PostProcessing;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.command.HalfMapsCommand;
import org.cryosgd.fiji.command.NumberOrWord;
import org.cryosgd.fiji.window.OpenImages;
import org.cryosgd.fiji.window.Windows;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.report.FscReport;
import org.cryosgd.report.LocalResolutionReport;
import org.cryosgd.report.file.OutputNames;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** {@link LocalResolution} as a menu entry. */
@Plugin(
        type = Command.class,
        name = "localres",
        menuPath = "Plugins>CryoSGD>Local Resolution...",
        headless = true,
        attrs = @Attr(name = CryoCommand.OWN_RECORD),
        description = "Measures the resolution of each place of a map, and filters the map by it.")
public class LocalResolutionCommand extends HalfMapsCommand {
    /** From this much memory on it is said. */
    private static final long LARGE = 1L << 30;

    @Parameter(
            label = "Mask",
            attrs = @Attr(name = CommandParameter.IMAGE, value = "volume"),
            description = "MRC file of values 0 to 1: where the resolution is measured; empty for the ball in the box.",
            style = "open",
            required = false,
            persist = false)
    private String mask = "";

    @Parameter(
            label = "Window (Å)",
            description =
                    "Width of the soft ball at half height. Narrower shows more detail and is noisier; also the coarsest resolution.",
            min = "0",
            persist = false)
    private double window = LocalResolution.WINDOW_ANGSTROM;

    @Parameter(
            label = "Threshold",
            description = "The resolution is where the local FSC falls below it.",
            min = "0.01",
            max = "0.99",
            persist = false)
    private double threshold = FscCurve.HALF_MAPS;

    @Parameter(
            label = "B-factor (Å²)",
            description =
                    "Of the filtered map; negative sharpens, 0 leaves as it is; auto fits the Guinier plot from 10 Å on.",
            persist = false)
    private String bfactor = "auto";

    @Parameter(label = "Seed", description = "Of the random phases.", persist = false)
    private long seed;

    @Parameter(
            label = "Output map",
            attrs = {
                @Attr(name = CommandParameter.SUGGEST, value = "volume1>_locres.mrc"),
                @Attr(name = CommandParameter.ENDINGS, value = ".mrc .map")
            },
            description =
                    "MRC file of the resolution in Å of each voxel; the filtered map (_filtered.mrc), histogram and page beside it.",
            style = "save",
            persist = false)
    private File output;

    @Parameter(
            type = ItemIO.OUTPUT,
            label = "Local resolution (Å)",
            description = "Of each voxel, shown or not; where there is none, the width of the window.")
    private ImagePlus map;

    @Parameter(
            type = ItemIO.OUTPUT,
            label = "Median (Å)",
            description = "Of the voxels in the mask that have a resolution; null where none has.")
    private Double median;

    @Parameter(
            type = ItemIO.OUTPUT,
            label = "None",
            description = "Part of the voxels in the mask without a resolution, 0 to 1.")
    private Double none;

    @Override
    public void check(String key, Object value) {
        if (key.equals("bfactor")) NumberOrWord.of(key, "auto", (String) value);
    }

    @Override
    protected void execute(ProgressMonitor monitor) throws IOException {
        Path target = output.toPath();
        checkOutputs(LocalResolutionReport.files(target), List.of(), 0);
        LocalResolution measurement = new LocalResolution(window, threshold, seed);
        Volume[] halves = halfMaps();
        Volume half1 = halves[0];
        Volume half2 = halves[1];
        Volume where = mask.isEmpty()
                ? Masks.insideBox(half1.size(), half1.voxelSizeAngstrom())
                : OpenImages.mask(mask, half1.size(), half1.voxelSizeAngstrom());
        long bytes = LocalResolution.bytes(half1.size());
        if (bytes > LARGE)
            monitor.say(String.format(
                    Locale.ROOT,
                    "Memory: about %d MB for maps; Java may use %d MB",
                    bytes >> 20,
                    Runtime.getRuntime().maxMemory() >> 20));
        LocalResolution.Result result = measurement.of(half1, half2, where, monitor);
        if (result == null) {
            monitor.say("Stopped; nothing was written.");
            return;
        }
        monitor.say(LocalResolutionReport.describe(result));
        double b = bFactor(result, half1, half2, where, monitor);
        Volume filtered = result.curves().filter(half1, half2, where, b);
        List<String> warnings = FscReport.warnings(MapChecks.areSame(half1, half2), null);
        warnings.forEach(monitor::warn);
        new LocalResolutionReport(result, filtered, where, b).write(target, settings(), warnings);
        Path filteredFile = new OutputNames(target).with("_filtered.mrc");
        monitor.say("Map: " + target + ", filtered: " + filteredFile);
        windows().slices(Windows.slicesTitle(filteredFile.getFileName().toString()), filtered);
        map = windows().resolutions(output.getName(), result.map(), LocalResolutionReport.range(result));
        median = result.isNone() ? null : result.quantile(0.5);
        none = result.none();
    }

    private double bFactor(
            LocalResolution.Result result, Volume half1, Volume half2, Volume where, ProgressMonitor monitor) {
        OptionalDouble given = NumberOrWord.of("bfactor", "auto", bfactor);
        if (given.isPresent()) return given.getAsDouble();
        if (result.isNone()) return 0;
        double b = new PostProcessing(true, 0, 0, false, seed)
                .of(half1, half2, where)
                .bFactorAngstrom2();
        monitor.say(String.format(Locale.ROOT, "B-factor: %.1f Å²", b));
        return b;
    }
}
