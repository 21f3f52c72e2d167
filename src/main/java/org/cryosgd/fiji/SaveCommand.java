/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import ij.ImagePlus;
import ij.WindowManager;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.window.OpenImages;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.io.mrc.MrcStackWriter;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.report.file.OutputNames;
import org.cryosgd.report.file.Version;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** An open image as an MRC file. */
@Plugin(
        type = Command.class,
        name = "save",
        menuPath = "Plugins>CryoSGD>Save as MRC...",
        headless = true,
        attrs = @Attr(name = CryoCommand.OWN_RECORD),
        description = "Writes an open image as MRC, 32 bit, with its pixel size: .mrc a map, .mrcs a stack of images.")
public class SaveCommand extends CryoCommand {
    @Parameter(
            label = "Image",
            attrs = @Attr(name = CommandParameter.IMAGE, value = "any"),
            description = "Title of an open image; empty for the active one.",
            required = false,
            persist = false)
    private String image = "";

    @Parameter(
            label = "Output file",
            attrs = @Attr(name = CommandParameter.ENDINGS, value = ".mrcs .mrc .map"),
            description = ".mrcs for a stack of images; .mrc or .map for a map, which must be a cube.",
            style = "save",
            persist = false)
    private File output;

    @Override
    protected void execute(ProgressMonitor monitor) throws IOException {
        ImagePlus source = image.isEmpty() ? WindowManager.getCurrentImage() : OpenImages.find(image);
        if (source == null)
            throw new IllegalArgumentException(
                    image.isEmpty() ? "image: no image is open" : "image: no open image has the title '" + image + "'");
        image = source.getTitle(); // for the recorder
        if (source.getNChannels() > 1 || source.getNFrames() > 1)
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s: the image has %d channel(s) and %d frame(s), and one of each can be saved. Take them with"
                            + " Image > Duplicate..., or make them slices with Image > Properties...",
                    image,
                    source.getNChannels(),
                    source.getNFrames()));
        OutputNames.of(output.toPath(), ".mrcs", ".mrc", ".map");
        checkOutputs(List.of(output.toPath()), List.of(), 0);
        if (!output.getName().toLowerCase(Locale.ROOT).endsWith(".mrcs"))
            MrcFiles.writeVolume(output.toPath(), OpenImages.volume(source), Version.label());
        else writeStack(source, monitor);
        monitor.say("MRC: " + output);
    }

    private void writeStack(ImagePlus source, ProgressMonitor monitor) throws IOException {
        int box = source.getWidth();
        if (source.getHeight() != box)
            throw new IllegalArgumentException(source.getTitle() + ": the images are " + box + " × "
                    + source.getHeight() + " pixels and must be square. Crop or pad them.");
        int count = source.getStackSize();
        try (MrcStackWriter out = MrcStackWriter.create(
                output.toPath(), box, OpenImages.angstromPerPixel(source), count, Version.label())) {
            float[] pixels = new float[box * box];
            for (int i = 0; i < count; i++) {
                if (monitor.stopped()) throw new CancellationException("stopped: nothing is written");
                monitor.at(i, count, "Writing");
                OpenImages.copy(source, i + 1, pixels, 0);
                out.append(pixels);
            }
            out.finish();
        }
    }
}
