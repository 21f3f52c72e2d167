/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.io.mrc.MrcStackWriter;
import org.cryosgd.io.star.table.StarFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that need more memory than Java may use: eight particles of 512 pixels, whose map alone takes gigabytes. */
class MemoryRefusalTest {
    private static final int BOX = 512;
    private static final int COUNT = 8;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path star;
    private Path stack;

    @BeforeEach
    void makeLargeParticles() throws IOException {
        // the half cube has 511²·256 voxels of 4 bytes, and at least ten values are kept of each
        assumeTrue(Runtime.getRuntime().maxMemory() < 10L * 4 * 511 * 511 * 256, "this Java may use enough memory");
        StarFile table = StarFile.read(Path.of("sample-images/particles.star"));
        int[] rows = new int[COUNT];
        for (int i = 0; i < COUNT; i++) rows[i] = i;
        table.put(table.block("particles").select(rows));
        star = folder.resolve("large.star");
        table.write(star);
        stack = folder.resolve("large.mrcs");
        Random random = new Random(1);
        float[] pixels = new float[BOX * BOX];
        try (MrcStackWriter writer = MrcStackWriter.create(stack, BOX, 3, COUNT, "test")) {
            for (int i = 0; i < COUNT; i++) {
                for (int j = 0; j < pixels.length; j++) pixels[j] = (float) random.nextGaussian();
                writer.append(pixels);
            }
            writer.finish();
        }
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        return Launcher.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"reconstruct, volume=, map.mrc", "refine, output=, refined"})
    void aRunThatDoesNotFitIsRefusedWithWhatItNeeds(String command, String key, String name) {
        Path result = folder.resolve(name);
        assertEquals(2, run(command, "particles=" + star, "images=" + stack, key + result), this::errors);
        assertTrue(
                errors().matches("(?s)cryosgd " + command + ": this run needs \\d+ MB and Java may use \\d+ MB\\..*"),
                errors());
        assertEquals(1, errors().lines().count(), errors());
        assertFalse(Files.exists(result.resolveSibling("map.mrc")) || Files.exists(result.resolve("map.mrc")));
    }

    /** What the message recommends. */
    @Test
    void aSmallerBoxFits() throws IOException {
        Path map = folder.resolve("map.mrc");
        String[] keys = {"reconstruct", "particles=" + star, "images=" + stack, "volume=" + map, "box=32", "epochs=1"};
        assertEquals(0, run(keys), this::errors);
        assertEquals(32, MrcFiles.readVolume(map).size());
    }
}
