/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.io.mrc.MrcStack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped samples are those that their seed makes. To make them again, run {@link SampleImages}. */
class SampleImagesTest {
    private static final Path SHIPPED = Path.of("sample-images");

    @TempDir
    Path folder;

    @Test
    void theSeedReproducesThem() throws IOException {
        SampleImages.write(folder);
        assertEquals(
                Files.readString(SHIPPED.resolve("particles.star")),
                Files.readString(folder.resolve("particles.star")));
        float[] phantom = MrcFiles.readVolume(SHIPPED.resolve("phantom.mrc")).voxels();
        float most = 0;
        for (float value : phantom) most = Math.max(most, value);
        assertArrayEquals(
                phantom, MrcFiles.readVolume(folder.resolve("phantom.mrc")).voxels(), 1e-5f * most);
        float tolerance = (float) (1e-4 * SampleImages.particles().noiseSigma());
        try (MrcStack shipped = MrcStack.open(SHIPPED.resolve("particles.mrcs"));
                MrcStack made = MrcStack.open(folder.resolve("particles.mrcs"))) {
            assertEquals(300, shipped.count());
            assertEquals(shipped.count(), made.count());
            float[] expected = new float[shipped.box() * shipped.box()];
            float[] actual = new float[expected.length];
            for (int i = 0; i < shipped.count(); i++) {
                shipped.read(i, expected);
                made.read(i, actual);
                assertArrayEquals(expected, actual, tolerance, "image " + (i + 1));
            }
        }
    }

    @Test
    void theFolderIsSmall() throws IOException {
        try (Stream<Path> files = Files.list(SHIPPED)) {
            long bytes = files.mapToLong(file -> file.toFile().length()).sum();
            assertTrue(bytes < 4_000_000, bytes + " bytes");
        }
    }
}
