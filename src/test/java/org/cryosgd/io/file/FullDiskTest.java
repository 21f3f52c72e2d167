/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk of 1 MB in memory; skipped where this user may not mount one. */
class FullDiskTest {
    @TempDir
    Path dir;

    private Path disk;
    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(dir.resolve("disk"));
        mounted = run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString());
        assumeTrue(mounted, "no small disk can be mounted here");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) assertTrue(run("umount", disk.toString()));
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> list = Files.list(disk)) {
            return list.sorted().toList();
        }
    }

    @Test
    void aSetThatDoesNotFitLeavesTheOldOne() throws IOException {
        Path map = Files.writeString(disk.resolve("map.mrc"), "old");
        Path table = Files.writeString(disk.resolve("map.csv"), "old");
        IOException e = assertThrows(
                IOException.class,
                () -> OutputSet.write(() -> {
                    SafeFile.write(map, out -> out.write(new byte[700_000]));
                    SafeFile.write(table, out -> out.write(new byte[700_000]));
                }));
        assertTrue(e.getMessage().startsWith(table + ": the disk is full, "), e.getMessage());
        assertEquals(List.of(table, map), files());
        assertEquals("oldold", Files.readString(map) + Files.readString(table));
        OutputSet.write(() -> {
            SafeFile.write(map, out -> out.write(new byte[500_000]));
            SafeFile.write(table, out -> out.write(new byte[500_000]));
        });
        assertEquals(List.of(table, map), files());
    }

    /** No byte is free: that is said before the run, not after it. */
    @Test
    void aFullDiskIsRefusedBeforeTheRun() throws IOException {
        Path map = Files.writeString(disk.resolve("map.mrc"), "old");
        Path other = disk.resolve("other");
        assertThrows(IOException.class, () -> Files.write(other, new byte[2 << 20]));
        IOException e = assertThrows(IOException.class, () -> SafeFile.check(map, 1_000_000));
        assertEquals(
                map + ": needs 1.0 MB, only 0 bytes are free on its disk. Free some space, or choose another folder.",
                e.getMessage());
        Files.delete(other);
        SafeFile.check(map, 1_000_000);
    }

    @Test
    void aCheckpointThatDoesNotFitIsAWarningAndTheOlderOneStays() throws IOException {
        Path state = disk.resolve("map_checkpoint.bin");
        List<String> warnings = new ArrayList<>();
        float[] first = new float[150_000];
        first[17] = 1;
        assertTrue(StateFile.tryWrite(state, "CryoSGD test 1", out -> out.floats(first), warnings::add));
        // old and new need room together for a moment
        assertFalse(StateFile.tryWrite(state, "CryoSGD test 1", out -> out.floats(new float[150_000]), warnings::add));
        assertEquals(1, warnings.size());
        assertTrue(
                warnings.get(0)
                        .startsWith("the checkpoint is not written, the run goes on. " + state + ": the disk is full"),
                warnings::toString);
        assertEquals(1, StateFile.<float[]>read(state, "CryoSGD test 1", StateFile.In::floats)[17]);
        assertEquals(List.of(state), files());
    }
}
