/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.cryosparc;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.file.Shown;

/** A .cs file and its passthrough files as one table, joined by {@code uid}; rows are those of the .cs file. */
final class CryosparcTables {
    /** What to do where a column is missing. */
    static final String GIVE = "Give the passthrough file of the same job that has it: passthrough=FILE.";

    private static final String UID = "uid";

    /** @param rows for each row of the .cs file that of the table; null where they are the same */
    private record Joined(NpyTable table, int[] rows) {
        int row(int row) {
            return rows == null ? row : rows[row];
        }
    }

    private final Path path;
    private final List<Joined> tables = new ArrayList<>();
    private final List<Path> passthroughs = new ArrayList<>();

    private CryosparcTables(Path path, NpyTable table) {
        this.path = path;
        tables.add(new Joined(table, null));
    }

    /** Reads a .cs file; nothing is joined to it yet. */
    static CryosparcTables read(Path path) throws IOException {
        return new CryosparcTables(path, NpyTable.read(path));
    }

    Path path() {
        return path;
    }

    /** The passthrough files that have been joined. */
    List<Path> passthroughs() {
        return List.copyOf(passthroughs);
    }

    int rows() {
        return tables.get(0).table().rows();
    }

    boolean has(String column) {
        return tables.stream().anyMatch(joined -> joined.table().has(column));
    }

    /** The columns of the first table that has one for which the answer is not empty. */
    <T> Collection<T> first(Function<Set<String>, ? extends Collection<T>> answer) {
        for (Joined joined : tables) {
            Collection<T> found = answer.apply(joined.table().columns());
            if (!found.isEmpty()) return found;
        }
        return List.of();
    }

    /** All columns, those of the .cs file first. */
    Set<String> columns() {
        Set<String> columns = new LinkedHashSet<>();
        for (Joined joined : tables) columns.addAll(joined.table().columns());
        return columns;
    }

    /**
     * For each particle its row in another table.
     *
     * @param all whether every particle must be there; otherwise the result is null if one is not
     */
    int[] rowsIn(NpyTable other, Path file, boolean all) throws FormatException {
        Map<Long, Integer> rowOf = new HashMap<>();
        for (int row = 0; row < other.rows(); row++) rowOf.put(other.bits(row, UID), row);
        NpyTable own = tables.get(0).table();
        int[] rows = new int[own.rows()];
        for (int row = 0; row < rows.length; row++) {
            Integer found = rowOf.get(own.bits(row, UID));
            if (found == null && !all) return null;
            if (found == null)
                throw new FormatException(path + ": particle " + (row + 1) + " is not in the passthrough file " + file
                        + " (no such uid). Give the passthrough file of the same job and output group.");
            rows[row] = found;
        }
        return rows;
    }

    /** Adds the columns of a table, whose row for each particle is given. */
    void join(NpyTable table, Path file, int[] rows) {
        tables.add(new Joined(table, rows));
        passthroughs.add(file);
    }

    /** The first table with that column. */
    private Joined tableOf(String column) throws FormatException {
        for (Joined joined : tables) if (joined.table().has(column)) return joined;
        throw new FormatException(path + ": no column " + column + " (it has " + Shown.list(columns()) + "). " + GIVE);
    }

    /** Elements in a cell of a column. */
    int count(String column) throws FormatException {
        return tableOf(column).table().count(column);
    }

    /** A column of numbers; one that is not finite is an error that names column and particle. */
    NumberColumn numbers(String column) throws FormatException {
        Joined joined = tableOf(column);
        NumberColumn values = joined.table().numbers(column);
        return (row, element) -> {
            double value = values.at(joined.row(row), element);
            if (Double.isFinite(value)) return value;
            throw wrong(row, column, value, "a number");
        };
    }

    String text(int row, String column) throws FormatException {
        Joined joined = tableOf(column);
        String text = joined.table().text(joined.row(row), column);
        if (text.chars().anyMatch(Character::isISOControl))
            throw wrong(row, column, Shown.of(text), "a text without control characters");
        return text;
    }

    /** The message about a value that cannot be. */
    FormatException wrong(int row, String column, Object found, String wanted) {
        return new FormatException(path + ": particle " + (row + 1) + ": column " + column + " holds " + found
                + " and must be " + wanted + ". Remove the particle in cryoSPARC, or export it again.");
    }
}
