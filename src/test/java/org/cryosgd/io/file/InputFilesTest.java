/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFilesTest {
    @TempDir
    Path dir;

    private static String refused(Path file) {
        return Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> assertThrows(IOException.class, () -> InputFiles.open(file))
                        .getMessage());
    }

    @Test
    void aFileIsOpened() throws IOException {
        Path file = Files.writeString(dir.resolve("a.star"), "data_");
        Path link = Files.createSymbolicLink(dir.resolve("b.star"), file);
        for (Path name : new Path[] {file, link})
            try (FileChannel channel = InputFiles.open(name)) {
                assertEquals(5, channel.size());
            }
    }

    @Test
    void whatIsNoFileIsRefused() {
        assertEquals(dir + ": is a folder. Choose a file in it.", refused(dir));
        Path gone = dir.resolve("gone.star");
        assertEquals(gone + ": no such file. Check the path.", refused(gone));
    }

    /** Nobody writes into the pipe: opening it would wait for ever. */
    @Test
    void pipesAndDevicesAreRefused() throws Exception {
        Path zero = Path.of("/dev/zero");
        assumeTrue(Files.exists(zero), "no devices here");
        String words = ": is not an ordinary file but a pipe or a device. Copy its content to a file.";
        assertEquals(zero + words, refused(zero));
        Path pipe = dir.resolve("pipe.star");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        assertEquals(pipe + words, refused(pipe));
    }
}
