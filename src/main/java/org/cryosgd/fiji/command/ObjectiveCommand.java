/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.command;

import java.util.Locale;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.reconstruct.options.ModelOptions;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;

/** A command on particles at known poses: the keys that say what the objective is. */
public abstract class ObjectiveCommand extends ParticleCommand {
    @Parameter(
            label = "Noise",
            attrs = @Attr(name = CommandParameter.GROUP, value = "Model"),
            description = "measured: power per ring from the background of the images; white: σ = 1 everywhere.",
            choices = {"auto", "measured", "white"},
            persist = false)
    private String noise = "auto";

    @Parameter(
            label = "Interpolation",
            description = "How slices read the volume between its voxels.",
            choices = {"trilinear", "nearest"},
            persist = false)
    private String interpolation = "trilinear";

    @Parameter(
            label = "Padding",
            description = "Voxels of the transform per frequency.",
            min = "1",
            max = "2",
            persist = false)
    private int padding = 1;

    @Parameter(
            label = "Radius (cycles per box)",
            description = "Largest frequency that is used; 0 takes box/2 − 1.",
            min = "0",
            persist = false)
    private int radius;

    @Parameter(label = "Lambda", description = "λ of the ridge ½ λ ‖v‖² of the objective.", min = "0", persist = false)
    private double lambda = ModelOptions.defaults().lambda();

    /** The objective, {@code base} giving what is left to the program. */
    protected final ModelOptions model(ModelOptions base, boolean prior, boolean sphere) {
        return new ModelOptions(
                correctsCtf(),
                noise.equals("auto") ? base.whiteNoise() : noise.equals("white"),
                Interpolation.valueOf(interpolation.toUpperCase(Locale.ROOT)),
                padding,
                radius,
                lambda,
                prior,
                sphere,
                symmetry());
    }
}
