/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.file;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Locale;

/** Where an output goes: its real place, whether it can be written there, and what to say where it cannot. */
final class Target {
    /** As many links as Linux follows. */
    private static final int MOST_LINKS = 40;

    private Target() {}

    /** The file that a name stands for: links are followed, also one to a file that does not exist yet. */
    static Path real(Path target) throws IOException {
        Path file = target.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(file); links++) {
            if (links == MOST_LINKS)
                throw new IOException(target + ": is a link that leads back to itself. Choose another name.");
            file = file.resolveSibling(Files.readSymbolicLink(file));
        }
        return file;
    }

    /** The real file, in a folder that exists, free to be written; else says why and what to do. */
    static Path prepare(Path target, long expectedBytes) throws IOException {
        Path real = real(target);
        if (Files.isDirectory(real)) throw new IOException(target + ": is a folder. Give the name of a file in it.");
        if (Files.exists(real) && !Files.isRegularFile(real))
            throw new IOException(target + ": is not an ordinary file. Choose another name.");
        if (Files.exists(real) && !Files.isWritable(real))
            throw new IOException(target + ": exists and is read-only. Make it writable, or choose another name.");
        Path parent = real.getParent();
        if (parent == null) throw new IOException(target + ": is a folder. Give the name of a file in it.");
        try {
            Files.createDirectories(parent);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(parent)) // or it is a link to a folder
            throw new IOException(
                        target + ": cannot create the folder " + parent + ", " + e.getFile()
                                + " is a file. Choose another folder.",
                        e);
        } catch (IOException e) {
            throw new IOException(
                    target + ": cannot create the folder " + parent + " (" + reason(e)
                            + "). Create it, or choose another folder.",
                    e);
        }
        long free = free(parent);
        if (free >= 0 && free < expectedBytes)
            throw new IOException(target + ": needs " + size(expectedBytes) + ", only " + size(free)
                    + " are free on its disk. Free some space, or choose another folder.");
        return real;
    }

    /** Gives {@code part} the permissions, and as far as it may the owner and group, of the file that it replaces. */
    static void copyPermissions(Path old, Path part) {
        try {
            PosixFileAttributes from = Files.readAttributes(old, PosixFileAttributes.class);
            PosixFileAttributeView to = Files.getFileAttributeView(part, PosixFileAttributeView.class);
            PosixFileAttributes now = to.readAttributes();
            if (!from.group().equals(now.group())) attempt(() -> to.setGroup(from.group()));
            if (!from.owner().equals(now.owner())) attempt(() -> to.setOwner(from.owner()));
            if (!from.permissions().equals(now.permissions())) attempt(() -> to.setPermissions(from.permissions()));
        } catch (IOException | UnsupportedOperationException none) {
            // no file is replaced, or the system has no such permissions
        }
    }

    @FunctionalInterface
    private interface Change {
        void make() throws IOException;
    }

    private static void attempt(Change change) {
        try {
            change.make();
        } catch (IOException notAllowed) {
            // only root may give files away
        }
    }

    /** What to tell about a failure while {@code target} was written. */
    static IOException explain(Path target, IOException e, long written, long expected) {
        if (!isDiskFull(e)) {
            if (reason(e).startsWith(target.toString())) return e;
            return new IOException(target + ": cannot be written (" + reason(e) + "). Choose another folder.", e);
        }
        String needed = expected > 0 ? ", " + size(expected) + " are needed" : "";
        return new IOException(
                target + ": the disk is full, "
                        + size(Math.max(0, free(target.toAbsolutePath().getParent()))) + " free after "
                        + size(written) + " were written" + needed
                        + ". Free some space, or choose another folder.",
                e);
    }

    static boolean isDiskFull(IOException e) {
        String text = reason(e).toLowerCase(Locale.ROOT);
        return text.contains("no space left") || text.contains("not enough space") || text.contains("quota");
    }

    static String reason(IOException e) {
        String text = e.getMessage() == null ? "" : e.getMessage();
        return e.getClass() == IOException.class && !text.isEmpty()
                ? text
                : (e.getClass().getSimpleName().replace("Exception", "") + " " + text).strip();
    }

    /** In bytes; -1 where the disk does not say: some servers give 0 for free and for all. */
    private static long free(Path folder) {
        try {
            FileStore disk = Files.getFileStore(folder);
            return disk.getTotalSpace() > 0 ? disk.getUsableSpace() : -1;
        } catch (IOException unknown) {
            return -1;
        }
    }

    private static String size(long bytes) {
        if (bytes < 1_000) return bytes + " bytes";
        if (bytes < 1_000_000) return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
        if (bytes < 1_000_000_000) return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
        return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
