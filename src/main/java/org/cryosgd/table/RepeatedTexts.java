/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.table;

import java.io.Serializable;
import java.util.Arrays;

/** Texts that come again and again: two bytes a cell, none while all are the same. */
final class RepeatedTexts implements Cells, Serializable {
    /** So many different texts are a small matter, however few rows there are. */
    private static final int FEW = 256;

    private final Dictionary texts;
    private volatile double[] numbers = new double[0];
    private char[] codes;
    private int size;
    private int expected;

    RepeatedTexts() {
        this(new Dictionary());
    }

    private RepeatedTexts(Dictionary texts) {
        this.texts = texts;
    }

    @Override
    public boolean add(String text, int from, int to) {
        int last = size == 0 ? -1 : code(size - 1);
        int code = last >= 0 && texts.is(last, text, from, to) ? last : texts.find(text, from, to);
        if (code < 0) {
            int known = texts.size();
            if (known > FEW && (known > Character.MAX_VALUE || 2 * known > size)) return false;
            code = texts.code(text, from, to);
        }
        if (code > 0 && codes == null) codes = new char[Math.max(16, size + 1)];
        if (codes != null) {
            if (size == codes.length) codes = Arrays.copyOf(codes, Growth.of(size, expected));
            codes[size] = (char) code;
        }
        size++;
        return true;
    }

    private int code(int row) {
        return codes == null ? 0 : codes[row];
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
        return texts.get(code(row));
    }

    @Override
    public double number(int row) {
        double[] known = numbers;
        if (known.length < texts.size()) numbers = known = parsed();
        return known[code(row)];
    }

    private double[] parsed() {
        double[] parsed = new double[texts.size()];
        for (int i = 0; i < parsed.length; i++) parsed[i] = TextColumn.parse(texts.get(i));
        return parsed;
    }

    @Override
    public Cells select(int[] rows) {
        RepeatedTexts chosen = new RepeatedTexts(texts);
        chosen.size = rows.length;
        chosen.codes = new char[rows.length];
        for (int i = 0; i < rows.length; i++) chosen.codes[i] = (char) code(rows[i]);
        return chosen;
    }

    @Override
    public void trim() {
        if (codes != null && Growth.isWasteful(codes.length, size)) codes = Arrays.copyOf(codes, size);
    }

    @Override
    public long bytes() {
        return texts.bytes() + 8L * numbers.length + (codes == null ? 0 : 2L * codes.length);
    }
}
