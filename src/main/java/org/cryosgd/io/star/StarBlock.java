/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.cryosgd.io.file.FormatException;

/**
 * One {@code data_} block of a STAR file: single values, a table, or both. Names are written without the leading
 * underscore ({@code rlnDefocusU}); rows count from 0. Errors name file, line, block and column. Not thread-safe while
 * it is changed.
 */
public final class StarBlock {
    private final String name;
    private final String file;
    private final int line;
    private final Map<String, String> pairs = new LinkedHashMap<>();
    private final List<String> columns = new ArrayList<>();
    private final Map<String, Integer> indices = new HashMap<>();
    private final List<String[]> rows = new ArrayList<>();
    private int[] lines = new int[0];

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
        return rows.size();
    }

    public boolean has(String column) {
        return indices.containsKey(column);
    }

    /** The cell as it stands in the file, without its quotes. */
    public String text(int row, String column) throws FormatException {
        return rows.get(row)[index(column)];
    }

    /** The cell as a finite number. */
    public double number(int row, String column) throws FormatException {
        return number(row, index(column));
    }

    /** The cell as a whole number; 2.000000 is one. */
    public int integer(int row, String column) throws FormatException {
        double value = number(row, column);
        if (value != (int) value)
            throw new FormatException(where(row) + "column _" + column + " holds " + text(row, column)
                    + " and must hold whole numbers. Correct the cell.");
        return (int) value;
    }

    /** A column, top to bottom. */
    public String[] texts(String column) throws FormatException {
        int index = index(column);
        String[] values = new String[rows.size()];
        for (int row = 0; row < values.length; row++) values[row] = rows.get(row)[index];
        return values;
    }

    /** A column of finite numbers, top to bottom. */
    public double[] numbers(String column) throws FormatException {
        int index = index(column);
        double[] values = new double[rows.size()];
        for (int row = 0; row < values.length; row++) values[row] = number(row, index);
        return values;
    }

    /** A column of whole numbers, top to bottom. */
    public int[] integers(String column) throws FormatException {
        int[] values = new int[rows.size()];
        for (int row = 0; row < values.length; row++) values[row] = integer(row, column);
        return values;
    }

    /** Adds a column at the right, or replaces it where it stands; one value for each row. */
    public void set(String column, String[] values) {
        if (columns.isEmpty() && rows.isEmpty()) for (int i = 0; i < values.length; i++) addRow(new String[0], 0);
        if (values.length != rows.size())
            throw new IllegalArgumentException(
                    "column " + column + " must have " + rows.size() + " values, found " + values.length);
        if (!has(column)) addColumn(column);
        int index = indices.get(column);
        for (int row = 0; row < values.length; row++) {
            String[] cells = Arrays.copyOf(rows.get(row), columns.size());
            cells[index] = values[row];
            rows.set(row, cells);
        }
    }

    /** Adds or replaces a column of numbers with the given count of decimals. */
    public void set(String column, double[] values, int decimals) {
        String format = "%." + decimals + "f";
        String[] texts = new String[values.length];
        for (int row = 0; row < texts.length; row++) texts[row] = String.format(Locale.ROOT, format, values[row]);
        set(column, texts);
    }

    /** Removes a column if it is there. */
    public void remove(String column) {
        Integer removed = indices.get(column);
        if (removed == null) return;
        columns.remove((int) removed);
        indices.clear();
        for (int i = 0; i < columns.size(); i++) indices.put(columns.get(i), i);
        for (int row = 0; row < rows.size(); row++) {
            List<String> cells = new ArrayList<>(List.of(rows.get(row)));
            cells.remove((int) removed);
            rows.set(row, cells.toArray(new String[0]));
        }
    }

    /** A block with the same single values and columns and the chosen rows in the given order. */
    public StarBlock select(int[] chosen) {
        StarBlock block = new StarBlock(name, file, line);
        block.pairs.putAll(pairs);
        columns.forEach(block::addColumn);
        for (int row : chosen) block.addRow(rows.get(row), lines[row]);
        return block;
    }

    /** This block if it has a table; otherwise its single values as a table of one row, as RELION uses both. */
    public StarBlock asTable() {
        if (!columns.isEmpty() || pairs.isEmpty()) return this;
        StarBlock block = new StarBlock(name, file, line);
        pairs.keySet().forEach(block::addColumn);
        block.addRow(pairs.values().toArray(new String[0]), line);
        return block;
    }

    /** Throws unless the column is there; {@code remedy} ends the message. */
    public void require(String column, String remedy) throws FormatException {
        if (!has(column)) throw new FormatException(missing(column) + " " + remedy);
    }

    /** "file:line: ", for the messages of those who find fault with a row. */
    public String where(int row) {
        return prefix(lines[row]);
    }

    /** "file:line: block … has no column … (it has …)." */
    String missing(String column) {
        String found = columns.isEmpty()
                ? "it has no table"
                : "it has " + columns.stream().map(c -> "_" + c).collect(Collectors.joining(", "));
        return prefix(line) + "block data_" + name + " has no column _" + column + " (" + found + ").";
    }

    /** The cells of a row; not to be changed. */
    String[] cells(int row) {
        return rows.get(row);
    }

    /** False if the table has this column already. */
    boolean addColumn(String column) {
        if (indices.putIfAbsent(column, columns.size()) != null) return false;
        columns.add(column);
        return true;
    }

    void addRow(String[] cells, int atLine) {
        if (lines.length == rows.size()) lines = Arrays.copyOf(lines, Math.max(16, 2 * lines.length));
        lines[rows.size()] = atLine;
        rows.add(cells);
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
        String cell = rows.get(row)[index];
        try {
            double value = Double.parseDouble(cell);
            if (Double.isFinite(value)) return value;
        } catch (NumberFormatException notANumber) {
            // the same fault as infinity
        }
        throw new FormatException(where(row) + "column _" + columns.get(index) + " holds \"" + cell
                + "\", which is not a finite number. Correct the cell, or remove the row.");
    }
}
