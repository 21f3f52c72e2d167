/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.file;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.cryosgd.math.State;

/**
 * The state of a stopped computation in a file.
 *
 * <pre>
 * CryoSGD state 2: KIND\n        KIND ends in the version of the content, such as "CryoSGD checkpoint 1"
 * content                        big-endian numbers, see {@link Out}
 * length                         8 bytes, of the two above together
 * checksum                       4 bytes, CRC-32C of all before
 * </pre>
 *
 * The checksum is compared before anything is used, so that a file with a changed, missing or added byte is refused.
 * While the content is read, nothing is allocated that is larger than what is left of the file.
 */
public final class StateFile {
    private static final String HEAD = "CryoSGD state ";
    private static final String VERSION = HEAD + "2: ";
    private static final int TAIL = Long.BYTES + Integer.BYTES;
    private static final int LONGEST_HEAD = 200;
    private static final int CHUNK = 1 << 16;

    private StateFile() {}

    /** Numbers, texts and arrays to a file. */
    public static final class Out extends DataOutputStream {
        private final byte[] chunk = new byte[CHUNK];

        private Out(OutputStream out) {
            super(out);
        }

        /** An array, or null. */
        public void floats(float[] values) throws IOException {
            writeInt(values == null ? -1 : values.length);
            if (values == null) return;
            ByteBuffer bytes = ByteBuffer.wrap(chunk);
            int most = chunk.length / Float.BYTES;
            for (int done = 0; done < values.length; done += most) {
                int count = Math.min(most, values.length - done);
                bytes.asFloatBuffer().put(values, done, count);
                write(chunk, 0, count * Float.BYTES);
            }
        }

        public void doubles(double[] values) throws IOException {
            writeInt(values.length);
            for (double value : values) writeDouble(value);
        }

        /** The state of an algorithm. */
        public void state(State state) throws IOException {
            doubles(state.numbers());
            writeInt(state.volumes().length);
            for (float[] volume : state.volumes()) floats(volume);
        }

        /** A text of any length. */
        public void text(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            writeInt(bytes.length);
            write(bytes);
        }

        /** Texts with their names, in their order. */
        public void texts(Map<String, String> texts) throws IOException {
            writeInt(texts.size());
            for (Map.Entry<String, String> text : texts.entrySet()) {
                text(text.getKey());
                text(text.getValue());
            }
        }
    }

    /** The same from a file. */
    public static final class In extends DataInputStream {
        private final Content content;
        private final byte[] chunk = new byte[CHUNK];

        private In(Content content) {
            super(content);
            this.content = content;
        }

        /** A number of things that follow, each of at least a byte. */
        public int count() throws IOException {
            return count(1);
        }

        /** A number of things that follow, each of at least so many bytes. */
        public int count(int bytesEach) throws IOException {
            int count = readInt();
            if (count < 0 || (long) count * bytesEach > content.left)
                throw new EOFException("a count of " + count + " with " + content.left + " bytes left");
            return count;
        }

        /** An array, or null. */
        public float[] floats() throws IOException {
            int length = readInt();
            if (length == -1) return null;
            if (length < 0 || (long) length * Float.BYTES > content.left)
                throw new EOFException("an array of " + length + " with " + content.left + " bytes left");
            float[] values = new float[length];
            ByteBuffer bytes = ByteBuffer.wrap(chunk);
            int most = chunk.length / Float.BYTES;
            for (int done = 0; done < length; done += most) {
                int count = Math.min(most, length - done);
                readFully(chunk, 0, count * Float.BYTES);
                bytes.asFloatBuffer().get(values, done, count);
            }
            return values;
        }

        public double[] doubles() throws IOException {
            double[] values = new double[count(Double.BYTES)];
            for (int i = 0; i < values.length; i++) values[i] = readDouble();
            return values;
        }

        /** The state of an algorithm. */
        public State state() throws IOException {
            double[] numbers = doubles();
            float[][] volumes = new float[count(Integer.BYTES)][];
            for (int i = 0; i < volumes.length; i++) volumes[i] = floats();
            return new State(numbers, volumes);
        }

