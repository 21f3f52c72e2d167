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
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.cryosgd.io.file.Outputs;
import org.cryosgd.report.ReconstructionReport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills and stops runs, in JVMs of their own, at random moments, half of them while the files are written.
 * {@code -Dcryosgd.kills=50} kills so many; the seed of a failure is in its message.
 */
class KilledRunTest {
    private static final int KILLS = Integer.getInteger("cryosgd.kills", 6);
    private static final long SEED = Long.getLong("cryosgd.killSeed", System.nanoTime());

    @TempDir
    Path dir;

    private final Random random = new Random(SEED);
    private Path map;
    private Path checkpoint;
    private List<Path> set;
    /** The map of a run that nobody stopped. */
    private byte[] undisturbed;
    /** The files of an earlier run with another seed. */
    private Map<Path, byte[]> old;

    /** What a run takes, at most: a machine may become faster while the test runs. */
    private long milliseconds;

    @BeforeEach
    void undisturbedRuns() throws Exception {
        assumeTrue(!System.getProperty("os.name").startsWith("Windows"), "signals");
        map = dir.resolve("map.mrc");
        checkpoint = dir.resolve("map_checkpoint.bin");
        set = ReconstructionReport.files(map, true);
        long start = System.nanoTime();
        assertEquals(0, start(7).waitFor());
        milliseconds = (System.nanoTime() - start) / 1_000_000;
        undisturbed = Files.readAllBytes(map);
        assertEquals(0, start(8).waitFor());
        old = new LinkedHashMap<>();
        for (Path file : set) old.put(file, Files.readAllBytes(file));
        assertNotEquals(0, java.util.Arrays.compare(undisturbed, old.get(map)));
    }

    private Process start(int seed, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "reconstruct",
                "particles=sample-images/particles.star",
                "volume=" + map,
                "epochs=5",
                "tolerance=0",
                "box=32",
                "method=precomputed",
                "seed=" + seed));
        arguments.addAll(List.of(more));
        return LauncherProcess.start(dir, arguments);
    }

    private void putOldSet() throws IOException {
        for (Map.Entry<Path, byte[]> file : old.entrySet()) Files.write(file.getKey(), file.getValue());
        Files.deleteIfExists(checkpoint);
    }

    private String log() throws IOException {
        return Files.readString(dir.resolve("log.txt"));
    }

    /** Waits until the run writes its files, and a little; false if it ends before. */
    private boolean awaitWriting(Process process) throws Exception {
        while (process.isAlive()) {
            try (DirectoryStream<Path> parts = Files.newDirectoryStream(dir, ".map.mrc.*.part")) {
                // a check before the work makes such a part too, which is empty
                for (Path part : parts)
                    if (isFilled(part)) {
                        Thread.sleep(random.nextInt(Math.max(2, (int) (milliseconds / 8))));
                        return process.isAlive();
                    }
            }
        }
        return false;
    }

    private static boolean isFilled(Path part) {
        try {
            return Files.size(part) > 0;
        } catch (IOException gone) {
            return false;
        }
    }

    private void awaitMoment(Process process, int number) throws Exception {
        if (number % 2 == 0) awaitWriting(process);
        else process.waitFor(random.nextInt((int) milliseconds), TimeUnit.MILLISECONDS);
    }

    /** Whether all files are the new ones, not the old ones; fails for a mixture. */
    private boolean isNewSet(String when) throws IOException {
        int changed = 0;
        for (Map.Entry<Path, byte[]> file : old.entrySet())
            if (java.util.Arrays.compare(file.getValue(), Files.readAllBytes(file.getKey())) != 0) changed++;
        assertTrue(changed == 0 || changed == set.size(), when + ": " + changed + " of " + set.size() + " are new");
        return changed > 0;
    }

    /** The next run finishes what was promised, leaves nothing behind, and makes the map of an undisturbed run. */
    private void assertTheNextRunMakesTheMap(String when) throws Exception {
        boolean resumes = Files.exists(checkpoint);
        Process next = resumes ? start(7, "resume=" + checkpoint) : start(7);
        assertEquals(0, next.waitFor(), () -> when + (resumes ? ", resumed" : ", anew"));
        assertArrayEquals(undisturbed, Files.readAllBytes(map), when + (resumes ? ", resumed" : ", anew"));
        try (Stream<Path> files = Files.list(dir)) {
            List<Path> left = files.filter(file -> !set.contains(file))
                    .filter(file -> !List.of("log.txt", "prefs")
                            .contains(file.getFileName().toString()))
                    .toList();
            assertEquals(List.of(), left, when);
        }
    }

    @Test
    void aKillAtAnyMomentLeavesAWholeSet() throws Exception {
        int whole = 0;
        int kills = KILLS;
        for (int kill = 0; kill < kills; kill++) {
            putOldSet();
            Process process = start(7);
            awaitMoment(process, kill);
            process.destroyForcibly();
            int status = process.waitFor();
            String when = "kill " + kill + " of seed " + SEED;
            assertTrue(status == 137 || status == 0, when + ": status " + status + ", " + log());
            // what a command does first
            Outputs.check(List.of(map), List.of(), 0);
            if (status == 0) milliseconds = Math.max(2, milliseconds / 2);
            if (isNewSet(when)) whole++;
            else assertFalse(status == 0, when);
            if (whole == kills && kills < 4 * KILLS) kills++;
            assertTheNextRunMakesTheMap(when);
        }
        assertTrue(whole < kills, "no kill came before the end");
    }

    @Test
    void aStopKeepsMapAndCheckpoint() throws Exception {
        int stopped = 0;
        int stops = Math.max(2, KILLS / 2);
        for (int stop = 0; stop < stops || stopped == 0 && stop < 4 * stops; stop++) {
            boolean isInt = stop % 2 == 0;
            putOldSet();
            Process process = start(7);
            awaitMoment(process, stop / 2 + 1);
            boolean sent = new ProcessBuilder("kill", isInt ? "-INT" : "-TERM", String.valueOf(process.pid()))
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
            int status = process.waitFor();
            String when = "stop " + stop + " of seed " + SEED;
            boolean heard = status == (isInt ? 130 : 143);
            if (heard) stopped++;
            else milliseconds = Math.max(2, milliseconds / 2);
            // a signal that comes when all is written changes nothing
            boolean late = status == 0 && (!sent || log().contains("Map: "));
            assertTrue(heard || late, when + ": status " + status + ", " + log());
            boolean isNew = isNewSet(when);
            assertTrue(isNew || !log().contains("Map: "), when + ": " + log());
            if (log().contains("To go on:")) assertTrue(Files.exists(checkpoint), when);
            assertTheNextRunMakesTheMap(when);
        }
        assertTrue(stopped > 0, "no signal came before the end");
    }
}
