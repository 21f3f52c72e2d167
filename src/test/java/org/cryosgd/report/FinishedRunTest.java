/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cryosgd.io.file.FormatException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a run that are not what a run writes. */
class FinishedRunTest {
    private static final String TOO_LARGE = ": has more than 16 MB, and the files of a run that hold settings or curves"
            + " are small. Choose another folder, or run it again.";

    @TempDir
    Path dir;

    private Path settings;
    private Path curves;

    @BeforeEach
    void run() throws IOException {
        Files.write(dir.resolve("map.mrc"), new byte[0]);
        Files.writeString(dir.resolve("map_history.csv"), "epoch\n");
        settings = Files.writeString(dir.resolve("map.json"), "{\"resolutionAngstrom\": 6.5}");
        curves = Files.writeString(
                dir.resolve("map_fsc.csv"), "shell,frequency,resolution,fsc\n0,0,,1\n1,0.1,10,0.9\n2,0.2,5,\n");
    }

    private FinishedRun open() throws IOException {
        return FinishedRun.in(dir, "");
    }

    private static void makeLarge(Path file) throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 33);
        }
    }

    @Test
    void aRunIsRead() throws IOException {
        assertEquals(6.5, open().resolutionAngstrom());
        assertEquals(0.9, open().curves(4, 2.5).fsc().values()[1]);
    }

    /** 8 GB, more than an array can hold. */
    @Test
    void filesWithoutEndAreRefused() throws IOException {
        makeLarge(curves);
        FinishedRun run = open();
        assertEquals(
                curves + TOO_LARGE,
                assertThrows(FormatException.class, () -> run.curves(4, 2.5)).getMessage());
        makeLarge(settings);
        assertEquals(
                settings + TOO_LARGE,
                assertThrows(FormatException.class, this::open).getMessage());
    }

    @Test
    void aPathThatIsNoneIsNamed() throws IOException {
        for (String key : new String[] {"particles", "projectDir"}) {
            Files.writeString(settings, "{\"settings\": {\"" + key + "\": \"a\\u0000b\"}}");
            FinishedRun run = open();
            String message = assertThrows(
                            FormatException.class, () -> System.out.println(run.particles() + run.projectDir()))
                    .getMessage();
            assertTrue(message.startsWith(settings + ": " + key + " is 'a"), message);
            assertTrue(message.endsWith("b', which is not a path. Correct it, or run it again."), message);
            assertEquals(-1, message.indexOf('\0'));
        }
    }

    @Test
    void otherEncodingsAndKindsAreNamed() throws IOException {
        Files.write(settings, "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertTrue(assertThrows(FormatException.class, this::open).getMessage().contains("no JSON object"));
        Files.writeString(settings, "{\"resolutionAngstrom\": \"fine\"}");
        assertTrue(Double.isNaN(open().resolutionAngstrom()));
        Files.writeString(curves, Files.readString(curves).replace("0.9", "x".repeat(30_000)));
        String message =
                assertThrows(FormatException.class, () -> open().curves(4, 2.5)).getMessage();
        assertTrue(message.startsWith(curves + ":3: column 4 must be a number"), message);
        assertTrue(message.length() < curves.toString().length() + 300, message);
    }
}
