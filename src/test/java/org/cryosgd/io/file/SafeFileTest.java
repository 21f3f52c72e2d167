/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeFileTest {
    @TempDir
    Path dir;

    @Test
    void aNewFileReplacesTheOldOneAtTheEnd() throws IOException {
        Path file = Files.writeString(dir.resolve("a.txt"), "old");
        SafeFile.write(file, out -> {
            out.write("new".getBytes(StandardCharsets.UTF_8));
            out.flush();
            assertEquals("old", Files.readString(file), "while writing");
            assertEquals(2, files().size(), "the part is in the same directory");
        });
        assertEquals("new", Files.readString(file));
        assertEquals(List.of(file), files());
    }

    @Test
    void aWriterThatFailsLeavesNothingAndKeepsTheOldFile() throws IOException {
        Path file = Files.writeString(dir.resolve("a.txt"), "old");
        IOException cause = new IOException("a stack cannot be read");
        assertSame(
                cause,
                assertThrows(
                        IOException.class,
                        () -> SafeFile.write(file, out -> {
                            out.write(new byte[1 << 20]);
                            throw cause;
                        })));
        assertThrows(
                OutOfMemoryError.class,
                () -> SafeFile.writePath(file, part -> {
                    Files.writeString(part, "half");
                    throw new OutOfMemoryError("test");
                }));
        assertEquals("old", Files.readString(file));
        assertEquals(List.of(file), files());
    }

    @Test
    void aFolderThatTakesNoFilesIsNamed() {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "Linux");
        OutputException e = assertThrows(OutputException.class, () -> SafeFile.check(Path.of("/proc/x.mrc")));
        assertEquals(
                "/proc/x.mrc: the folder /proc does not exist or takes no files. Choose another folder.",
                e.getMessage());
    }

    @Test
    void aPathCanBeWrittenByOtherCode() throws IOException {
        Path file = dir.resolve("a.txt");
        SafeFile.writePath(file, part -> Files.writeString(part, "text"));
        assertEquals("text", Files.readString(file));
        assertEquals(List.of(file), files());
    }

    @Test
    void bytesCanBeOverwrittenAndAppended() throws IOException {
        Path file = dir.resolve("a.txt");
        try (SafeFile out = SafeFile.open(file, 6)) {
            out.write(ByteBuffer.wrap("abc".getBytes(StandardCharsets.UTF_8)));
            out.write(ByteBuffer.wrap("X".getBytes(StandardCharsets.UTF_8)), 1);
            out.write(ByteBuffer.allocateDirect(3)
                    .put("def".getBytes(StandardCharsets.UTF_8))
                    .flip());
            out.commit();
        }
        assertEquals("aXcdef", Files.readString(file));
    }

    @Test
    void twoWritersOfOneNameDoNotMeet() throws IOException {
        Path file = dir.resolve("a.txt");
        SafeFile.write(file, outer -> {
            SafeFile.write(file, inner -> inner.write('i'));
            outer.write('o');
        });
        assertEquals("o", Files.readString(file));
        assertEquals(List.of(file), files());
    }

    @Test
    void anInterruptedThreadStillWrites() throws IOException {
        Path file = dir.resolve("a.txt");
        Thread.currentThread().interrupt();
        SafeFile.write(file, out -> out.write(new byte[1 << 20]));
        assertTrue(Thread.interrupted());
        assertEquals(1 << 20, Files.size(file));
    }

    @Test
    void aLinkIsFollowedAndStays() throws IOException {
        Path file = Files.writeString(dir.resolve("a.txt"), "old");
        Path link = Files.createSymbolicLink(dir.resolve("link.txt"), file);
        SafeFile.write(link, out -> out.write('n'));
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("n", Files.readString(file));
    }

    @Test
    void aLinkToAFileThatDoesNotExistYetIsFollowed() throws IOException {
        Path folder = Files.createDirectory(dir.resolve("elsewhere"));
        Path second = Files.createSymbolicLink(dir.resolve("second"), Path.of("elsewhere/new.txt"));
        Path link = Files.createSymbolicLink(dir.resolve("link.txt"), Path.of("second"));
        SafeFile.write(link, out -> out.write('n'));
        assertTrue(Files.isSymbolicLink(link) && Files.isSymbolicLink(second));
        assertEquals("n", Files.readString(folder.resolve("new.txt")));
        Path round = Files.createSymbolicLink(dir.resolve("round"), Path.of("round"));
        assertRefused(round, round + ": is a link that leads back to itself.");
    }

    @Test
    void thePermissionsOfAReplacedFileStay() throws IOException {
        Path file = Files.writeString(dir.resolve("a.txt"), "old");
        assumeTrue(Files.getFileStore(file).supportsFileAttributeView("posix"), "no such permissions here");
        for (String permissions : List.of("rw-------", "rwxrw-r--", "rw-rw-rw-")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
            SafeFile.write(file, out -> out.write('n'));
            assertEquals(permissions, PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
    }

    @Test
    void aLongNameIsWritten() throws IOException {
        Path file = dir.resolve("ü".repeat(120) + ".mrc");
        SafeFile.write(file, out -> out.write('n'));
        assertEquals(List.of(file), files());
    }

    @Test
    void checkMakesParentsAndLeavesNothingElse() throws IOException {
        Path file = dir.resolve("a/b/c.mrc");
        SafeFile.check(file);
        assertTrue(Files.isDirectory(file.getParent()));
        assertFalse(Files.exists(file));
        try (Stream<Path> list = Files.list(file.getParent())) {
            assertEquals(0, list.count());
        }
    }

    @Test
    void checkRefusesWhatCannotBeWritten() throws IOException {
        assertRefused(dir, dir + ": is a folder.");
        Path file = Files.writeString(dir.resolve("file"), "x");
        Path below = file.resolve("sub/a.mrc");
        assertRefused(below, below + ": cannot create the folder " + below.getParent());
        assertEquals("x", Files.readString(file));
        Path huge = dir.resolve("huge.mrc");
        IOException e = assertThrows(IOException.class, () -> SafeFile.check(huge, Long.MAX_VALUE));
        assertTrue(e.getMessage().startsWith(huge + ": needs 9223372036.9 GB, only "), e.getMessage());
    }

    @Test
    void checkRefusesADeviceSoThatItIsNotReplaced() {
        Path device = Path.of("/dev/null");
        assumeTrue(Files.exists(device), "no /dev/null here");
        assertRefused(device, "/dev/null: is not an ordinary file.");
    }

    @Test
    void checkRefusesAFolderWithoutPermission() throws IOException {
        Path folder = Files.createDirectory(dir.resolve("locked"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeTrue(!Files.isWritable(folder), "this user may write everywhere");
        assertRefused(folder.resolve("a.mrc"), folder.resolve("a.mrc") + ": no permission to write in " + folder);
    }

    @Test
    void checkRefusesAFileSystemThatCannotBeWritten() {
        Path file = Path.of("/proc/cryosgd.mrc");
        assumeTrue(Files.isDirectory(file.getParent()), "no /proc here");
        assertRefused(file, file + ": ");
    }

    @Test
    void aFullDiskIsToldWithItsNumbers() {
        Path file = dir.resolve("a.mrc");
        IOException e = Target.explain(file, new IOException("No space left on device"), 1_500_000, 4_200_000_000L);
        assertTrue(e.getMessage().startsWith(file + ": the disk is full, "), e.getMessage());
        assertTrue(
                e.getMessage()
                        .endsWith(" free after 1.5 MB were written, 4.2 GB are needed. "
                                + "Free some space, or choose another folder."),
                e.getMessage());
    }

    /** Another JVM is told to stop in the middle of a file. */
    @Test
    void stoppingTheProgramRemovesTheUnfinishedFile() throws Exception {
        Path file = dir.resolve("a.txt");
        Process process = unfinished(file);
        try {
            assertEquals("ready", process.inputReader().readLine());
            assertEquals(1, files().size());
            process.destroy();
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            assertEquals(List.of(), files());
        } finally {
            process.destroyForcibly();
        }
    }

    /** A kill leaves the part, which no one takes for the file, and the older file as it was. */
    @Test
    void killingTheProgramLeavesTheOldFile() throws Exception {
        Path file = Files.writeString(dir.resolve("a.txt"), "old");
        Process process = unfinished(file);
        try {
            assertEquals("ready", process.inputReader().readLine());
            process.destroyForcibly();
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            assertEquals("old", Files.readString(file));
            SafeFile.write(file, out -> out.write('n'));
            assertEquals("n", Files.readString(file), "the part is not in the way");
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process unfinished(Path file) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Unfinished.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
    }

    /** Begins a file and waits to be stopped. */
    static final class Unfinished {
        public static void main(String[] arguments) throws IOException {
            SafeFile.write(Path.of(arguments[0]), out -> {
                out.write(1);
                out.flush();
                System.out.println("ready");
                try {
                    Thread.sleep(60_000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    private static void assertRefused(Path file, String words) {
        IOException e = assertThrows(IOException.class, () -> SafeFile.check(file));
        assertTrue(e.getMessage().startsWith(words), e.getMessage());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> list = Files.list(dir)) {
            return list.sorted().toList();
        }
    }
}
