/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.command;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A key whose value is names of files with commas between them. */
public final class FilesKey {
    private FilesKey() {}

    /** The files; none where the text is empty. */
    public static List<Path> files(String key, String text) {
        List<Path> files = new ArrayList<>();
        if (text == null || text.isBlank()) return files;
        for (String name : text.split(",")) {
            try {
                files.add(Path.of(name.trim()));
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException(key + ": " + name.trim() + " cannot be the name of a file");
            }
        }
        return files;
    }
}
