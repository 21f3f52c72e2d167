/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star.table;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cryosgd.io.file.Shown;
import org.cryosgd.table.TextColumn;

/** RELION's layout of a STAR file: UTF-8, right-aligned columns. */
final class StarWriter {
    private static final int WIDTH = 12;

    private StarWriter() {}

    static void write(StarFile star, OutputStream out) throws IOException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        for (StarBlock block : star.blocks()) {
            if (star.version() > 0) writer.write("\n# version " + star.version() + "\n");
            writer.write("\ndata_" + block.name() + "\n\n");
            writePairs(block, writer);
            if (!block.columns().isEmpty()) writeTable(block, writer);
            writer.write(" \n");
        }
        writer.flush();
    }

    private static void writePairs(StarBlock block, Writer out) throws IOException {
        for (Map.Entry<String, String> pair : block.pairs().entrySet()) {
            out.write("_" + pair.getKey());
            writeValue(pair.getValue(), out);
            out.write("\n");
        }
        if (!block.pairs().isEmpty() && !block.columns().isEmpty()) out.write("\n");
    }

    private static void writeTable(StarBlock block, Writer out) throws IOException {
        out.write("loop_ \n");
        int number = 0;
        for (String column : block.columns()) out.write("_" + column + " #" + ++number + " \n");
        List<TextColumn> cells = new ArrayList<>();
        for (String column : block.columns()) cells.add(block.column(column));
        for (int row = 0; row < block.rows(); row++) {
            for (TextColumn column : cells) writeValue(column.get(row), out);
            out.write(" \n");
        }
    }

    private static void writeValue(String value, Writer out) throws IOException {
        String shown = isPlain(value) ? value : quoted(value);
        if (shown == null) {
            if (value.startsWith(";") || value.contains("\n;"))
                throw new IOException(
                        "a text with a line that begins with ; cannot be written to a STAR file: " + Shown.of(value));
            out.write("\n;" + value + "\n;");
            return;
        }
        for (int i = shown.length(); i < WIDTH; i++) out.write(' ');
        out.write(' ');
        out.write(shown);
    }

    private static boolean isPlain(String value) {
        if (value.isEmpty()) return false;
        for (int i = 0; i < value.length(); i++) if (value.charAt(i) <= ' ') return false;
        if ("_#;\"'".indexOf(value.charAt(0)) >= 0) return false;
        char first = value.charAt(0);
        if (first != 'd' && first != 'D' && first != 'l' && first != 'L') return true;
        String lower = value.toLowerCase(Locale.ROOT);
        return !lower.startsWith("data_") && !lower.equals("loop_");
    }

    /** The value in quotes that it does not close itself, or null. */
    private static String quoted(String value) {
        if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) return null;
        for (char quote : new char[] {'"', '\''}) {
            boolean closes = false;
            for (int i = value.indexOf(quote); i >= 0; i = value.indexOf(quote, i + 1))
                closes |= i + 1 < value.length() && value.charAt(i + 1) <= ' ';
            if (!closes) return quote + value + quote;
        }
        return null;
    }
}
