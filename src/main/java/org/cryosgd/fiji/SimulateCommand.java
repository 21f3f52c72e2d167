/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import java.io.File;
import java.io.IOException;
import java.util.Map;
import org.cryosgd.io.SafeFile;
import org.cryosgd.math.Volume;
import org.cryosgd.math.Watch;
import org.cryosgd.simulate.ParticleSimulation;
import org.cryosgd.simulate.SimulationOptions;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** {@link ParticleSimulation} as a menu entry. */
@Plugin(
        type = Command.class,
        name = "simulate",
        menuPath = "Plugins>CryoSGD>Simulate Particles...",
        headless = true,
        description = "Makes particles with known truth from a map: uniform views, CTF, shifts, white noise.")
public class SimulateCommand extends CryoCommand {
    @Parameter(
            label = "Map",
            attrs = @Attr(name = Key.IMAGE, value = "volume"),
            description = "MRC file of a cubic map.",
            style = "open",
            persist = false)
    private File volume;

    @Parameter(label = "Count", description = "Number of particles.", min = "1", persist = false)
    private int count = SimulationOptions.defaults().count();

    @Parameter(
            label = "SNR",
            description = "Mean variance of the noise-free images over the variance of the noise; 0 for no noise.",
            min = "0",
            persist = false)
    private double snr = SimulationOptions.defaults().snr();

    @Parameter(label = "Defocus minimum (Å)", description = "Defocus is uniform from this.", persist = false)
    private double defocusMin = SimulationOptions.defaults().defocusMinAngstrom();

    @Parameter(label = "Defocus maximum (Å)", description = "Defocus is uniform up to this.", persist = false)
    private double defocusMax = SimulationOptions.defaults().defocusMaxAngstrom();

    @Parameter(
            label = "Shift (Å)",
            description = "Standard deviation of the shifts along x and y.",
            min = "0",
            persist = false)
    private double shift = SimulationOptions.defaults().shiftSigmaAngstrom();

    @Parameter(label = "Seed", description = "The same seed gives the same particles.", persist = false)
    private long seed;

    @Parameter(
            label = "Particles",
            attrs = @Attr(name = Key.SUGGEST, value = "volume>_particles.star"),
            description = "STAR file that is written; the images go beside it as .mrcs.",
            style = "save",
            persist = false)
    private File output;

    @Override
    protected String about(Map<String, String> texts) throws IOException {
        return OpenImages.describe(texts.get("volume"));
    }

    @Override
    protected void execute(Watch watch) throws IOException {
        SafeFile.check(output.toPath());
        Volume map = OpenImages.volume(volume.toString());
        SimulationOptions options = SimulationOptions.defaults()
                .withCount(count)
                .withSnr(snr)
                .withDefocus(defocusMin, defocusMax)
                .withShift(shift)
                .withSeed(seed);
        int written = new ParticleSimulation(map, options)
                .write(output.toPath(), watch)
                .size();
        watch.say(written + " particles: " + output);
        windows().particles(output.toPath());
    }
}
