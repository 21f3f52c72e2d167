/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.command;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.cryosgd.fiji.window.OpenImages;
import org.cryosgd.heterogeneity.ComparedBy;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;

/** A command that tells how particles at known poses differ. */
public abstract class ComparisonCommand extends ParticleCommand {
    @Parameter(
            label = "Mask",
            attrs = {
                @Attr(name = CommandParameter.GROUP, value = "Comparison"),
                @Attr(name = CommandParameter.MAIN, value = "yes"),
                @Attr(name = CommandParameter.IMAGE, value = "volume")
            },
            description =
                    "MRC file of values 0 to 1: the whole particle in all of its shapes; none takes the ball in the box.",
            style = "open",
            required = false,
            persist = false)
    private String mask = "";

    @Parameter(
            label = "Resolution (Å)",
            attrs = @Attr(name = CommandParameter.MAIN, value = "yes"),
            description = "Particles are compared at details coarser than this; 0 takes all frequencies.",
            min = "0",
            persist = false)
    private double resolution = ComparedBy.defaults().resolutionAngstrom();

    @Parameter(label = "Epochs", description = "Passes over the particles.", min = "4", persist = false)
    private int epochs = ComparedBy.defaults().epochs();

    @Parameter(
            label = "Output folder",
            attrs = {
                @Attr(name = CommandParameter.GROUP, value = "Result"),
                @Attr(name = CommandParameter.SUGGEST, value = "particles>_compared")
            },
            description = "Folder for maps, particles.star, tables, figure and page.",
            style = "directory",
            persist = false)
    protected File output;

    /** What particles of this box are compared by. */
    protected final ComparedBy comparedBy(int box, double voxelAngstrom) throws IOException {
        return new ComparedBy(
                preparation(),
                correctsCtf(),
                symmetry(),
                mask.isEmpty() ? null : OpenImages.mask(mask, box, voxelAngstrom),
                resolution,
                epochs,
                seed,
                cache);
    }

    protected final Path folder() {
        return output.toPath();
    }
}
