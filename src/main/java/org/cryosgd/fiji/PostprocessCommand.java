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
import org.cryosgd.assess.DirectionalFsc;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.assess.MapChecks;
import org.cryosgd.assess.PostProcessing;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.command.FilesKey;
import org.cryosgd.fiji.command.HalfMapsCommand;
import org.cryosgd.fiji.command.MtfKey;
import org.cryosgd.fiji.command.NumberOrWord;
import org.cryosgd.fiji.window.OpenImages;
import org.cryosgd.fiji.window.Windows;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.optics.Mtf;
import org.cryosgd.report.CameraRecord;
import org.cryosgd.report.FscReport;
import org.cryosgd.report.PostProcessingReport;
import org.cryosgd.report.file.OutputNames;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** {@link PostProcessing} as a menu entry. */
@Plugin(
        type = Command.class,
        name = "postprocess",
        menuPath = "Plugins>CryoSGD>Post-process...",
        headless = true,
        attrs = @Attr(name = CryoCommand.OWN_RECORD),
        description = "Sharpens a map: mean of two half maps, weighted by their FSC, B-factor, low-pass filter.")
public class PostprocessCommand extends HalfMapsCommand {
    @Parameter(
            label = "Mask",
            attrs = @Attr(name = CommandParameter.IMAGE, value = "volume"),
            description = "MRC file of values 0 to 1, for the FSC and the masked map.",
            style = "open",
            required = false,
            persist = false)
    private String mask = "";

    @Parameter(
            label = "B-factor (Å²)",
            description = "Negative sharpens, 0 leaves as it is; auto fits the Guinier plot from 10 Å on.",
            persist = false)
    private String bfactor = "auto";

    @Parameter(
            label = "MTF",
            required = false,
            description =
                    "STAR file of the camera's MTF, whose damping is undone; several with commas for the optics groups: their mean. Empty for none.",
            persist = false)
    private String mtf = "";

    @Parameter(
            label = "MTF pixel size (Å)",
            required = false,
            description =
                    "Of the camera, before any binning (rlnMicrographOriginalPixelSize); with commas for the optics groups. Empty for that of the map.",
            persist = false)
    private String mtfPixelSize = "";

    @Parameter(
            label = "Low-pass (Å)",
            description = "The result is filtered to this; auto takes the resolution at FSC 0.143, 0 does not filter.",
            persist = false)
    private String lowpass = "auto";

    @Parameter(
            label = "Hand",
            description = "keep, or flip: the mirror image.",
            choices = {"keep", "flip"},
            persist = false)
    private String hand = "keep";

    @Parameter(label = "Seed", description = "Of the random phases.", persist = false)
    private long seed;

    @Parameter(
            label = "Output map",
            attrs = {
                @Attr(name = CommandParameter.SUGGEST, value = "volume1>_post.mrc"),
                @Attr(name = CommandParameter.ENDINGS, value = ".mrc .map")
            },
            description = "MRC file that is written; with a mask also _masked.mrc; FSC and Guinier plot beside it.",
            style = "save",
            persist = false)
    private File output;

    @Parameter(
            type = ItemIO.OUTPUT,
            label = "Map",
            description = "The sharpened map, under the mask if there is one, shown or not.")
    private ImagePlus map;

    @Parameter(
            type = ItemIO.OUTPUT,
            label = "Resolution (Å)",
            description = "Where the FSC, corrected for the mask, falls below 0.143.")
    private Double resolution;

    @Parameter(type = ItemIO.OUTPUT, label = "B-factor (Å²)", description = "That was used.")
    private Double sharpening;

    @Override
    public void check(String key, Object value) {
        if (key.equals("bfactor") || key.equals("lowpass")) NumberOrWord.of(key, "auto", (String) value);
        if (key.equals("mtf")) FilesKey.files("mtf", (String) value);
        if (key.equals("mtfPixelSize")) MtfKey.pixelSizes((String) value);
    }

    @Override
    protected void execute(ProgressMonitor monitor) throws IOException {
        Path target = output.toPath();
        checkOutputs(PostProcessingReport.files(target, !mask.isEmpty()), FilesKey.files("mtf", mtf), 0);
        Volume maskVolume = mask.isEmpty() ? null : OpenImages.mask(mask);
        OptionalDouble given = NumberOrWord.of("bfactor", "auto", bfactor);
        double limit = NumberOrWord.of("lowpass", "auto", lowpass).orElse(Double.NaN);
        PostProcessing processing =
                new PostProcessing(given.isEmpty(), given.orElse(0), limit, hand.equals("flip"), seed);
        Volume[] halves = halfMaps();
        Volume half1 = halves[0];
        Volume half2 = halves[1];
        List<Mtf> cameras = MtfKey.ofMap(mtf, mtfPixelSize, half1.voxelSizeAngstrom());
        PostProcessing.Result result =
                processing.of(half1, half2, maskVolume, cameras.isEmpty() ? null : Mtf.meanOf(cameras));
        List<String> warnings = FscReport.warnings(MapChecks.areSame(half1, half2), result.curves());
        long start = System.nanoTime();
        DirectionalFsc directions = DirectionalFsc.of(half1, half2, result.curves(), maskVolume, seed);
        double seconds = (System.nanoTime() - start) * 1e-9;
        PostProcessingReport.write(target, result, directions, settings(), CameraRecord.undone(cameras), warnings);
        monitor.say("Resolution: " + FscReport.resolution(result.best(), FscCurve.HALF_MAPS)
                + (maskVolume == null ? "" : " under the mask"));
        monitor.say(String.format(Locale.ROOT, "%s (%.1f s)", directions.describe(), seconds));
        warnings.forEach(monitor::warn);
        for (CameraRecord camera : CameraRecord.undone(cameras))
            monitor.say(String.format(
                    Locale.ROOT,
                    "MTF %s, pixels of %.4g Å: %s",
                    camera.mtf(),
                    camera.pixelSizeAngstrom(),
                    camera.use()));
        monitor.say(String.format(Locale.ROOT, "B-factor: %.1f Å²", result.bFactorAngstrom2()));
        monitor.say("Map: " + target);
        String name = output.getName();
        windows().fsc(name + " FSC", result.fsc(), result.curves(), FscCurve.HALF_MAPS);
        windows().guinier(name + " Guinier plot", result.guinier());
        boolean masked = result.masked() != null;
        Path file = masked ? new OutputNames(target).with("_masked.mrc") : target;
        String shown = file.getFileName().toString();
        Volume best = masked ? result.masked() : result.map();
        windows().slices(Windows.slicesTitle(shown), best);
        map = windows().volume(shown, best);
        resolution = result.best().resolutionAt(FscCurve.HALF_MAPS);
        sharpening = result.bFactorAngstrom2();
    }
}
