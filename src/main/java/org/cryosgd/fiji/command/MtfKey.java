/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cryosgd.io.star.MtfFile;
import org.cryosgd.optics.Mtf;

/** The keys {@code mtf=}, names of STAR files with commas between them, and {@code mtfPixelSize=}. */
public final class MtfKey {
    private MtfKey() {}

    /** Numbers in Å with commas between them; none where the text is empty. */
    public static List<Double> pixelSizes(String text) {
        List<Double> sizes = new ArrayList<>();
        if (text == null || text.isBlank()) return sizes;
        for (String part : text.split(",")) {
            double size;
            try {
                size = Double.parseDouble(part.trim());
            } catch (NumberFormatException e) {
                size = 0;
            }
            if (!(size > 0 && size < 1000))
                throw new IllegalArgumentException(
                        "mtfPixelSize must be sizes in Å with commas between them, such as 0.83, found " + text);
            sizes.add(size);
        }
        return sizes;
    }

    /**
     * The MTFs whose mean a map is damped by; none where the text is empty.
     *
     * @param pixelSizes of the cameras; empty for {@code voxelSizeAngstrom}
     */
    public static List<Mtf> ofMap(String text, String pixelSizes, double voxelSizeAngstrom) throws IOException {
        List<Double> sizes = pixelSizes(pixelSizes);
        List<Mtf> mtfs = read(text, sizes.isEmpty() ? List.of(voxelSizeAngstrom) : sizes, null);
        if (mtfs.isEmpty() && !sizes.isEmpty())
            throw new IllegalArgumentException("mtfPixelSize is given without mtf: give the file of the MTF too");
        if (sizes.size() > Math.max(1, mtfs.size()))
            throw new IllegalArgumentException(
                    "mtfPixelSize must be one size for each MTF, found " + sizes.size() + " for " + mtfs.size());
        return mtfs;
    }

    /**
     * Reads them.
     *
     * @param pixelSizesAngstrom of the camera of each, repeated where there are fewer
     * @param folder names of files in it become relative to it, others absolute; null for absolute ones
     */
    public static List<Mtf> read(String text, List<Double> pixelSizesAngstrom, Path folder) throws IOException {
        List<Mtf> mtfs = new ArrayList<>();
        for (Path file : FilesKey.files("mtf", text)) {
            if (!Files.isRegularFile(file)) throw new IllegalArgumentException("mtf: no such file: " + file);
            Path full = file.toAbsolutePath().normalize();
            Path name = folder != null && full.startsWith(folder) ? folder.relativize(full) : full;
            mtfs.add(MtfFile.read(
                    file, name.toString(), pixelSizesAngstrom.get(mtfs.size() % pixelSizesAngstrom.size())));
        }
        return mtfs;
    }
}
