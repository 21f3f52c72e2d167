/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.cryosparc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.file.Shown;

/**
 * What the header of a NumPy file says about its table: versions 1 to 3 of the format.
 *
 * @param dataOffset where the first row begins, in bytes
 * @param rows number of rows
 * @param rowBytes length of a row
 * @param fields the columns by name, in the order of the file
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">NumPy's format</a>
 */
record NpyHeader(long dataOffset, int rows, int rowBytes, Map<String, Field> fields) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    /** A table of cryoSPARC has some hundred columns at most, each named in fewer than 100 bytes. */
    private static final long MAX_HEADER_BYTES = 1 << 20;
    /** b1, f4, S60, U12, M8[ns]. */
    private static final Pattern TYPE = Pattern.compile("([<>|=]?)([a-zA-Z?])(\\d{0,9})(\\[\\w{1,9}\\])?");

    static final String WRONG = " Choose the particles' .cs file of a cryoSPARC job.";
    static final String AGAIN = " Copy it, or export the particles from cryoSPARC again.";

    /**
     * A column.
     *
     * @param offset from the start of a row, in bytes
     * @param type NumPy's letter
     * @param size of an element in bytes
     * @param shape of a cell; empty for a single element
     * @param count elements of a cell
     */
    record Field(int offset, char type, int size, List<Integer> shape, int count, ByteOrder order) {}

    /** Reads the header of an open file of {@code length} bytes, and checks that the rows are there. */
    static NpyHeader read(FileChannel channel, long length, Path file) throws IOException {
        ByteBuffer start = bytes(channel, 0, (int) Math.min(12, length), file).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < MAGIC.length; i++)
            if (length < 12 || start.get(i) != MAGIC[i])
                throw new FormatException(file + ": not a NumPy file, as .cs files are." + WRONG);
        int version = start.get(6);
        if (version < 1 || version > 3)
            throw new FormatException(
                    file + ": version " + version + " of NumPy's format is not read, 1 to 3 are." + AGAIN);
        int before = version == 1 ? 10 : 12;
        long headerBytes = version == 1 ? start.getShort(8) & 0xffff : start.getInt(8) & 0xffffffffL;
        if (headerBytes > MAX_HEADER_BYTES || before + headerBytes > length)
            throw new FormatException(file + ": the header is said to have " + headerBytes + " bytes, the file has "
                    + length + ": it is damaged or cut short." + AGAIN);
        byte[] header = bytes(channel, before, (int) headerBytes, file).array();
        String text = new String(header, version < 3 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        NpyHeader read = new NpyHeaderParser(file).parse(text, before + headerBytes);
        long data = length - read.dataOffset;
        if (data < (long) read.rows * read.rowBytes)
            throw new FormatException(file + ": the header promises " + read.rows + " rows of " + read.rowBytes
                    + " bytes, the file holds " + data / read.rowBytes + ": it is cut short." + AGAIN);
        return read;
    }

    /** Exactly {@code count} bytes of a file from {@code position} on. */
    static ByteBuffer bytes(FileChannel channel, long position, int count, Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining())
            if (channel.read(bytes, position + bytes.position()) < 0)
                throw new FormatException(file + ": has become shorter while it was read." + AGAIN);
        return bytes.flip();
    }

    /** Turns the text of a header into columns. */
    private static final class NpyHeaderParser {
        private final Path file;
        private final Map<String, Field> fields = new LinkedHashMap<>();
        private int rowBytes;

        NpyHeaderParser(Path file) {
            this.file = file;
        }

        NpyHeader parse(String text, long dataOffset) throws FormatException {
            Object header;
            try {
                header = PythonLiteral.parse(text.replace('\0', ' '));
            } catch (PythonLiteral.SyntaxException e) {
                throw new FormatException(file + ": the header cannot be read, " + e.getMessage() + "." + AGAIN);
            }
            if (!(header instanceof Map<?, ?> map)
                    || !(map.get("descr") instanceof List<?> columns)
                    || columns.isEmpty()
                    || !(map.get("shape") instanceof List<?> shape)
                    || shape.size() != 1
                    || !(shape.get(0) instanceof Long count))
                throw new FormatException(
                        file + ": not a table, its header is " + Shown.of(text.strip()) + "." + WRONG);
            for (Object column : columns) addField(column);
            if (rowBytes == 0) throw new FormatException(file + ": the columns are empty." + WRONG);
            if (count < 0 || count > Integer.MAX_VALUE / rowBytes)
                throw new FormatException(file + ": " + count + " rows of " + rowBytes
                        + " bytes cannot be held, at most 2 GB can. Choose a part of the particles in cryoSPARC.");
            return new NpyHeader(dataOffset, count.intValue(), rowBytes, fields);
        }

        private void addField(Object column) throws FormatException {
            if (!(column instanceof List<?> parts) || parts.size() < 2 || parts.size() > 3)
                throw unreadable(String.valueOf(column), "is not a name, a type and a shape");
            // NumPy allows (title, name) for a name
            Object named = parts.get(0) instanceof List<?> names && !names.isEmpty()
                    ? names.get(names.size() - 1)
                    : parts.get(0);
            String name = String.valueOf(named);
            if (parts.get(1) instanceof List<?>)
                throw unreadable(name, "has columns of its own, such tables are not read");
            Matcher type = TYPE.matcher(String.valueOf(parts.get(1)));
            if (!type.matches()) throw unreadable(name, "has the type " + Shown.of(String.valueOf(parts.get(1))));
            char letter = type.group(2).charAt(0);
            if (letter == 'O') throw unreadable(name, "holds Python objects (type O), which are not read");
            List<Integer> shape = shape(name, parts.size() == 3 ? parts.get(2) : List.of());
            long number = type.group(3).isEmpty() ? 1 : Long.parseLong(type.group(3));
            long size = letter == 'U' ? 4 * number : number;
            long count = 1;
            // no factor is larger than an int, so the product cannot leave a long before it is looked at
            for (int n : shape) if ((count *= n) > Integer.MAX_VALUE) throw tooLarge(name);
            if (size > Integer.MAX_VALUE || size * count > Integer.MAX_VALUE - rowBytes) throw tooLarge(name);
            ByteOrder order = type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
            Field field = new Field(rowBytes, letter, (int) size, shape, (int) count, order);
            if (fields.put(name, field) != null) throw unreadable(name, "stands twice in the header");
            rowBytes += (int) (size * count);
        }

        private List<Integer> shape(String name, Object given) throws FormatException {
            List<?> sizes = given instanceof List<?> list ? list : List.of(given);
            for (Object size : sizes)
                if (!(size instanceof Long n) || n < 0 || n > Integer.MAX_VALUE)
                    throw unreadable(name, "has the shape " + Shown.of(String.valueOf(given)));
            return sizes.stream().map(n -> ((Long) n).intValue()).toList();
        }

        private FormatException tooLarge(String name) {
            return unreadable(name, "is larger than 2 GB in each row");
        }

        private FormatException unreadable(String name, String why) {
            return new FormatException(file + ": column " + Shown.of(name) + " " + why + "." + AGAIN);
        }
    }
}
