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
import java.util.Map;
import java.util.stream.IntStream;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.command.TableCommand;
import org.cryosgd.fiji.window.PlotRegion;
import org.cryosgd.fiji.window.Windows;
import org.cryosgd.io.ParticleFiles;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.io.mrc.MrcStack;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.io.star.Selection;
import org.cryosgd.io.star.table.StarBlock;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.report.TableAverages;
import org.cryosgd.report.file.OutputNames;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Particles and maps from files into windows, and particles from one kind of table into another. */
@Plugin(
        type = Command.class,
        name = "import",
        menuPath = "Plugins>CryoSGD>Import Particles...",
        headless = true,
        attrs = @Attr(name = CryoCommand.OWN_RECORD),
        description =
                "Opens particles (STAR, .cs, MRC stack) as a virtual stack with a table, or a map; writes subsets.")
public class ImportCommand extends TableCommand {
    @Parameter(
            label = "Particles or map",
            attrs = {
                @Attr(name = CommandParameter.FIRST, value = "yes"),
                @Attr(name = CommandParameter.ENDINGS, value = ".star .cs .mrcs .mrc .map")
            },
            description = "RELION STAR file, cryoSPARC .cs file, MRC stack or map (.mrcs, .mrc, .map).",
            style = "open",
            persist = false)
    private File particles;

    @Parameter(
            label = "Select",
            description =
                    "Which particles: numbers from 1 (1-100,205), conditions (rlnDefocusU<20000&rlnRandomSubset=1),"
                            + " a .csv file saved from the table, or the title of a plot of coordinates with a region drawn; empty for all.",
            required = false,
            persist = false)
    private String select = "";

    @Parameter(
            label = "Output table",
            attrs = @Attr(name = CommandParameter.ENDINGS, value = ".star"),
            description = "STAR file (RELION 3.1) that is written with the selected particles; empty for none.",
            style = "save",
            required = false,
            persist = false)
    private String output = "";

    @Parameter(
            label = "Averages",
            description =
                    "Averages the particles in so many of the fullest view bins, beside projections of map.mrc in the"
                            + " same folder; needs poses. 0: none.",
            min = "0",
            max = "100",
            persist = false)
    private int averages;

    @Parameter(
            type = ItemIO.OUTPUT,
            label = "Image",
            description = "The particles as a virtual stack, or the map; shown or not.")
    private ImagePlus image;

    @Parameter(type = ItemIO.OUTPUT, label = "Selected", description = "Number of particles or images.")
    private Integer selected;

    @Override
    public void check(String key, Object value) {
        super.check(key, value);
        if (key.equals("select")) Selection.check(PlotRegion.select((String) value));
    }

    @Override
    public String about(Map<String, String> texts) throws IOException {
        if (texts.get("particles").isEmpty()) return "";
        Path path = Path.of(texts.get("particles"));
        if (!ParticleFiles.isTable(path)) {
            requireNoTableKeys(path, texts.get("select"), texts.get("output"));
            try (MrcStack stack = MrcStack.open(path)) {
                return stack.describe();
            }
        }
        try (ParticleFile file = openTyped(texts)) {
            return describe(file)
                    + (file.rows().length < file.rowsOfFile()
                            ? "; of " + file.rowsOfFile() + " in the file " + file.rows().length + " are selected"
                            : "");
        }
    }

    @Override
    protected void execute(ProgressMonitor monitor) throws IOException {
        if (ParticleFiles.isTable(particles.toPath())) importTable(monitor);
        else importImages(monitor);
    }

    private void importTable(ProgressMonitor monitor) throws IOException {
        ParticleFile file = openTable(particles.toPath(), "", select);
        try {
            if (!output.isEmpty()) {
                OutputNames.of(Path.of(output), ".star");
                checkOutputs(List.of(Path.of(output)), file.particles().images().files(), 0);
            }
            if (averages > 0) file.requirePoses();
            file.notes().forEach(monitor::warn);
            String chosen = PlotRegion.select(select);
            if (!chosen.equals(select)) monitor.say("For a macro: select=[" + chosen + "]");
            ParticleSet all = file.particles();
            selected = all.size();
            monitor.say(String.format(
                    Locale.ROOT,
                    "%s: %d of %d particles, box %d, %.4g Å per pixel",
                    file.format(),
                    all.size(),
                    file.rowsOfFile(),
                    all.box(),
                    all.pixelSizeAngstrom()));
            if (!output.isEmpty()) {
                file.writeSubset(Path.of(output), IntStream.range(0, all.size()).toArray());
                monitor.say("Table: " + output);
            }
            String title = Windows.freeTitle(particles.getName());
            windows().table(title + " particles", file.table(), file.rows());
            StarBlock optics = file.star().find("optics");
            if (optics != null) windows().table(title + " optics", optics.asTable(), null);
            windows().views(title + " view directions", all, Symmetry.NONE);
            if (averages > 0) average(title, all, monitor);
            image = windows().stack(title, all, file);
        } finally {
            if (image == null) file.close();
        }
    }

    private void average(String title, ParticleSet set, ProgressMonitor monitor) throws IOException {
        TableAverages found = TableAverages.of(particles.toPath(), set, averages, monitor);
        monitor.say(found.describe());
        windows().averages(title + " averages", found.averages(), found.box(), found.pixelSizeAngstrom());
    }

    private void importImages(ProgressMonitor monitor) throws IOException {
        requireNoTableKeys(particles.toPath(), select, output);
        if (averages > 0)
            throw new IllegalArgumentException(
                    "averages needs a table with poses (.star or .cs), found " + particles.getName());
        MrcStack stack = MrcStack.open(particles.toPath());
        selected = stack.count();
        monitor.say(stack.describe());
        if (stack.isMap()) {
            stack.close();
            image = windows().volume(particles.getName(), MrcFiles.readVolume(particles.toPath()));
            return;
        }
        image = windows().stack(particles.getName(), stack);
        if (image == null) stack.close();
    }

    private static void requireNoTableKeys(Path path, String select, String output) {
        if (!select.isEmpty() || !output.isEmpty())
            throw new IllegalArgumentException(
                    "select and output need a table (.star or .cs), found " + path.getFileName());
    }
}
