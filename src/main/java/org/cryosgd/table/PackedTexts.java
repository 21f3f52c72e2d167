/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.table;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Any texts, one after another as UTF-8. What stands behind the first @ of a text, as the file in {@code 000001@stack.mrcs}, is
 * kept once for all texts that share it.
 */
final class PackedTexts implements Cells, Serializable {
    private static final int CHUNK = 1 << 16;
    /** A row is found by its length from the beginning of its group of so many. */
    private static final int GROUP = 16;

    private static final int MANY = 1024;

    private final List<byte[]> chunks = new ArrayList<>();
    private long end;
    private long[] groups = new long[16];
    private final Dictionary tails = new Dictionary();
    /** One more than the number of the tail, 0 for none; null while there are none at all. */
    private int[] tailOf;

    private int size;
    private int expected;

    @Override
    public boolean add(String text, int from, int to) {
        if (size % GROUP == 0) {
            if (size / GROUP == groups.length)
                groups = Arrays.copyOf(groups, Growth.of(groups.length, expected / GROUP + 1));
            groups[size / GROUP] = end;
        }
        int at = from;
        while (at < to && text.charAt(at) != '@') at++;
        boolean shared = at < to && (tails.size() < MANY || 2 * tails.size() < size);
        if (shared && tailOf == null) tailOf = new int[Math.max(64, size + 1)];
        if (tailOf != null) {
            if (size >= tailOf.length) tailOf = Arrays.copyOf(tailOf, Growth.of(size, expected));
            int before = size == 0 ? 0 : tailOf[size - 1];
            if (!shared) tailOf[size] = 0;
            else if (before > 0 && tails.is(before - 1, text, at + 1, to)) tailOf[size] = before;
            else tailOf[size] = 1 + tails.code(text, at + 1, to);
        }
        append(text, from, shared ? at + 1 : to);
        size++;
        return true;
    }

    private void append(String text, int from, int to) {
        boolean ascii = true;
        for (int i = from; i < to && ascii; i++) ascii = text.charAt(i) < 128;
        if (ascii) {
            length(to - from);
            for (int i = from; i < to; i++) append((byte) text.charAt(i));
            return;
        }
        byte[] bytes = text.substring(from, to).getBytes(StandardCharsets.UTF_8);
        length(bytes.length);
        for (byte b : bytes) append(b);
    }

    /** Seven bits a byte, the lowest first; the last byte is not negative. */
    private void length(int length) {
        int left = length;
        for (; left >= 128; left >>>= 7) append((byte) (left | 128));
        append((byte) left);
    }

    private void append(byte b) {
        if (end == (long) CHUNK * chunks.size()) chunks.add(new byte[CHUNK]);
        chunks.get((int) (end / CHUNK))[(int) (end % CHUNK)] = b;
        end++;
    }

    private byte at(long position) {
        return chunks.get((int) (position / CHUNK))[(int) (position % CHUNK)];
    }

    @Override
    public void expect(int rows) {
        expected = rows;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public String get(int row) {
        long position = groups[row / GROUP];
        for (int i = row % GROUP; i > 0; i--) position += spanAt(position);
        int length = lengthAt(position);
        position += prefix(length);
        String text = textAt(position, length);
        return tailOf == null || tailOf[row] == 0 ? text : text.concat(tails.get(tailOf[row] - 1));
    }

    /** Bytes that a text takes together with its length. */
    private int spanAt(long position) {
        byte first = at(position);
        if (first >= 0) return 1 + first;
        int length = lengthAt(position);
        return prefix(length) + length;
    }

    private int lengthAt(long position) {
        int length = 0;
        int shift = 0;
        for (long p = position; ; p++, shift += 7) {
            byte b = at(p);
            length |= (b & 127) << shift;
            if (b >= 0) return length;
        }
    }

    /** Bytes that a length takes. */
    private static int prefix(int length) {
        int bytes = 1;
        for (int left = length; left >= 128; left >>>= 7) bytes++;
        return bytes;
    }

    private String textAt(long position, int length) {
        int from = (int) (position % CHUNK);
        if (from + length <= CHUNK && length > 0)
            return new String(chunks.get((int) (position / CHUNK)), from, length, StandardCharsets.UTF_8);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = at(position + i);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public double number(int row) {
        return TextColumn.parse(get(row));
    }

    @Override
    public Cells select(int[] rows) {
        PackedTexts chosen = new PackedTexts();
        for (int row : rows) {
            String text = get(row);
            chosen.add(text, 0, text.length());
        }
        return chosen;
    }

    @Override
    public void trim() {
        groups = Arrays.copyOf(groups, Math.max(1, (size + GROUP - 1) / GROUP));
        if (tailOf != null && Growth.isWasteful(tailOf.length, size)) tailOf = Arrays.copyOf(tailOf, size);
    }

    @Override
    public long bytes() {
        return (long) CHUNK * chunks.size()
                + 8L * groups.length
                + (tailOf == null ? 0 : 4L * tailOf.length)
                + tails.bytes();
    }
}
