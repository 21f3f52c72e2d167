/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An output that appears under its name only when it is complete. It is written as {@code .name.PID-1.part} in the same
 * directory and moved at the end; after a failure, or when the JVM is asked to stop, the part is deleted and an older
 * file of that name is untouched. Each instance belongs to one thread; interrupting it does not spoil the file.
 *
 * <pre>
 * SafeFile.write(path, out -&gt; out.write(bytes));
 *
 * try (SafeFile file = SafeFile.open(path, expectedBytes)) {
 *     file.write(buffer);
 *     file.commit();
 * }
 * </pre>
 */
public final class SafeFile implements AutoCloseable {
    /** Writes the whole content; need not close or flush. */
    @FunctionalInterface
    public interface StreamSink {
        void write(OutputStream out) throws IOException;
    }

    /** Writes the whole content into the file it is given, which exists and is empty. */
    @FunctionalInterface
    public interface PathSink {
        void write(Path part) throws IOException;
    }

    private static final Set<SafeFile> UNFINISHED = ConcurrentHashMap.newKeySet();

    static {
        try {
            Thread cleaner = new Thread(() -> UNFINISHED.forEach(SafeFile::abandon), "delete unfinished files");
            Runtime.getRuntime().addShutdownHook(cleaner);
        } catch (IllegalStateException alreadyStopping) {
            // each output still deletes its own part
        }
    }

    private final Path target;
    private final Path part;
    private final RandomAccessFile content;
    private final long expectedBytes;
    private final byte[] copy = new byte[1 << 16];
    private volatile boolean committed;

    private SafeFile(Path target, Path part, RandomAccessFile content, long expectedBytes) {
        this.target = target;
        this.part = part;
        this.content = content;
        this.expectedBytes = expectedBytes;
    }

    /** Writes {@code target} through a buffered stream. */
    public static void write(Path target, StreamSink sink) throws IOException {
        try (SafeFile file = open(target, 0)) {
            OutputStream out = new BufferedOutputStream(file.stream(), 1 << 16);
            sink.write(out);
            out.flush();
            file.commit();
        }
    }

    /** Writes {@code target} by code that wants a path; it is given the temporary one. */
    public static void writePath(Path target, PathSink sink) throws IOException {
        try (SafeFile file = open(target, 0)) {
            file.content.close();
            try {
                sink.write(file.part);
            } catch (IOException e) {
                throw isDiskFull(e) ? explain(target, e, Files.size(file.part), 0) : e;
            }
            file.commit();
        }
    }

    /**
     * Starts an output; its parent directories are created.
     *
     * @param expectedBytes size it will have, for the check of free space, or 0 where it is not known
     * @throws IOException if it could not be written; says why and what to do
     */
    public static SafeFile open(Path target, long expectedBytes) throws IOException {
        Path real = prepare(target, expectedBytes);
        for (int attempt = 1; ; attempt++) {
            Path part = real.resolveSibling(
                    "." + real.getFileName() + "." + ProcessHandle.current().pid() + "-" + attempt + ".part");
            try {
                Files.createFile(part);
                SafeFile file = new SafeFile(real, part, new RandomAccessFile(part.toFile(), "rw"), expectedBytes);
                UNFINISHED.add(file);
                return file;
            } catch (FileAlreadyExistsException taken) {
                continue;
            } catch (AccessDeniedException e) {
                throw new IOException(
                        target + ": no permission to write in " + real.getParent()
                                + ". Choose another folder, or ask its owner for permission.",
                        e);
            } catch (NoSuchFileException e) {
                throw new IOException(
                        target + ": the folder " + real.getParent()
                                + " does not exist or takes no files. Choose another folder.",
                        e);
            } catch (IOException e) {
                throw explain(target, e, 0, expectedBytes);
            }
        }
    }

    /** {@link #check(Path, long)} for an output of unknown size. */
    public static void check(Path target) throws OutputException {
        check(target, 0);
    }

