/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.window;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Plot;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.assess.MaskedFsc;
import org.cryosgd.heterogeneity.VariabilityResult;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.mrc.MrcStack;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.io.star.ParticleStar;
import org.cryosgd.io.star.table.StarBlock;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.reconstruct.EpochListener;
import org.cryosgd.reconstruct.EpochRecord;
import org.cryosgd.reconstruct.MemoryPlan;
import org.cryosgd.report.average.ViewAverage;
import org.cryosgd.report.figure.AngularDistribution;

/**
 * The results of one run as ordinary windows of ImageJ: calibrated images, plots, tables. What is shown again under the
 * same title replaces what this run has shown; windows of other runs are left alone, and where one of them has the title,
 * ImageJ's next free one is taken. Without windows every method does nothing.
 */
public final class Windows {
    private final boolean active;
    private final Thread macro;
    private final boolean asked;
    private final ResultImage result;
    private final OwnWindows own = new OwnWindows();

    public Windows(boolean active) {
        this(active, null, false);
    }

    /**
     * @param active whether anything is shown in windows
     * @param macro the thread of the macro that runs the command, or null. It gets the map, stack or spectrum of the run
     *     as its active image where images have no windows: in batch mode, and where {@code active} is false.
     * @param asked whether somebody takes the map, stack or spectrum of the run, shown or not
     */
    public Windows(boolean active, Thread macro, boolean asked) {
        this.active = active;
        this.macro = macro;
        this.asked = asked;
        this.result = new ResultImage(macro);
    }

    /** Whether anything is shown. */
    public boolean active() {
        return active;
    }

    /** A map, {@link MapImage}; null where nobody wants it. */
    public ImagePlus volume(String title, Volume map) {
        return needsImage() ? shown(MapImage.of(freeTitle(title), map)) : null;
    }

    /** Maps one after the other, as a hyperstack whose time runs along them; null where nobody wants it. */
    public ImagePlus series(String title, List<Volume> maps) {
        return needsImage() ? shown(MapImage.series(freeTitle(title), maps)) : null;
    }

    /** Coordinates of particles along the first two directions; where there is one direction, its coordinates and their errors. */
    public void coordinates(String title, VariabilityResult result) {
        if (!active) return;
        own.show(title, Plots.coordinates(title, result));
        PlotRegion.mark(
                own.get(title),
                "rlnCryosgdCoordinate1",
                result.shared() > 1 ? "rlnCryosgdCoordinate2" : "rlnCryosgdCoordinateError1");
    }

    /** A map of local resolutions in colours, with a legend; null where nobody wants it. */
    public ImagePlus resolutions(String title, Volume map, double[] range) {
        return needsImage() ? shown(ResolutionImage.of(freeTitle(title), map, range)) : null;
    }

    /** Whether the image that a command makes is shown, in a window or to a macro. */
    public boolean showsResult() {
        return active || macro != null;
    }

    private boolean needsImage() {
        return asked || showsResult();
    }

    private ImagePlus shown(ImagePlus image) {
        if (showsResult()) result.show(image);
        return image;
    }

    /** The title, with ImageJ's next free number where an open image has it. */
    public static String freeTitle(String title) {
        return OpenImages.isTaken(title) ? WindowManager.getUniqueName(title) : title;
    }

    /** {@link ResultImage#activate}. */
    public void activateResult() {
        result.activate();
    }

    /** The three planes through the origin side by side. */
    public void slices(String title, Volume map) {
        if (active) SliceWindow.show(own, title, map);
    }

    /** The surface of a map, to be turned with the mouse; nothing where it has none. */
    public ImagePlus surface(String title, Volume map) {
        return active ? SurfaceWindow.open(freeTitle(title), map) : null;
    }

    /** Averages of particles, to the right of each the map's projections, four in a row; each with its own contrast. */
    public void averages(String title, List<ViewAverage> averages, int box, double pixelAngstrom) {
        if (!active || averages.isEmpty()) return;
        ImagePlus image = new ImagePlus(freeTitle(title), AverageMontage.of(averages, box));
        MapImage.calibrate(image, pixelAngstrom);
        image.setDisplayRange(0, 1);
        Placement.showAtLeast(image, SliceWindow.WIDTH);
    }

