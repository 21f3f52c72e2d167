/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.math.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a user types it. */
class ConditionCommandTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... keys) {
        return Launcher.run(
                Stream.concat(Stream.of("condition", "output=" + folder), Stream.of(keys))
                        .toArray(String[]::new),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void particlesGiveTableFiguresAndDiagonal() throws IOException {
        assertEquals(0, run("particles=sample-images/particles.star", "maxRadius=20"), this::text);
        for (String file : List.of("condition.csv", "condition.png", "section.png", "diagonal.mrc", "condition.json"))
            assertTrue(Files.exists(folder.resolve(file)), file);
        List<String> lines = Files.readAllLines(folder.resolve("condition.csv"));
        assertTrue(lines.get(0).startsWith("radius,bound,kappaNoCtf,kappaCtf,unseen"), lines.get(0));
        assertEquals(21, lines.size());
        String[] first = lines.get(1).split(",");
        assertEquals(1.4, Double.parseDouble(first[1]), 1e-6);
        assertTrue(Double.parseDouble(first[2]) > 1.4, lines.get(1));
        Volume diagonal = MrcFiles.readVolume(folder.resolve("diagonal.mrc"));
        // at the origin all images count their amplitude contrast squared, 0.1²
        assertEquals(0.01, diagonal.voxels()[(24 * 48 + 24) * 48 + 24], 1e-6);
        assertTrue(text().contains("no image sees them"), this::text);
    }

    @Test
    void uniformViewsNeedNoParticles() throws IOException {
        assertEquals(0, run("count=200", "maxRadius=10", "draws=2"), this::text);
        List<String> lines = Files.readAllLines(folder.resolve("condition.csv"));
        assertEquals(11, lines.size());
        for (String line : lines.subList(1, 11)) {
            String[] cells = line.split(",");
            assertEquals(cells[2], cells[9], line);
            assertTrue(Double.parseDouble(cells[10]) <= Double.parseDouble(cells[11]), line);
        }
    }

    @Test
    void aRadiusBeyondTheBoxIsRefused() {
        assertEquals(2, run("particles=sample-images/particles.star", "maxRadius=24"));
        assertTrue(text().contains("maxRadius must be below half of the box of 48, found 24"), this::text);
    }
}
