/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A temporary file beside an output. Its name {@code .NAME.PLACE.PID-NUMBER.part} says who writes it: the place is a
 * checksum of host and process namespace, so that a run on another computer of a cluster is not taken for a dead one.
 */
final class PartFile {
    /** How long a file of another place is left alone: nobody can know there whether its run is alive. */
    private static final Duration PATIENCE = Duration.ofDays(7);

    /** Start times of processes are known to about a second. */
    private static final Duration CLOCK = Duration.ofSeconds(10);

    private static final Pattern NAME =
            Pattern.compile("\\.(.+?)\\.(?:([0-9a-f]{8})\\.)?([0-9]{1,18})-[0-9]{1,9}\\.part");
    private static final int LONGEST_NAME = 100;
    private static final String PLACE = place();

    private PartFile() {}

    /** Creates an empty part of {@code target}, under a name that is free. */
    static Path create(Path target) throws IOException {
        return atFreeName(target, Files::createFile);
    }

    /** A second name for what {@code file} holds now; null where the file system has no such thing. */
    static Path link(Path file) {
        try {
            return atFreeName(file, name -> Files.createLink(name, file));
        } catch (UnsupportedOperationException | IOException e) {
            return null;
        }
    }

    private static Path atFreeName(Path target, Maker maker) throws IOException {
        String name = target.getFileName().toString();
        // A file name has room for 255 bytes; a long one is replaced by its checksum.
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) name = checksum(name);
        for (int number = 1; ; number++) {
            Path part = target.resolveSibling(
                    "." + name + "." + PLACE + "." + ProcessHandle.current().pid() + "-" + number + ".part");
            try {
                maker.make(part);
                return part;
            } catch (FileAlreadyExistsException taken) {
                continue;
            }
        }
    }

    @FunctionalInterface
    private interface Maker {
        void make(Path file) throws IOException;
    }

    /** Whether a name has the form that this class gives. */
    static boolean isPart(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() && matcher.group(2) != null;
    }

    /** Whether nobody is at work any more on what has this name; the time is that of the file's last change. */
    static boolean isDead(String name, Instant changed, boolean ownIsDead) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) return false;
        String place = matcher.group(2);
        if (place != null && !place.equals(PLACE)) return changed.plus(PATIENCE).isBefore(Instant.now());
        long pid = Long.parseLong(matcher.group(3));
        if (pid == ProcessHandle.current().pid()) return ownIsDead;
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty() || !process.get().isAlive() || isZombie(pid)) return true;
        // a younger process that was given the number of the dead one
        return process.get()
                .info()
                .startInstant()
                .map(start -> start.isAfter(changed.plus(CLOCK)))
                .orElse(false);
    }

    /** A process that has ended but was not waited for, as it happens in containers. */
    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException | RuntimeException unknown) {
            return false;
        }
    }

    /**
     * Deletes the parts in a folder whose runs are dead.
     *
     * @param inUse parts that this process is writing
     * @param names of outputs; only parts of these are deleted where the name does not tell the place
     */
    static void deleteDead(Path folder, Set<Path> inUse, Set<String> names) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PartFile::looksLikeOne)) {
            for (Path file : files) {
                Matcher matcher = NAME.matcher(file.getFileName().toString());
                if (!matcher.matches() || matcher.group(2) == null && !names.contains(matcher.group(1))) continue;
                if (isDead(file.getFileName().toString(), changed(file), !inUse.contains(file.toRealPath())))
                    Files.deleteIfExists(file);
            }
        } catch (IOException | RuntimeException stays) {
            // An old part does no harm but to the free space; the run can go on.
        }
    }

    private static boolean looksLikeOne(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".") && name.endsWith(".part");
    }

    /** When content, name or permissions of a file were last changed. */
    static Instant changed(Path file) throws IOException {
        try {
            return ((FileTime) Files.getAttribute(file, "unix:ctime")).toInstant();
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return Files.getLastModifiedTime(file).toInstant();
        }
    }

    private static String place() {
        String host = text(Path.of("/proc/sys/kernel/hostname"));
        for (String variable : new String[] {"COMPUTERNAME", "HOSTNAME"})
            if (host.isEmpty())
                host = Optional.ofNullable(System.getenv(variable)).orElse("");
        return checksum(host + " " + namespace());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException none) {
            return "";
        }
    }

    /** Containers of one host number their processes apart. */
    private static String namespace() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        } catch (IOException | UnsupportedOperationException none) {
            return "";
        }
    }

    private static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }
}
