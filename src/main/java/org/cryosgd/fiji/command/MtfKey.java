/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.command;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cryosgd.io.star.MtfFile;
import org.cryosgd.optics.Mtf;

/** The key {@code mtf=}: names of STAR files with commas between them. */
public final class MtfKey {
    private MtfKey() {}

    /** The files; none where the text is empty. */
    public static List<Path> files(String text) {
        List<Path> files = new ArrayList<>();
        if (text == null || text.isBlank()) return files;
        for (String name : text.split(",")) {
            try {
                files.add(Path.of(name.trim()));
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException("mtf: " + name.trim() + " cannot be the name of a file");
            }
        }
        return files;
    }

    /**
     * Reads them.
     *
     * @param pixelSizesAngstrom of the camera of each, repeated where there are fewer
     * @param folder names of files in it become relative to it, others absolute; null for absolute ones
     */
    public static List<Mtf> read(String text, List<Double> pixelSizesAngstrom, Path folder) throws IOException {
        List<Mtf> mtfs = new ArrayList<>();
        for (Path file : files(text)) {
            Path full = file.toAbsolutePath().normalize();
            Path name = folder != null && full.startsWith(folder) ? folder.relativize(full) : full;
            mtfs.add(MtfFile.read(
                    file, name.toString(), pixelSizesAngstrom.get(mtfs.size() % pixelSizesAngstrom.size())));
        }
        return mtfs;
    }
}
