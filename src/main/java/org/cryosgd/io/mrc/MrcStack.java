/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.mrc;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Locale;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.file.InputFiles;
import org.cryosgd.particles.ImageSource;

/**
 * The images of one MRC file, read on demand: modes 0, 1, 2, 6 and 12, either byte order, any length. Safe to use from
 * several threads at once; reading allocates nothing.
 */
public final class MrcStack implements ImageSource, Closeable {
    private final Path file;
    private final MrcHeader header;
    private volatile FileChannel channel;
    private volatile boolean closed;

    private MrcStack(Path file, FileChannel channel, MrcHeader header) {
        this.file = file;
        this.channel = channel;
        this.header = header;
    }

    /**
     * Opens {@code file} and checks that its images are square and that it is as long as its header says.
     *
     * @throws FormatException naming the file, what is wrong and the remedy
     */
    public static MrcStack open(Path file) throws IOException {
        MrcStack stack = openAny(file);
        try {
            checkSquare(file, stack.header);
            return stack;
        } catch (FormatException e) {
            stack.close();
            throw e;
        }
    }

    /** As {@link #open}, for sections of any shape. */
    static MrcStack openAny(Path file) throws IOException {
        FileChannel channel = InputFiles.open(file);
        try {
            MrcHeader header = MrcHeader.read(channel, file);
            checkLength(file, header, channel.size());
            checkHeld(file, header);
            return new MrcStack(file, channel, header);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Reads and checks the header as {@link #open} does, and leaves nothing open. */
    public static MrcHeader check(Path file) throws IOException {
        try (MrcStack stack = open(file)) {
            return stack.header;
        }
    }

    /** Whether the images are the sections of a map: as many as they are wide, in a file that is not named .mrcs. */
    public boolean isMap() {
        return !file.toString().toLowerCase(Locale.ROOT).endsWith(".mrcs") && count() == box();
    }

    /** Kind, size and pixel size in words. */
    public String describe() {
        return String.format(
                Locale.ROOT,
                "%s of %d × %d × %d, %.4g Å per pixel",
                isMap() ? "Map" : "Stack",
                box(),
                box(),
                count(),
                header.pixelSizeAngstrom());
    }

    private static void checkSquare(Path file, MrcHeader header) throws FormatException {
        if (header.nx() == header.ny()) return;
        int box = Math.max(header.nx(), header.ny());
        throw new FormatException(file + ": images are " + header.nx() + " × " + header.ny()
                + " pixels and must be square. Extract them again with a square box, or pad them: "
                + "relion_image_handler --i input --o output --new_box " + (box + box % 2) + ".");
    }

    private static void checkLength(Path file, MrcHeader header, long length) throws FormatException {
        if (length >= header.fileBytes()) return;
        long whole = Math.max(0, (length - header.dataOffset()) / header.sectionBytes());
        throw new FormatException(file + ": the header promises " + header.nz() + " images of " + header.nx() + " × "
                + header.ny() + " (mode " + header.mode().number() + "), the file holds "
                + whole
                + ": it is cut short. Copy or write it again.");
    }

    /** An image is one array of at most 2³¹ values. */
    private static void checkHeld(Path file, MrcHeader header) throws FormatException {
        if ((long) header.nx() * header.ny() > Integer.MAX_VALUE - 8)
            throw new FormatException(file + ": images of " + header.nx() + " × " + header.ny()
                    + " pixels cannot be held, 46340 × 46340 can. Extract them with a smaller box.");
    }

    public MrcHeader header() {
        return header;
    }

    @Override
    public int count() {
        return header.nz();
    }

    @Override
    public int box() {
        return header.nx();
    }

    @Override
    public void read(int index, float[] pixels) throws IOException {
        readSection(index, pixels, 0);
    }

    /** Reads section {@code index} into {@code values} from {@code offset} on. */
    void readSection(int index, float[] values, int offset) throws IOException {
        if (index < 0 || index >= header.nz())
            throw new IndexOutOfBoundsException(file + ": no image " + (index + 1) + " of " + header.nz());
        MrcMode.Chunk chunk = MrcMode.Chunk.ofThread();
        MrcMode mode = header.mode();
        int perChunk = MrcMode.Chunk.BYTES / mode.bytes();
        int total = header.nx() * header.ny();
        long position = header.dataOffset() + index * header.sectionBytes();
        for (int done = 0; done < total; done += perChunk) {
            int count = Math.min(perChunk, total - done);
            chunk.bytes.clear().limit(count * mode.bytes());
            fill(chunk, position + (long) done * mode.bytes(), index);
            mode.decode(chunk, header.order(), values, offset + done, count);
        }
    }

    private void fill(MrcMode.Chunk chunk, long position, int index) throws IOException {
        while (chunk.bytes.hasRemaining()) {
            int read = readOnce(chunk, position + chunk.bytes.position(), index);
            if (read < 0)
                throw new FormatException(file + ": image " + (index + 1) + " of " + header.nz()
                        + " cannot be read, the file has become shorter since it was opened. Copy or write it again.");
        }
    }

    private int readOnce(MrcMode.Chunk chunk, long position, int index) throws IOException {
        FileChannel current = channel;
        try {
            return current.read(chunk.bytes, position);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (ClosedChannelException e) {
            // the interruption of one thread closes the channel for all
            if (closed) throw new IOException(file + ": image " + (index + 1) + " was asked for after closing.", e);
            reopen(current);
            return 0;
        } catch (IOException e) {
            throw new IOException(file + ": image " + (index + 1) + " cannot be read (" + e.getMessage() + ").", e);
        }
    }

    private synchronized void reopen(FileChannel broken) throws IOException {
        if (channel == broken && !closed) channel = InputFiles.open(file);
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        channel.close();
    }
}
