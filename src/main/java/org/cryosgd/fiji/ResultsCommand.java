/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import ij.ImagePlus;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.window.OpenImages;
import org.cryosgd.fiji.window.Windows;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.report.FinishedRun;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** The windows of a {@link FinishedRun} again. */
@Plugin(
        type = Command.class,
        name = "results",
        menuPath = "Plugins>CryoSGD>Open Results...",
        headless = true,
        attrs = @Attr(name = CryoCommand.OWN_RECORD),
        description = "Opens map, surface, FSC, slices and views of a run that has ended.")
public class ResultsCommand extends CryoCommand {
    @Parameter(
            label = "Results folder",
            description = "Folder that Reconstruct or Refine wrote to.",
            style = "directory,open",
            persist = false)
    private File results;

    @Parameter(
            label = "Map",
            description = "File name of the map, where Reconstruct wrote several maps to the folder.",
            required = false,
            persist = false)
    private String map = "";

    @Parameter(type = ItemIO.OUTPUT, label = "Map", description = "The map, shown or not.")
    private ImagePlus image;

    @Parameter(
            type = ItemIO.OUTPUT,
            label = "Resolution (Å)",
            description = "That the run found; none if it found none.")
    private Double resolution;

    @Override
    public String about(Map<String, String> texts) throws IOException {
        if (texts.get("results").isEmpty()) return "";
        FinishedRun run = FinishedRun.in(Path.of(texts.get("results")), texts.get("map"));
        return run.map().getFileName() + ": " + OpenImages.describe(run.map().toString())
                + (Double.isNaN(run.resolutionAngstrom())
                        ? ""
                        : String.format(Locale.ROOT, ", resolution %.2f Å", run.resolutionAngstrom()));
    }

    @Override
    protected void execute(ProgressMonitor monitor) throws IOException {
        FinishedRun run = FinishedRun.in(results.toPath(), map);
        monitor.say("Map: " + run.map());
        double found = run.resolutionAngstrom();
        resolution = Double.isNaN(found) ? null : (Double) found;
        monitor.say(Double.isNaN(found) ? "Resolution: none" : String.format(Locale.ROOT, "Resolution: %.2f Å", found));
        if (Files.exists(run.page())) monitor.say("Report for a browser: " + run.page());
        image = show(windows(), run, monitor);
        if (windows().showsResult()) return;
        monitor.say("No windows are opened: that needs a display, and show=true.");
    }

    private static ImagePlus show(Windows windows, FinishedRun run, ProgressMonitor monitor) throws IOException {
        Volume volume = MrcFiles.readVolume(run.map());
        String name = run.map().getFileName().toString();
        if (windows.active()) showViews(windows, name, run, monitor);
        FinishedRun.Curves curves = run.curves(volume.size(), volume.voxelSizeAngstrom());
        if (curves != null) windows.fsc(name + " FSC", curves.fsc(), curves.masked(), FscCurve.HALF_MAPS);
        windows.slices(Windows.slicesTitle(name), volume);
        windows.surface(name + " surface", volume);
        return windows.volume(name, volume);
    }

    /** Particles may have been moved since. */
    private static void showViews(Windows windows, String name, FinishedRun run, ProgressMonitor monitor) {
        try {
            Path table = run.particles();
            if (table == null) return;
            showViews(windows, name, run, table);
        } catch (IOException e) {
            monitor.warn("The views are not shown: " + e.getMessage());
        }
    }

    private static void showViews(Windows windows, String name, FinishedRun run, Path table) throws IOException {
        try (ParticleFile file = OpenImages.particles(table.toString(), run.projectDir())) {
            windows.views(name + " view directions", file.requirePoses().particles(), run.symmetry());
        }
    }
}
