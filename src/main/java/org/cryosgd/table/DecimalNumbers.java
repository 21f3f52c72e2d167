/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.table;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Arrays;

/**
 * Numbers as programs print them, such as {@code -12.345600}: eight bytes a cell, from which the same text is made again. The
 * digits are a whole number below 10^15 and the value is that divided by a power of ten, both exact in double precision, so
 * that the quotient is the number nearest to the text, as {@link Double#parseDouble} gives it.
 */
final class DecimalNumbers implements Cells, Serializable {
    private static final int MAX_DIGITS = 15;
    private static final double[] POWERS = new double[MAX_DIGITS + 1];

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) POWERS[i] = 10 * POWERS[i - 1];
    }

    /** digits · 32 + decimals · 2 + sign. */
    private long[] cells = new long[64];

    private int size;
    private int expected;

    @Override
    public boolean add(String text, int from, int to) {
        long packed = pack(text, from, to);
        if (packed < 0) return false;
        if (size == cells.length) cells = Arrays.copyOf(cells, Growth.of(size, expected));
        cells[size++] = packed;
        return true;
    }

    /** -1 for a text that is not -?(0|[1-9][0-9]*)(.[0-9]+)? of at most 15 digits. */
    private static long pack(String text, int from, int to) {
        int i = from;
        boolean negative = i < to && text.charAt(i) == '-';
        if (negative) i++;
        int start = i;
        int point = -1;
        long digits = 0;
        if (to - start > MAX_DIGITS + 1) return -1;
        for (; i < to; i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') digits = 10 * digits + (c - '0');
            else if (c == '.' && point < 0) point = i;
            else return -1;
        }
        int whole = (point < 0 ? to : point) - start;
        int decimals = point < 0 ? 0 : to - point - 1;
        if (whole == 0 || whole > 1 && text.charAt(start) == '0' || point >= 0 && decimals == 0) return -1;
        if (whole + decimals > MAX_DIGITS) return -1;
        return digits << 5 | (long) decimals << 1 | (negative ? 1 : 0);
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
        String text = BigDecimal.valueOf(cells[row] >> 5, decimals(row)).toPlainString();
        return (cells[row] & 1) == 0 ? text : "-" + text;
    }

    private int decimals(int row) {
        return (int) (cells[row] >> 1) & 15;
    }

    @Override
    public double number(int row) {
        double value = (cells[row] >> 5) / POWERS[decimals(row)];
        return (cells[row] & 1) == 0 ? value : -value;
    }

    @Override
    public Cells select(int[] rows) {
        DecimalNumbers chosen = new DecimalNumbers();
        chosen.cells = new long[Math.max(1, rows.length)];
        for (int row : rows) chosen.cells[chosen.size++] = cells[row];
        return chosen;
    }

    @Override
    public void trim() {
        if (Growth.isWasteful(cells.length, size)) cells = Arrays.copyOf(cells, Math.max(1, size));
    }

    @Override
    public long bytes() {
        return 8L * cells.length;
    }
}
