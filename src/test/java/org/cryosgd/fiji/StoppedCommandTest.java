/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.cryosgd.fiji.command.CryoCommand;
import org.cryosgd.fiji.macro.MacroLine;
import org.cryosgd.fiji.window.MapImage;
import org.cryosgd.math.ProgressMonitor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandModule;

/** Commands that are stopped say what is kept, and saved images are what they should be. */
class StoppedCommandTest {
    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();
    private boolean stopped;

    @AfterEach
    void forget() {
        WindowManager.setTempCurrentImage(null);
    }

    /** Runs a command and stops it at its first progress or remark of that name. */
    private CryoCommand run(Class<? extends CryoCommand> type, String line, String stopAt) throws Exception {
        CommandInfo info = new CommandInfo(type);
        CommandModule module = new CommandModule(info);
        CryoCommand command = (CryoCommand) module.getCommand();
        command.reportTo(new ProgressMonitor() {
            @Override
            public void at(long done, long total, String what) {
                if (done > 0 && what.contains(stopAt)) stopped = true;
            }

            @Override
            public void say(String words) {
                said.add(words);
                if (words.contains(stopAt)) stopped = true;
            }

            @Override
            public void warn(String words) {}

            @Override
            public boolean stopped() {
                return stopped;
            }
        });
        MacroLine.inputs(info, line).forEach(module::setInput);
        module.run();
        return command;
    }

    @Test
    void simulateSaysThatItWasStopped() throws Exception {
        CryoCommand command = run(
                SimulateCommand.class,
                "volume=sample-images/phantom.mrc count=300 output=[" + folder.resolve("s.star") + "]",
                "particles");
        assertNull(command.failure());
        assertTrue(said.contains("Stopped by the user; the particles so far are kept."), said::toString);
        assertTrue(Files.exists(folder.resolve("s.mrcs")));
    }

    @Test
    void compareSaysThatItWasStopped() throws Exception {
        CryoCommand command = run(
                CompareCommand.class,
                "particles=sample-images/particles.star methods=sgd,exact epochs=3 box=24 referenceIterations=2 output=["
                        + folder + "]",
                "sgd");
        assertNull(command.failure(), () -> command.failure().message());
        assertTrue(said.contains("Stopped by the user; the epochs so far are compared."), said::toString);
    }

    @Test
    void aBenchmarkSaysThatItWasStopped() throws Exception {
        CryoCommand command = run(BenchmarkCommand.class, "boxes=16,32 images=8", "box 16");
        assertTrue(command.failure().cause() instanceof CancellationException);
        assertEquals("stopped: the lines so far are complete", command.failure().message());
        assertTrue(said.stream().noneMatch(line -> line.startsWith("box 32")), said::toString);
    }

    private static ImagePlus stack(int channels, int slices) {
        ImagePlus image = IJ.createHyperStack("five", 4, 4, channels, slices, 1, 32);
        MapImage.calibrate(image, 3);
        WindowManager.setTempCurrentImage(image);
        return image;
    }

    @Test
    void aStoppedSaveWritesNothing() throws Exception {
        stack(1, 5);
        CryoCommand command = run(SaveCommand.class, "output=[" + folder.resolve("s.mrcs") + "]", "Writing");
        assertTrue(command.failure().cause() instanceof CancellationException);
        assertEquals("stopped: nothing is written", command.failure().message());
        assertEquals(List.of(), said);
        assertFalse(Files.exists(folder.resolve("s.mrcs")));
    }

    @Test
    void theTitleOfASavedImageIsRecorded() throws Exception {
        stack(1, 5);
        CryoCommand command = run(SaveCommand.class, "output=[" + folder.resolve("s.mrcs") + "]", "never");
        assertNull(command.failure());
        assertEquals("five", command.settings().get("image"));
    }

    @Test
    void channelsAreNoSlicesOfAMap() throws Exception {
        stack(2, 2);
        CryoCommand command = run(SaveCommand.class, "output=[" + folder.resolve("s.mrcs") + "]", "never");
        assertTrue(command.failure().message().contains("2 channel(s) and 1 frame(s)"), command.failure()::message);
    }
}
