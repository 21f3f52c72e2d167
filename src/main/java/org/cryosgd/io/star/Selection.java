/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.cryosgd.io.file.FormatException;

/**
 * Some rows of a table of particles, by a text: numbers from 1 ({@code 1-100,205}), conditions that must all hold
 * ({@code rlnDefocusU<20000&rlnRandomSubset=1}), or a .csv file with a column {@code particle} of such numbers, as a
 * saved table has.
 */
public final class Selection {
    private static final Pattern RANGES = Pattern.compile("\\d+(-\\d+)?(\\s*,\\s*\\d+(-\\d+)?)*");
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
        else if (text.strip().endsWith(".csv")) rows = listed(Path.of(text.strip()), table.rows());
        else if (RANGES.matcher(text.strip()).matches()) rows = ranges(text, table.rows());
        else rows = conditions(text, table);
        if (rows.length == 0)
            throw new IllegalArgumentException("select=" + text + " chooses none of " + table.rows() + " particles");
        return Arrays.stream(rows).distinct().toArray();
    }

    /**
     * Holds a text against the three ways to select, without a table.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    public static void check(String text) {
        if (text.isBlank() || RANGES.matcher(text.strip()).matches()) return;
        if (!text.strip().endsWith(".csv")) for (String part : text.split("&")) parts(part);
        else if (!Files.exists(Path.of(text.strip())))
            throw new IllegalArgumentException("select: no such file: " + text.strip());
    }

    private static int[] ranges(String text, int count) {
        IntStream.Builder rows = IntStream.builder();
        for (String part : text.split(",")) {
            String[] ends = part.strip().split("-");
            int from = row(ends[0], count);
            int to = row(ends[ends.length - 1], count);
            for (int row = from; row <= to; row++) rows.add(row);
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
                    "select: particles are numbered from 1 to " + count + ", found '" + text + "'");
        return (int) number - 1;
    }

    private static int[] listed(Path csv, int count) throws IOException {
        List<String> lines = Files.readAllLines(csv);
        int column = lines.isEmpty() ? -1 : List.of(lines.get(0).split("[,\t]")).indexOf("particle");
        if (column < 0)
            throw new FormatException(csv + ": no column particle. Save the table of Import Particles... as .csv.");
        return lines.stream()
                .skip(1)
                .filter(line -> !line.isBlank())
                .mapToInt(line -> row(line.split("[,\t]")[column], count))
                .toArray();
    }

    private static int[] conditions(String text, StarBlock table) throws FormatException {
        List<IntPredicate> all = new ArrayList<>();
        for (String part : text.split("&")) all.add(condition(part, table));
        return IntStream.range(0, table.rows())
                .filter(row -> all.stream().allMatch(c -> c.test(row)))
                .toArray();
    }

    private static IntPredicate condition(String text, StarBlock table) throws FormatException {
        Matcher parts = parts(text);
        String column = parts.group(1);
        String operator = parts.group(2);
        double[] values = null;
        double limit = 0;
        try {
            limit = Double.parseDouble(parts.group(3));
            values = table.numbers(column);
        } catch (NumberFormatException e) {
            if (!operator.contains("="))
                throw new IllegalArgumentException("select: " + parts.group(3) + " is not a number");
        }
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

    private static Matcher parts(String condition) {
        Matcher parts = CONDITION.matcher(condition);
        if (!parts.matches())
            throw new IllegalArgumentException("select must be like 1-100,205 or rlnDefocusU<20000&rlnRandomSubset=1"
                    + " or a .csv file, found '" + condition + "'");
        return parts;
    }
}
