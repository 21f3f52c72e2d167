/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.cryosgd.fiji.command.CommandParameter;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.io.star.table.StarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.command.CommandInfo;

/** An MRC file in place of the images that a table names: {@code images=stack.mrcs}. */
class ImagesFileTest {
    private static final Path SAMPLES = Path.of("sample-images");

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int reconstruct(String... keys) {
        return Launcher.run(
                Stream.concat(Stream.of("reconstruct", "epochs=1", "halfMaps=false"), Stream.of(keys))
                        .toArray(String[]::new),
                new PrintStream(new ByteArrayOutputStream()),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** How many times this program has a file open. */
    private static long handles(Path file) throws IOException {
        Path handles = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(handles), "this system does not list open files");
        Path wanted = file.toRealPath();
        try (Stream<Path> all = Files.list(handles)) {
            return all.filter(handle -> isLinkTo(handle, wanted)).count();
        }
    }

    private static boolean isLinkTo(Path handle, Path file) {
        try {
            return Files.readSymbolicLink(handle).equals(file);
        } catch (IOException e) {
            return false; // closed since it was listed
        }
    }

    private Map<String, String> texts(Path images) {
        Map<String, String> texts = new HashMap<>();
        for (CommandParameter key : CommandParameter.of(new CommandInfo(ReconstructCommand.class)))
            texts.put(key.name(), key.defaultValue() == null ? "" : CommandParameter.text(key.defaultValue()));
        texts.put("particles", SAMPLES.resolve("particles.star").toString());
        texts.put("images", images.toString());
        return texts;
    }

    private Path copy() throws IOException {
        return Files.copy(SAMPLES.resolve("particles.mrcs"), folder.resolve("stack.mrcs"));
    }

    @Test
    void theImagesAreThoseOfTheFile() throws IOException {
        Path table = Files.copy(SAMPLES.resolve("particles.star"), folder.resolve("table.star"));
        Path found = folder.resolve("found.mrc");
        assertEquals(2, reconstruct("particles=" + table, "volume=" + found));
        assertTrue(errors().contains("particles.mrcs"), errors());
        Path images = copy();
        assertEquals(0, reconstruct("particles=" + table, "images=" + images, "volume=" + found), this::errors);
        assertEquals(0, handles(images), "open after the run");
        Path expected = folder.resolve("expected.mrc");
        assertEquals(0, reconstruct("particles=" + SAMPLES.resolve("particles.star"), "volume=" + expected));
        assertArrayEquals(
                MrcFiles.readVolume(expected).voxels(),
                MrcFiles.readVolume(found).voxels());
    }

    /** The dialog asks after every edit. */
    @Test
    void theLineOfTheDialogLeavesNoFileOpen() throws IOException {
        Path images = copy();
        for (int edit = 0; edit < 3; edit++) {
            String line = new ReconstructCommand().about(texts(images));
            assertTrue(line.startsWith("300 particles, box 48"), line);
        }
        assertEquals(0, handles(images));
    }

    @Test
    void aTableThatTheImagesDoNotFitLeavesNoFileOpen() throws IOException {
        Path images = copy();
        StarFile star = StarFile.read(SAMPLES.resolve("particles.star"));
        star.put(star.block("particles").select(new int[] {0, 1, 2}));
        Path three = folder.resolve("three.star");
        star.write(three);
        Map<String, String> texts = texts(images);
        texts.put("particles", three.toString());
        String message = assertThrows(FormatException.class, () -> new ReconstructCommand().about(texts))
                .getMessage();
        assertTrue(message.contains("the table has 3 particles, the stack 300 images"), message);
        assertEquals(0, handles(images));
        assertEquals(2, reconstruct("particles=" + three, "images=" + images, "volume=" + folder.resolve("m.mrc")));
        assertEquals(0, handles(images));
        assertFalse(Files.exists(folder.resolve("m.mrc")));
    }

    @Test
    void theFileIsNotReplaced() throws IOException {
        Path images = Files.copy(SAMPLES.resolve("particles.mrcs"), folder.resolve("m.mrc"));
        assertEquals(
                2,
                reconstruct("particles=" + SAMPLES.resolve("particles.star"), "images=" + images, "volume=" + images));
        assertTrue(errors().contains("is read by this command"), errors());
        assertEquals(-1, Files.mismatch(SAMPLES.resolve("particles.mrcs"), images));
    }
}
