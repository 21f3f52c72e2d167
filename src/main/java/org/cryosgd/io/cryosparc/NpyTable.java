/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.cryosparc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cryosgd.io.file.FormatException;

/**
 * A NumPy file with one structured array of one dimension, as cryoSPARC writes its .cs files: versions 1 to 3; fields
 * of whole and floating numbers and byte texts, single or in small arrays; either byte order. Rows count from 0.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">NumPy's format</a>
 */
final class NpyTable {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern FIELD = Pattern.compile(
            "\\(\\s*'((?:[^'\\\\]|\\\\.)*)'\\s*,\\s*'([<>|=]?)([a-zA-Z])(\\d+)'\\s*(?:,\\s*\\(([0-9, ]*)\\)\\s*)?\\)");
    private static final Pattern DESCR =
            Pattern.compile("'descr'\\s*:\\s*\\[(.*)\\]\\s*,\\s*'fortran_order'", Pattern.DOTALL);
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(\\s*(\\d+)\\s*,\\s*\\)");
    private static final String WRONG = " Choose the particles' .cs file of a cryoSPARC job.";

    private record Field(int offset, char type, int size, int count, ByteOrder order) {}

    private final Path file;
    private final Map<String, Field> fields = new LinkedHashMap<>();
    private final ByteBuffer data;
    private final int rows;
    private int rowBytes;

    private NpyTable(Path file, byte[] bytes) throws FormatException {
        this.file = file;
        ByteBuffer content = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < MAGIC.length; i++)
            if (bytes.length < 12 || bytes[i] != MAGIC[i])
                throw new FormatException(file + ": not a NumPy file, as .cs files are." + WRONG);
        boolean old = bytes[6] == 1;
        int start = old ? 10 : 12;
        long length = old ? content.getShort(8) & 0xffff : content.getInt(8) & 0xffffffffL;
        if (start + length > bytes.length)
            throw new FormatException(file + ": its header is cut short. Copy or export it again.");
        String header = new String(
                bytes, start, (int) length, bytes[6] < 3 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        Matcher shape = SHAPE.matcher(header);
        Matcher descr = DESCR.matcher(header);
        if (!shape.find() || !descr.find())
            throw new FormatException(file + ": not a table, its header is " + header.strip() + "." + WRONG);
        rows = Integer.parseInt(shape.group(1));
        readFields(descr.group(1));
        data = content.slice(start + (int) length, bytes.length - start - (int) length);
        if (data.capacity() < (long) rows * rowBytes)
            throw new FormatException(file + ": the header promises " + rows + " rows of " + rowBytes
                    + " bytes, the file holds " + data.capacity() / rowBytes
                    + ": it is cut short. Copy or export it again.");
    }

    static NpyTable read(Path file) throws IOException {
        if (Files.isDirectory(file)) throw new FormatException(file + ": is a folder." + WRONG);
        return new NpyTable(file, Files.readAllBytes(file));
    }

    private void readFields(String descr) throws FormatException {
        Matcher field = FIELD.matcher(descr);
        int end = 0;
        while (field.find()) {
            if (!descr.substring(end, field.start()).replace(',', ' ').isBlank()) break;
            end = field.end();
            int count = 1;
            if (field.group(5) != null)
                for (String n : field.group(5).split(",")) if (!n.isBlank()) count *= Integer.parseInt(n.strip());
            char type = field.group(3).charAt(0);
            int number = Integer.parseInt(field.group(4));
            int size = type == 'U' ? 4 * number : number;
            ByteOrder order = field.group(2).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
            fields.put(field.group(1), new Field(rowBytes, type, size, count, order));
            rowBytes += size * count;
        }
        String rest = descr.substring(end).replace(',', ' ').strip();
        if (fields.isEmpty() || !rest.isEmpty())
            throw new FormatException(file + ": cannot read the columns from " + (rest.isEmpty() ? descr : rest)
                    + ". Export the particles from cryoSPARC again.");
    }

    int rows() {
        return rows;
    }

    Set<String> columns() {
        return fields.keySet();
    }

    boolean has(String column) {
        return fields.containsKey(column);
    }

    private Field field(String column) throws FormatException {
        Field field = fields.get(column);
        if (field == null)
            throw new FormatException(file + ": no column " + column + " (it has " + String.join(", ", fields.keySet())
                    + "). "
                    + CryosparcFile.CONVERT);
        return field;
    }

    /** Element {@code element} of a cell as a number. */
    double number(int row, String column, int element) throws FormatException {
        Field f = field(column);
        int at = row * rowBytes + f.offset + element * f.size;
        data.order(f.order);
        if (element < f.count)
            switch (f.type + String.valueOf(f.size)) {
                case "f4":
                    return data.getFloat(at);
                case "f8":
                    return data.getDouble(at);
                case "i1", "b1":
                    return data.get(at);
                case "u1":
                    return data.get(at) & 0xff;
                case "i2":
                    return data.getShort(at);
                case "u2":
                    return data.getShort(at) & 0xffff;
                case "i4":
                    return data.getInt(at);
                case "u4":
                    return data.getInt(at) & 0xffffffffL;
                case "i8", "u8":
                    return data.getLong(at);
                default:
            }
        throw new FormatException(file + ": column " + column + " is of type " + f.type + f.size + " × " + f.count
                + ", number " + (element + 1) + " of it cannot be read.");
    }

    double number(int row, String column) throws FormatException {
        return number(row, column, 0);
    }

    /** A whole number of eight bytes, such as {@code uid}. */
    long bits(int row, String column) throws FormatException {
        Field f = field(column);
        return data.order(f.order).getLong(row * rowBytes + f.offset);
    }

    String text(int row, String column) throws FormatException {
        Field f = field(column);
        if (f.type != 'S' && f.type != 'U' && f.type != 'a')
            throw new FormatException(file + ": column " + column + " is of type " + f.type + " and must be a text.");
        byte[] bytes = new byte[f.size];
        data.get(row * rowBytes + f.offset, bytes);
        String text = f.type != 'U'
                ? new String(bytes, StandardCharsets.UTF_8)
                : new String(
                        bytes,
                        java.nio.charset.Charset.forName(f.order == ByteOrder.BIG_ENDIAN ? "UTF-32BE" : "UTF-32LE"));
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }
}
