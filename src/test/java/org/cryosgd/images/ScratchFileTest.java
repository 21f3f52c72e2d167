/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.imglib2.parallel.Parallelization;
import org.cryosgd.math.Tasks;
import org.junit.jupiter.api.Test;

class ScratchFileTest {
    private static final int LENGTH = 1000;
    private static final int RECORDS = 200;

    private static float[] record(int number) {
        float[] values = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) values[i] = number + i / 1024f;
        return values;
    }

    @Test
    void whatSeveralThreadsWriteSeveralThreadsRead() throws IOException {
        try (ScratchFile scratch = new ScratchFile(LENGTH, RECORDS)) {
            Parallelization.runWithNumThreads(3, () -> {
                Tasks.forEach(RECORDS, (int i) -> {
                    try {
                        // out of order, as threads do
                        int number = (i * 77) % RECORDS;
                        scratch.write(number, record(number));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                Tasks.forEach(2 * RECORDS, () -> new float[LENGTH + 5], (values, i) -> {
                    values[LENGTH] = -1;
                    scratch.read(i % RECORDS, values);
                    float[] expected = record(i % RECORDS);
                    for (int j = 0; j < LENGTH; j++) assertEquals(expected[j], values[j]);
                    assertEquals(-1, values[LENGTH], "more than the record was written");
                });
            });
        }
    }

    @Test
    void aLongerArrayIsWrittenUpToTheLengthOfARecord() throws IOException {
        try (ScratchFile scratch = new ScratchFile(3, 2)) {
            scratch.write(1, new float[] {4, 5, 6, 7});
            scratch.write(0, new float[] {1, 2, 3, 7});
            float[] values = new float[3];
            scratch.read(1, values);
            assertArrayEquals(new float[] {4, 5, 6}, values);
            scratch.read(0, values);
            assertArrayEquals(new float[] {1, 2, 3}, values);
        }
    }

    /** On POSIX systems the name is gone while the file is in use, so that a kill leaves nothing. */
    @Test
    void aKilledProgramLeavesNoScratchFile() throws IOException {
        assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
        Set<Path> before = scratchFiles();
        try (ScratchFile scratch = new ScratchFile(3, 2)) {
            assertEquals(before, scratchFiles());
            scratch.write(1, new float[] {4, 5, 6});
            float[] values = new float[3];
            scratch.read(1, values);
            assertArrayEquals(new float[] {4, 5, 6}, values);
        }
    }

    private static Set<Path> scratchFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(f -> f.toString().endsWith(".scratch")).collect(Collectors.toSet());
        }
    }
}
