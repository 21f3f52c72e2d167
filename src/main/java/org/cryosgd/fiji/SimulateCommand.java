/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.window.OpenImages;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
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
        attrs = @Attr(name = CryoCommand.OWN_RECORD),
        description =
                "Makes particles with known truth from a map: uniform or preferred views, CTF, shifts, white noise.")
public class SimulateCommand extends CryoCommand {
    @Parameter(
            label = "Input map",
            attrs = @Attr(name = CommandParameter.IMAGE, value = "volume"),
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

    @Parameter(
            label = "Preferred views",
            description = "Fraction of particles that are seen from near the z axis; the others are seen uniformly.",
            min = "0",
            max = "1",
            persist = false)
    private double preferred = SimulationOptions.defaults().preferred();

    @Parameter(
            label = "Spread (degrees)",
            description = "Standard deviation of the tilt of the preferred views.",
            min = "0",
            max = "180",
            persist = false)
    private double spread = SimulationOptions.defaults().spreadDegrees();

    @Parameter(label = "Seed", description = "The same seed gives the same particles.", persist = false)
    private long seed;

    @Parameter(
            label = "Output particles",
            attrs = {
                @Attr(name = CommandParameter.SUGGEST, value = "volume>_particles.star"),
                @Attr(name = CommandParameter.ENDINGS, value = ".star")
            },
            description = "STAR file that is written; the images go beside it as .mrcs.",
            style = "save",
            persist = false)
    private File output;

    @Override
    public String about(Map<String, String> texts) throws IOException {
        return OpenImages.describe(texts.get("volume"));
    }

    @Override
    protected void execute(ProgressMonitor monitor) throws IOException {
        Volume map = OpenImages.volume(volume.toString());
        checkOutputs(
                List.of(output.toPath(), ParticleSimulation.stackOf(output.toPath())),
                List.of(),
                4L * map.size() * map.size() * count);
        SimulationOptions options = SimulationOptions.defaults()
                .withCount(count)
                .withSnr(snr)
                .withDefocus(defocusMin, defocusMax)
                .withShift(shift)
                .withPreferred(preferred, spread)
                .withSeed(seed);
        int written = new ParticleSimulation(map, options)
                .write(output.toPath(), monitor)
                .size();
        if (written < count) monitor.say("Stopped by the user; the particles so far are kept.");
        monitor.say(written + " particles: " + output);
        windows().particles(output.toPath());
    }
}
