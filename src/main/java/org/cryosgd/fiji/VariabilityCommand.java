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
import java.util.Objects;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.ComparisonCommand;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.heterogeneity.Preconditioning;
import org.cryosgd.heterogeneity.Variability;
import org.cryosgd.heterogeneity.VariabilityResult;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.reconstruct.ReconstructionResult;
import org.cryosgd.report.VariabilityReport;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** {@link Variability} as a menu entry. */
@Plugin(
        type = Command.class,
        name = "variability",
        menuPath = "Plugins>CryoSGD>Variability...",
        headless = true,
        attrs = @Attr(name = CryoCommand.OWN_RECORD),
        description =
                "Finds directions that particles at known poses differ along, and where each particle is along them.")
public class VariabilityCommand extends ComparisonCommand {
    @Parameter(
            label = "Components",
            attrs = @Attr(name = CommandParameter.MAIN, value = "yes"),
            description = "Number of directions, 1 to 6. Those that the two half sets do not share are left out.",
            min = "1",
            max = "6",
            persist = false)
    private int components = 2;

    @Parameter(
            label = "Maps along each",
            description = "Number of maps along each direction, each of the particles near it.",
            min = "2",
            max = "50",
            persist = false)
    private int positions = 5;

    @Parameter(
            label = "Preconditioner",
            choices = {"block", "diagonal", "none"},
            description =
                    "block: the matrix of each frequency; diagonal: its diagonal; none: one number. The last two are slower, to compare them in history.csv.",
            persist = false)
    private String preconditioner = "block";

    @Parameter(
            type = ItemIO.OUTPUT,
            label = "Maps",
            description =
                    "The maps along the first direction as a hyperstack, shown or not; the mean map if there is none.")
    private ImagePlus map;

    @Parameter(type = ItemIO.OUTPUT, label = "Shared", description = "Number of directions that the half sets share.")
    private Integer shared;

    @Parameter(
            type = ItemIO.OUTPUT,
            label = "Particles",
            description = "particles.star with the coordinates rlnCryosgdCoordinate1, …")
    private File coordinates;

    @Override
    protected void execute(ProgressMonitor monitor) throws IOException {
        Path folder = folder();
        try (ParticleFile file = openWithPoses(monitor)) {
            int box = preparation().boxFor(file.particles().box());
            double voxel =
                    file.particles().pixelSizeAngstrom() * file.particles().box() / box;
            checkOutputs(
                    VariabilityReport.files(folder, components, positions),
                    file.particles().images().files(),
                    VariabilityReport.bytes(box, components, positions));
            VariabilityResult result = new Variability(
                            comparedBy(box, voxel),
                            components,
                            positions,
                            Preconditioning.valueOf(preconditioner.toUpperCase(Locale.ROOT)))
                    .run(file.particles(), monitor);
            List<Path> most = VariabilityReport.files(folder, Variability.MOST_COMPONENTS, Variability.MOST_POSITIONS);
            sayRemoved(VariabilityReport.write(folder, file, result, settings(), most), monitor);
            monitor.say(VariabilityReport.describe(result));
            monitor.say(
                    String.format(Locale.ROOT, "Page: %s (%.1f s)", folder.resolve("report.html"), result.seconds()));
            show(result);
        }
    }

    private void show(VariabilityResult result) {
        shared = result.shared();
        coordinates = new File(output, "particles.star");
        if (result.shared() == 0) {
            map = windows().volume(output.getName() + " mean.mrc", result.mean().map());
            return;
        }
        List<Volume> maps = result.series().get(0).maps().stream()
                .filter(Objects::nonNull)
                .map(ReconstructionResult::map)
                .toList();
        windows().coordinates(output.getName() + " coordinates", result);
        map = windows().series(output.getName() + " direction 1", maps);
    }
}
