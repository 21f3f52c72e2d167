/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import ij.ImagePlus;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.ComparisonCommand;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.command.FilesKey;
import org.cryosgd.fiji.window.OpenImages;
import org.cryosgd.heterogeneity.Classification;
import org.cryosgd.heterogeneity.ClassificationResult;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.reconstruct.ReconstructionResult;
import org.cryosgd.report.ClassificationReport;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** {@link Classification} as a menu entry. */
@Plugin(
        type = Command.class,
        name = "classify",
        menuPath = "Plugins>CryoSGD>Classify...",
        headless = true,
        attrs = @Attr(name = CryoCommand.OWN_RECORD),
        description = "Sorts particles at known poses by which of several maps they fit best.")
public class ClassifyCommand extends ComparisonCommand {
    @Parameter(
            label = "Classes",
            attrs = @Attr(name = CommandParameter.MAIN, value = "yes"),
            description = "At most so many. Classes that do not differ in the same way in both half sets are made one.",
            min = "2",
            max = "20",
            persist = false)
    private int classes = 2;

    @Parameter(
            label = "Maps to start from",
            required = false,
            description =
                    "MRC files with commas, one for each class, on the scale of the particles; empty finds them from the particles alone.",
            persist = false)
    private String volumes = "";

    @Parameter(type = ItemIO.OUTPUT, label = "Map", description = "The map of the largest class, shown or not.")
    private ImagePlus map;

    @Parameter(type = ItemIO.OUTPUT, label = "Found", description = "Number of classes that were found.")
    private Integer found;

    @Parameter(type = ItemIO.OUTPUT, label = "Sorted", description = "particles.star with the class of each particle.")
    private File sorted;

    @Override
    public void check(String key, Object value) {
        super.check(key, value);
        if (key.equals("volumes")) FilesKey.files(key, (String) value);
    }

    @Override
    protected void execute(ProgressMonitor monitor) throws IOException {
        Path folder = folder();
        List<Path> starts = FilesKey.files("volumes", volumes);
        if (!starts.isEmpty() && starts.size() != classes)
            throw new IllegalArgumentException("volumes must be one file for each of the " + classes
                    + " classes, found " + starts.size() + ". Give classes=" + starts.size() + " too.");
        try (ParticleFile file = openWithPoses(monitor)) {
            int box = preparation().boxFor(file.particles().box());
            double voxel =
                    file.particles().pixelSizeAngstrom() * file.particles().box() / box;
            List<Path> read = new ArrayList<>(file.particles().images().files());
            read.addAll(starts);
            checkOutputs(ClassificationReport.files(folder, classes), read, ClassificationReport.bytes(box, classes));
            List<Volume> maps = new ArrayList<>();
            for (Path start : starts) maps.add(OpenImages.volume(start.toString(), "map to start from", box, voxel));
            ClassificationResult result =
                    new Classification(comparedBy(box, voxel), classes, maps).run(file.particles(), monitor);
            sayRemoved(
                    ClassificationReport.write(
                            folder,
                            file,
                            result,
                            settings(),
                            ClassificationReport.files(folder, Classification.MOST_CLASSES)),
                    monitor);
            ClassificationReport.describe(result).forEach(monitor::say);
            monitor.say(
                    String.format(Locale.ROOT, "Page: %s (%.1f s)", folder.resolve("report.html"), result.seconds()));
            ReconstructionResult largest = result.maps().get(0);
            found = result.count();
            sorted = new File(output, "particles.star");
            if (largest != null) map = windows().volume(output.getName() + " class_1.mrc", largest.map());
        }
    }
}
