/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.Menus;
import ij.WindowManager;
import ij.gui.PlotWindow;
import ij.measure.ResultsTable;
import ij.plugin.frame.Recorder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.swing.JDialog;
import javax.swing.JLabel;
import org.cryosgd.io.MrcFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in a real ImageJ: menus, dialogs, windows, macros. */
@Tag("display")
class ImageJWindowsTest {
    @TempDir
    Path folder;

    private Path samples;
    private Path map;

    @BeforeEach
    void start() throws Exception {
        RealImageJ.start();
        samples = OpenSample.unpack();
        map = folder.resolve("map.mrc");
    }

    @AfterEach
    void clean() {
        RealImageJ.clean();
    }

    @Test
    void theMenuHasTheCommandsAndTheSamples() {
        for (String label : new String[] {
            "Reconstruct...", "Simulate Particles...", "Fourier Shell Correlation...", "CryoSGD Particles"
        }) assertNotNull(Menus.getCommands().get(label), label);
    }

    @Test
    void aDialogIsFilledRunsAndIsRecordedAndTheLineReplaysToTheSameMap() throws Exception {
        Recorder recorder = new Recorder();
        IJ.doCommand("Reconstruct...");
        JDialog dialog = RealImageJ.dialog();
        RealImageJ.set(dialog, "particles", samples.resolve("particles.star").toString());
        RealImageJ.await("a name for the map", () -> RealImageJ.get(dialog, "volume")
                .equals(samples.resolve("particles_map.mrc").toString()));
        RealImageJ.await("the line about the particles", () -> RealImageJ.all(dialog).stream()
                .anyMatch(c -> c instanceof JLabel label
                        && label.getText() != null
                        && label.getText().contains("300 particles, box 48 pixels of 3.000 Å")));
        RealImageJ.set(dialog, "volume", map.toString());
        RealImageJ.picture(dialog, "reconstruct-dialog");

        RealImageJ.set(dialog, "epochs", "0");
        RealImageJ.press(dialog, "OK");
        RealImageJ.await("the refusal", () -> RealImageJ.all(dialog).stream()
                .anyMatch(c -> c instanceof JLabel label
                        && label.isVisible()
                        && label.getText().contains("epochs must be at least 1")));
        assertTrue(dialog.isVisible());
        RealImageJ.picture(dialog, "reconstruct-dialog-refused");

        RealImageJ.set(dialog, "epochs", "2");
        RealImageJ.press(dialog, "OK");
        RealImageJ.await("the map", () -> WindowManager.getImage("map.mrc"));
        ImagePlus shown = RealImageJ.image("map.mrc");
        assertEquals(48, shown.getStackSize());
        assertEquals(25, shown.getCurrentSlice(), "the central slice");
        assertEquals(3, shown.getCalibration().pixelWidth, 1e-4);
        assertEquals(3, shown.getCalibration().pixelDepth, 1e-4);
        assertEquals("Å", shown.getCalibration().getUnit());
        assertEquals(0, shown.getCalibration().getX(24), 1e-9, "the origin is voxel n/2");
        assertTrue(RealImageJ.image("map.mrc FSC").getWindow() instanceof PlotWindow);
        assertTrue(RealImageJ.image("map.mrc loss").getWindow() instanceof PlotWindow);
        assertEquals(3 * 48, RealImageJ.image("map.mrc slices").getWidth());
        assertNotNull(RealImageJ.image("map.mrc view directions"));
        ResultsTable results = RealImageJ.await("the table", () -> ResultsTable.getResultsTable(Windows.RESULTS));
        assertEquals(300, results.getValue("Particles", results.size() - 1));
        IJ.wait(300); // orthogonal views open from here
        for (String title : new String[] {"map.mrc FSC", "map.mrc loss", "map.mrc slices", "map.mrc view directions"})
            RealImageJ.picture(
                    RealImageJ.image(title).getWindow(),
                    title.replace("map.mrc ", "").replace(' ', '-'));

        float[] first = MrcFiles.readVolume(map).voxels();
        String line = Arrays.stream(recorder.getText().split("\n"))
                .filter(text -> text.startsWith("run(\"Reconstruct...\""))
                .findFirst()
                .orElseThrow(() -> new AssertionError(recorder.getText()));
        for (String key : new String[] {"batchSize=0", "epochs=2", "invert=false", "seed=0", "show=true"})
            assertTrue(line.contains(key), line);
        recorder.close();
        Files.delete(map);
        RealImageJ.clean();
        assertNull(WindowManager.getImage("map.mrc"));
        IJ.runMacro("setBatchMode(true);" + line);
        assertArrayEquals(first, MrcFiles.readVolume(map).voxels());
    }