        /** A text that {@link Out#text} wrote. */
        public String text() throws IOException {
            byte[] bytes = new byte[count()];
            readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }

        /** What {@link Out#texts} wrote. */
        public Map<String, String> texts() throws IOException {
            Map<String, String> texts = new LinkedHashMap<>();
            for (int i = count(2 * Integer.BYTES); i > 0; i--) texts.put(text(), text());
            return texts;
        }
    }

    /** Writes the content. */
    @FunctionalInterface
    public interface Writer {
        void write(Out out) throws IOException;
    }

    /** Reads the content. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(In in) throws IOException;
    }

    /**
     * Writes it; nothing is left behind if it fails, and an older state stays.
     *
     * @param kind what it is a state of, ending in a blank and the version of the content; without a line break
     */
    public static void write(Path target, String kind, Writer writer) throws IOException {
        SafeFile.write(target, stream -> {
            CheckedOutputStream summed = new CheckedOutputStream(stream, new CRC32C());
            Out out = new Out(summed);
            byte[] head = (VERSION + kind + "\n").getBytes(StandardCharsets.ISO_8859_1);
            out.write(head);
            Counting content = new Counting(out);
            writer.write(new Out(content));
            out.writeLong(head.length + content.count);
            out.writeInt((int) summed.getChecksum().getValue());
        });
    }

    /**
     * Writes it where that is possible: a run that cannot keep its state goes on. An older state stays.
     *
     * @param warn takes one line that says why the state could not be written
     * @return whether it was written
     */
    public static boolean tryWrite(Path target, String kind, Writer writer, Consumer<String> warn) {
        return tryWrite(() -> write(target, kind, writer), warn);
    }

    /** {@link #tryWrite(Path, String, Writer, Consumer)} for a class that writes its own state. */
    public static boolean tryWrite(OutputSet.Content state, Consumer<String> warn) {
        try {
            state.write();
            return true;
        } catch (IOException e) {
            warn.accept("the checkpoint is not written, the run goes on. " + e.getMessage());
            return false;
        }
    }

    /** Writes a state to a file. */
    @FunctionalInterface
    public interface StateWriter {
        void write(Path file) throws IOException;
    }

    /**
     * Writes a state that would be lost otherwise: to its place, or where that is not possible to the system's folder for
     * temporary files.
     *
     * @return where it is; empty where it could not be written at all
     */
    public static Optional<Path> rescue(Path target, StateWriter state) {
        Path elsewhere = Path.of(System.getProperty("java.io.tmpdir"));
        for (Path place : new Path[] {target, elsewhere.resolve(target.getFileName())})
            try {
                state.write(place);
                return Optional.of(place);
            } catch (IOException e) {
                // the next place
            }
        return Optional.empty();
    }

    /**
     * Reads it, after its checksum was compared.
     *
     * @throws FormatException if the file is damaged, none of this kind, or of another version
     */
    public static <T> T read(Path file, String kind, Reader<T> reader) throws IOException {
        try (FileChannel channel = InputFiles.open(file)) {
            String head = head(channel);
            if (!head.startsWith(HEAD)) throw new FormatException(file + ": " + foreign(head));
            if (!isWhole(channel))
                throw new FormatException(file + ": the checkpoint is damaged or cut short. Start the run anew.");
            if (!head.equals(VERSION + kind)) throw new FormatException(file + ": " + other(head, kind));
            channel.position(head.length() + 1);
            return read(file, new Content(channel, channel.size() - TAIL - channel.position()), reader);
        }
    }

    private static <T> T read(Path file, Content content, Reader<T> reader) throws IOException {
        try {
            T state = reader.read(new In(content));
            if (content.left == 0) return state;
        } catch (EOFException | UTFDataFormatException | RuntimeException e) {
            throw unfit(file, e);
        }
        throw unfit(file, null);
    }

    private static FormatException unfit(Path file, Exception cause) {
        FormatException e = new FormatException(file + ": the checkpoint is whole, but its content is not what this "
                + "version of CryoSGD writes. Start the run anew.");
        e.initCause(cause);
        return e;
    }

