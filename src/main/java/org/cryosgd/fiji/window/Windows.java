/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.window;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.WindowManager;
import ij.gui.GUI;
import ij.gui.ImageCanvas;
import ij.gui.ImageWindow;
import ij.gui.Overlay;
import ij.gui.Plot;
import ij.gui.PlotWindow;
import ij.gui.StackWindow;
import ij.gui.TextRoi;
import ij.macro.Interpreter;
import ij.measure.Calibration;
import ij.measure.ResultsTable;
import ij.plugin.Orthogonal_Views;
import ij.process.FloatProcessor;
import java.awt.Color;
import java.awt.Font;
import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import javax.swing.SwingUtilities;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.assess.MaskedFsc;
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
import org.cryosgd.report.figure.CentralSlices;

/**
 * The results of one run as ordinary windows of ImageJ: calibrated images, plots, tables. What is shown again under the
 * same title replaces what this run has shown; windows of other runs are left alone, and where one of them has the title,
 * ImageJ's next free one is taken. Without windows every method does nothing.
 */
public final class Windows {
    /** The table that every run adds a line to. */
    public static final String RESULTS = "CryoSGD results";

    private static final String ANGSTROM = "Å";
    private static final int PLOT_WIDTH = 560;
    private static final int PLOT_HEIGHT = 320;
    private static final int SLICES_WIDTH = 720;
    private static final int IMAGE_WIDTH = 300;
    /** ImageJ's own limit. */
    private static final double MAX_MAGNIFICATION = 32;

    private final boolean active;
    private final Thread macro;
    private final Map<String, ImagePlus> updated = new HashMap<>();
    private ImagePlus result;

    public Windows(boolean active) {
        this(active, null);
    }

    /**
     * @param active whether anything is shown in windows
     * @param macro the thread of the macro that runs the command, or null. It gets the map, stack or spectrum of the run
     *     as its active image where images have no windows: in batch mode, and where {@code active} is false.
     */
    public Windows(boolean active, Thread macro) {
        this.active = active;
        this.macro = macro;
    }

    /** Whether anything is shown. */
    public boolean active() {
        return active;
    }

    /** A map: origin at voxel n/2, central slice in front, contrast of the central slices. */
    public ImagePlus volume(String title, Volume map) {
        if (!showsResult()) return null;
        ImagePlus image = image(freeTitle(title), map);
        showResult(image);
        return image;
    }

    /** Whether the image that a command makes is shown, in a window or to a macro. */
    public boolean showsResult() {
        return active || macro != null;
    }

    private void showResult(ImagePlus image) {
        showAtLeast(image, IMAGE_WIDTH);
        result = image;
        if (macro != null && image.getWindow() == null) WindowManager.setTempCurrentImage(macro, image);
    }

    /** The title, with ImageJ's next free number where an open image has it. */
    public static String freeTitle(String title) {
        return OpenImages.isTaken(title) ? WindowManager.getUniqueName(title) : title;
    }

    /** The window of this title that this run has opened and nobody has closed, or null. */
    private ImagePlus mine(String title) {
        ImagePlus image = updated.get(title);
        return image == null || OpenImages.isOpen(image) ? image : null;
    }

    public static ImagePlus image(String title, Volume map) {
        int n = map.size();
        ImageStack stack = new ImageStack(n, n);
        for (int z = 0; z < n; z++) stack.addSlice("", Arrays.copyOfRange(map.voxels(), z * n * n, (z + 1) * n * n));
        ImagePlus image = new ImagePlus(title, stack);
        calibrate(image, map.voxelSizeAngstrom());
        image.getCalibration().xOrigin = image.getCalibration().yOrigin = image.getCalibration().zOrigin = n / 2;
        CentralSlices slices = new CentralSlices(map);
        image.setSlice(n / 2 + 1);
        image.setDisplayRange(slices.black(), slices.white());
        return image;
    }

    /** Shows an image, small ones enlarged to about that many pixels as far as the screen has room. */
    private static void showAtLeast(ImagePlus image, int width) {
        show(image);
        // after the events that lay out the window
        if (image.getWindow() != null)
            onEventThread(() -> enlarge(image.getWindow(), (double) width / image.getWidth()));
    }

