/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.cryosparc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.file.InputFiles;
import org.cryosgd.io.file.Shown;

/**
 * A NumPy file with one structured array of one dimension, as cryoSPARC writes its .cs files: fields of whole and
 * floating numbers and of texts, single or in small arrays; either byte order. Rows and elements count from 0. Memory is
 * taken for the rows that the file has, whatever its header says.
 */
final class NpyTable {
    private final Path file;
    private final NpyHeader header;
    private final ByteBuffer data;

    private NpyTable(Path file, NpyHeader header, ByteBuffer data) {
        this.file = file;
        this.header = header;
        this.data = data;
    }

    /**
     * Reads a whole file.
     *
     * @throws FormatException if it is no such table, or shorter than its header says
     */
    static NpyTable read(Path file) throws IOException {
        if (Files.isDirectory(file)) throw new FormatException(file + ": is a folder." + NpyHeader.WRONG);
        try (FileChannel channel = InputFiles.open(file)) {
            NpyHeader header = NpyHeader.read(channel, channel.size(), file);
            return new NpyTable(
                    file,
                    header,
                    NpyHeader.bytes(channel, header.dataOffset(), header.rows() * header.rowBytes(), file));
        }
    }

    int rows() {
        return header.rows();
    }

    Set<String> columns() {
        return header.fields().keySet();
    }

    boolean has(String column) {
        return header.fields().containsKey(column);
    }

    /** Elements in a cell of a column. */
    int count(String column) throws FormatException {
        return field(column).count();
    }

    private NpyHeader.Field field(String column) throws FormatException {
        NpyHeader.Field field = header.fields().get(column);
        if (field == null)
            throw new FormatException(
                    file + ": no column " + column + " (it has " + Shown.list(columns()) + ")." + NpyHeader.WRONG);
        return field;
    }

    private int start(int row, NpyHeader.Field field) {
        return row * header.rowBytes() + field.offset();
    }

    /**
     * The numbers of a column.
     *
     * @throws FormatException if there is no such column, or it holds no numbers
     */
    NumberColumn numbers(String column) throws FormatException {
        NpyHeader.Field f = field(column);
        NpyNumber kind = NpyNumber.of(f.type(), f.size());
        if (kind == null) throw unreadable(column, f, "and must be a number");
        ByteBuffer ordered = data.duplicate().order(f.order());
        return (row, element) -> {
            if (element >= f.count()) throw unreadable(column, f, "and has no element " + (element + 1));
            return kind.value(ordered, start(row, f) + element * f.size());
        };
    }

    private FormatException unreadable(String column, NpyHeader.Field f, String why) {
        return new FormatException(file + ": column " + column + " is of type " + f.type() + f.size() + " × "
                + f.count() + " " + why + "." + NpyHeader.AGAIN);
    }

    /** A whole number of eight bytes, such as {@code uid}. */
    long bits(int row, String column) throws FormatException {
        NpyHeader.Field f = field(column);
        if (f.type() != 'u' && f.type() != 'i' || f.size() != 8 || f.count() != 1)
            throw unreadable(column, f, "and must be a whole number of 8 bytes (u8)");
        return data.order(f.order()).getLong(start(row, f));
    }

    /** A text without what follows its first zero. */
    String text(int row, String column) throws FormatException {
        NpyHeader.Field f = field(column);
        if (f.type() != 'S' && f.type() != 'U' && f.type() != 'a' || f.count() != 1)
            throw unreadable(column, f, "and must be a text");
        byte[] bytes = new byte[f.size()];
        data.get(start(row, f), bytes);
        Charset wide = Charset.forName(f.order() == ByteOrder.BIG_ENDIAN ? "UTF-32BE" : "UTF-32LE");
        String text = new String(bytes, f.type() == 'U' ? wide : StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }
}