    /** ImageJ's own cross-hair views of a map. */
    public void orthogonalViews(ImagePlus map) {
        if (active) CrossHairViews.show(map);
    }

    /** Opens figures that were written. */
    public void pictures(List<Path> files) {
        if (!active) return;
        for (Path file : files) {
            ImagePlus image = IJ.openImage(file.toString());
            if (image == null) continue;
            image.setTitle(freeTitle(image.getTitle()));
            image.show();
        }
    }

    /** A picture that is in no file. */
    public void picture(String title, BufferedImage picture) {
        if (active) new ImagePlus(freeTitle(title), picture).show();
    }

    /** The curves against frequency, with the threshold; {@code masked} may be null, nothing is shown where {@code fsc} is. */
    public void fsc(String title, FscCurve fsc, MaskedFsc masked, double threshold) {
        if (active && fsc != null) own.show(title, Plots.fsc(title, fsc, masked, threshold));
    }

    /** ln |F| against s², see {@link org.cryosgd.assess.PostProcessing.Result#guinier()}. */
    public void guinier(String title, double[][] curves) {
        if (active) own.show(title, Plots.guinier(title, curves));
    }

    /** The loss of each epoch. */
    public void loss(String title, List<EpochRecord> history) {
        Plot plot = active ? Plots.loss(title, history) : null;
        if (plot != null) own.show(title, plot);
    }

    /** From where the particles are seen: {@link AngularDistribution}. */
    public void views(String title, ParticleSet particles, Symmetry symmetry) {
        if (!active || particles.particles().get(0).pose() == null) return;
        new ImagePlus(freeTitle(title), new AngularDistribution(particles.particles(), symmetry).draw()).show();
    }

    /** A line in the table of results, {@link RunTable}. */
    public void result(
            Path file, int particles, Volume map, double resolution, int epochs, double seconds, MemoryPlan memory) {
        if (active) RunTable.add(file, particles, map, resolution, epochs, seconds, memory);
    }

    /**
     * Particles as a virtual stack, contrast from a sample of them. Their files stay open as long as the window does; without
     * a window until nobody knows the image any more.
     *
     * @param particles those of the file that are shown
     * @return null where nobody wants it; the caller then still has to close {@code file}
     */
    public ImagePlus stack(String title, ParticleSet particles, ParticleFile file) {
        return needsImage() ? stack(ParticleImages.image(freeTitle(title), particles, file.path()), file) : null;
    }

    /** As {@link #stack(String, ParticleSet, ParticleFile)}, for the images of an MRC file. */
    public ImagePlus stack(String title, MrcStack images) {
        return needsImage() ? stack(ParticleImages.image(freeTitle(title), images), images) : null;
    }

    private ImagePlus stack(ImagePlus image, AutoCloseable files) {
        return showsResult() ? shown(ParticleImages.closing(image, files)) : image;
    }

    /** The particles of a STAR file; null where nobody wants them. */
    public ImagePlus particles(Path star) throws IOException {
        if (!needsImage()) return null;
        ParticleFile file = ParticleStar.open(star, null);
        return stack(star.getFileName().toString(), file.particles(), file);
    }

    /** Values by frequency, the zero frequency at voxel n/2; null where nobody wants them. */
    public ImagePlus frequencies(String title, Volume values) {
        return needsImage() ? shown(MapImage.ofFrequencies(freeTitle(title), values)) : null;
    }

    /** A table of a STAR file, {@link StarTable}. */
    public void table(String title, StarBlock block, int[] rows) throws FormatException {
        if (active) StarTable.show(title, block, rows);
    }

    /** Shows the central slices and the loss after each epoch. */
    public EpochListener live(String name) {
        if (!active) return (history, fsc, map) -> {};
        return (history, fsc, map) -> {
            slices(slicesTitle(name), map.get());
            loss(lossTitle(name), history);
        };
    }

    public static String slicesTitle(String name) {
        return name + " slices";
    }

    public static String lossTitle(String name) {
        return name + " loss";
    }
}