    /** The first line, or what there is of it. */
    private static String head(FileChannel channel) throws IOException {
        InputStream in = Channels.newInputStream(channel.position(0));
        String start = new String(in.readNBytes(LONGEST_HEAD), StandardCharsets.ISO_8859_1);
        int end = start.indexOf('\n');
        return end < 0 ? start : start.substring(0, end);
    }

    private static boolean isWhole(FileChannel channel) throws IOException {
        long length = channel.size() - TAIL;
        if (length < 0) return false;
        CRC32C crc = new CRC32C();
        InputStream in = Channels.newInputStream(channel.position(0));
        byte[] chunk = new byte[CHUNK];
        for (long left = length + Long.BYTES; left > 0; ) {
            int count = in.readNBytes(chunk, 0, (int) Math.min(left, CHUNK));
            if (count == 0) return false;
            crc.update(chunk, 0, count);
            left -= count;
        }
        ByteBuffer tail = ByteBuffer.wrap(readTail(channel, length));
        return tail.getLong() == length && tail.getInt() == (int) crc.getValue();
    }

    private static byte[] readTail(FileChannel channel, long position) throws IOException {
        return Channels.newInputStream(channel.position(position)).readNBytes(TAIL);
    }

    private static String foreign(String head) {
        return head.startsWith("CryoSGD ")
                ? "the checkpoint is damaged, or of an early version of CryoSGD, which kept no checksum. Start the run anew."
                : "is not a checkpoint. Choose the one that a stopped run of this command wrote.";
    }

    /** What to say about a state that is whole but is not this one. */
    private static String other(String head, String kind) {
        int version = kind.lastIndexOf(' ');
        boolean sameKind = head.startsWith(VERSION + kind.substring(0, version + 1));
        return sameKind || !head.startsWith(VERSION)
                ? "the checkpoint is of another version of CryoSGD (it says '" + head + "', here it is '" + VERSION
                        + kind + "'). Go on with that version, or start the run anew."
                : "is a checkpoint of another command (it says '" + head.substring(VERSION.length()) + "', needed is '"
                        + kind + "'). Choose the one that a stopped run of this command wrote.";
    }

    /** Of the bits of some numbers, in hexadecimal digits. */
    public static String checksum(float[] values) {
        CRC32 crc = new CRC32();
        byte[] chunk = new byte[CHUNK];
        int most = CHUNK / Float.BYTES;
        for (int done = 0; done < values.length; done += most) {
            int count = Math.min(most, values.length - done);
            ByteBuffer.wrap(chunk).asFloatBuffer().put(values, done, count);
            crc.update(chunk, 0, count * Float.BYTES);
        }
        return Long.toHexString(crc.getValue());
    }

    /** Throws unless a run has the settings of the one that was stopped, those that only one of them has included. */
    public static void requireSame(Map<String, String> stopped, Map<String, String> now) {
        Set<String> names = new LinkedHashSet<>(stopped.keySet());
        names.addAll(now.keySet());
        for (String name : names) {
            String before = stopped.getOrDefault(name, "none");
            String after = now.getOrDefault(name, "none");
            if (!before.equals(after))
                throw new IllegalArgumentException("resume needs the settings of the run that was stopped; its " + name
                        + " had " + before + ", now " + after);
        }
    }

    /** Counts what is written. */
    private static final class Counting extends FilterOutputStream {
        private long count;

        Counting(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count += length;
        }
    }

    /** The bytes between head and tail. */
    private static final class Content extends InputStream {
        private final InputStream in;
        private long left;

        Content(FileChannel channel, long left) {
            in = new BufferedInputStream(Channels.newInputStream(channel), CHUNK);
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            if (left == 0) return -1;
            int value = in.read();
            if (value >= 0) left--;
            return value;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) return 0;
            if (left == 0) return -1;
            int count = in.read(bytes, offset, (int) Math.min(length, left));
            if (count > 0) left -= count;
            return count;
        }
    }
}
