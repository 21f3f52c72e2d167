/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.PlotWindow;
import ij.plugin.frame.Recorder;
import java.awt.Component;
import java.awt.Scrollbar;
import java.awt.event.AdjustmentEvent;
import java.awt.event.MouseEvent;
import java.nio.file.Path;
import java.util.Arrays;
import javax.swing.JDialog;
import javax.swing.JLabel;
import javax.swing.SwingUtilities;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A finished run in a real ImageJ: the dialog, the windows, the surface that is turned with the mouse. */
@Tag("display")
class OpenResultsTest {
    @TempDir
    Path folder;

    private Path samples;

    @BeforeEach
    void run() throws Exception {
        RealImageJ.start();
        samples = OpenSample.unpack();
        IJ.run(
                "Reconstruct...",
                "particles=[" + samples.resolve("particles.star") + "] epochs=2 show=false volume=["
                        + folder.resolve("map.mrc") + "]");
    }

    @AfterEach
    void clean() throws Exception {
        RealImageJ.clean();
    }

    @Test
    void theWindowsOfARunOpenAgainAndTheLineReplays() throws Exception {
        Recorder recorder = new Recorder();
        IJ.doCommand("Open Results...");
        JDialog dialog = RealImageJ.dialog();
        RealImageJ.set(dialog, "results", folder.toString());
        RealImageJ.await("the line about the run", () -> RealImageJ.all(dialog).stream()
                .anyMatch(c -> c instanceof JLabel label
                        && String.valueOf(label.getText()).contains("box 48 voxels of 3.000 Å, resolution 6.2")));
        RealImageJ.picture(dialog, "results-dialog");
        RealImageJ.press(dialog, "OK");
        checkWindows();
        String recorded = RealImageJ.await("the line", () -> recorder.getText().isEmpty() ? null : recorder.getText());
        recorder.close();
        assertTrue(recorded.startsWith("run(\"Open Results...\""), recorded);
        RealImageJ.clean();
        IJ.runMacro(recorded);
        checkWindows();
    }

    private static void checkWindows() throws Exception {
        RealImageJ.image("map.mrc");
        assertTrue(RealImageJ.image("map.mrc FSC").getWindow() instanceof PlotWindow);
        for (String title : new String[] {"map.mrc view directions", "map.mrc slices", "map.mrc surface"})
            assertNotNull(WindowManager.getImage(title), title);
    }

    @Test
    void theSurfaceTurnsWithTheMouseAndItsContourMoves() throws Exception {
        IJ.run("Open Results...", "results=[" + folder + "]");
        ImagePlus surface = RealImageJ.image("map.mrc surface");
        RealImageJ.picture(surface.getWindow(), "surface");
        int[] front = pixels(surface);
        Component canvas = surface.getCanvas();
        SwingUtilities.invokeAndWait(() -> {
            canvas.dispatchEvent(mouse(canvas, MouseEvent.MOUSE_PRESSED, 200, 200));
            canvas.dispatchEvent(mouse(canvas, MouseEvent.MOUSE_DRAGGED, 290, 200));
            canvas.dispatchEvent(mouse(canvas, MouseEvent.MOUSE_RELEASED, 290, 200));
        });
        RealImageJ.await("another picture", () -> !Arrays.equals(front, pixels(surface)));
        Thread.sleep(1500); // for the last one
        int[] turned = pixels(surface);
        Scrollbar contour = (Scrollbar) RealImageJ.find(surface.getWindow(), "contour");
        int shown = covered(turned);
        SwingUtilities.invokeAndWait(() -> {
            int step = contour.getValue() + (1000 - contour.getValue()) / 2;
            contour.setValue(step);
            contour.dispatchEvent(new AdjustmentEvent(
                    contour, AdjustmentEvent.ADJUSTMENT_VALUE_CHANGED, AdjustmentEvent.TRACK, step));
        });
        RealImageJ.await("a higher contour shows less", () -> covered(pixels(surface)) < 0.9 * shown);
        assertTrue(covered(pixels(surface)) > 0, "but something");
    }

    private static MouseEvent mouse(Component canvas, int kind, int x, int y) {
        return new MouseEvent(canvas, kind, System.currentTimeMillis(), MouseEvent.BUTTON1_DOWN_MASK, x, y, 1, false);
    }

    private static int[] pixels(ImagePlus image) {
        return (int[]) image.getProcessor().getPixelsCopy();
    }

    private static int covered(int[] pixels) {
        return (int)
                Arrays.stream(pixels).filter(p -> (p & 0xFFFFFF) != 0xFFFFFF).count();
    }

    @Test
    void inBatchModeTheSurfaceIsAPictureThatCanBeSaved() throws Exception {
        Path png = folder.resolve("surface.png");
        IJ.runMacro("setBatchMode(true); run('Open Results...', 'results=[" + folder + "]');"
                + "selectImage('map.mrc surface'); saveAs('PNG', '" + png + "');");
        ImagePlus saved = IJ.openImage(png.toString());
        assertEquals(480, saved.getWidth());
        assertTrue(covered((int[]) saved.getProcessor().convertToRGB().getPixels()) > 5000);
        assertFalse(WindowManager.getImage("map.mrc surface") != null, "no window");
    }

    @Test
    void importShowsAveragesBesideProjections() throws Exception {
        IJ.run("Import Particles...", "particles=[" + samples.resolve("particles.star") + "] averages=6");
        ImagePlus averages = RealImageJ.image("particles.star averages");
        // no map.mrc beside the sample: averages alone, four in a row with gaps of two pixels
        assertEquals(4 * 48 + 3 * 2, averages.getWidth());
        assertEquals(2 * 48 + 2, averages.getHeight());
        assertEquals(3, averages.getCalibration().pixelWidth, 1e-4);
    }
}
