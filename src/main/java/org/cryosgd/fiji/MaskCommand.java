/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import ij.ImagePlus;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cryosgd.assess.MapChecks;
import org.cryosgd.assess.MaskCreation;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.command.NumberOrWord;
import org.cryosgd.fiji.window.OpenImages;
import org.cryosgd.fiji.window.Windows;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.report.file.Version;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** {@link MaskCreation} as a menu entry. */
@Plugin(
        type = Command.class,
        name = "mask",
        menuPath = "Plugins>CryoSGD>Create Mask...",
        headless = true,
        attrs = @Attr(name = CryoCommand.OWN_RECORD),
        description = "Makes a soft mask about the particle in a map: low-pass, threshold, fill, dilate, soft edge.")
public class MaskCommand extends CryoCommand {
    @Parameter(
            label = "Input map",
            attrs = @Attr(name = CommandParameter.IMAGE, value = "volume"),
            description = "MRC file of a cubic map.",
            style = "open",
            persist = false)
    private File volume;

    @Parameter(
            label = "Low-pass (Å)",
            description = "The map is filtered to this resolution first; 0 for no filter.",
            min = "0",
            persist = false)
    private double lowpass = MaskCreation.LOW_PASS_ANGSTROM;

    @Parameter(
            label = "Threshold",
            description = "Density from which a voxel is inside, or otsu: between the two classes of densities.",
            persist = false)
    private String threshold = "otsu";

    @Parameter(label = "Fill", description = "Closed hollows become part of the mask.", persist = false)
    private boolean fill = true;

    @Parameter(
            label = "Dilate (voxels)",
            description = "How far the mask is extended beyond the threshold.",
            min = "0",
            persist = false)
    private double dilate = 3;

    @Parameter(label = "Edge (voxels)", description = "Width of the cosine edge.", min = "0", persist = false)
    private double edge = 6;

    @Parameter(
            label = "Output mask",
            attrs = {
                @Attr(name = CommandParameter.SUGGEST, value = "volume>_mask.mrc"),
                @Attr(name = CommandParameter.ENDINGS, value = ".mrc .map")
            },
            description = "MRC file that is written, values 0 to 1.",
            style = "save",
            persist = false)
    private File mask;

    @Parameter(type = ItemIO.OUTPUT, label = "Mask", description = "The mask, shown or not.")
    private ImagePlus image;

    @Parameter(type = ItemIO.OUTPUT, label = "Level", description = "Density from which a voxel is inside.")
    private Double level;

    @Parameter(type = ItemIO.OUTPUT, label = "Inside", description = "Part of the box that is inside, 0 to 1.")
    private Double inside;

    @Override
    public void check(String key, Object value) {
        if (key.equals("threshold")) level((String) value);
    }

    @Override
    public String about(Map<String, String> texts) throws IOException {
        return OpenImages.describe(texts.get("volume"));
    }

    @Override
    protected void execute(ProgressMonitor monitor) throws IOException {
        checkOutputs(List.of(mask.toPath()), List.of(), 0);
        Volume map = OpenImages.volume(volume.toString());
        MapChecks.check(volume.toString(), map);
        MaskCreation.Result result = new MaskCreation(lowpass, level(threshold), fill, dilate, edge).of(map);
        MrcFiles.writeVolume(mask.toPath(), result.mask(), Version.label() + " mask");
        monitor.say(String.format(
                Locale.ROOT,
                "Threshold %.5g; %.1f %% of the box are inside",
                result.threshold(),
                100 * result.insideFraction()));
        if (!result.warning().isEmpty()) monitor.warn(result.warning());
        monitor.say("Mask: " + mask);
        windows().slices(Windows.slicesTitle(mask.getName()), result.mask());
        image = windows().volume(mask.getName(), result.mask());
        level = result.threshold();
        inside = result.insideFraction();
    }

    private static double level(String threshold) {
        return NumberOrWord.of("threshold", "otsu", threshold).orElse(Double.NaN);
    }
}
