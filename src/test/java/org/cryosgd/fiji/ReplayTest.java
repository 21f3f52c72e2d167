/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ij.ImagePlus;
import ij.macro.Interpreter;
import java.nio.file.Path;
import org.cryosgd.fiji.window.MapImage;
import org.cryosgd.io.mrc.MrcFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A line replays to the same file, without windows, as Fiji runs it. */
class ReplayTest {
    @TempDir
    Path folder;

    @Test
    void everyCommandGivesTheSameFileAgain() throws Exception {
        ImagePlus map = MapImage.of(
                "phantom.mrc", MrcFiles.readVolume(OpenSample.unpack().resolve("phantom.mrc")));
        Interpreter.batchMode = true;
        Interpreter.addBatchModeImage(map);
        try (CommandLines lines = new CommandLines(folder)) {
            for (String name : lines.names()) {
                lines.runThroughSciJava(name);
                byte[] first = lines.takeResult(name);
                lines.runThroughSciJava(name);
                assertArrayEquals(first, lines.takeResult(name), name);
            }
        } finally {
            Interpreter.removeBatchModeImage(map);
            Interpreter.batchMode = false;
        }
    }
}
