/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.file.Shown;
import org.cryosgd.io.star.table.LineReader;
import org.cryosgd.io.star.table.StarBlock;
import org.cryosgd.table.TextColumn;

/**
 * Some rows of a table of particles, by a text: numbers from 1 ({@code 1-100,205}), conditions that must all hold
 * ({@code rlnDefocusU<20000&rlnRandomSubset=1}; one of them may be a {@link Region}), or a .csv file with a column {@code particle} of such numbers, as a
 * saved table has.
 */
public final class Selection {
    private static final Pattern RANGE = Pattern.compile("\\s*\\d{1,18}\\s*(-\\s*\\d{1,18}\\s*)?");
    private static final Pattern CONDITION = Pattern.compile("\\s*_?(\\w+)\\s*(<=|>=|!=|<|>|=)\\s*(\\S+)\\s*");

    private Selection() {}

    /**
     * The chosen rows, from 0 and each once; all of them for an empty text.
     *
     * @throws IllegalArgumentException if the text is none of these, or nothing is chosen
     */
    public static int[] of(String text, StarBlock table) throws IOException {
        int[] rows;
        if (text.isBlank()) rows = IntStream.range(0, table.rows()).toArray();
        else if (text.strip().endsWith(".csv")) rows = listed(path(text), table.rows());
        else if (isRanges(text)) rows = ranges(text, table.rows());
        else rows = conditions(text, table);
        if (rows.length == 0)
            throw new IllegalArgumentException(
                    "select=" + Shown.of(text) + " chooses none of " + table.rows() + " particles");
        return distinct(rows, table.rows());
    }

    private static int[] distinct(int[] rows, int count) {
        BitSet seen = new BitSet(count);
        return Arrays.stream(rows)
                .filter(row -> {
                    boolean isNew = !seen.get(row);
                    seen.set(row);
                    return isNew;
                })
                .toArray();
    }

    /**
     * Holds a text against the three ways to select, without a table.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    public static void check(String text) {
        if (text.isBlank() || isRanges(text)) return;
        if (text.strip().endsWith(".csv")) {
            if (!Files.exists(path(text)))
                throw new IllegalArgumentException("select: no such file: " + Shown.of(text.strip()));
            return;
        }
        for (String part : text.split("&"))
            if (Region.is(part)) Region.of(part);
            else parts(part);
    }

    private static boolean isRanges(String text) {
        for (String part : text.split(",", -1)) if (!RANGE.matcher(part).matches()) return false;
        return true;
    }

    private static Path path(String text) {
        try {
            return Path.of(text.strip());
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("select: '" + Shown.of(text) + "' cannot be a file name");
        }
    }

    private static int[] ranges(String text, int count) {
        IntStream.Builder rows = IntStream.builder();
        BitSet chosen = new BitSet(count);
        for (String part : text.split(",")) {
            String[] ends = part.strip().split("-");
            int from = row(ends[0], count);
            int to = row(ends[ends.length - 1], count);
            if (to < from) throw new IllegalArgumentException("select: '" + Shown.of(part) + "' ends before it begins");
            for (int row = chosen.nextClearBit(from); row <= to; row = chosen.nextClearBit(row + 1)) {
                chosen.set(row);
                rows.add(row);
            }
        }
        return rows.build().toArray();
    }

    private static int row(String text, int count) {
        double number;
        try {
            number = Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            number = 0;
        }
        if (!(number >= 1 && number <= count && number == (int) number))
            throw new IllegalArgumentException(
                    "select: particles are numbered from 1 to " + count + ", found '" + Shown.of(text) + "'");
        return (int) number - 1;
    }

    private static int[] listed(Path csv, int count) throws IOException {
        List<String> lines = LineReader.all(csv, "CSV");
        List<String> titles = lines.isEmpty() ? List.of() : cells(lines.get(0));
        int column = titles.indexOf("particle");
        if (column < 0)
            throw new FormatException(csv + ": no column particle (it has " + Shown.list(titles)
                    + "). Save the table of Import Particles... as .csv.");
        IntStream.Builder rows = IntStream.builder();
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) continue;
            List<String> cells = cells(lines.get(i));
            if (cells.size() <= column)
                throw new FormatException(csv + ":" + (i + 1) + ": the row has " + cells.size()
                        + " cells, and the column particle is number " + (column + 1)
                        + ". Correct the row, or save the table again.");
            try {
                rows.add(row(cells.get(column), count));
            } catch (IllegalArgumentException e) {
                throw new FormatException(csv + ":" + (i + 1) + ": " + e.getMessage());
            }
        }
        return rows.build().toArray();
    }

    /** Cells between commas, tabs or semicolons, without their quotes. */
    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        for (String cell : line.split("[,\t;]", -1)) cells.add(cell.strip().replaceAll("^\"(.*)\"$", "$1"));
        return cells;
    }

    private static int[] conditions(String text, StarBlock table) throws FormatException {
        List<IntPredicate> all = new ArrayList<>();
        for (String part : text.split("&")) all.add(condition(part, table));
        return IntStream.range(0, table.rows())
                .filter(row -> all.stream().allMatch(c -> c.test(row)))
                .toArray();
    }

    private static IntPredicate condition(String text, StarBlock table) throws FormatException {
        if (Region.is(text)) return Region.of(text).rows(table);
        Matcher parts = parts(text);
        String column = parts.group(1);
        String operator = parts.group(2);
        double[] values = null;
        double limit = 0;
        if (!table.has(column)) throw new FormatException(table.missing(column) + " Name one of these in select=.");
        try {
            limit = Double.parseDouble(parts.group(3));
        } catch (NumberFormatException e) {
            if (!operator.contains("="))
                throw new IllegalArgumentException("select: " + Shown.of(parts.group(3)) + " is not a number");
            limit = Double.NaN;
        }
        if (!Double.isNaN(limit) && (!operator.contains("=") || isNumeric(table.column(column))))
            values = table.numbers(column);
        double[] numbers = values;
        double bound = limit;
        if (numbers == null) {
            String[] texts = table.texts(column);
            boolean equal = operator.equals("=");
            return row -> texts[row].equals(parts.group(3)) == equal;
        }
        return switch (operator) {
            case "<" -> row -> numbers[row] < bound;
            case ">" -> row -> numbers[row] > bound;
            case "<=" -> row -> numbers[row] <= bound;
            case ">=" -> row -> numbers[row] >= bound;
            case "!=" -> row -> numbers[row] != bound;
            default -> row -> numbers[row] == bound;
        };
    }

    private static boolean isNumeric(TextColumn column) {
        for (int row = 0; row < column.size(); row++) if (Double.isNaN(column.number(row))) return false;
        return true;
    }

    private static Matcher parts(String condition) {
        Matcher parts = CONDITION.matcher(condition);
        if (!parts.matches())
            throw new IllegalArgumentException("select must be like 1-100,205 or rlnDefocusU<20000&rlnRandomSubset=1"
                    + " or a .csv file, found '" + Shown.of(condition) + "'");
        return parts;
    }
}