    @Test
    void aMacroInBatchModeGoesOnAfterABadDataSet() throws Exception {
        IJ.runMacro("setBatchMode(true);\n"
                + "run('Reconstruct...', 'particles=[" + folder.resolve("none.star") + "] volume=[" + map + "]');\n"
                + "run('Reconstruct...', 'particles=[" + samples.resolve("particles.star") + "] volume=[" + map
                + "] epochs=1 show=false');");
        assertTrue(IJ.getLog().contains("no such file"), IJ.getLog());
        assertTrue(Files.exists(map));
    }

    @Test
    void unknownKeysAreNamed() {
        IJ.runMacro("setBatchMode(true); run('Reconstruct...', 'particles=a.star volume=b.mrc epoch=1');");
        assertTrue(IJ.getLog().contains("did you mean 'epochs'"), IJ.getLog());
    }

    @Test
    void samplesOpenAsACalibratedVirtualStack() throws Exception {
        IJ.run("CryoSGD Particles");
        ImagePlus stack = RealImageJ.image("particles.star");
        assertTrue(stack.getStack().isVirtual());
        assertEquals(300, stack.getStackSize());
        assertEquals(3, stack.getCalibration().pixelWidth, 1e-4);
        assertEquals("000001@particles.mrcs", stack.getStack().getSliceLabel(1));
        assertFalse(stack.getDisplayRangeMin() >= stack.getDisplayRangeMax());
    }

    @Test
    void openImagesAreInputs() throws Exception {
        IJ.run("CryoSGD Map");
        RealImageJ.image("phantom.mrc");
        IJ.run("CryoSGD Particles");
        RealImageJ.image("particles.star");
        // a copy in memory, as any image that Fiji opened
        IJ.run(WindowManager.getImage("particles.star"), "Duplicate...", "title=[my stack] duplicate");
        RealImageJ.image("my stack");
        Path table = folder.resolve("table.star");
        Files.copy(samples.resolve("particles.star"), table); // its images are not beside it
        IJ.run(
                "Reconstruct...",
                "particles=[" + table + "] images=[my stack] epochs=1 show=false volume=[" + map + "]");
        IJ.run(
                "Reconstruct...",
                "particles=[" + samples.resolve("particles.star") + "] epochs=1 show=false volume=["
                        + folder.resolve("b.mrc") + "]");
        assertArrayEquals(
                MrcFiles.readVolume(folder.resolve("b.mrc")).voxels(),
                MrcFiles.readVolume(map).voxels());
        IJ.run(
                "Fourier Shell Correlation...",
                "volume1=phantom.mrc volume2=[" + map + "] output=[" + folder.resolve("fsc.csv") + "] show=false");
        assertTrue(Files.exists(folder.resolve("fsc.csv")), IJ.getLog());
    }

    @Test
    void everyWindowCanBeSavedByAMacro() throws Exception {
        IJ.runMacro("run('Reconstruct...', 'particles=[" + samples.resolve("particles.star") + "] volume=[" + map
                + "] epochs=1');\n"
                + "selectWindow('map.mrc FSC'); saveAs('PNG', '" + folder.resolve("fsc.png") + "');\n"
                + "selectWindow('map.mrc'); saveAs('Tiff', '" + folder.resolve("map.tif") + "');\n"
                + "selectWindow('CryoSGD results'); saveAs('Results', '" + folder.resolve("results.csv") + "');\n");
        for (String file : new String[] {"fsc.png", "map.tif", "results.csv"})
            assertTrue(Files.size(folder.resolve(file)) > 100, file);
        ImagePlus again = IJ.openImage(folder.resolve("map.tif").toString());
        assertEquals(3, OpenImages.angstromPerPixel(again), 1e-4);
    }
}
