/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cryosgd.assess.MapChecks;
import org.cryosgd.ctfrefine.CtfRefineOptions;
import org.cryosgd.ctfrefine.CtfRefineResult;
import org.cryosgd.ctfrefine.CtfRefinement;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.command.ParticleCommand;
import org.cryosgd.fiji.window.OpenImages;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.report.CtfRefineReport;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** {@link CtfRefinement} as a menu entry. */
@Plugin(
        type = Command.class,
        name = "ctfrefine",
        menuPath = "Plugins>CryoSGD>Refine CTF...",
        headless = true,
        attrs = @Attr(name = CryoCommand.OWN_RECORD),
        description = "Estimates beam tilt, aberrations, magnification and defocus from particles with poses.")
public class CtfRefineCommand extends ParticleCommand {
    @Parameter(
            label = "First half map",
            attrs = {
                @Attr(name = CommandParameter.GROUP, value = "Maps"),
                @Attr(name = CommandParameter.IMAGE, value = "volume")
            },
            description =
                    "MRC file of the particles with rlnRandomSubset 1, to check that it fits them; none: no check. Maps are made anew.",
            style = "open",
            required = false,
            persist = false)
    private String volume1 = "";

    @Parameter(
            label = "Second half map",
            attrs = @Attr(name = CommandParameter.IMAGE, value = "volume"),
            description = "MRC file of the particles with rlnRandomSubset 2, likewise.",
            style = "open",
            required = false,
            persist = false)
    private String volume2 = "";

    @Parameter(
            label = "Mask",
            attrs = @Attr(name = CommandParameter.IMAGE, value = "volume"),
            description = "MRC file of values 0 to 1, for the maps and their FSC; none takes a ball.",
            style = "open",
            required = false,
            persist = false)
    private String mask = "";

    @Parameter(
            label = "Beam tilt",
            attrs = @Attr(name = CommandParameter.GROUP, value = "Estimate"),
            description = "Beam tilt and trefoil of each optics group.",
            persist = false)
    private boolean beamTilt = CtfRefineOptions.defaults().beamTilt();

    @Parameter(
            label = "Aberrations",
            description = "Spherical aberration, tetrafoil and astigmatism of each optics group.",
            persist = false)
    private boolean aberrations = CtfRefineOptions.defaults().aberrations();

    @Parameter(
            label = "Anisotropic magnification",
            description = "Magnification matrix of each optics group.",
            persist = false)
    private boolean magnification = CtfRefineOptions.defaults().magnification();

    @Parameter(label = "Defocus", description = "Defocus of each particle.", persist = false)
    private boolean defocus = CtfRefineOptions.defaults().defocus();

    @Parameter(
            label = "Defocus range (Å)",
            description = "Largest change of the defocus that is looked for.",
            min = "10",
            max = "5000",
            persist = false)
    private double defocusRange = CtfRefineOptions.defaults().defocusRangeAngstrom();

    @Parameter(
            label = "Output particles",
            attrs = {
                @Attr(name = CommandParameter.GROUP, value = "Result"),
                @Attr(name = CommandParameter.SUGGEST, value = "particles>_ctf.star"),
                @Attr(name = CommandParameter.ENDINGS, value = ".star")
            },
            description = "STAR file that is written: all particles, with the values that were found and their errors.",
            style = "save",
            persist = false)
    private File output;

    @Override
    protected void execute(ProgressMonitor monitor) throws IOException {
        long begin = System.nanoTime();
        Path target = output.toPath();
        if (!correctsCtf())
            throw new IllegalArgumentException("ctf must be correct, found none. There is no CTF to refine.");
        CtfRefineOptions options = new CtfRefineOptions(
                preparation(), beamTilt, aberrations, magnification, defocus, defocusRange, symmetry(), seed, cache);
        try (ParticleFile file = openWithPoses(monitor)) {
            List<Path> read = new ArrayList<>(file.particles().images().files());
            read.add(particles.toPath());
            for (String map : List.of(volume1, volume2, mask)) if (!map.isEmpty()) read.add(Path.of(map));
            checkOutputs(List.of(target), read, 0);
            int box = preparation().boxFor(file.particles().box());
            double voxel =
                    file.particles().pixelSizeAngstrom() * file.particles().box() / box;
            CtfRefineResult result = new CtfRefinement(options)
                    .run(
                            file.particles(),
                            given(box, voxel, monitor),
                            mask.isEmpty() ? null : OpenImages.mask(mask, box, voxel),
                            monitor);
            CtfRefineReport.write(target, file, result);
            for (CtfRefineResult.Group group : result.groups()) monitor.say(CtfRefineReport.values(group));
            if (!result.changed()) monitor.say("Nothing was changed: the values of the table are as good as any.");
            monitor.say(String.format(
                    java.util.Locale.ROOT, "Particles: %s (%.1f s)", target, (System.nanoTime() - begin) * 1e-9));
        }
    }

    private Volume[] given(int box, double voxel, ProgressMonitor monitor) throws IOException {
        if (volume1.isEmpty() && volume2.isEmpty()) return null;
        if (volume1.isEmpty() || volume2.isEmpty())
            throw new IllegalArgumentException(
                    "volume1 and volume2 must both be given, or none of them, found one. Maps"
                            + " are made of the particles; given ones are checked against them.");
        Volume[] maps = {
            OpenImages.volume(volume1, "first half map", box, voxel),
            OpenImages.volume(volume2, "second half map", box, voxel)
        };
        MapChecks.check(volume1, maps[0]);
        MapChecks.check(volume2, maps[1]);
        if (MapChecks.areSame(maps[0], maps[1])) monitor.warn("both half maps are the same.");
        return maps;
    }
}
