/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.cryosgd.assess.Masks;
import org.cryosgd.io.file.Outputs;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.math.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills subtractions, in JVMs of their own, at random moments: {@code -Dcryosgd.kills=50} kills so many. */
class KilledSubtractionTest {
    private static final int KILLS = Integer.getInteger("cryosgd.kills", 4);
    private static final long SEED = Long.getLong("cryosgd.killSeed", System.nanoTime());

    @TempDir
    Path dir;

    private Process start(String white) throws IOException {
        return LauncherProcess.start(
                dir,
                List.of(
                        "subtract",
                        "particles=sample-images/particles.star",
                        "volume=sample-images/phantom.mrc",
                        "mask=" + dir.resolve("mask.mrc"),
                        "white=" + white,
                        "output=" + dir.resolve("left.star")));
    }

    private Set<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return new HashSet<>(files.toList());
        }
    }

    private static byte[][] read(List<Path> files) throws IOException {
        byte[][] bytes = new byte[files.size()][];
        for (int i = 0; i < bytes.length; i++) bytes[i] = Files.readAllBytes(files.get(i));
        return bytes;
    }

    /** Waits for the first bytes of a new file, or for the end. */
    private void awaitWriting(Process process, Random random) throws Exception {
        while (process.isAlive()) {
            for (Path file : files())
                if (file.getFileName().toString().endsWith(".part") && size(file) > 0) {
                    Thread.sleep(random.nextInt(100));
                    return;
                }
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            return 0;
        }
    }

    /** Table and images are those of an earlier run, or the new ones: never of both, and never a part. */
    @Test
    void aKillAtAnyMomentLeavesAWholeSet() throws Exception {
        assumeTrue(!System.getProperty("os.name").startsWith("Windows"), "signals");
        Volume map = MrcFiles.readVolume(Path.of("sample-images/phantom.mrc"));
        MrcFiles.writeVolume(
                dir.resolve("mask.mrc"),
                Masks.sphere(map.size(), map.voxelSizeAngstrom(), map.size() / 6.0, 4),
                "mask");
        long begin = System.nanoTime();
        assertEquals(0, start("keep").waitFor(), () -> log());
        long milliseconds = (System.nanoTime() - begin) / 1_000_000;
        List<Path> set = new ArrayList<>(files());
        set.removeIf(file -> !file.getFileName().toString().startsWith("left"));
        assertEquals(2, set.size(), set::toString);
        byte[][] fresh = read(set);
        assertEquals(0, start("subtract").waitFor(), () -> log());
        byte[][] old = read(set);
        // the tables name the same images
        assertFalse(Arrays.deepEquals(old, fresh));
        Set<Path> all = files();
        Random random = new Random(SEED);
        int early = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            for (int i = 0; i < old.length; i++) Files.write(set.get(i), old[i]);
            Process process = start("keep");
            if (kill % 2 == 0) awaitWriting(process, random);
            else process.waitFor(random.nextInt((int) milliseconds), TimeUnit.MILLISECONDS);
            process.destroyForcibly();
            int status = process.waitFor();
            String when = "kill " + kill + " of seed " + SEED + ", status " + status;
            // what the next command does first: it finishes a set that was complete, and throws away one that was not
            Outputs.check(set, List.of(), 0);
            byte[][] now = read(set);
            boolean isNew = Arrays.deepEquals(now, fresh);
            assertTrue(isNew || Arrays.deepEquals(now, old), when);
            assertTrue(isNew || status != 0, when);
            if (!isNew) early++;
            assertEquals(0, start("keep").waitFor(), () -> when + log());
            byte[][] after = read(set);
            for (int i = 0; i < after.length; i++) assertArrayEquals(fresh[i], after[i], when);
            assertEquals(all, files(), when + ": something is left");
        }
        assertNotEquals(0, early, "no kill came before the end");
    }

    private String log() {
        try {
            return Files.readString(dir.resolve("log.txt"));
        } catch (IOException e) {
            return e.getMessage();
        }
    }
}
