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
import ij.gui.ImageCanvas;
import ij.gui.ImageWindow;
import ij.gui.MessageDialog;
import ij.gui.PlotWindow;
import ij.gui.ScrollbarWithLabel;
import ij.measure.ResultsTable;
import ij.plugin.frame.Recorder;
import java.awt.Rectangle;
import java.awt.Window;
import java.awt.event.KeyEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import javax.swing.JDialog;
import javax.swing.JLabel;
import javax.swing.JScrollPane;
import javax.swing.SwingUtilities;
import net.imagej.legacy.plugin.DefaultLegacyOpener;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.fiji.command.Commands;
import org.cryosgd.fiji.dialog.ManualWindow;
import org.cryosgd.fiji.progress.TaskMonitor;
import org.cryosgd.fiji.window.CryoFormats;
import org.cryosgd.fiji.window.OpenImages;
import org.cryosgd.fiji.window.ParticleImages;
import org.cryosgd.fiji.window.RunTable;
import org.cryosgd.fiji.window.Windows;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.io.star.ParticleStar;
import org.cryosgd.io.star.table.StarFile;
import org.cryosgd.reconstruct.EpochRecord;
import org.cryosgd.simulate.Phantom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;
import org.scijava.io.IOService;
import org.scijava.io.location.FileLocation;
import org.scijava.plugin.PluginService;

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
    void clean() throws Exception {
        RealImageJ.clean();
    }

    @Test
    void theMenuHasTheCommandsAndTheSamples() {
        try (Context context = new Context(CommandService.class)) {
            Commands.byName(context.service(CommandService.class)).forEach((name, info) -> {
                String label = info.getMenuPath().getLeaf().getName();
                if (!name.equals("try"))
                    assertEquals(
                            "org.cryosgd.fiji.dialog.ImageJCommand(\"" + name + "\")",
                            Menus.getCommands().get(label),
                            label);
            });
        }
        for (String label : new String[] {"CryoSGD Particles", "CryoSGD Map"})
            assertNotNull(Menus.getCommands().get(label), label);
    }

    @Test
    void aDialogIsFilledRunsAndIsRecordedAndTheLineReplaysToTheSameMap() throws Exception {
        Recorder recorder = new Recorder();
        IJ.doCommand("Reconstruct...");
        JDialog dialog = RealImageJ.dialog();
        RealImageJ.press(dialog, "Reset"); // what another test has left
        RealImageJ.set(dialog, "particles", samples.resolve("particles.star").toString());
        RealImageJ.await("a name for the map", () -> RealImageJ.get(dialog, "volume")
                .equals(samples.resolve("particles_map.mrc").toString()));
        RealImageJ.await("the line about the particles", () -> RealImageJ.all(dialog).stream()
                .anyMatch(c -> c instanceof JLabel label
                        && label.getText() != null
                        && label.getText().contains("300 particles, box 48 pixels of 3.000 Å")));
        RealImageJ.picture(dialog, "reconstruct-dialog");
        RealImageJ.set(dialog, "volume", map.toString());

        RealImageJ.set(dialog, "epochs", "0");
        RealImageJ.press(dialog, "OK");
        RealImageJ.await("the refusal", () -> RealImageJ.all(dialog).stream()
                .anyMatch(c -> c instanceof JLabel label
                        && label.isVisible()
                        && label.getText().contains("epochs must be at least 1")));
        assertTrue(dialog.isVisible());

        RealImageJ.set(dialog, "epochs", "2");
        RealImageJ.press(dialog, "OK");
        RealImageJ.await("the map", () -> WindowManager.getImage("map.mrc"));
        ImagePlus shown = RealImageJ.image("map.mrc");
        assertEquals(48, shown.getStackSize());
        assertEquals(25, shown.getCurrentSlice(), "the central slice");
        RealImageJ.await("the slider at the central slice", () -> slider(shown) == 25);
        assertEquals(3, shown.getCalibration().pixelWidth, 1e-4);
        assertEquals(3, shown.getCalibration().pixelDepth, 1e-4);
        assertEquals("Å", shown.getCalibration().getUnit());
        assertEquals(0, shown.getCalibration().getX(24), 1e-9, "the origin is voxel n/2");
        assertTrue(RealImageJ.image("map.mrc FSC").getWindow() instanceof PlotWindow);
        assertTrue(RealImageJ.image("map.mrc loss").getWindow() instanceof PlotWindow);
        assertEquals(3 * 48, RealImageJ.image("map.mrc slices").getWidth());
        assertNotNull(RealImageJ.image("map.mrc view directions"));
        ResultsTable results = RealImageJ.await("the table", () -> ResultsTable.getResultsTable(RunTable.TITLE));
        assertEquals(300, results.getValue("Particles", results.size() - 1));
        assertEquals(3, results.getValue("Voxel_A", results.size() - 1), 1e-4);
        assertTrue(results.getColumnHeadings().chars().allMatch(c -> c < 128), results.getColumnHeadings());
        IJ.wait(300); // orthogonal views open from here
        for (String title : new String[] {"map.mrc FSC", "map.mrc loss", "map.mrc slices", "map.mrc view directions"})
            RealImageJ.picture(
                    RealImageJ.image(title).getWindow(),
                    title.replace("map.mrc ", "").replace(' ', '-'));

        float[] first = MrcFiles.readVolume(map).voxels();
        RealImageJ.await("the end of the run", () -> recorder.getText().contains("show="));
        String recorded = recorder.getText();
        for (String key : new String[] {"batchSize=0", "epochs=2", "invert=false", "seed=0", "show=true"})
            assertTrue(recorded.contains(key), recorded);
        assertTrue(recorded.startsWith("run(\"Reconstruct...\""), recorded);
        assertFalse(recorded.contains("XZ"), recorded);
        recorder.close();
        Files.delete(map);
        RealImageJ.clean();
        assertNull(WindowManager.getImage("map.mrc"));
        IJ.runMacro("setBatchMode(true);" + recorded);
        assertArrayEquals(first, MrcFiles.readVolume(map).voxels());
    }

    private static int slider(ImagePlus image) {
        return RealImageJ.all(image.getWindow()).stream()
                .filter(c -> c instanceof ScrollbarWithLabel)
                .mapToInt(c -> ((ScrollbarWithLabel) c).getValue())
                .findFirst()
                .orElse(0);
    }

    /** A map that is good, and does not fit the sample. */
    private Path smallMap() throws IOException {
        Path file = folder.resolve("small.mrc");
        MrcFiles.writeVolume(file, Phantom.create(24, 3, 200, 250, 7), "test");
        return file;
    }

    /** ImageJ would write a line without keys of its own. */
    @Test
    void neitherACancelledNorAFailedRunIsRecorded() throws Exception {
        Recorder recorder = new Recorder();
        try {
            IJ.doCommand("Fourier Shell Correlation...");
            JDialog cancelled = RealImageJ.dialog();
            RealImageJ.press(cancelled, "Cancel");
            RealImageJ.await("the end", () -> !cancelled.isVisible());
            IJ.doCommand("Fourier Shell Correlation...");
            JDialog dialog = RealImageJ.dialog();
            RealImageJ.set(dialog, "volume1", smallMap().toString());
            RealImageJ.set(dialog, "volume2", samples.resolve("phantom.mrc").toString());
            RealImageJ.press(dialog, "OK");
            RealImageJ.await(
                    "the message",
                    () -> IJ.getLog() != null && IJ.getLog().contains("closed: ") && Recorder.getCommand() == null);
            assertEquals("", recorder.getText());
        } finally {
            recorder.close();
        }
    }

    /** The line of each command gives the same file in a macro as through SciJava. */
    @Test
    void everyCommandRunsAsAMacroLine() throws Exception {
        IJ.run("CryoSGD Map");
        RealImageJ.image("phantom.mrc");
        try (CommandLines lines = new CommandLines(folder)) {
            for (String name : lines.names()) {
                lines.runThroughSciJava(name);
                byte[] expected = lines.takeResult(name);
                IJ.runMacro("setBatchMode(true); run(\"" + lines.label(name) + "\", \"" + lines.line(name) + "\");");
                assertArrayEquals(expected, lines.takeResult(name), name);
            }
        }
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

    @Test
    void importShowsImagesAndTablesAndWritesSubsets() throws Exception {
        Path subset = folder.resolve("subset.star");
        IJ.run(
                "Import Particles...",
                "particles=[" + samples.resolve("particles.star") + "] select=rlnRandomSubset=1 output=[" + subset
                        + "]");
        ImagePlus stack = RealImageJ.image("particles.star");
        assertTrue(stack.getStack().isVirtual());
        int count = stack.getStackSize();
        assertTrue(count > 100 && count < 200, "half of 300: " + count);
        ResultsTable table = ResultsTable.getResultsTable("particles.star particles");
        assertEquals(count, table.size());
        assertEquals(stack.getStack().getSliceLabel(1), table.getStringValue("rlnImageName", 0));
        assertNotNull(WindowManager.getFrame("particles.star optics"));
        RealImageJ.picture(WindowManager.getFrame("particles.star particles"), "particle-table");
        RealImageJ.picture(stack.getWindow(), "particles");
        try (ParticleFile written = ParticleStar.open(subset, null)) {
            assertEquals(count, written.particles().size());
        }
    }

    @Test
    void aStackOfAHundredThousandParticlesOpensWithoutBeingRead() throws Exception {
        StarFile star = StarFile.read(samples.resolve("particles.star"));
        int[] rows = new int[100_000];
        for (int i = 0; i < rows.length; i++) rows[i] = i % 300;
        star.put(star.block("particles").select(rows));
        Path many = samples.resolve("many.star");
        star.write(many);
        try {
            ParticleFile file = ParticleStar.open(many, null);
            ImagePlus image = ParticleImages.closing(ParticleImages.image("many", file.particles(), many), file);
            image.show();
            assertEquals(100_000, image.getStackSize());
            image.setSlice(100_000);
            assertEquals(48 * 48, image.getProcessor().getPixelCount());
        } finally {
            Files.delete(many);
        }
    }

    @Test
    void masksAndPostProcessingRunAsMacrosAndImagesAreSavedAsMrc() throws Exception {
        IJ.runMacro("run('Reconstruct...', 'particles=[" + samples.resolve("particles.star") + "] volume=[" + map
                + "] epochs=2 show=false');\n"
                + "run('Create Mask...', 'volume=[" + map + "] mask=[" + folder.resolve("mask.mrc") + "]');\n"
                + "run('Post-process...', 'volume1=[" + folder.resolve("map_half1.mrc") + "] volume2=["
                + folder.resolve("map_half2.mrc") + "] mask=mask.mrc bfactor=-50 output=[" + folder.resolve("post.mrc")
                + "]');\n");
        assertNull(WindowManager.getImage("map.mrc"), "show=false");
        ImagePlus post = RealImageJ.image("post_masked.mrc");
        assertNotNull(WindowManager.getImage("post_masked.mrc slices"));
        assertTrue(RealImageJ.image("post.mrc FSC").getWindow() instanceof PlotWindow);
        RealImageJ.picture(RealImageJ.image("post.mrc FSC").getWindow(), "postprocess-FSC");
        RealImageJ.picture(RealImageJ.image("post.mrc Guinier plot").getWindow(), "Guinier-plot");
        RealImageJ.picture(RealImageJ.image("mask.mrc slices").getWindow(), "mask");
        IJ.run(
                "Local Resolution...",
                "volume1=[" + folder.resolve("map_half1.mrc") + "] volume2=[" + folder.resolve("map_half2.mrc")
                        + "] mask=mask.mrc bfactor=-50 output=[" + folder.resolve("locres.mrc") + "]");
        ImagePlus local = RealImageJ.image("locres.mrc");
        assertTrue(local.getOverlay().size() > 2, "the legend");
        assertTrue(local.getProcessor().isColorLut());
        assertNotNull(WindowManager.getImage("locres_filtered.mrc slices"));
        RealImageJ.picture(local.getWindow(), "localres");
        IJ.run("Save as MRC...", "image=post_masked.mrc output=[" + folder.resolve("again.mrc") + "]");
        assertArrayEquals(
                MrcFiles.readVolume(folder.resolve("post_masked.mrc")).voxels(),
                MrcFiles.readVolume(folder.resolve("again.mrc")).voxels());
        assertEquals(3, MrcFiles.readVolume(folder.resolve("again.mrc")).voxelSizeAngstrom(), 1e-5);
        post.close();
    }

    @Test
    void escapeStopsAndKeepsTheMapAndACheckpointAndTheRunGoesOn() throws Exception {
        String keys =
                "particles=[" + samples.resolve("particles.star") + "] tolerance=0 volume=[" + map + "] show=false";
        Thread run = new Thread(
                () -> {
                    try {
                        IJ.run("Reconstruct...", keys + " epochs=2000");
                    } catch (RuntimeException e) {
                        // ImageJ's way to stop a macro after Esc
                    }
                },
                "Run$_test");
        run.start();
        RealImageJ.await(
                "the third epoch", () -> IJ.getLog() != null && IJ.getLog().contains("Epoch 3:"));
        IJ.getInstance()
                .keyPressed(new KeyEvent(
                        IJ.getInstance(), KeyEvent.KEY_PRESSED, 0, 0, KeyEvent.VK_ESCAPE, KeyEvent.CHAR_UNDEFINED));
        run.join(30_000);
        assertFalse(run.isAlive(), "stopped");
        assertTrue(Files.exists(map));
        Path checkpoint = folder.resolve("map_checkpoint.bin");
        assertTrue(Files.exists(checkpoint), IJ.getLog());
        int epochs = Files.readAllLines(folder.resolve("map_history.csv")).size() - 2;
        IJ.resetEscape();
        IJ.run("Reconstruct...", keys + " epochs=" + (epochs + 2) + " resume=[" + checkpoint + "]");
        assertEquals(
                epochs + 2,
                Files.readAllLines(folder.resolve("map_history.csv")).size() - 2);
        assertFalse(Files.exists(checkpoint), "the run has ended by itself");
        float[] resumed = MrcFiles.readVolume(map).voxels();
        IJ.run("Reconstruct...", keys + " epochs=" + (epochs + 2));
        assertArrayEquals(MrcFiles.readVolume(map).voxels(), resumed);
    }

    @Test
    void twoRunsAtOnceDoNotDisturbEachOther() throws Exception {
        String keys = "particles=[" + samples.resolve("particles.star") + "] epochs=2 volume=[" + folder + "/";
        Thread other = new Thread(() -> IJ.run("Reconstruct...", keys + "a.mrc]"), "Run$_other");
        other.start();
        IJ.run("Reconstruct...", keys + "b.mrc]");
        other.join(60_000);
        assertArrayEquals(
                MrcFiles.readVolume(folder.resolve("a.mrc")).voxels(),
                MrcFiles.readVolume(folder.resolve("b.mrc")).voxels());
    }

    /** What File > Open and drag and drop give in Fiji. */
    @Test
    void filesOpenThroughSciJava() throws Exception {
        try (Context context = new Context(IOService.class, PluginService.class)) {
            IOService io = context.service(IOService.class);
            Object map = io.open(samples.resolve("phantom.mrc").toString());
            assertEquals(48, ((ImagePlus) map).getStackSize());
            Object stack = io.open(samples.resolve("particles.mrcs").toString());
            assertTrue(((ImagePlus) stack).getStack().isVirtual());
            Object particles = io.open(samples.resolve("particles.star").toString());
            assertEquals(
                    "000001@particles.mrcs", ((ImagePlus) particles).getStack().getSliceLabel(1));
            assertFalse(new CryoFormats()
                    .supportsOpen(new FileLocation(Files.writeString(folder.resolve("Program.cs"), "class A {}")
                            .toFile())));
            byte[] header = Arrays.copyOf(Files.readAllBytes(samples.resolve("phantom.mrc")), 1024);
            header[4] = 40;
            FileLocation micrograph = new FileLocation(
                    Files.write(folder.resolve("micrograph.mrc"), header).toFile());
            assertFalse(new CryoFormats().supportsOpen(micrograph), "48 × 40");
            ((ImagePlus) stack).close();
            ((ImagePlus) particles).close();
        }
    }

    /** Fiji shows a Dataset itself and nothing else; a script that asks for an image gets it without a window. */
    @Test
    void whatFijiOpensIsShownWithItsLabelsAndContrast() throws Exception {
        FileLocation star = new FileLocation(samples.resolve("particles.star").toFile());
        ImagePlus unseen = (ImagePlus) DefaultLegacyOpener.interceptOpenImage(new CryoFormats(), star);
        assertNull(unseen.getWindow());
        unseen.close();
        ImagePlus shown = (ImagePlus) DefaultLegacyOpener.open(new CryoFormats(), star);
        assertTrue(shown.isVisible());
        assertEquals("000001@particles.mrcs", shown.getStack().getSliceLabel(1));
        shown.close();
        Path model =
                Files.writeString(folder.resolve("run_model.star"), "data_model_general\n_rlnCurrentResolution 8\n");
        assertFalse(new CryoFormats().supportsOpen(new FileLocation(model.toFile())), "no particles");
    }

    /** Fiji asks with the same dialog, and one line is recorded. */
    @Test
    void theDialogOpensThroughSciJava() throws Exception {
        Recorder recorder = new Recorder();
        try (Context context = new Context()) {
            Future<CommandModule> run =
                    context.service(CommandService.class).run(ReconstructCommand.class, true, "epochs", 1);
            JDialog dialog = RealImageJ.dialog();
            assertEquals("1", RealImageJ.get(dialog, "epochs"));
            RealImageJ.set(
                    dialog, "particles", samples.resolve("particles.star").toString());
            RealImageJ.set(dialog, "volume", map.toString());
            RealImageJ.press(dialog, "OK");
            assertFalse(run.get().isCanceled());
            assertTrue(Files.exists(map));
            String[] lines = recorder.getText().split("\n");
            assertEquals(1, lines.length, recorder.getText());
            for (CommandParameter key : CommandParameter.of(new CommandInfo(ReconstructCommand.class)))
                assertTrue(
                        lines[0].contains(" " + key.name() + "=") || lines[0].contains("\"" + key.name() + "="),
                        lines[0]);
            Future<CommandModule> cancelled =
                    context.service(CommandService.class).run(FscCommand.class, true);
            RealImageJ.press(RealImageJ.dialog(), "Cancel");
            assertTrue(cancelled.get().isCanceled());
            assertEquals(1, recorder.getText().split("\n").length, recorder.getText());
        } finally {
            recorder.close();
        }
    }

    /** As from Fiji's menu: its recorder has begun a line. */
    @Test
    void aRunThatFailsThroughSciJavaIsNotRecorded() throws Exception {
        Recorder recorder = new Recorder();
        try (Context context = new Context()) {
            Recorder.setCommand("Fourier Shell Correlation...");
            Future<CommandModule> run = context.service(CommandService.class).run(FscCommand.class, true);
            JDialog dialog = RealImageJ.dialog();
            RealImageJ.set(dialog, "volume1", smallMap().toString());
            RealImageJ.set(dialog, "volume2", samples.resolve("phantom.mrc").toString());
            RealImageJ.press(dialog, "OK");
            assertTrue(run.get().isCanceled());
            Recorder.saveCommand();
            assertEquals("", recorder.getText());
        } finally {
            recorder.close();
        }
    }

    /** A second run from the dialog must not replace the first one's map unasked. */
    @Test
    void theProposedNameFollowsTheInputAfterARunAndTheDialogSaysWhatItReplaces() throws Exception {
        for (String name : new String[] {"a.mrc", "b.mrc"})
            Files.copy(samples.resolve("phantom.mrc"), folder.resolve(name));
        IJ.doCommand("Create Mask...");
        JDialog dialog = RealImageJ.dialog();
        RealImageJ.set(dialog, "volume", folder.resolve("a.mrc").toString());
        Path first = folder.resolve("a_mask.mrc");
        RealImageJ.await("a name", () -> RealImageJ.get(dialog, "mask").equals(first.toString()));
        RealImageJ.press(dialog, "OK");
        RealImageJ.image("a_mask.mrc");
        IJ.doCommand("Create Mask...");
        JDialog again = RealImageJ.dialog();
        RealImageJ.await("the warning", () -> RealImageJ.shows(again, "OK replaces it: " + first));
        RealImageJ.picture(again, "replaces");
        RealImageJ.set(again, "volume", folder.resolve("b.mrc").toString());
        RealImageJ.await("a new name", () -> RealImageJ.get(again, "mask")
                .equals(folder.resolve("b_mask.mrc").toString()));
        RealImageJ.await("no warning", () -> !RealImageJ.shows(again, "OK replaces it"));
        RealImageJ.press(again, "Cancel");
        RealImageJ.await("the end", () -> !again.isVisible());
    }

    /** Windows of an earlier run of that name stay as they are. */
    @Test
    void everyRunHasItsOwnWindows() throws Exception {
        String keys = "particles=[" + samples.resolve("particles.star") + "] volume=[" + map + "] epochs=2";
        IJ.run("Reconstruct...", keys);
        assertActive("map.mrc");
        int windows = WindowManager.getImageCount();
        ImagePlus slices = RealImageJ.image("map.mrc slices");
        IJ.run("Reconstruct...", keys + " box=32");
        assertActive("map-1.mrc");
        assertEquals(2 * windows, WindowManager.getImageCount(), Arrays.toString(WindowManager.getImageTitles()));
        assertEquals(3 * 48, slices.getWidth());
        assertEquals(3 * 32, RealImageJ.image("map.mrc slices-1").getWidth());
        assertEquals(32, RealImageJ.image("map-1.mrc").getWidth());
        assertTrue(RealImageJ.image("map.mrc loss-1").getWindow() instanceof PlotWindow);
        String titles = Arrays.toString(WindowManager.getImageTitles());
        assertEquals(
                2 * windows,
                Arrays.stream(WindowManager.getImageTitles()).distinct().count(),
                titles);
    }

    private static void assertActive(String title) {
        assertEquals(title, IJ.getImage().getTitle());
        assertTrue(IJ.getImage().getCanvas().getMagnification() > 1, "it is enlarged");
    }

    /** Orthogonal views come to the front from a thread of their own. */
    @Test
    void theMapIsTheActiveImageAfterARunFromTheDialog() throws Exception {
        Recorder recorder = new Recorder();
        try {
            JDialog dialog = open("Reconstruct...");
            RealImageJ.set(
                    dialog, "particles", samples.resolve("particles.star").toString());
            RealImageJ.set(dialog, "volume", map.toString());
            RealImageJ.set(dialog, "epochs", "1");
            RealImageJ.press(dialog, "OK");
            RealImageJ.await("the line that is recorded at the end", () -> recorder.getText()
                    .contains("show="));
            for (int i = 0; i < 10; i++, Thread.sleep(50)) assertActive("map.mrc");
        } finally {
            recorder.close();
        }
    }

    @Test
    void theDialogProposesTheOpenParticlesAndLeavesTheMainWindowVisible() throws Exception {
        JDialog before = open("Particle Information...");
        // windows are where they were asked to be a moment later
        RealImageJ.await("the dialog beside the main window", () -> !before.getBounds()
                .intersects(IJ.getInstance().getBounds()));
        RealImageJ.press(before, "Cancel");
        RealImageJ.await("the end of the dialog", () -> !before.isVisible());
        IJ.run("CryoSGD Particles");
        RealImageJ.image("particles.star");
        JDialog dialog = open("Particle Information...");
        assertEquals(samples.resolve("particles.star").toString(), RealImageJ.get(dialog, "particles"));
        RealImageJ.press(dialog, "Cancel");
        RealImageJ.await("the end of the dialog", () -> !dialog.isVisible());
    }

    @Test
    void theStackIsInFrontAfterImportAndEachHasItsTitle() throws Exception {
        String keys = "particles=[" + samples.resolve("particles.star") + "]";
        IJ.run("Import Particles...", keys);
        assertEquals("particles.star", IJ.getImage().getTitle());
        IJ.run("Import Particles...", keys);
        assertEquals("particles-1.star", IJ.getImage().getTitle());
        assertNotNull(WindowManager.getFrame("particles-1.star particles"));
    }

    @Test
    void aSliceOfAStackOfParticlesCanBeDeleted() throws Exception {
        IJ.run("CryoSGD Particles");
        ImagePlus stack = RealImageJ.image("particles.star");
        IJ.run(stack, "Delete Slice", "");
        assertEquals(299, stack.getStackSize());
        assertEquals("000002@particles.mrcs", stack.getStack().getSliceLabel(1));
    }

    @Test
    void aWideImageIsEnlargedOnlyAsFarAsTheScreenGoes() throws Exception {
        Windows windows = new Windows(true);
        for (int i = 0; i < 8; i++) { // ImageJ puts each further down to the right
            windows.slices("slices " + i, MrcFiles.readVolume(samples.resolve("phantom.mrc")));
            ImageCanvas canvas = RealImageJ.image("slices " + i).getCanvas();
            assertEquals(new Rectangle(0, 0, 144, 48), canvas.getSrcRect(), "window " + i);
        }
    }

    @Test
    void theStatusLineIsFreeAfterARun() throws Exception {
        TaskMonitor monitor = new TaskMonitor("Try", null, null, null, () -> false);
        monitor.at(1, 2, "half");
        monitor.close();
        RealImageJ.await(
                "an empty line",
                () -> IJ.getInstance().getStatusBar() != null && !RealImageJ.shows(IJ.getInstance(), "Esc stops"));
    }

    @Test
    void theFirstAndLastMarkerOfTheLossAreInside() throws Exception {
        List<EpochRecord> history = List.of(new EpochRecord(0, 5, 0, 0, 0, 0), new EpochRecord(1, 3, 0, 0, 0, 0));
        new Windows(true).loss("loss", history);
        double[] limits =
                ((PlotWindow) RealImageJ.image("loss").getWindow()).getPlot().getLimits();
        assertTrue(limits[0] < 0 && limits[1] > 1 && limits[2] < 3 && limits[3] > 5, Arrays.toString(limits));
    }

    @Test
    void whatIsToBeKnownOfACryosparcFileIsLoggedWhenItIsOpened() throws Exception {
        Files.createDirectory(folder.resolve("J1"));
        Files.copy(samples.resolve("particles.mrcs"), folder.resolve("J1/p.mrcs"));
        String header =
                "{'descr': [('uid', '<u8'), ('blob/path', '|S9'), ('blob/idx', '<u4'), ('blob/shape', '<u4', (2,)),"
                        + " ('blob/psize_A', '<f4'), ('blob/sign', '<f4')], 'fortran_order': False, 'shape': (1,), }\n";
        ByteBuffer file = ByteBuffer.allocate(10 + header.length() + 37).order(ByteOrder.LITTLE_ENDIAN);
        file.put("\u0093NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1)).putShort((short) header.length());
        file.put(header.getBytes(StandardCharsets.US_ASCII));
        file.putLong(1).put("J1/p.mrcs".getBytes(StandardCharsets.US_ASCII)).putInt(0);
        file.putInt(48).putInt(48).putFloat(3).putFloat(-1);
        Path table = Files.write(folder.resolve("particles.cs"), file.array());
        CryoFormats.image(table.toFile()).close();
        assertTrue(IJ.getLog().contains("invert=true"), IJ.getLog());
    }

    @Test
    void aPreconditionerIsEnlargedAsMapsAre() throws Exception {
        ImageWindow.setNextLocation(0, 0); // where there is room
        new Windows(true).frequencies("diagonal", MrcFiles.readVolume(samples.resolve("phantom.mrc")));
        assertTrue(RealImageJ.image("diagonal").getCanvas().getWidth() > 200);
    }

    /** An open image whose title happens to be the name of an output is no file that would be replaced. */
    @Test
    void refineTakesAnOpenMapAndShowsItsResults() throws Exception {
        IJ.run("CryoSGD Map");
        Path refined = folder.resolve("refined");
        String title = refined.resolve("map.mrc").toString();
        Files.createDirectories(refined);
        Files.copy(samples.resolve("phantom.mrc"), refined.resolve("map.mrc"));
        RealImageJ.image("phantom.mrc").setTitle(title);
        IJ.run(
                "Refine...",
                "particles=[" + samples.resolve("particles.star") + "] initial=[" + title
                        + "] epochs=1 shiftRange=6 output=[" + refined + "]");
        ImagePlus shown = RealImageJ.image("refined.mrc");
        assertEquals(48, shown.getStackSize());
        assertEquals(3, shown.getCalibration().pixelWidth, 1e-4);
        assertTrue(RealImageJ.image("refined FSC").getWindow() instanceof PlotWindow);
        assertNotNull(RealImageJ.image("refined view directions"));
        assertArrayEquals(
                MrcFiles.readVolume(refined.resolve("map.mrc")).voxels(),
                OpenImages.volume(shown).voxels());
        ResultsTable results = RealImageJ.await("the table", () -> ResultsTable.getResultsTable(RunTable.TITLE));
        assertEquals(300, results.getValue("Particles", results.size() - 1));

        RealImageJ.clean();
        IJ.run("Open Results...", "results=[" + refined + "]");
        for (String window : new String[] {"map.mrc", "map.mrc FSC", "map.mrc view directions", "map.mrc surface"})
            assertNotNull(RealImageJ.image(window), window);
        IJ.run("Import Particles...", "particles=[" + refined.resolve("particles.star") + "] averages=6");
        // four in a row, each with the map's projection on its right
        assertEquals(
                4 * (2 * 48) + 3 * 2,
                RealImageJ.image("particles.star averages").getWidth());
    }

    @Test
    void conditionAndCompareShowTheirFigures() throws Exception {
        IJ.run("CryoSGD Map");
        RealImageJ.image("phantom.mrc");
        String star = "particles=[" + samples.resolve("particles.star") + "] ";
        IJ.run("Condition Number...", star + "draws=1 output=[" + folder.resolve("condition") + "]");
        assertNotNull(RealImageJ.image("condition.png"));
        assertNotNull(RealImageJ.image("section.png"));
        IJ.run(
                "Compare Optimizers...",
                star + "methods=sgd,exact,lbfgs epochs=4 reference=phantom.mrc output=[" + folder.resolve("compare")
                        + "]");
        for (String figure : new String[] {"loss_passes.png", "epochs_to_fsc.png", "variance.png"})
            assertNotNull(RealImageJ.image(figure), IJ.getLog());
        RealImageJ.picture(RealImageJ.image("condition.png").getWindow(), "condition");
        RealImageJ.picture(RealImageJ.image("loss_passes.png").getWindow(), "compare");
    }

    @Test
    void informationAndBenchmarkTellAndAnEstimatedPreconditionerIsShown() throws Exception {
        String star = "particles=[" + samples.resolve("particles.star") + "] ";
        IJ.run("Particle Information...", star);
        assertTrue(IJ.getLog().contains("particles.star: RELION 3.1, 300 particles"), IJ.getLog());
        WindowManager.getWindow("Log").setSize(820, 240);
        RealImageJ.picture(WindowManager.getWindow("Log"), "info");
        IJ.run("Benchmark...", "boxes=16 images=8");
        assertTrue(IJ.getLog().contains("box 16"), IJ.getLog());
        IJ.run("Estimate Preconditioner...", star + "preconditioner=[" + folder.resolve("diagonal.mrc") + "]");
        ImagePlus diagonal = RealImageJ.image("diagonal.mrc");
        for (int i = 0; i < 3; i++) IJ.run(diagonal, "In [+]", "");
        RealImageJ.picture(diagonal.getWindow(), "precondition");
    }

    @Test
    void everyDialogOpens() throws Exception {
        Map<String, CommandInfo> commands;
        try (Context context = new Context(CommandService.class)) {
            commands = Commands.byName(context.service(CommandService.class));
        }
        commands.remove("try");
        commands.remove("reconstruct"); // has its own test
        commands.remove("results"); // has its own test
        for (Map.Entry<String, CommandInfo> command : commands.entrySet()) {
            JDialog dialog = open(command.getValue().getMenuPath().getLeaf().getName());
            RealImageJ.press(dialog, "Reset");
            boolean hasInput = false;
            for (CommandParameter key : CommandParameter.of(command.getValue())) {
                if (!key.isRequired() && !key.name().equals("particles") || !key.isPath() || !key.isRead()) continue;
                String sample = key.name().equals("particles") ? "particles.star" : "phantom.mrc";
                RealImageJ.set(dialog, key.name(), samples.resolve(sample).toString());
                hasInput = true;
            }
            if (hasInput) RealImageJ.await("the line about the data", () -> says(dialog, "box 48"));
            RealImageJ.picture(dialog, command.getKey() + "-dialog");
            RealImageJ.press(dialog, "Cancel");
            RealImageJ.await("the end of " + command.getKey(), () -> !dialog.isVisible());
        }
    }

    private static JDialog open(String label) throws Exception {
        IJ.doCommand(label);
        return RealImageJ.dialog();
    }

    private static boolean says(JDialog dialog, String text) {
        return RealImageJ.all(dialog).stream()
                .anyMatch(c -> c instanceof JLabel label
                        && label.isShowing()
                        && label.getText() != null
                        && label.getText().contains(text));
    }

    @Test
    void textsThatOnlyTheCommandCanJudgeAreRefusedAtTheirField() throws Exception {
        String[][] cases = {
            {"Reconstruct...", "symmetry", "Q7", "symmetry must be Cn or Dn"},
            {"Import Particles...", "select", "abc", "rlnDefocusU&lt;20000&amp;rln"},
            {"Create Mask...", "mask", "m.txt", "must end in .mrc or .map"},
            {"Compare Optimizers...", "methods", "foo", "methods must be names from"},
            {"Particle Information...", "projectDir", "/nope", "no such folder: /nope"}
        };
        for (String[] row : cases) {
            JDialog dialog = open(row[0]);
            RealImageJ.set(dialog, row[1], row[2]);
            RealImageJ.await(row[3], () -> says(dialog, row[3]));
            RealImageJ.press(dialog, "OK");
            Thread.sleep(500);
            assertTrue(dialog.isVisible(), row[0]);
            RealImageJ.press(dialog, "Cancel");
            RealImageJ.await("the end of " + row[0], () -> !dialog.isVisible());
        }
    }

    @Test
    void particlesThatTheCommandCannotUseKeepTheDialogOpen() throws Exception {
        StarFile star = StarFile.read(samples.resolve("particles.star"));
        star.block("particles").remove("rlnAngleTilt");
        Path bad = samples.resolve("without-poses.star");
        star.write(bad);
        try {
            JDialog dialog = open("Reconstruct...");
            RealImageJ.set(dialog, "particles", bad.toString());
            RealImageJ.set(dialog, "volume", map.toString());
            RealImageJ.set(dialog, "epochs", "1");
            RealImageJ.press(dialog, "OK"); // before the line is there
            RealImageJ.await("what is missing", () -> says(dialog, "rlnAngleTilt"));
            Thread.sleep(500);
            assertTrue(dialog.isVisible());
            RealImageJ.picture(dialog, "reconstruct-dialog-refused");
            RealImageJ.press(dialog, "OK");
            Thread.sleep(500);
            assertTrue(dialog.isVisible());
            Files.copy(samples.resolve("particles.star"), bad, StandardCopyOption.REPLACE_EXISTING); // repaired
            RealImageJ.press(dialog, "OK");
            RealImageJ.await("the map", () -> WindowManager.getImage("map.mrc"));
        } finally {
            Files.delete(bad);
        }
    }

    @Test
    void longMessagesAreNoWiderThanAScreen() throws Exception {
        String name = folder.resolve("x".repeat(80))
                .resolve("y".repeat(80))
                .resolve("z.star")
                .toString();
        Thread run = new Thread(() -> IJ.run("Particle Information...", "particles=[" + name + "]"), "Run$_test");
        run.start();
        Window message = RealImageJ.await("the message", () -> Arrays.stream(Window.getWindows())
                .filter(w -> w instanceof MessageDialog && w.isShowing())
                .findFirst()
                .orElse(null));
        int width = message.getWidth();
        message.dispose();
        run.join(10_000);
        assertTrue(width < 1000, "width " + width);
    }

    @Test
    void escapeClosesADialogAndHelpIsOffline() throws Exception {
        JDialog dialog = open("Create Mask...");
        RealImageJ.press(dialog, "Help");
        JDialog manual = (JDialog) RealImageJ.await("the manual", () -> Arrays.stream(Window.getWindows())
                .filter(w ->
                        w instanceof JDialog d && d.isShowing() && d.getTitle().equals(ManualWindow.TITLE))
                .findFirst()
                .orElse(null));
        JScrollPane pane = (JScrollPane) manual.getContentPane().getComponent(0);
        RealImageJ.await("its section", () -> pane.getVerticalScrollBar().getValue() > 1000);
        manual.dispose();
        SwingUtilities.invokeAndWait(() -> RealImageJ.find(dialog, "mask")
                .dispatchEvent(new KeyEvent(
                        RealImageJ.find(dialog, "mask"),
                        KeyEvent.KEY_PRESSED,
                        0,
                        0,
                        KeyEvent.VK_ESCAPE,
                        KeyEvent.CHAR_UNDEFINED)));
        RealImageJ.await("the end of the dialog", () -> !dialog.isVisible());
    }
}
