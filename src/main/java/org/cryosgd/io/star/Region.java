/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.file.Shown;
import org.cryosgd.io.star.table.StarBlock;

/**
 * A polygon in the plane of two columns, as a text: {@code region(rlnCryosgdCoordinate1,rlnCryosgdCoordinate2: 0 0; 2 0; 2 1.5)} has the
 * corners (0, 0), (2, 0) and (2, 1.5).
 *
 * @param columnX column of the first number of a corner
 * @param columnY column of the second
 * @param x first numbers of the corners
 * @param y second numbers
 */
public record Region(String columnX, String columnY, double[] x, double[] y) {
    private static final Pattern TEXT =
            Pattern.compile("\\s*region\\(\\s*_?(\\w+)\\s*,\\s*_?(\\w+)\\s*:([^()]*)\\)\\s*");

    /** Whether a text is meant as a region. */
    static boolean is(String text) {
        return text.strip().startsWith("region(");
    }

    /** @throws IllegalArgumentException if it is no region of three corners or more */
    static Region of(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) throw fault(text);
        String[] corners = parts.group(3).split(";");
        double[] x = new double[corners.length];
        double[] y = new double[corners.length];
        for (int i = 0; i < corners.length; i++) {
            String[] numbers = corners[i].strip().split("\\s+");
            if (numbers.length != 2) throw fault(text);
            try {
                x[i] = Double.parseDouble(numbers[0]);
                y[i] = Double.parseDouble(numbers[1]);
            } catch (NumberFormatException e) {
                throw fault(text);
            }
        }
        if (x.length < 3) throw fault(text);
        return new Region(parts.group(1), parts.group(2), x, y);
    }

    private static IllegalArgumentException fault(String text) {
        return new IllegalArgumentException(
                "select: a region must be two columns and at least three corners, such as region(rlnAngleRot,rlnAngleTilt: 0 0; 90 0; 90 45),"
                        + " found '" + Shown.of(text) + "'");
    }

    /** The text that {@link #of} reads. */
    public String text() {
        return IntStream.range(0, x.length)
                .mapToObj(i -> x[i] + " " + y[i])
                .collect(Collectors.joining("; ", "region(" + columnX + "," + columnY + ": ", ")"));
    }

    /** Which rows of a table are inside. */
    IntPredicate rows(StarBlock table) throws FormatException {
        for (String column : new String[] {columnX, columnY})
            if (!table.has(column)) throw new FormatException(table.missing(column) + " Name two of these in select=.");
        double[] across = table.numbers(columnX);
        double[] up = table.numbers(columnY);
        return row -> contains(across[row], up[row]);
    }

    /** Whether a ray from the point to the right crosses an odd number of sides. */
    boolean contains(double px, double py) {
        boolean inside = false;
        for (int i = 0, j = x.length - 1; i < x.length; j = i++)
            if (y[i] > py != y[j] > py && px < (x[j] - x[i]) * (py - y[i]) / (y[j] - y[i]) + x[i]) inside = !inside;
        return inside;
    }
}
