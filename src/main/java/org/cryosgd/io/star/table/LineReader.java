/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star.table;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.file.InputFiles;

/**
 * The lines of a text file, whatever ends them: UTF-8, UTF-16 by its byte order mark or its zeros, or Latin-1 where it is
 * neither. Files that are no text are refused before they fill the memory.
 */
public final class LineReader implements Closeable {
    /** Characters; a row of a table has some hundreds. */
    private static final int LONGEST = 1 << 22;

    private final Path file;
    private final String kind;
    private final Reader in;
    private final char[] buffer = new char[1 << 16];
    private int at;
    private int end;
    private boolean afterReturn;
    private int number;
    private final long bytes;
    private final int bytesPerCharacter;
    private long charactersBefore;

    /** @param kind what the file should be, for messages, such as "STAR" */
    LineReader(Path file, String kind, boolean isUtf8) throws IOException {
        this.file = file;
        this.kind = kind;
        if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file))
            throw new FormatException(file + ": is a pipe or a device. Save its content to a file first.");
        FileChannel channel = InputFiles.open(file);
        try {
            ByteBuffer first = ByteBuffer.allocate(4);
            while (first.hasRemaining() && channel.read(first, first.position()) > 0) {
                // the loop ends at four bytes or the end of the file
            }
            Charset charset = charset(first.array(), first.position());
            bytes = channel.size();
            bytesPerCharacter = charset == null ? 1 : 2;
            if (charset == null) charset = isUtf8 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
            in = Channels.newReader(channel, charset.newDecoder(), 1 << 16);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** UTF-16 if the beginning of a file says so, or null. */
    private static Charset charset(byte[] b, int count) {
        if (count < 4) return null;
        if (b[0] == (byte) 0xFE && b[1] == (byte) 0xFF) return StandardCharsets.UTF_16BE;
        if (b[0] == (byte) 0xFF && b[1] == (byte) 0xFE) return StandardCharsets.UTF_16LE;
        if (b[0] == 0 && b[1] > 0 && b[2] == 0 && b[3] > 0) return StandardCharsets.UTF_16BE;
        if (b[0] > 0 && b[1] == 0 && b[2] > 0 && b[3] == 0) return StandardCharsets.UTF_16LE;
        return null;
    }

    /** All lines of a small file. */
    public static List<String> all(Path file, String kind) throws IOException {
        try {
            return all(file, kind, true);
        } catch (CharacterCodingException notUtf8) {
            return all(file, kind, false);
        }
    }

    private static List<String> all(Path file, String kind, boolean isUtf8) throws IOException {
        List<String> lines = new ArrayList<>();
        try (LineReader in = new LineReader(file, kind, isUtf8)) {
            for (String line = in.next(); line != null; line = in.next()) lines.add(line);
        }
        return lines;
    }

    /** The next line without its end, or null after the last one. */
    String next() throws IOException {
        StringBuilder longLine = null;
        while (true) {
            if (at == end && !fill()) {
                if (longLine == null) return null;
                return line(longLine.toString());
            }
            if (afterReturn) {
                afterReturn = false;
                if (buffer[at] == '\n') {
                    at++;
                    continue;
                }
            }
            int from = at;
            while (at < end && buffer[at] != '\n' && buffer[at] != '\r') {
                if (buffer[at] == 0) throw binary();
                at++;
            }
            if (at < end) {
                afterReturn = buffer[at] == '\r';
                String part = new String(buffer, from, at++ - from);
                return line(longLine == null ? part : longLine.append(part).toString());
            }
            if (longLine == null) longLine = new StringBuilder();
            longLine.append(buffer, from, at - from);
            if (longLine.length() > LONGEST)
                throw new FormatException(file + ":" + (number + 1) + ": a line of more than " + LONGEST
                        + " characters: this is not a " + kind + " file. Choose another file.");
        }
    }

    private String line(String text) {
        number++;
        return number == 1 && text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    /** About how much of the file has been read, from 0 to 1. */
    double part() {
        return Math.min(1, (double) bytesPerCharacter * (charactersBefore + at) / Math.max(1, bytes));
    }

    private boolean fill() throws IOException {
        charactersBefore += end;
        at = 0;
        end = 0;
        do end = in.read(buffer, 0, buffer.length);
        while (end == 0);
        if (end < 0) {
            end = 0;
            return false;
        }
        return true;
    }

    FormatException binary() {
        return new FormatException(file + ": this is not a " + kind
                + " file, it is a binary file. Choose the particles' .star or .cs file.");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
