/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that change together, also where the run is killed between any two steps. */
class OutputSetTest {
    private static final List<String> NAMES = List.of("map.mrc", "map_half1.mrc", "tab\tand % name.csv", "map.json");

    @TempDir
    Path dir;

    @BeforeEach
    void old() throws IOException {
        for (String name : NAMES) Files.writeString(dir.resolve(name), "old");
    }

    @AfterEach
    void noStops() {
        OutputSet.betweenSteps = () -> {};
    }

    private static void writeNew(Path folder) throws IOException {
        OutputSet.write(() -> {
            for (String name : NAMES) SafeFile.write(folder.resolve(name), out -> out.write("new".getBytes()));
        });
    }

    private List<String> contents() throws IOException {
        List<String> contents = new ArrayList<>();
        for (String name : NAMES) contents.add(Files.readString(dir.resolve(name)));
        return contents.stream().distinct().toList();
    }

    private List<Path> hidden() throws IOException {
        try (Stream<Path> list = Files.list(dir)) {
            return list.filter(file -> !NAMES.contains(file.getFileName().toString()))
                    .filter(file -> !Files.isDirectory(file))
                    .toList();
        }
    }

    @Test
    void whatOnlyAnEarlierRunWroteGoesAway() throws IOException {
        List<Path> all = NAMES.stream().map(dir::resolve).toList();
        List<Path> removed = OutputSet.replace(all, () -> {
            SafeFile.write(dir.resolve("map.mrc"), out -> out.write("new".getBytes()));
            SafeFile.write(dir.resolve("./map.json"), out -> out.write("new".getBytes()));
        });
        assertEquals(List.of(all.get(1), all.get(2)), removed);
        assertEquals("new", Files.readString(all.get(0)));
        assertEquals("new", Files.readString(all.get(3)));
        assertFalse(Files.exists(all.get(1)) || Files.exists(all.get(2)));
        assertEquals(List.of(), hidden());
    }

    @Test
    void aSetThatFailsTakesNothingAway() throws IOException {
        List<Path> all = NAMES.stream().map(dir::resolve).toList();
        assertThrows(
                IOException.class,
                () -> OutputSet.replace(all, () -> {
                    SafeFile.write(dir.resolve("map.mrc"), out -> out.write("new".getBytes()));
                    throw new IOException("full");
                }));
        assertEquals(List.of("old"), contents());
    }

    @Test
    void allChangeAtTheEnd() throws IOException {
        OutputSet.write(() -> {
            for (String name : NAMES) {
                SafeFile.write(dir.resolve(name), out -> out.write("new".getBytes()));
                assertEquals(List.of("old"), contents());
            }
        });
        assertEquals(List.of("new"), contents());
        assertEquals(List.of(), hidden());
    }

