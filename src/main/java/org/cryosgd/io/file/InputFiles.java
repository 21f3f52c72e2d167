/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Opens files for reading; the message of a failure says what to do. Files that a killed run was just replacing are put
 * in order first, so that nobody reads a mixture.
 */
public final class InputFiles {
    private static final int LARGEST_TEXT = 16 << 20;

    private InputFiles() {}

    /**
     * The text of a small file, such as settings or a curve. Bytes that are not UTF-8 become replacement characters.
     *
     * @throws FormatException if the file is larger than any that a run writes
     */
    public static String text(Path file) throws IOException {
        try (FileChannel channel = open(file)) {
            if (channel.size() > LARGEST_TEXT) throw tooLarge(file);
            ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // until the buffer is full, or the file has become shorter
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        }
    }

    private static FormatException tooLarge(Path file) {
        return new FormatException(
                file + ": has more than " + (LARGEST_TEXT >> 20)
                        + " MB, and the files of a run that hold settings or curves are small. Choose another folder, or run it again.");
    }

    public static FileChannel open(Path file) throws IOException {
        if (RemoteFiles.isAddress(file)) return RemoteFiles.open(file);
        if (Files.isDirectory(file)) throw new IOException(file + ": is a folder. Choose a file in it.");
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && Files.exists(folder.resolve(Journal.NAME)))
            synchronized (OutputSet.LOCK) {
                Journal.finish(folder);
            }
        // Opening a pipe would wait for ever, and a device may have no end.
        if (Files.exists(file) && !Files.isRegularFile(file))
            throw new IOException(
                    file + ": is not an ordinary file but a pipe or a device. Copy its content to a file.");
        try {
            return FileChannel.open(file, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file. Check the path.", e);
        } catch (AccessDeniedException e) {
            throw new IOException(file + ": no permission to read it. Ask its owner for permission.", e);
        }
    }
}
