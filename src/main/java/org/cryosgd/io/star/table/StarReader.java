/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star.table;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.file.Shown;

/** Reads one STAR file, line by line. */
final class StarReader {
    private static final Pattern BINARY = Pattern.compile("[\\p{Cc}&&[^\t]]");
    private static final String VERSION = "# version ";
    /** So often it is guessed from the size of the file how many rows a table has. */
    private static final int GUESS_EVERY = 1024;

    private static final int MAX_GUESSED = 1 << 28;

    private final String file;
    private final LineReader in;
    private final List<StarBlock> blocks = new ArrayList<>();
    private int version;
    private int line;

    private StarBlock block;
    private boolean inLoop;
    private boolean inHeader;
    private String pairKey;

    /** The line whose tokens these are, and where each begins and ends in it. */
    private String tokenLine = "";

    private int[] from = new int[64];
    private int[] to = new int[64];
    private int count;
    private boolean firstIsQuoted;

    private final List<String> cells = new ArrayList<>();
    private int cellsLine;
    private boolean rowGoesOn;

    private StarReader(Path file, LineReader in) {
        this.file = file.toString();
        this.in = in;
    }

    static StarFile read(Path file) throws IOException {
        try {
            return read(file, true);
        } catch (CharacterCodingException notUtf8) {
            try {
                return read(file, false);
            } catch (CharacterCodingException noText) {
                throw new FormatException(file
                        + ": its bytes are no text, though the first of them promise UTF-16. Copy the file again.");
            }
        }
    }

    private static StarFile read(Path file, boolean isUtf8) throws IOException {
        try (LineReader in = new LineReader(file, "STAR", isUtf8)) {
            StarReader reader = new StarReader(file, in);
            reader.readLines();
            StarFile star = new StarFile(reader.file, reader.version);
            reader.blocks.forEach(StarBlock::trim);
            reader.blocks.forEach(star::add);
            return star;
        }
    }