    /**
     * Gives a window the largest magnification of ImageJ's that is no larger than this and fits the screen, and moves it
     * into the screen.
     */
    private static void enlarge(ImageWindow window, double largest) {
        ImageCanvas canvas = window.getCanvas();
        Rectangle screen = GUI.getMaxWindowBounds(window);
        int frameWidth = window.getWidth() - canvas.getWidth();
        int frameHeight = window.getHeight() - canvas.getHeight();
        ImagePlus image = window.getImagePlus();
        double chosen = canvas.getMagnification();
        while (chosen < Math.min(MAX_MAGNIFICATION, largest)) {
            double next = ImageCanvas.getHigherZoomLevel(chosen);
            boolean fits = frameWidth + next * image.getWidth() < screen.width
                    && frameHeight + next * image.getHeight() < screen.height;
            if (next > largest || !fits) break;
            chosen = next;
        }
        if (chosen <= canvas.getMagnification()) return;
        canvas.setMagnification(chosen);
        canvas.setSize((int) Math.round(chosen * image.getWidth()), (int) Math.round(chosen * image.getHeight()));
        window.pack();
        window.setLocation(
                Math.max(screen.x, Math.min(window.getX(), screen.x + screen.width - window.getWidth())),
                Math.max(screen.y, Math.min(window.getY(), screen.y + screen.height - window.getHeight())));
        canvas.repaint();
    }

    private static void onEventThread(Runnable work) {
        if (SwingUtilities.isEventDispatchThread()) {
            work.run();
            return;
        }
        try {
            SwingUtilities.invokeAndWait(work);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("a window cannot be changed: " + e.getCause(), e.getCause());
        }
    }

    /**
     * Makes the map, stack or spectrum of the run the active image. Other windows of the run may come to the front after
     * it, from threads of their own, so that this waits until nothing changes any more.
     */
    public void activateResult() {
        ImageWindow window = result == null ? null : result.getWindow();
        if (window == null) return;
        for (int quiet = 0, waited = 0; quiet < 10 && waited < 100; quiet++, waited++) {
            if (WindowManager.getCurrentWindow() != window) {
                onEventThread(() -> {
                    window.toFront();
                    WindowManager.setCurrentWindow(window);
                });
                quiet = 0;
            }
            IJ.wait(20);
        }
    }

    /**
     * Shows an image at its current slice; a new window of ImageJ has its slider at the first. A macro gets it as its
     * active image, also without windows.
     */
    static void show(ImagePlus image) {
        boolean noWindow = GraphicsEnvironment.isHeadless() && !IJ.isMacro() && !Interpreter.isBatchMode();
        if (noWindow) WindowManager.setTempCurrentImage(image);
        else image.show();
        moveSlider(image);
    }

    private static void moveSlider(ImagePlus image) {
        if (image.getWindow() instanceof StackWindow window) window.updateSliceSelector();
    }

    public static void calibrate(ImagePlus image, double angstrom) {
        Calibration calibration = image.getCalibration();
        calibration.pixelWidth = calibration.pixelHeight = calibration.pixelDepth = angstrom;
        calibration.setUnit(ANGSTROM);
    }

    /** The three planes through the origin side by side. */
    public void slices(String title, Volume map) {
        if (!active) return;
        int n = map.size();
        CentralSlices slices = new CentralSlices(map);
        float[] pixels = new float[3 * n * n];
        Overlay labels = new Overlay();
        for (CentralSlices.Plane plane : CentralSlices.Plane.values()) {
            float[] values = slices.values(plane);
            for (int y = 0; y < n; y++) System.arraycopy(values, y * n, pixels, (3 * y + plane.ordinal()) * n, n);
            TextRoi label = new TextRoi(
                    plane.ordinal() * n + 2,
                    1,
                    plane.name(),
                    new Font(Font.SANS_SERIF, Font.BOLD, Math.max(6, n / 10)));
            label.setStrokeColor(Color.YELLOW);
            labels.add(label);
        }
        ImagePlus shown = mine(title);
        boolean isNew = shown == null;
        if (isNew) shown = new ImagePlus(freeTitle(title), new FloatProcessor(3 * n, n, pixels));
        else shown.setProcessor(new FloatProcessor(3 * n, n, pixels));
        calibrate(shown, map.voxelSizeAngstrom());
        shown.setDisplayRange(slices.black(), slices.white());
        shown.setOverlay(labels);
        if (!isNew) {
            shown.updateAndDraw();
            return;
        }
        updated.put(title, shown);
        showAtLeast(shown, SLICES_WIDTH);
    }

    /** The surface of a map, to be turned with the mouse; nothing where it has none. */
    public ImagePlus surface(String title, Volume map) {
        return active ? SurfaceWindow.open(freeTitle(title), map) : null;
    }

    /** Averages of particles, to the right of each the map's projections, four in a row; each with its own contrast. */
    public void averages(String title, List<ViewAverage> averages, int box, double pixelAngstrom) {
        if (!active || averages.isEmpty()) return;
        ImagePlus image = new ImagePlus(freeTitle(title), AverageMontage.of(averages, box));
        calibrate(image, pixelAngstrom);
        image.setDisplayRange(0, 1);
        showAtLeast(image, SLICES_WIDTH);
    }

