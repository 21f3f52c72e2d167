/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.mrc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.testimages.MrcBytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackImagesTest {
    private static final int STACKS = 9;

    @TempDir
    Path dir;

    private final List<Path> files = new ArrayList<>();

    /** Nine stacks of one image; its pixel i is 100 000 s + i. */
    @BeforeEach
    void writeStacks() throws IOException {
        for (int s = 0; s < STACKS; s++) {
            MrcBytes made = MrcBytes.stack(16, 1, 1.5);
            for (int i = 0; i < 256; i++) made.data().putFloat(4 * i, 100_000 * s + i);
            files.add(made.write(dir.resolve(s + ".mrcs")));
        }
    }

    @Test
    void opensOnDemandAndKeepsAtMostTheLimit() throws IOException {
        StackImages images = images(3);
        assertEquals(0, images.open().size());
        float[] pixels = new float[256];
        for (int s = 0; s < STACKS; s++) {
            images.read(s, pixels);
            assertEquals(100_000f * s + 255, pixels[255]);
            assertEquals(Math.min(3, s + 1), images.open().size());
        }
        images.close();
        assertEquals(0, images.open().size());
        IOException e = assertThrows(IOException.class, () -> images.read(0, pixels));
        assertTrue(e.getMessage().contains("after closing"), e.getMessage());
    }

    @Test
    void theLeastRecentlyUsedIsClosedFirst() throws IOException {
        try (StackImages images = images(3)) {
            for (int s : new int[] {0, 1, 2, 0, 3}) images.read(s, new float[256]);
            assertEquals(List.of(0, 2, 3), images.open());
        }
    }

    @Test
    void manyThreadsWithFewOpenFilesReadTheRightImages() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(6);
        try (StackImages images = images(2)) {
            List<Future<?>> tasks = new ArrayList<>();
            for (int task = 0; task < 6; task++) {
                SplittableRandom random = new SplittableRandom(task);
                tasks.add(pool.submit(() -> {
                    float[] pixels = new float[256];
                    for (int n = 0; n < 500; n++) {
                        int s = random.nextInt(STACKS);
                        images.read(s, pixels);
                        for (int i = 0; i < 256; i++) assertEquals(100_000f * s + i, pixels[i]);
                    }
                    return null;
                }));
            }
            for (Future<?> task : tasks) task.get();
            assertTrue(images.open().size() <= 2, images.open() + " open");
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void aStackThatWasReplacedByAnotherIsNoticed() throws IOException {
        try (StackImages images = images(2)) {
            MrcBytes.stack(20, 1, 1.5).write(files.get(4));
            FormatException e = assertThrows(FormatException.class, () -> images.read(4, new float[256]));
            assertTrue(e.getMessage().startsWith(files.get(4) + ": has changed since"), e.getMessage());
        }
    }

    private StackImages images(int maxOpen) {
        int[] fileOf = new int[STACKS];
        for (int s = 0; s < STACKS; s++) fileOf[s] = s;
        return new StackImages(files, fileOf, new int[STACKS], 16, maxOpen);
    }
}