    private void readLines() throws IOException {
        for (String text = next(); text != null; text = next()) {
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
        return in.next();
    }

    private static int versionOf(String text) {
        try {
            return Integer.parseInt(text.substring(VERSION.length()).strip());
        } catch (NumberFormatException another) {
            return 0;
        }
    }

    private void take(String text) throws FormatException {
        if (inLoop && !inHeader && count == block.columns().size() && !isName(0)) {
            takeRow();
            return;
        }
        String first = token(0);
        boolean isRow = inLoop && count > 1 && count == block.columns().size();
        if (!firstIsQuoted && startsWith(first, "data_") && !isRow) startBlock(first);
        else if (block == null && BINARY.matcher(text).find()) throw in.binary();
        else if (block == null)
            throw error("expected data_, found \"" + Shown.of(text)
                    + "\": this is not a STAR file. Choose the particles' .star file.");
        else if (!firstIsQuoted && first.equalsIgnoreCase("loop_")) startLoop();
        else if (!firstIsQuoted && first.startsWith("_") && !(isRow && !inHeader)) takeName(first.substring(1));
        else if (inLoop) takeRow();
        else throw error("expected data_, loop_ or a name with _, found \"" + Shown.of(text) + "\". Correct the line.");
    }

    private void startBlock(String first) throws FormatException {
        if (count > 1)
            throw error(Shown.of(first) + " is followed by \"" + Shown.of(token(1)) + "\". Begin a new line there.");
        endLoop();
        block = new StarBlock(first.substring("data_".length()), file, line);
        blocks.add(block);
    }

    private void startLoop() throws FormatException {
        endLoop();
        if (!block.columns().isEmpty())
            throw error("block data_" + Shown.of(block.name()) + " has a second loop_. Give that its own data_ line.");
        if (count > 1) throw error("loop_ is followed by \"" + Shown.of(token(1)) + "\". Begin a new line there.");
        inLoop = true;
        inHeader = true;
    }

    private void takeName(String name) throws FormatException {
        if (inHeader) {
            if (count > 1)
                throw error("column _" + Shown.of(name) + " is followed by \"" + Shown.of(token(1))
                        + "\". Begin a new line there.");
            if (!block.addColumn(name)) throw error("column _" + Shown.of(name) + " is there twice. Remove one.");
            return;
        }
        endLoop();
        if (count > 2)
            throw error("_" + Shown.of(name) + " has " + (count - 1)
                    + " values and must have one. Quote a value with blanks.");
        pairKey = name;
        if (count == 2) takeValue(token(1));
    }

    private void takeValue(String value) throws FormatException {
        if (block.pairs().containsKey(pairKey)) throw error("_" + Shown.of(pairKey) + " is there twice. Remove one.");
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
        block.addRow(tokenLine, from, to, line);
        if (block.rows() % GUESS_EVERY == 0 && block.rows() < MAX_GUESSED)
            block.expect((int) Math.min(MAX_GUESSED, block.rows() / in.part() * (1 + 1.0 / 128)));
    }

    private void addCells() throws FormatException {
        if (cells.isEmpty()) cellsLine = line;
        for (int i = 0; i < count; i++) cells.add(token(i));
        int columns = block.columns().size();
        if (cells.size() > columns) throw wrongCount();
        if (cells.size() < columns) return;
        block.addRow(cells, cellsLine);
        cells.clear();
        rowGoesOn = false;
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
            if (count > 0) throw error("_" + Shown.of(pairKey) + " has more than one value. Begin a new line.");
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
        inLoop = false;
        inHeader = false;
    }

    private void split(String text, int begin) throws FormatException {
        count = 0;
        tokenLine = text;
        firstIsQuoted = false;
        int end = text.length();
        for (int i = begin; i < end; ) {
            char c = text.charAt(i);
            if (isBlank(c)) {
                i++;
            } else if (c == '#') {
                return;
            } else if (c == '"' || c == '\'') {
                int close = closingQuote(text, i);
                if (count == 0) firstIsQuoted = true;
                add(i + 1, close);
                i = close + 1;
            } else {
                int start = i;
                while (i < end && !isBlank(text.charAt(i))) i++;
                add(start, i);
            }
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    /** A quote closes only before a blank or the end of the line, so that 'it's' is one value. */
    private int closingQuote(String text, int open) throws FormatException {
        char quote = text.charAt(open);
        for (int i = text.indexOf(quote, open + 1); i >= 0; i = text.indexOf(quote, i + 1))
            if (i + 1 == text.length() || isBlank(text.charAt(i + 1))) return i;
        throw error(
                "the quote in \"" + Shown.of(text.substring(open)) + "\" is not closed. Close it on the same line.");
    }

    private void add(int start, int end) {
        if (count == from.length) {
            from = Arrays.copyOf(from, 2 * count);
            to = Arrays.copyOf(to, 2 * count);
        }
        from[count] = start;
        to[count++] = end;
    }

    private String token(int i) {
        return tokenLine.substring(from[i], to[i]);
    }

    /** Whether a token that is not quoted begins as names and key words do. */
    private boolean isName(int i) {
        if (i == 0 && firstIsQuoted || from[i] == to[i]) return false;
        return "_dDlL".indexOf(tokenLine.charAt(from[i])) >= 0;
    }

    private static boolean startsWith(String text, String prefix) {
        return text.length() >= prefix.length()
                && text.substring(0, prefix.length()).toLowerCase(Locale.ROOT).equals(prefix);
    }

    private FormatException wrongCount() {
        line = cellsLine;
        return error("row has " + cells.size() + " cells and block data_" + Shown.of(block.name()) + " has "
                + block.columns().size() + " columns. Quote cells with blanks, or correct the row.");
    }

    private FormatException noValue() {
        return error("_" + Shown.of(pairKey) + " before this line has no value. Write \"\" for an empty one.");
    }

    private FormatException error(String what) {
        return new FormatException(file + ":" + line + ": " + what);
    }
}