    @Test
    void theFirstIsNamedLast() throws IOException {
        List<List<String>> seen = new ArrayList<>();
        OutputSet.betweenSteps = () -> {
            try {
                List<String> each = new ArrayList<>();
                for (String name : NAMES) each.add(Files.readString(dir.resolve(name)));
                seen.add(each);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        };
        writeNew(dir);
        for (List<String> each : seen)
            if (each.get(0).equals("new")) assertEquals(List.of("new", "new", "new", "new"), each);
        assertTrue(seen.contains(List.of("old", "new", "new", "new")), seen::toString);
    }

    @Test
    void aFailureChangesNone() throws IOException {
        IOException cause = new IOException("the second table cannot be made");
        assertSame(
                cause,
                assertThrows(
                        IOException.class,
                        () -> OutputSet.write(() -> {
                            SafeFile.write(dir.resolve(NAMES.get(0)), out -> out.write('n'));
                            throw cause;
                        })));
        assertThrows(
                OutOfMemoryError.class,
                () -> OutputSet.write(() -> {
                    SafeFile.write(dir.resolve(NAMES.get(0)), out -> out.write('n'));
                    throw new OutOfMemoryError("test");
                }));
        assertEquals(List.of("old"), contents());
        assertEquals(List.of(), hidden());
        SafeFile.write(dir.resolve("after"), out -> out.write('n'));
        assertTrue(Files.exists(dir.resolve("after")), "no set is left open");
    }

    /** A name that cannot be given, here because a folder has it by then, undoes those given before. */
    @Test
    void aNameThatCannotBeGivenChangesNone() throws IOException {
        Path taken = dir.resolve("taken");
        IOException e = assertThrows(
                IOException.class,
                () -> OutputSet.write(() -> {
                    SafeFile.write(taken, out -> out.write('n'));
                    for (String name : NAMES) SafeFile.write(dir.resolve(name), out -> out.write('n'));
                    Files.createDirectories(taken.resolve("sub"));
                }));
        assertTrue(e.getMessage().startsWith(taken + ": cannot be "), e.getMessage());
        assertEquals(List.of("old"), contents());
        assertEquals(List.of(), hidden());
    }

    @Test
    void aSetWithinASetIsPartOfIt() throws IOException {
        OutputSet.write(() -> {
            writeNew(dir);
            assertEquals(List.of("old"), contents());
        });
        assertEquals(List.of("new"), contents());
    }

    @Test
    void theLastOfTwoFilesOfOneNameStays() throws IOException {
        OutputSet.write(() -> {
            SafeFile.write(dir.resolve("a"), out -> out.write('1'));
            SafeFile.write(dir.resolve("a"), out -> out.write('2'));
        });
        assertEquals("2", Files.readString(dir.resolve("a")));
        Files.delete(dir.resolve("a"));
        assertEquals(List.of(), hidden());
    }

    @Test
    void anInterruptedThreadStillWritesTheSet() throws IOException {
        Thread.currentThread().interrupt();
        writeNew(dir);
        assertTrue(Thread.interrupted());
        assertEquals(List.of("new"), contents());
    }

    @Test
    void linksOfASetStay() throws IOException {
        Path elsewhere = Files.createDirectory(dir.resolve("elsewhere"));
        for (String name : NAMES) {
            Files.move(dir.resolve(name), elsewhere.resolve(name));
            Files.createSymbolicLink(dir.resolve(name), elsewhere.resolve(name));
        }
        writeNew(dir);
        assertEquals(List.of("new"), contents());
        for (String name : NAMES) assertTrue(Files.isSymbolicLink(dir.resolve(name)));
        try (Stream<Path> list = Files.list(elsewhere)) {
            assertEquals(NAMES.size(), list.count());
        }
    }

    /**
     * A run is killed at each step in turn. Before the note is there the set is the old one, then the new one as soon as
     * any command looks, either to write or to read.
     */
    @Test
    void aKillAtAnyStepLeavesAWholeSet() throws Exception {
        boolean ended = false;
        List<String> after = new ArrayList<>();
        for (int step = 0; !ended; step++) {
            old();
            ended = child(step).waitFor() == 0;
            if (step % 2 == 0) Outputs.check(List.of(dir.resolve(NAMES.get(0))), List.of(), 0);
            else InputFiles.open(dir.resolve(NAMES.get(1))).close();
            List<String> contents = contents();
            assertEquals(1, contents.size(), "a mixture after step " + step);
            after.add(contents.get(0));
            Outputs.check(List.of(dir.resolve(NAMES.get(0))), List.of(), 0);
            assertEquals(List.of(), hidden(), "left-overs after step " + step);
            assertTrue(step < 20, "the child never ends");
        }
        // one step before the note, one before each name, one before the note goes, one at the end, and the whole run
        assertEquals(NAMES.size() + 4, after.size());
        assertEquals("old", after.get(0));
        assertTrue(after.subList(1, after.size()).stream().allMatch("new"::equals), after::toString);
    }

    private Process child(int step) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Killed.class.getName(),
                        dir.toString(),
                        String.valueOf(step))
                .inheritIO()
                .start();
    }

    /** Writes a set and is killed at one of its steps. */
    static final class Killed {
        private static int left;

        public static void main(String[] arguments) throws IOException {
            left = Integer.parseInt(arguments[1]);
            OutputSet.betweenSteps = () -> {
                if (left-- == 0) Runtime.getRuntime().halt(137);
            };
            writeNew(Path.of(arguments[0]));
        }
    }

    /** A new write comes after what a killed run had promised, not before. */
    @Test
    void aSingleFileIsNotReplacedByAnOlderSet() throws Exception {
        assertEquals(137, child(2).waitFor());
        SafeFile.write(dir.resolve(NAMES.get(0)), out -> out.write("newest".getBytes()));
        Outputs.check(List.of(dir.resolve(NAMES.get(0))), List.of(), 0);
        assertEquals("newest", Files.readString(dir.resolve(NAMES.get(0))));
        assertEquals("new", Files.readString(dir.resolve(NAMES.get(1))));
    }

    @Test
    void partsOfDeadRunsGoAndThoseOfLiveRunsStay() throws Exception {
        Process live = new ProcessBuilder("sleep", "60").start();
        try {
            Path output = dir.resolve(NAMES.get(0));
            String mine = PartFile.create(output).getFileName().toString();
            Files.delete(dir.resolve(mine));
            long own = ProcessHandle.current().pid();
            long dead = deadPid();
            Path ofLive = Files.createFile(dir.resolve(mine.replace("." + own + "-", "." + live.pid() + "-")));
            Path ofDead = Files.createFile(dir.resolve(mine.replace("." + own + "-", "." + dead + "-")));
            Path ofDeadOtherName =
                    Files.createFile(dir.resolve(ofDead.getFileName().toString().replace("map", "other")));
            Path early = Files.createFile(dir.resolve(".map.mrc." + dead + "-1.part"));
            Path foreign = Files.createFile(dir.resolve(".notes." + dead + "-1.part"));
            Path elsewhere = Files.createFile(dir.resolve(".map.mrc.00000000." + dead + "-1.part"));
            try (SafeFile open = SafeFile.open(output, 0)) {
                Outputs.check(List.of(output), List.of(), 0);
                for (Path stays : List.of(ofLive, foreign, elsewhere, open.part())) assertTrue(Files.exists(stays));
                for (Path goes : List.of(ofDead, ofDeadOtherName, early))
                    assertFalse(Files.exists(goes), goes::toString);
            }
        } finally {
            live.destroy();
        }
    }

    private static long deadPid() throws Exception {
        Process process = new ProcessBuilder("true").start();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        return process.pid();
    }

    /** A process that was given the number of a dead one is younger than the part. */
    @Test
    void theNumberOfADeadRunMayBeThatOfAnotherProgram() throws Exception {
        Process live = new ProcessBuilder("sleep", "60").start();
        try {
            String name = ".map.mrc." + live.pid() + "-1.part";
            Instant now = Instant.now();
            assertFalse(PartFile.isDead(name, now, false));
            assertTrue(PartFile.isDead(name, now.minus(Duration.ofMinutes(1)), false));
            String elsewhere = ".map.mrc.00000000.1-1.part";
            assertFalse(PartFile.isDead(elsewhere, now.minus(Duration.ofDays(6)), false));
            assertTrue(PartFile.isDead(elsewhere, now.minus(Duration.ofDays(8)), false));
        } finally {
            live.destroy();
        }
    }

    /** A note from elsewhere can only give parts in its folder their names. */
    @Test
    void aNoteThatIsNoneTouchesNothing() throws IOException {
        Path victim = Files.writeString(dir.resolve("victim"), "mine");
        Path folder = Files.createDirectory(dir.resolve("sub"));
        Path part = Files.writeString(folder.resolve(".x.00000000.1-1.part"), "bad");
        Path note = Files.writeString(
                folder.resolve(Journal.NAME),
                ".x.00000000.1-1.part\t../victim\n../victim\tx\n.x.00000000.1-1.part\t" + victim + "\nx\tx\n");
        Files.setLastModifiedTime(note, FileTime.from(Instant.now()));
        Journal.finish(folder);
        assertEquals("mine", Files.readString(victim));
        assertTrue(Files.exists(part));
        assertFalse(Files.exists(note));
        assertTrue(Files.exists(folder.resolve(Journal.NAME + ".odd")));
    }

    /** A file of 8 GB, one of the user's own and a folder with the name of the note make way, and the set is written. */
    @Test
    void whatIsNoNoteMakesWay() throws IOException {
        Path note = dir.resolve(Journal.NAME);
        try (RandomAccessFile sparse = new RandomAccessFile(note.toFile(), "rw")) {
            sparse.setLength(1L << 33);
        }
        writeTwo();
        Files.writeString(note, "my own list");
        writeTwo();
        Files.createDirectory(note);
        writeTwo();
        assertFalse(Files.exists(note));
        assertEquals(1L << 33, Files.size(dir.resolve(Journal.NAME + ".odd")));
        assertEquals("my own list", Files.readString(dir.resolve(Journal.NAME + ".odd2")));
        assertTrue(Files.isDirectory(dir.resolve(Journal.NAME + ".odd3")));
    }

    private void writeTwo() throws IOException {
        Path a = dir.resolve("two-a");
        Path b = dir.resolve("two-b");
        OutputSet.write(() -> {
            SafeFile.write(a, out -> out.write(1));
            SafeFile.write(b, out -> out.write(2));
        });
        assertEquals(1, Files.readAllBytes(a)[0]);
        assertEquals(2, Files.readAllBytes(b)[0]);
    }
}