    /** ImageJ's own cross-hair views of a map, which need a user to click. */
    public void orthogonalViews(ImagePlus map) {
        if (!active || map == null || map.getWindow() == null || IJ.isMacro()) return;
        WindowManager.setTempCurrentImage(map);
        IJ.runPlugIn("ij.plugin.Orthogonal_Views", "");
        WindowManager.setTempCurrentImage(null);
        awaitOrthogonalViews();
        map.setSlice(map.getStackSize() / 2 + 1);
        moveSlider(map);
    }

    /**
     * They open from another thread and come to the front one after the other. After the run the recorder would take that
     * for the user's choice of windows, which a macro does not open.
     */
    private static void awaitOrthogonalViews() {
        ImageWindow front = null;
        for (int quiet = 0, waited = 0; quiet < 15 && waited < 150; quiet++, waited++) {
            IJ.wait(20);
            int[] views = Orthogonal_Views.getImageIDs();
            boolean open = views != null && Arrays.stream(views).allMatch(id -> WindowManager.getImage(id) != null);
            if (!open || WindowManager.getCurrentWindow() != front) quiet = 0;
            front = WindowManager.getCurrentWindow();
        }
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

    /** The curves against frequency, with the threshold. */
    public void fsc(String title, FscCurve fsc, MaskedFsc masked, double threshold) {
        if (!active || fsc == null) return;
        Plot plot = new Plot(title, "Spatial frequency (1/" + ANGSTROM + ")", "FSC");
        plot.setSize(PLOT_WIDTH, PLOT_HEIGHT);
        double[] x = fsc.frequencies();
        String legend = masked == null ? "FSC" : "unmasked\nmasked\nphases randomised\ncorrected";
        line(plot, "#1f4e9c", x, fsc.values());
        if (masked != null) {
            line(plot, "#2a8a3e", x, masked.masked().values());
            line(plot, "#b04a3a", x, masked.randomised().values());
            line(plot, "black", x, masked.corrected().values());
        }
        FscCurve best = masked == null ? fsc : masked.corrected();
        line(plot, "gray", new double[] {0, x[x.length - 1]}, new double[] {threshold, threshold});
        plot.setLimits(0, x[x.length - 1], -0.1, 1.05);
        plot.addLegend(
                legend + "\nFSC " + threshold + " at "
                        + String.format(Locale.ROOT, "%.2f ", best.resolutionAt(threshold)) + ANGSTROM,
                "bottom-left");
        show(title, plot);
    }

    private static void line(Plot plot, String colour, double[] x, double[] y) {
        plot.setColor(colour);
        plot.setLineWidth(colour.equals("gray") ? 1 : 2);
        plot.addPoints(x, y, Plot.LINE);
    }

    /** ln |F| against s², see {@link org.cryosgd.assess.PostProcessing.Result#guinier()}. */
    public void guinier(String title, double[][] curves) {
        if (!active) return;
        Plot plot = new Plot(title, "1/d² (1/" + ANGSTROM + "²)", "ln |F|");
        plot.setSize(PLOT_WIDTH, PLOT_HEIGHT);
        line(plot, "#1f4e9c", curves[0], curves[1]);
        line(plot, "#b04a3a", curves[0], curves[2]);
        plot.setLimitsToFit(false);
        plot.addLegend("weighted\nsharpened");
        show(title, plot);
    }

    /** The loss of each epoch. */
    public void loss(String title, List<EpochRecord> history) {
        List<EpochRecord> seen =
                history.stream().filter(e -> Double.isFinite(e.loss())).toList();
        if (!active || seen.isEmpty()) return;
        Plot plot = new Plot(title, "Epoch", "Loss per image");
        plot.setSize(PLOT_WIDTH, PLOT_HEIGHT);
        double[] epochs = values(seen, EpochRecord::epoch);
        double[] losses = values(seen, EpochRecord::loss);
        line(plot, "#1f4e9c", epochs, losses);
        plot.addPoints(epochs, losses, Plot.CIRCLE);
        double[] x = withMargin(epochs);
        double[] y = withMargin(losses);
        plot.setLimits(x[0], x[1], y[0], y[1]);
        plot.addLegend("loss");
        show(title, plot);
    }

    private static double[] values(List<EpochRecord> history, ToDoubleFunction<EpochRecord> value) {
        return history.stream().mapToDouble(value).toArray();
    }

    /** The range of values, wide enough for whole markers at its ends. */
    private static double[] withMargin(double[] values) {
        DoubleSummaryStatistics range = Arrays.stream(values).summaryStatistics();
        double margin = 0.03 * (range.getMax() - range.getMin());
        if (margin == 0) margin = 1;
        return new double[] {range.getMin() - margin, range.getMax() + margin};
    }

    private void show(String title, Plot plot) {
        ImagePlus shown = mine(title);
        if (shown != null && shown.getWindow() instanceof PlotWindow open) open.drawPlot(plot);
        else if (shown != null) shown.setProcessor(plot.getProcessor());
        else {
            String free = freeTitle(title);
            plot.show();
            plot.getImagePlus().setTitle(free);
            updated.put(title, plot.getImagePlus());
        }
    }

    /** From where the particles are seen: {@link AngularDistribution}. */
    public void views(String title, ParticleSet particles, Symmetry symmetry) {
        if (!active || particles.particles().get(0).pose() == null) return;
        new ImagePlus(freeTitle(title), new AngularDistribution(particles.particles(), symmetry).draw()).show();
    }

    /**
     * A line in the table of results. Its columns are named in ASCII: ImageJ reads batch macros in an encoding that has
     * not all letters.
     *
     * @param particles number of those in the map
     */
    public void result(
            Path file, int particles, Volume map, double resolution, int epochs, double seconds, MemoryPlan memory) {
        if (!active) return;
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("Map", file.toString());
        values.put("Particles", particles);
        values.put("Box", map.size());
        values.put("Voxel_A", map.voxelSizeAngstrom());
        values.put("Resolution_A", resolution);
        values.put("Epochs", epochs);
        values.put("Time (s)", seconds);
        values.put("Memory (MB)", memory.bytes() >> 20);
        ResultsTable table = ResultsTable.getResultsTable(RESULTS);
        if (table == null) table = new ResultsTable();
        table.incrementCounter();
        for (Map.Entry<String, Object> value : values.entrySet())
            if (value.getValue() instanceof Number number) table.addValue(value.getKey(), number.doubleValue());
            else table.addValue(value.getKey(), String.valueOf(value.getValue()));
        table.show(RESULTS);
    }

    /**
     * Particles as a virtual stack, contrast from a sample of them. Their files stay open as long as the window does.
     *
     * @param particles those of the file that are shown
     * @return whether it was shown; if not, the caller still has to close {@code file}
     */
    public boolean stack(String title, ParticleSet particles, ParticleFile file) {
        if (showsResult())
            showResult(ParticleImages.closing(ParticleImages.image(freeTitle(title), particles, file.path()), file));
        return showsResult();
    }

    /** As {@link #stack(String, ParticleSet, ParticleFile)}, for the images of an MRC file. */
    public boolean stack(String title, MrcStack images) {
        if (showsResult()) showResult(ParticleImages.closing(ParticleImages.image(freeTitle(title), images), images));
        return showsResult();
    }

    /** The particles of a STAR file. */
    public void particles(Path star) throws IOException {
        if (!showsResult()) return;
        ParticleFile file = ParticleStar.open(star, null);
        stack(star.getFileName().toString(), file.particles(), file);
    }

    /** Values by frequency, the zero frequency at voxel n/2. */
    public void frequencies(String title, Volume values) {
        if (!showsResult()) return;
        ImagePlus image = image(freeTitle(title), values);
        Calibration calibration = image.getCalibration();
        calibration.pixelWidth =
                calibration.pixelHeight = calibration.pixelDepth = 1 / (values.size() * values.voxelSizeAngstrom());
        calibration.setUnit("1/" + ANGSTROM);
        showResult(image);
    }

    /**
     * A table of a STAR file, numbers as numbers.
     *
     * @param rows numbers from 0 for the first column, which counts from 1; null for none
     */
    public void table(String title, StarBlock block, int[] rows) throws FormatException {
        if (!active) return;
        ResultsTable table = new ResultsTable(block.rows());
        if (rows != null) for (int row = 0; row < rows.length; row++) table.setValue("particle", row, rows[row] + 1);
        for (String column : block.columns()) {
            String[] texts = block.texts(column);
            double[] numbers = numbers(texts);
            for (int row = 0; row < texts.length; row++)
                if (numbers == null) table.setValue(column, row, texts[row]);
                else table.setValue(column, row, numbers[row]);
        }
        table.setPrecision(4);
        table.show(title);
    }

    private static double[] numbers(String[] texts) {
        double[] numbers = new double[texts.length];
        for (int i = 0; i < texts.length; i++)
            try {
                numbers[i] = Double.parseDouble(texts[i]);
            } catch (NumberFormatException e) {
                return null;
            }
        return numbers;
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
