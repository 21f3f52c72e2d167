/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.table;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * A column of a table: texts that are kept to the letter, in the smallest of three ways that suits them all. It only grows; a
 * column to which nothing is added may be read from several threads.
 */
public final class TextColumn extends AbstractList<String> implements RandomAccess, Serializable {
    private Cells cells = new RepeatedTexts();
    private int expected;

    public TextColumn() {}

    /** A column of these texts. */
    public static TextColumn of(String... texts) {
        TextColumn column = new TextColumn();
        for (String text : texts) column.add(text, 0, text.length());
        column.trim();
        return column;
    }

    /** The texts as a column; one already is returned itself. */
    public static TextColumn of(List<String> texts) {
        if (texts instanceof TextColumn column) return column;
        TextColumn column = new TextColumn();
        for (String text : texts) column.add(text, 0, text.length());
        column.trim();
        return column;
    }

    /** Appends the characters from {@code from} to before {@code to}. */
    public void add(String text, int from, int to) {
        if (cells.add(text, from, to)) return;
        if (cells instanceof RepeatedTexts) {
            Cells numbers = moved(new DecimalNumbers());
            cells = numbers != null ? numbers : moved(new PackedTexts());
            add(text, from, to);
        } else {
            cells = moved(new PackedTexts());
            cells.add(text, from, to);
        }
    }

    /** Says that as many rows may come in all, so that memory is asked for at once; a guess that is wrong does no harm. */
    public void expect(int rows) {
        expected = rows;
        cells.expect(rows);
    }

    private Cells moved(Cells target) {
        target.expect(expected);
        for (int row = 0; row < cells.size(); row++) {
            String text = cells.get(row);
            if (!target.add(text, 0, text.length())) return null;
        }
        return target;
    }

    @Override
    public int size() {
        return cells.size();
    }

    @Override
    public String get(int row) {
        Objects.checkIndex(row, size());
        return cells.get(row);
    }

    /** The cell as a number; NaN where it is not a finite one. */
    public double number(int row) {
        Objects.checkIndex(row, size());
        return cells.number(row);
    }

    /** A column of the rows in the given order. */
    public TextColumn select(int... rows) {
        for (int row : rows) Objects.checkIndex(row, size());
        TextColumn column = new TextColumn();
        column.cells = cells.select(rows);
        return column;
    }

    /** The texts as an array. */
    public String[] texts() {
        String[] texts = new String[size()];
        Arrays.setAll(texts, cells::get);
        return texts;
    }

    /** Gives up memory that is kept for more rows. */
    public void trim() {
        cells.trim();
    }

    /** Memory in bytes, about. */
    public long bytes() {
        return cells.bytes();
    }

    /** NaN unless the text is a finite number in digits; Java's own 1f and 0x1p3 are not. */
    static double parse(String text) {
        if (text.isEmpty()) return Double.NaN;
        for (int i = 0; i < text.length(); i++) if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) return Double.NaN;
        try {
            double value = Double.parseDouble(text);
            return Double.isInfinite(value) ? Double.NaN : value;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
