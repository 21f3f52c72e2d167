/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.file.Shown;
import org.cryosgd.table.Decimals;
import org.cryosgd.table.TextColumn;

/**
 * One {@code data_} block of a STAR file: single values, a table, or both. Names are written without the leading
 * underscore ({@code rlnDefocusU}); rows count from 0. Errors name file, line, block and column. Not thread-safe while
 * it is changed.
 */
public final class StarBlock {
    private final String name;
    private String file;
    private final int line;
    private final Map<String, String> pairs = new LinkedHashMap<>();
    private final List<String> columns = new ArrayList<>();
    private final Map<String, Integer> indices = new HashMap<>();
    private final List<TextColumn> cells = new ArrayList<>();
    private int rows;
    private int[] lines = new int[0];
    private int expected;

    /** An empty block {@code data_name}. */
    public StarBlock(String name) {
        this(name, null, 0);
    }

    StarBlock(String name, String file, int line) {
        this.name = name;
        this.file = file;
        this.line = line;
    }

    /** The part of the name after {@code data_}; may be empty. */
    public String name() {
        return name;
    }

    /** Line of its {@code data_}, or 0 where it was not read from a file. */
    public int line() {
        return line;
    }

    /** The single values in file order. */
    public Map<String, String> pairs() {
        return Collections.unmodifiableMap(pairs);
    }

    public void setPair(String key, String value) {
        pairs.put(key, value);
    }

    /** The columns of the table in file order; empty without a table. */
    public List<String> columns() {
        return Collections.unmodifiableList(columns);
    }

    /** Number of rows of the table. */
    public int rows() {
        return rows;
    }

    public boolean has(String column) {
        return indices.containsKey(column);
    }

    /** The cell as it stands in the file, without its quotes. */
    public String text(int row, String column) throws FormatException {
        return cells.get(index(column)).get(row);
    }

    /** The cell as a finite number. */
    public double number(int row, String column) throws FormatException {
        return number(row, index(column));
    }

    /** The cell as a whole number; 2.000000 is one. */
    public int integer(int row, String column) throws FormatException {
        double value = number(row, column);
        if (value != (int) value)
            throw new FormatException(where(row) + "column _" + column + " holds " + Shown.of(text(row, column))
                    + " and must hold whole numbers. Correct the cell.");
        return (int) value;
    }

    /** A column, top to bottom. */
    public String[] texts(String column) throws FormatException {
        return column(column).texts();
    }

    /** A column, not a copy; it does not change when the block does. */
    public TextColumn column(String column) throws FormatException {
        return cells.get(index(column));
    }

    /** A column of finite numbers, top to bottom. */
    public double[] numbers(String column) throws FormatException {
        int index = index(column);
        double[] values = new double[rows];
        for (int row = 0; row < values.length; row++) values[row] = number(row, index);
        return values;
    }

    /** A column of whole numbers, top to bottom. */
    public int[] integers(String column) throws FormatException {
        int[] values = new int[rows];
        for (int row = 0; row < values.length; row++) values[row] = integer(row, column);
        return values;
    }

    /** Adds a column at the right, or replaces it where it stands; one value for each row. */
    public void set(String column, String[] values) {
        checkRows(column, values.length);
        set(column, TextColumn.of(values));
    }

    private void checkRows(String column, int length) {
        if (length != rows && !(columns.isEmpty() && rows == 0))
            throw new IllegalArgumentException("column " + column + " must have " + rows + " values, found " + length);
    }

    private void set(String column, TextColumn made) {
        if (columns.isEmpty() && rows == 0) {
            rows = made.size();
            lines = new int[rows];
        }
        if (addColumn(column)) cells.remove(cells.size() - 1);
        int index = indices.get(column);
        if (index == cells.size()) cells.add(made);
        else cells.set(index, made);
    }

    /** Adds or replaces a column of numbers with the given count of decimals. */
    public void set(String column, double[] values, int decimals) {
        checkRows(column, values.length);
        TextColumn made = new TextColumn();
        made.expect(values.length);
        for (double value : values) {
            String text = Decimals.text(value, decimals);
            made.add(text, 0, text.length());
        }
        made.trim();
        set(column, made);
    }

