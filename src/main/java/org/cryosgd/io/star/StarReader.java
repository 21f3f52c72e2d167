/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.file.InputFiles;

/** Reads one STAR file, line by line. */
final class StarReader {
    private static final Pattern BINARY = Pattern.compile("[\\p{Cc}&&[^\t]]");
    private static final String VERSION = "# version ";

    private final String file;
    private final BufferedReader in;
    private final List<StarBlock> blocks = new ArrayList<>();
    private int version;
    private int line;

    private StarBlock block;
    private boolean inLoop;
    private boolean inHeader;
    private int loopLine;
    private String pairKey;

    private String[] tokens = new String[64];
    private int count;
    private boolean firstIsQuoted;

    private final List<String> cells = new ArrayList<>();
    private int cellsLine;
    private boolean rowGoesOn;

    private StarReader(Path file, BufferedReader in) {
        this.file = file.toString();
        this.in = in;
    }

    static StarFile read(Path file) throws IOException {
        try {
            return read(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException notUtf8) {
            return read(file, StandardCharsets.ISO_8859_1);
        }
    }

    private static StarFile read(Path file, Charset charset) throws IOException {
        try (BufferedReader in =
                new BufferedReader(Channels.newReader(InputFiles.open(file), charset.newDecoder(), 1 << 16), 1 << 16)) {
            StarReader reader = new StarReader(file, in);
            reader.readLines();
            StarFile star = new StarFile(reader.file, reader.version);
            reader.blocks.forEach(star::add);
            return star;
        }
    }

    private void readLines() throws IOException {
        for (String text = next(); text != null; text = next()) {
            if (line == 1 && text.startsWith("\ufeff")) text = text.substring(1);
            if (text.startsWith(";")) {
                readText(text);
                continue;
            }
            if (text.startsWith(VERSION)) version = Math.max(version, versionOf(text));
            split(text, 0);
            if (count == 0) continue;
            if (pairKey != null) throw noValue();
            if (!cells.isEmpty() && !rowGoesOn) throw wrongCount();
            if (rowGoesOn) addCells();
            else take(text);
        }
        if (pairKey != null) throw noValue();
        endLoop();
    }

    private String next() throws IOException {
        line++;
        return in.readLine();
    }

    private static int versionOf(String text) {
        try {
            return Integer.parseInt(text.substring(VERSION.length()).strip());
        } catch (NumberFormatException another) {
            return 0;
        }
    }

    private void take(String text) throws FormatException {
        String first = tokens[0];
        boolean isRow = inLoop && count > 1 && count == block.columns().size();
        if (!firstIsQuoted && startsWith(first, "data_") && !isRow) startBlock(first);
        else if (block == null && BINARY.matcher(text).find())
            throw new FormatException(
                    file + ": this is not a STAR file, it is a binary file. Choose the particles' .star or .cs file.");
        else if (block == null)
            throw error("expected data_, found \"" + shown(text)
                    + "\": this is not a STAR file. Choose the particles' .star file.");
        else if (!firstIsQuoted && first.equalsIgnoreCase("loop_")) startLoop();
        else if (!firstIsQuoted && first.startsWith("_") && !(isRow && !inHeader)) takeName(first.substring(1));
        else if (inLoop) takeRow();
        else throw error("expected data_, loop_ or a name with _, found \"" + shown(text) + "\". Correct the line.");
    }

    private void startBlock(String first) throws FormatException {
        if (count > 1) throw error(first + " is followed by \"" + tokens[1] + "\". Begin a new line there.");
        endLoop();
        block = new StarBlock(first.substring("data_".length()), file, line);
        blocks.add(block);
    }

    private void startLoop() throws FormatException {
        endLoop();
        if (!block.columns().isEmpty())
            throw error("block data_" + block.name() + " has a second loop_. Give that its own data_ line.");
        if (count > 1) throw error("loop_ is followed by \"" + tokens[1] + "\". Begin a new line there.");
        inLoop = true;
        inHeader = true;
        loopLine = line;
    }

    private void takeName(String name) throws FormatException {
        if (inHeader) {
            if (count > 1)
                throw error("column _" + name + " is followed by \"" + tokens[1] + "\". Begin a new line there.");
            if (!block.addColumn(name)) throw error("column _" + name + " is there twice. Remove one.");
            return;
        }
        endLoop();
        if (count > 2)
            throw error("_" + name + " has " + (count - 1) + " values and must have one. Quote a value with blanks.");
        pairKey = name;
        if (count == 2) takeValue(tokens[1]);
    }

    private void takeValue(String value) throws FormatException {
        if (block.pairs().containsKey(pairKey)) throw error("_" + pairKey + " is there twice. Remove one.");
        block.setPair(pairKey, value);
        pairKey = null;
    }

    private void takeRow() throws FormatException {
        if (block.columns().isEmpty()) throw error("loop_ has no columns. Name them, one a line, before the rows.");
        inHeader = false;
        if (count != block.columns().size()) {
            addCells();
            return;
        }
        block.addRow(sharing(Arrays.copyOf(tokens, count)), line);
    }

    private void addCells() throws FormatException {
        if (cells.isEmpty()) cellsLine = line;
        cells.addAll(Arrays.asList(tokens).subList(0, count));
        int columns = block.columns().size();
        if (cells.size() > columns) throw wrongCount();
        if (cells.size() < columns) return;
        block.addRow(sharing(cells.toArray(new String[0])), cellsLine);
        cells.clear();
        rowGoesOn = false;
    }

    /** Columns often repeat from row to row; equal neighbours share one string. */
    private String[] sharing(String[] row) {
        if (block.rows() == 0) return row;
        String[] previous = block.cells(block.rows() - 1);
        for (int i = 0; i < row.length; i++) if (row[i].equals(previous[i])) row[i] = previous[i];
        return row;
    }

    private void readText(String first) throws IOException {
        int start = line;
        StringBuilder text = new StringBuilder(first.substring(1));
        String more = next();
        for (; more != null && !more.startsWith(";"); more = next())
            text.append('\n').append(more);
        if (more == null) {
            line = start;
            throw error("the text that begins with ; has no end. Close it with a line that begins with ;.");
        }
        String value = text.toString();
        split(more, 1);
        if (pairKey != null) {
            if (count > 0) throw error("_" + pairKey + " has more than one value. Begin a new line.");
            takeValue(value);
            return;
        }
        if (!inLoop || block.columns().isEmpty()) {
            line = start;
            throw error("a text that begins with ; has no name. Put _name on the line before.");
        }
        inHeader = false;
        if (cells.isEmpty()) cellsLine = start;
        cells.add(value);
        rowGoesOn = true;
        addCells();
    }

    private void endLoop() throws FormatException {
        if (!cells.isEmpty()) throw wrongCount();
        if (inLoop && block.columns().isEmpty()) {
            line = loopLine;
            throw error("loop_ has no columns. Name them, one a line, before the rows.");
        }
        inLoop = false;
        inHeader = false;
    }

    private void split(String text, int from) throws FormatException {
        count = 0;
        firstIsQuoted = false;
        int end = text.length();
        for (int i = from; i < end; ) {
            char c = text.charAt(i);
            if (c <= ' ') {
                i++;
            } else if (c == '#') {
                return;
            } else if (c == '"' || c == '\'') {
                int close = closingQuote(text, i);
                if (count == 0) firstIsQuoted = true;
                add(text.substring(i + 1, close));
                i = close + 1;
            } else {
                int start = i;
                while (i < end && text.charAt(i) > ' ') i++;
                add(text.substring(start, i));
            }
        }
    }

    /** A quote closes only before a blank or the end of the line, so that 'it's' is one value. */
    private int closingQuote(String text, int open) throws FormatException {
        char quote = text.charAt(open);
        for (int i = text.indexOf(quote, open + 1); i >= 0; i = text.indexOf(quote, i + 1))
            if (i + 1 == text.length() || text.charAt(i + 1) <= ' ') return i;
        throw error("the quote in \"" + shown(text.substring(open)) + "\" is not closed. Close it on the same line.");
    }

    private void add(String token) {
        if (count == tokens.length) tokens = Arrays.copyOf(tokens, 2 * count);
        tokens[count++] = token;
    }

    private static boolean startsWith(String text, String prefix) {
        return text.length() >= prefix.length()
                && text.substring(0, prefix.length()).toLowerCase(Locale.ROOT).equals(prefix);
    }

    private static String shown(String text) {
        String clean = text.strip().replaceAll("\\p{Cc}", "?");
        return clean.length() <= 60 ? clean : clean.substring(0, 60) + "…";
    }

    private FormatException wrongCount() {
        line = cellsLine;
        return error("row has " + cells.size() + " cells and block data_" + block.name() + " has "
                + block.columns().size() + " columns. Quote cells with blanks, or correct the row.");
    }

    private FormatException noValue() {
        return error("_" + pairKey + " before this line has no value. Write \"\" for an empty one.");
    }

    private FormatException error(String what) {
        return new FormatException(file + ":" + line + ": " + what);
    }
}
