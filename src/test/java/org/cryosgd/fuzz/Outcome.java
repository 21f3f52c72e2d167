/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cryosgd.fiji.progress.Failure;
import org.cryosgd.fiji.progress.Failure.Status;

/** What may come of any input: success, or one line for the user. */
final class Outcome {
    /** A line is read at one look; it may name a path and quote some words. */
    private static final int LONGEST = 1500;

    @FunctionalInterface
    interface Attempt {
        void make() throws Exception;
    }

    private Outcome() {}

    /** Fails unless it succeeds or is refused as the user's input in one short line of printable text. */
    static void isSuccessOrALine(Attempt attempt) {
        try {
            attempt.make();
        } catch (Exception e) {
            Failure failure = Failure.of(e);
            String line = failure.message();
            check(failure.status() == Status.INPUT, "no fault of the input: " + line, e);
            check(!line.startsWith("unexpected "), line, e);
            check(line.length() <= LONGEST, "long: " + line, e);
            check(line.chars().noneMatch(Character::isISOControl), "control characters: " + line, e);
        }
    }

    private static void check(boolean good, String what, Exception cause) {
        if (!good) throw new AssertionError(what, cause);
    }

    /** A file in memory-like storage that lasts for the test; the same for all inputs of a process. */
    static Path file(String ending, byte[] bytes) throws IOException {
        Path file = Holder.FOLDER.resolve("input" + ending);
        assertTrue(Files.isDirectory(Holder.FOLDER));
        return Files.write(file, bytes);
    }

    private static final class Holder {
        private static final Path FOLDER = make();

        private static Path make() {
            try {
                Path folder = Files.createTempDirectory("cryosgd-fuzz");
                folder.toFile().deleteOnExit();
                return folder;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