    /**
     * Finds out before a long computation whether {@code target} can be written: makes missing parent directories,
     * creates and deletes a temporary file there.
     *
     * @param expectedBytes size of the output, or 0 where it is not known
     * @throws OutputException with the cause and a remedy
     */
    public static void check(Path target, long expectedBytes) throws OutputException {
        try {
            open(target, expectedBytes).close();
        } catch (IOException e) {
            throw new OutputException(e.getMessage(), e);
        }
    }

    private static Path prepare(Path target, long expectedBytes) throws IOException {
        Path real = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
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
        if (free > 0 && free < expectedBytes)
            throw new IOException(target + ": needs " + size(expectedBytes) + ", only " + size(free)
                    + " are free on its disk. Free some space, or choose another folder.");
        return real;
    }

    /** Appends all that remains in {@code bytes}. */
    public void write(ByteBuffer bytes) throws IOException {
        try {
            if (bytes.hasArray()) {
                content.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
                bytes.position(bytes.limit());
                return;
            }
            while (bytes.hasRemaining()) {
                int count = Math.min(copy.length, bytes.remaining());
                bytes.get(copy, 0, count);
                content.write(copy, 0, count);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Overwrites from {@code position} on, without moving the place where {@link #write(ByteBuffer)} appends. */
    public void write(ByteBuffer bytes, long position) throws IOException {
        try {
            long end = content.getFilePointer();
            content.seek(position);
            write(bytes);
            content.seek(end);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The file is complete: gives it its name, replacing an older one. */
    public void commit() throws IOException {
        try {
            content.close();
            move();
            committed = true;
        } catch (NoSuchFileException e) {
            throw new IOException(target + ": not written, the program is being stopped.", e);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Without {@link #commit()} before, leaves nothing behind. */
    @Override
    public void close() throws IOException {
        try {
            content.close();
        } finally {
            if (!committed) delete(part);
            UNFINISHED.remove(this);
        }
    }

    private void abandon() {
        try {
            close();
        } catch (IOException stays) {
            // the program ends; there is no one to tell
        }
    }

    private void move() throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (AccessDeniedException e) {
            throw new IOException(
                    target + ": cannot be replaced, it may be open in another program. Close it there, or choose "
                            + "another name.",
                    e);
        }
    }

    private OutputStream stream() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                SafeFile.this.write(ByteBuffer.wrap(bytes, offset, length));
            }
        };
    }

    private IOException failed(IOException e) {
        long written = 0;
        try {
            written = Files.size(part);
        } catch (IOException unknown) {
            e.addSuppressed(unknown);
        }
        return explain(target, e, written, expectedBytes);
    }

    static IOException explain(Path target, IOException e, long written, long expected) {
        if (!isDiskFull(e)) {
            if (reason(e).startsWith(target.toString())) return e;
            return new IOException(target + ": cannot be written (" + reason(e) + "). Choose another folder.", e);
        }
        String needed = expected > 0 ? ", " + size(expected) + " are needed" : "";
        return new IOException(
                target + ": the disk is full, "
                        + size(free(target.toAbsolutePath().getParent())) + " free after "
                        + size(written) + " were written" + needed
                        + ". Free some space, or choose another folder.",
                e);
    }

    private static boolean isDiskFull(IOException e) {
        String text = reason(e).toLowerCase(Locale.ROOT);
        return text.contains("no space left") || text.contains("not enough space") || text.contains("quota");
    }

    private static String reason(IOException e) {
        String text = e.getMessage() == null ? "" : e.getMessage();
        return e.getClass() == IOException.class && !text.isEmpty()
                ? text
                : (e.getClass().getSimpleName().replace("Exception", "") + " " + text).strip();
    }

    private static long free(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException unknown) {
            return 0;
        }
    }

    private static String size(long bytes) {
        if (bytes < 1_000) return bytes + " bytes";
        if (bytes < 1_000_000) return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
        if (bytes < 1_000_000_000) return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
        return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException stays) {
            // nothing better can be done while another failure is on its way
        }
    }
}