    /** Removes a column if it is there. */
    public void remove(String column) {
        Integer removed = indices.get(column);
        if (removed == null) return;
        columns.remove((int) removed);
        cells.remove((int) removed);
        indices.clear();
        for (int i = 0; i < columns.size(); i++) indices.put(columns.get(i), i);
    }

    /** A block with the same single values and columns and the chosen rows in the given order. */
    public StarBlock select(int[] chosen) {
        StarBlock block = new StarBlock(name, file, line);
        block.pairs.putAll(pairs);
        for (int i = 0; i < columns.size(); i++) {
            block.addColumn(columns.get(i));
            block.cells.set(i, cells.get(i).select(chosen));
        }
        block.rows = chosen.length;
        block.lines = new int[chosen.length];
        for (int i = 0; i < chosen.length; i++) block.lines[i] = lines[chosen[i]];
        return block;
    }

    /** This block if it has a table; otherwise its single values as a table of one row, as RELION uses both. */
    public StarBlock asTable() {
        if (!columns.isEmpty() || pairs.isEmpty()) return this;
        StarBlock block = new StarBlock(name, file, line);
        pairs.keySet().forEach(block::addColumn);
        block.addRow(List.copyOf(pairs.values()), line);
        return block;
    }

    /** Memory in bytes, about. */
    public long bytes() {
        long bytes = 4L * lines.length;
        for (TextColumn column : cells) bytes += column.bytes();
        return bytes;
    }

    /** Throws unless the column is there; {@code remedy} ends the message. */
    public void require(String column, String remedy) throws FormatException {
        if (!has(column)) throw new FormatException(missing(column) + " " + remedy);
    }

    /** "file:line: ", or "file: row 3: " for a block that was not read from a STAR file, for the messages of those who find fault with a row. */
    public String where(int row) {
        return lines[row] > 0 ? prefix(lines[row]) : prefix(0) + "row " + (row + 1) + ": ";
    }

    /** "file:line: " of the block itself. */
    public String wherever() {
        return prefix(line);
    }

    /** Names the file for messages where the block was not read from one but made of it. */
    public void madeOf(String path) {
        if (file == null) file = path;
    }

    /** "file:line: block … has no column … (it has …)." */
    public String missing(String column) {
        String found = columns.isEmpty()
                ? "it has no table"
                : "it has " + Shown.list(columns.stream().map(c -> "_" + c).toList());
        return prefix(line) + "block data_" + Shown.of(name) + " has no column _" + column + " (" + found + ").";
    }

    /** False if the table has this column already. */
    boolean addColumn(String column) {
        if (indices.putIfAbsent(column, columns.size()) != null) return false;
        columns.add(column);
        cells.add(new TextColumn());
        return true;
    }

    void addRow(List<String> texts, int atLine) {
        for (int i = 0; i < texts.size(); i++)
            cells.get(i).add(texts.get(i), 0, texts.get(i).length());
        endRow(atLine);
    }

    /** Adds a row of parts of a text, one for each column. */
    void addRow(String text, int[] from, int[] to, int atLine) {
        for (int i = 0; i < columns.size(); i++) cells.get(i).add(text, from[i], to[i]);
        endRow(atLine);
    }

    private void endRow(int atLine) {
        if (lines.length == rows)
            lines = Arrays.copyOf(lines, Math.max(16, Math.max(rows + (rows >> 1), Math.min(expected, 8 * rows))));
        lines[rows++] = atLine;
    }

    /** As many rows may come in all. */
    void expect(int count) {
        expected = count;
        cells.forEach(column -> column.expect(count));
    }

    /** Gives up memory that is kept for more rows. */
    void trim() {
        lines = Arrays.copyOf(lines, rows);
        cells.forEach(TextColumn::trim);
    }

    private String prefix(int atLine) {
        if (file == null) return "";
        return file + (atLine > 0 ? ":" + atLine : "") + ": ";
    }

    private int index(String column) throws FormatException {
        Integer index = indices.get(column);
        if (index == null) throw new FormatException(missing(column) + " Add the column, or choose another file.");
        return index;
    }

    private double number(int row, int index) throws FormatException {
        double value = cells.get(index).number(row);
        if (!Double.isNaN(value)) return value;
        throw new FormatException(where(row) + "column _" + columns.get(index) + " holds \""
                + Shown.of(cells.get(index).get(row))
                + "\", which is not a finite number. Correct the cell, or remove the row.");
    }
}
