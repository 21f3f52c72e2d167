/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The note {@value #NAME} in a folder whose files are just being given their names. It exists for the moment of the
 * renaming only. When it appears, all new files are complete and on the disk under their temporary names; if the run
 * is killed before it disappears, {@link #finish} does the rest. A folder has one at most, so that two runs do not
 * mix their files.
 *
 * <p>It is a text that a person can follow. A line of the list is the temporary name, a tab and the name. Both are
 * names in this folder (the second may be a link, then the temporary file is where the link leads), and the first has
 * the form of {@link PartFile}: a note from elsewhere cannot touch anything else. What is no such text (another
 * beginning, more than 1 MB, a folder, a pipe) is not read; it makes way under {@value #NAME}{@value #ODD}.
 */
final class Journal {
    static final String NAME = "CryoSGD-unfinished.txt";

    private static final String TEXT =
            "CryoSGD was ended while it gave new files their names. The new files are complete.\n"
                    + "The next CryoSGD command that uses this folder does the rest.\n"
                    + "By hand: rename each file on the left to the name on the right, then delete this file.\n\n";

    /** Longer than any renaming takes. */
    private static final Duration LIVE = Duration.ofMinutes(10);

    private static final Duration WAIT = Duration.ofSeconds(30);
    /** In bytes; a note of a hundred files has 20 kB. */
    private static final int BIGGEST = 1 << 20;

    /** What {@link #NAME} gets if it is no note. */
    static final String ODD = ".odd";

    private Journal() {}

    /** Writes the note; waits for that of another run. For one thread of a process at a time. */
    static Path write(Path folder, Map<Path, String> nameOfPart) throws IOException {
        Path note = folder.resolve(NAME);
        StringBuilder text = new StringBuilder(TEXT);
        nameOfPart.forEach(
                (part, name) -> text.append(escaped(part.getFileName().toString()))
                        .append('\t')
                        .append(escaped(name))
                        .append('\n'));
        Path part = PartFile.create(note);
        try {
            Files.writeString(part, text, StandardCharsets.UTF_8);
            Disk.sync(part);
            for (boolean done = false; !done; ) {
                finish(folder);
                try {
                    publish(part, note);
                    done = true;
                } catch (FileAlreadyExistsException another) {
                    continue;
                }
            }
        } finally {
            Disk.drop(part);
        }
        Disk.syncFolder(folder);
        return note;
    }

    /** Names the note unless there is one. */
    private static void publish(Path part, Path note) throws IOException {
        try {
            Files.createLink(note, part);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | IOException noLinks) {
            Files.move(part, note);
        }
    }

    /**
     * Gives the files of a killed run their names, if there are such in the folder; waits while a live run does so. For
     * one thread of a process at a time.
     *
     * @throws IOException if that cannot be done; says why and what to do
     */
    static void finish(Path folder) throws IOException {
        Path note = folder.resolve(NAME);
        Instant start = Instant.now();
        while (Files.exists(note, LinkOption.NOFOLLOW_LINKS)) {
            try {
                if (!isNote(note)) {
                    putAside(note);
                    return;
                }
                Map<String, String> names = read(note);
                if (isDead(note, names)) {
                    finish(folder, names);
                    Files.deleteIfExists(note);
                    Disk.syncFolder(folder);
                    return;
                }
            } catch (NoSuchFileException finishedByAnother) {
                return;
            } catch (IOException e) {
                throw new IOException(
                        folder + ": a run was killed while it replaced files here, and they cannot be put in order ("
                                + Target.reason(e) + "). Make the folder writable, or do what " + note + " says.",
                        e);
            }
            if (start.plus(WAIT).isBefore(Instant.now()))
                throw new IOException(folder + ": another run is replacing files here. Try again when it has ended; if "
                        + "there is none, try again in ten minutes, or do what " + note + " says.");
            pause();
        }
    }

    private static boolean isDead(Path note, Map<String, String> names) throws IOException {
        Instant changed = PartFile.changed(note);
        if (changed.plus(LIVE).isBefore(Instant.now())) return true;
        // Within this process only one thread is here, so that an own note is of a failure before.
        return names.keySet().stream().allMatch(part -> PartFile.isDead(part, changed, true));
    }

    private static void finish(Path folder, Map<String, String> names) throws IOException {
        for (Map.Entry<String, String> entry : names.entrySet()) {
            Path target = Target.real(folder.resolve(entry.getValue()));
            Path part = target.resolveSibling(entry.getKey());
            if (!Files.isRegularFile(part)) continue;
            try {
                Disk.rename(part, target);
            } catch (NoSuchFileException doneByAnother) {
                continue;
            }
            Disk.syncFolder(target.getParent());
        }
    }

    private static Map<String, String> read(Path note) throws IOException {
        Map<String, String> names = new LinkedHashMap<>();
        for (String line : text(note, BIGGEST).split("\n")) {
            int tab = line.indexOf('\t');
            if (tab < 0) continue;
            String part = unescaped(line.substring(0, tab));
            String name = unescaped(line.substring(tab + 1));
            if (PartFile.isPart(part) && isName(part) && isName(name)) names.put(part, name);
        }
        return names;
    }

    /** Whether the file has the form of a note; nothing else is opened or read to its end. */
    private static boolean isNote(Path file) throws IOException {
        String beginning = TEXT.substring(0, TEXT.indexOf('\n') + 1);
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Files.size(file) <= BIGGEST
                && text(file, beginning.length()).equals(beginning);
    }

    private static String text(Path file, int bytes) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(bytes), StandardCharsets.UTF_8);
        }
    }

    /** It may be somebody's file: it is renamed, and never over another one. */
    private static void putAside(Path file) throws IOException {
        Path aside = file.resolveSibling(NAME + ODD);
        for (int i = 2; Files.exists(aside, LinkOption.NOFOLLOW_LINKS); i++)
            aside = file.resolveSibling(NAME + ODD + i);
        Files.move(file, aside);
    }

    private static boolean isName(String text) {
        return !text.isEmpty()
                && !text.equals(".")
                && !text.equals("..")
                && text.indexOf('/') < 0
                && text.indexOf('\\') < 0
                && text.indexOf('\0') < 0;
    }

    private static String escaped(String name) {
        return name.replace("%", "%25")
                .replace("\n", "%0A")
                .replace("\t", "%09")
                .replace("\r", "%0D");
    }

    private static String unescaped(String name) {
        return name.replace("%0D", "\r")
                .replace("%09", "\t")
                .replace("%0A", "\n")
                .replace("%25", "%");
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            // a wish to stop does not make half a set; it is heard afterwards
            Thread.currentThread().interrupt();
            Thread.yield();
        }
    }
}
