/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.file;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.cryosgd.io.file.SafeFile;

/**
 * A table of comma-separated values: UTF-8, one line with the names of the columns, points for decimals, eight
 * significant digits. Values that are not finite are left empty.
 *
 * <pre>
 * new CsvFile().column("shell", shells).column("fsc", values).write(path);
 * </pre>
 */
public final class CsvFile {
    private static final MathContext DIGITS = new MathContext(8);

    private final List<String> names = new ArrayList<>();
    private final List<IntFunction<String>> columns = new ArrayList<>();
    private int rows = -1;

    /** Adds a column of numbers; not copied. */
    public CsvFile column(String name, double[] values) {
        return add(name, values.length, row -> number(values[row]));
    }

    /** Adds a column of whole numbers; not copied. */
    public CsvFile column(String name, int[] values) {
        return add(name, values.length, row -> Integer.toString(values[row]));
    }

    /** Adds a column of texts; not copied. */
    public CsvFile column(String name, String[] values) {
        return add(name, values.length, row -> quoted(values[row]));
    }

    private CsvFile add(String name, int length, IntFunction<String> cell) {
        if (rows >= 0 && length != rows)
            throw new IllegalArgumentException(
                    "column " + name + " must have " + rows + " values as the others, found " + length);
        rows = length;
        names.add(quoted(name));
        columns.add(cell);
        return this;
    }

    /** Writes the table; nothing is left behind if it fails. */
    public void write(Path target) throws IOException {
        SafeFile.write(target, out -> {
            Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            writer.write(String.join(",", names) + "\n");
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns.size(); column++) {
                    if (column > 0) writer.write(',');
                    writer.write(columns.get(column).apply(row));
                }
                writer.write('\n');
            }
            writer.flush();
        });
    }

    private static String number(double value) {
        if (!Double.isFinite(value)) return "";
        if (value == 0) return "0";
        BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
        double size = Math.abs(value);
        return size >= 1e-4 && size < 1e12 ? rounded.toPlainString() : rounded.toString();
    }

    private static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
