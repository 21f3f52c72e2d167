/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.testimages;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPInputStream;

/** Files that other programs made, as the README of src/test/resources lists them. */
public final class ReferenceFiles {
    private ReferenceFiles() {}

    /**
     * Copies files of the test resources into a folder; one that is compressed there is unpacked.
     *
     * @param names pathnames below src/test/resources, without .gz
     * @return the first of them in the folder
     */
    public static Path copy(Path folder, String... names) throws IOException {
        for (String name : names)
            try (InputStream in = open(name)) {
                Files.copy(in, in(folder, name), StandardCopyOption.REPLACE_EXISTING);
            }
        return in(folder, names[0]);
    }

    private static Path in(Path folder, String name) {
        return folder.resolve(name.substring(name.lastIndexOf('/') + 1));
    }

    private static InputStream open(String name) throws IOException {
        InputStream plain = ReferenceFiles.class.getResourceAsStream("/" + name);
        if (plain != null) return plain;
        InputStream compressed = ReferenceFiles.class.getResourceAsStream("/" + name + ".gz");
        if (compressed == null) throw new FileNotFoundException(name + " is not in src/test/resources");
        return new GZIPInputStream(compressed);
    }
}
