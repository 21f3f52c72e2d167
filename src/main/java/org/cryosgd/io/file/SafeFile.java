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
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * An output that appears under its name only when it is complete. It is written under a temporary name
 * ({@code .name.….part}) in the same directory, synced, and renamed at the end; a link is followed and stays, and the
 * permissions of a replaced file stay. After a failure, or when the JVM is asked to stop, the part is deleted and an
 * older file of that name is untouched; the part of a run that was killed is deleted by the next one. Files that
 * belong together are written in an {@link OutputSet}. Each instance belongs to one thread; interrupting it does not
 * spoil the file.
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
            Thread cleaner = new Thread(() -> OutputSet.stop(UNFINISHED), "delete unfinished files");
            Runtime.getRuntime().addShutdownHook(cleaner);
        } catch (IllegalStateException alreadyStopping) {
            // each output still deletes its own part
        }
    }

    private final Path asked;
    private final Path target;
    private final Path part;
    private final RandomAccessFile content;
    private final long expectedBytes;
    private final byte[] copy = new byte[1 << 16];
    private volatile boolean complete;
    private volatile boolean named;

    private SafeFile(Path asked, Path target, Path part, RandomAccessFile content, long expectedBytes) {
        this.asked = asked;
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
                throw Target.isDiskFull(e) ? Target.explain(target, e, Files.size(file.part), 0) : e;
            }
            Disk.sync(file.part);
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
        Path real = Target.prepare(target, expectedBytes);
        try {
            Path part = PartFile.create(real);
            SafeFile file = new SafeFile(target, real, part, new RandomAccessFile(part.toFile(), "rw"), expectedBytes);
            UNFINISHED.add(file);
            return file;
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
            throw Target.explain(target, e, 0, expectedBytes);
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

    /** The parts that this process is writing. */
    static Set<Path> openParts() {
        return UNFINISHED.stream().map(file -> file.part).map(SafeFile::real).collect(Collectors.toSet());
    }

    private static Path real(Path part) {
        try {
            return part.toRealPath();
        } catch (IOException gone) {
            return part;
        }
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

    /** The file is complete: gives it its name, replacing an older one; within an {@link OutputSet} at its end. */
    public void commit() throws IOException {
        try {
            if (content.getFD().valid()) content.getFD().sync();
            content.close();
            complete = true;
            OutputSet.commit(this);
        } catch (IOException e) {
            complete = false;
            throw failed(e);
        }
    }

    /** Without {@link #commit()} before, leaves nothing behind. */
    @Override
    public void close() throws IOException {
        try {
            content.close();
        } finally {
            if (!complete) discard();
        }
    }

    /** Deletes the part, unless it has its name by now. */
    void discard() {
        try {
            content.close();
        } catch (IOException stays) {
            // another failure is on its way, or the program ends
        }
        if (!named) Disk.drop(part);
        UNFINISHED.remove(this);
    }

    /** The name that the output was asked for, which may be a link. */
    Path asked() {
        return asked;
    }

    /** The file that is replaced. */
    Path target() {
        return target;
    }

    Path part() {
        return part;
    }

    void named() {
        named = true;
        UNFINISHED.remove(this);
    }

    void unnamed() {
        named = false;
    }

    boolean isNamed() {
        return named;
    }

    /** Leaves the part where it is, for the next run. */
    void leave() {
        named();
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
        return Target.explain(asked, e, written, expectedBytes);
    }
}
