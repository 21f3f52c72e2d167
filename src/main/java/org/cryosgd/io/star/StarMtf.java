/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.file.Shown;
import org.cryosgd.io.star.table.StarBlock;
import org.cryosgd.optics.Mtf;
import org.cryosgd.optics.Optics;
import org.cryosgd.optics.PlausibleCtf;

/**
 * The cameras of optics groups: {@code rlnMtfFileName}, and {@code rlnMicrographOriginalPixelSize} or else the pixel size of the
 * images. A file that is missing or odd is a note and no error, since only groups of different cameras need it for a map.
 */
final class StarMtf {
    private static final String FILE = "rlnMtfFileName";
    private static final String PIXEL_SIZE = "rlnMicrographOriginalPixelSize";

    private StarMtf() {}

    /** The MTF of each row of the table of optics groups, or null; {@code notes} gets what is wrong with the files. */
    static Mtf[] read(StarBlock optics, StackLocator locator, List<String> notes) throws FormatException {
        Mtf[] mtfs = new Mtf[optics.rows()];
        if (!optics.has(FILE)) return mtfs;
        Set<String> faults = new LinkedHashSet<>();
        Set<String> names = new LinkedHashSet<>();
        for (int row = 0; row < mtfs.length; row++) {
            String name = optics.text(row, FILE);
            names.add(name);
            if (!isNone(name)) mtfs[row] = read(optics, row, name, locator, faults);
        }
        for (String fault : faults)
            notes.add(fault
                    + (names.size() > 1
                            ? ". Until every group has its MTF, groups are combined as if they had the same camera: put the file"
                                    + " beside the particles."
                            : ". The map does not need it; to undo the damping of the camera, give Post-process... (postprocess)"
                                    + " the file as mtf=."));
        return mtfs;
    }

    private static boolean isNone(String name) {
        return name.isBlank() || name.equalsIgnoreCase("none");
    }

    private static Mtf read(StarBlock optics, int row, String name, StackLocator locator, Set<String> faults)
            throws FormatException {
        Path file = locator.search(name);
        if (file == null) {
            faults.add(optics.where(row) + "no file " + Shown.of(name) + ", the MTF of the camera (_" + FILE + ")");
            return null;
        }
        double size = optics.number(row, optics.has(PIXEL_SIZE) ? PIXEL_SIZE : "rlnImagePixelSize");
        String wrong = PlausibleCtf.PIXEL_SIZE.fault(size);
        if (wrong != null) {
            faults.add(optics.where(row) + "the MTF of the camera is not used, column _" + PIXEL_SIZE + ": " + wrong);
            return null;
        }
        try {
            return MtfFile.read(file, file.toString(), size);
        } catch (IOException e) {
            faults.add(optics.where(row) + "the MTF of the camera is not used: " + e.getMessage());
            return null;
        }
    }

    /** The columns that optics groups need, one value for each; none where no group has an MTF. */
    static Map<String, String[]> columns(List<Optics> groups) {
        Map<String, String[]> all = new LinkedHashMap<>();
        if (groups.stream().allMatch(o -> o.mtf() == null)) return all;
        String[] files = new String[groups.size()];
        String[] sizes = new String[groups.size()];
        for (int g = 0; g < files.length; g++) {
            Mtf mtf = groups.get(g).mtf();
            files[g] = mtf == null ? "None" : mtf.name();
            sizes[g] = String.valueOf(mtf == null ? groups.get(g).pixelSizeAngstrom() : mtf.pixelSizeAngstrom());
        }
        all.put(FILE, files);
        all.put(PIXEL_SIZE, sizes);
        return all;
    }
}
