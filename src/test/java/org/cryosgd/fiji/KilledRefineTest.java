/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.io.star.ParticleStar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills {@code refine}, in a JVM of its own, at random moments, and goes on with the checkpoint that is left.
 * {@code -Dcryosgd.kills=50} kills a third as often; the seed of a failure is in its message.
 */
class KilledRefineTest {
    private static final int KILLS = Math.max(1, Integer.getInteger("cryosgd.kills", 6) / 3);
    private static final long SEED = Long.getLong("cryosgd.killSeed", System.nanoTime());
    private static final int PARTICLES = 32;
    private static final String CHECKPOINT = "refine.checkpoint";
    private static final List<String> COMPARED =
            List.of("map.mrc", "map_half1.mrc", "map_half2.mrc", "map_fsc.csv", "particles.star");

    @TempDir
    Path dir;

    private Process start(Path output, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "refine",
                "particles=" + dir.resolve("few.star"),
                "output=" + output,
                "box=16",
                "starts=1",
                "epochs=3",
                "report=false",
                "seed=3"));
        arguments.addAll(List.of(more));
        return LauncherProcess.start(dir, arguments);
    }

    private String log() throws IOException {
        return Files.readString(dir.resolve("log.txt"));
    }

    @Test
    void aKilledRefinementGoesOnToTheSameMap() throws Exception {
        assumeTrue(!System.getProperty("os.name").startsWith("Windows"), "signals");
        Random random = new Random(SEED);
        try (ParticleFile all = ParticleStar.open(Path.of("sample-images/particles.star"), null)) {
            all.writeSubset(
                    dir.resolve("few.star"), IntStream.range(0, PARTICLES).toArray());
        }
        Path undisturbed = dir.resolve("undisturbed");
        long start = System.nanoTime();
        assertEquals(0, start(undisturbed).waitFor(), this::quietLog);
        int milliseconds = (int) ((System.nanoTime() - start) / 1_000_000);
        int killed = 0;
        int resumed = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            String when = "kill " + kill + " of seed " + SEED;
            Path output = dir.resolve("killed" + kill);
            Path checkpoint = output.resolve(CHECKPOINT);
            Process process = start(output);
            if (kill % 2 == 0) { // within an epoch after the first
                while (process.isAlive() && !Files.exists(checkpoint)) process.waitFor(5, TimeUnit.MILLISECONDS);
                process.waitFor(random.nextInt(milliseconds / 8), TimeUnit.MILLISECONDS);
            } else // the first part of a run is that of the JVM
            process.waitFor(milliseconds / 4 + random.nextInt(milliseconds / 2), TimeUnit.MILLISECONDS);
            process.destroyForcibly();
            int status = process.waitFor();
            assertTrue(status == 137 || status == 0, when + ": status " + status + ", " + log());
            if (status == 137) killed++;
            boolean resumes = Files.exists(checkpoint);
            if (resumes) resumed++;
            Process next = resumes ? start(output, "resume=" + checkpoint) : start(output);
            assertEquals(0, next.waitFor(), () -> when + ": " + quietLog());
            for (String file : COMPARED)
                assertArrayEquals(
                        Files.readAllBytes(undisturbed.resolve(file)),
                        Files.readAllBytes(output.resolve(file)),
                        when + ": " + file);
            assertEquals(names(undisturbed), names(output), when);
        }
        assertTrue(killed > 0, "no kill came before the end");
        assertTrue(resumed > 0, "no killed run left a checkpoint");
    }

    private String quietLog() {
        try {
            return log();
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
