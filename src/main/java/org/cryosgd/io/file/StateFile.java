/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.file;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.cryosgd.math.State;

/** The state of a stopped computation in a file: a line of text that says of what, then big-endian numbers. */
public final class StateFile {
    private static final int MOST = 1 << 29;

    private StateFile() {}

    /** Numbers, texts and arrays to a file. */
    public static final class Out extends DataOutputStream {
        private Out(OutputStream out) {
            super(out);
        }

        /** An array, or null. */
        public void floats(float[] values) throws IOException {
            writeInt(values == null ? -1 : values.length);
            if (values == null) return;
            write(bytes(values));
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

        public void texts(Map<String, String> texts) throws IOException {
            writeInt(texts.size());
            for (Map.Entry<String, String> text : texts.entrySet()) {
                writeUTF(text.getKey());
                writeUTF(text.getValue());
            }
        }
    }

    /** The same from a file. */
    public static final class In extends DataInputStream {
        private final Path file;

        private In(InputStream in, Path file) {
            super(in);
            this.file = file;
        }

        /** A number of things that follow. */
        public int count() throws IOException {
            int count = readInt();
            if (count < 0 || count > MOST)
                throw new FormatException(file + ": the checkpoint is damaged. Start the run anew.");
            return count;
        }

        /** An array, or null. */
        public float[] floats() throws IOException {
            int length = readInt();
            if (length == -1) return null;
            if (length < 0 || length > MOST)
                throw new FormatException(file + ": the checkpoint is damaged. Start the run anew.");
            byte[] bytes = readNBytes(4 * length);
            if (bytes.length < 4 * length) throw new EOFException();
            float[] values = new float[length];
            ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
            return values;
        }

        public double[] doubles() throws IOException {
            double[] values = new double[count()];
            for (int i = 0; i < values.length; i++) values[i] = readDouble();
            return values;
        }

        /** The state of an algorithm. */
        public State state() throws IOException {
            double[] numbers = doubles();
            float[][] volumes = new float[count()][];
            for (int i = 0; i < volumes.length; i++) volumes[i] = floats();
            return new State(numbers, volumes);
        }

        public Map<String, String> texts() throws IOException {
            Map<String, String> texts = new LinkedHashMap<>();
            for (int i = count(); i > 0; i--) texts.put(readUTF(), readUTF());
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
     * Writes it; nothing is left behind if it fails.
     *
     * @param kind what it is a state of, without a line break
     */
    public static void write(Path target, String kind, Writer writer) throws IOException {
        SafeFile.write(target, stream -> {
            Out out = new Out(stream);
            out.writeBytes(kind + "\n");
            writer.write(out);
            out.flush();
        });
    }

    /**
     * Reads it.
     *
     * @throws FormatException if the file is none of this kind, or cut short
     */
    public static <T> T read(Path file, String kind, Reader<T> reader) throws IOException {
        try (In in = new In(new BufferedInputStream(Files.newInputStream(file), 1 << 16), file)) {
            byte[] found = in.readNBytes(kind.length() + 1);
            if (!(kind + "\n").equals(new String(found, StandardCharsets.ISO_8859_1)))
                throw new FormatException(
                        file + ": not a " + kind + ". Choose the checkpoint that a stopped run of this command wrote.");
            return reader.read(in);
        } catch (EOFException e) {
            throw new FormatException(file + ": the checkpoint is cut short. Start the run anew.");
        }
    }

    /** Of the bits of some numbers, in hexadecimal digits. */
    public static String checksum(float[] values) {
        CRC32 crc = new CRC32();
        crc.update(bytes(values));
        return Long.toHexString(crc.getValue());
    }

    /** Throws unless a run has the settings of the one that was stopped. */
    public static void requireSame(Map<String, String> stopped, Map<String, String> now) {
        for (Map.Entry<String, String> part : stopped.entrySet())
            if (!part.getValue().equals(now.get(part.getKey())))
                throw new IllegalArgumentException("resume needs the settings of the run that was stopped; its "
                        + part.getKey() + " had " + part.getValue() + ", now " + now.get(part.getKey()));
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(4, values.length));
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }
}
