/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.file.Shown;
import org.cryosgd.io.star.table.StarBlock;
import org.cryosgd.io.star.table.StarFile;

/** Tables of tomography, whose particles are no single images: told apart and named, so that nobody looks for the fault. */
final class Subtomograms {
    private static final String IMAGE_NAME = "rlnImageName";
    private static final String REMEDY =
            " Single images are read, one a row: choose a table of single particles, or refine these in the program that wrote"
                    + " them.";

    private Subtomograms() {}

    /** Throws if the table, with its images, is one of subtomograms. */
    static void refuse(StarFile star, StarBlock optics, StarBlock table) throws FormatException {
        if (table.rows() == 0) return;
        boolean numbered = table.text(0, IMAGE_NAME).indexOf('@') >= 0;
        String dimensions = "2";
        int where = 0;
        for (StarBlock block : optics == null ? List.of(table) : List.of(optics, table)) {
            if (!block.has("rlnImageDimensionality") || block.rows() == 0) continue;
            for (int row = 0; row < block.rows() && dimensions.equals("2"); row++)
                if (block.integer(row, "rlnImageDimensionality") != 2) {
                    dimensions = block.text(row, "rlnImageDimensionality");
                    throw new FormatException(block.where(row) + "images of " + Shown.of(dimensions)
                            + " dimensions (_rlnImageDimensionality), which are subtomograms of " + writer(star, table)
                            + ", are not read." + REMEDY);
                }
        }
        if (table.has("rlnCtfImage") && !numbered)
            throw new FormatException(table.where(where) + "the particles are subtomograms of " + writer(star, table)
                    + " in three dimensions (_rlnCtfImage), which are not read." + REMEDY);
        String sign = sign(star, optics, table);
        if (sign != null && !numbered)
            throw new FormatException(table.where(where) + "the particles are subtomograms of " + writer(star, table)
                    + " as stacks of tilt images, one stack for each particle (_" + sign + "), which are not read."
                    + REMEDY);
    }

    /** What to add to a message about a table without image names. */
    static String withoutImages(StarFile star) {
        for (StarBlock found : star.blocks()) {
            StarBlock block = found.asTable();
            if (block.has("rlnTomoName"))
                return " data_" + Shown.of(block.name()) + " holds positions in tomograms, without images.";
            if (block.has("rlnCoordinateX"))
                return " data_" + Shown.of(block.name())
                        + " holds positions in micrographs, without images: extract them first.";
        }
        return "";
    }

    private static String sign(StarFile star, StarBlock optics, StarBlock table) {
        for (StarBlock block : star.blocks())
            for (Map.Entry<String, String> pair : block.pairs().entrySet())
                if (pair.getKey().equals("rlnTomoSubTomosAre2DStacks")
                        && !pair.getValue().equals("0")) return pair.getKey();
        for (String column : List.of("rlnTomoVisibleFrames", "rlnTomoParticleName", "rlnTomoName"))
            if (table.has(column)) return column;
        for (String column : List.of("rlnTomoTiltSeriesPixelSize", "rlnTomoSubtomogramBinning"))
            if (optics != null && optics.has(column)) return column;
        return null;
    }

    /** Warp and M name the tilt series *.tomostar. */
    private static String writer(StarFile star, StarBlock table) throws FormatException {
        for (String column : List.of("rlnTomoName", "rlnMicrographName"))
            if (table.has(column)
                    && table.text(0, column).toLowerCase(Locale.ROOT).endsWith(".tomostar")) return "Warp or M";
        for (StarBlock block : star.blocks())
            for (String column : block.columns()) if (column.startsWith("wrp")) return "Warp or M";
        if (sign(star, star.find("optics"), table) != null) return "RELION 5";
        return "RELION or Warp";
    }
}
