/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.optics.Optics;

/**
 * The optics of each row of a table of particles.
 *
 * @param ofRow one for each particle; voltage, aberration and contrast are placeholders where {@code missingCtf}
 * @param pixelSizeAngstrom the pixel size that all share
 * @param missingCtf the message about what the CTF lacks, or null
 * @param notes columns that are not used
 */
record StarOptics(Optics[] ofRow, double pixelSizeAngstrom, String missingCtf, List<String> notes) {
    private static final List<String> CTF_COLUMNS =
            List.of("rlnVoltage", "rlnSphericalAberration", "rlnAmplitudeContrast");
    static final String CTF_NEEDED = " CTF correction needs it: add the column, or use ctf=none.";
    private static final double[] PLACEHOLDERS = {300, 2.7, 0.1};
    private static final double SAME_PIXEL_SIZE = 1e-4;

    /** RELION 3.1: particles join {@code data_optics} by their optics group. */
    static StarOptics relion31(StarBlock optics, StarBlock particles) throws FormatException {
        if (optics.rows() == 0)
            throw new FormatException(optics.missing("rlnOpticsGroup") + " Choose a complete particles' STAR file.");
        optics.require("rlnImagePixelSize", "It gives the pixel size (Å) of the images: add the column.");
        refuseSubtomograms(optics);
        Map<Integer, Integer> rowOfGroup = new HashMap<>();
        for (int row = 0; row < optics.rows(); row++) {
            int group = optics.has("rlnOpticsGroup") ? optics.integer(row, "rlnOpticsGroup") : row + 1;
            if (rowOfGroup.put(group, row) != null)
                throw new FormatException(
                        optics.where(row) + "optics group " + group + " is there twice. Give each its own number.");
        }
        if (optics.rows() > 1)
            particles.require("rlnOpticsGroup", "There are " + optics.rows() + " optics groups: add the column.");
        Optics[] groups = new Optics[optics.rows()];
        Optics[] ofRow = new Optics[particles.rows()];
        for (int i = 0; i < ofRow.length; i++) {
            int row = 0;
            if (particles.has("rlnOpticsGroup")) {
                int number = particles.integer(i, "rlnOpticsGroup");
                Integer found = rowOfGroup.get(number);
                if (found == null)
                    throw new FormatException(particles.where(i) + "optics group " + number
                            + " is not in block data_optics (it has " + numbers(rowOfGroup.keySet())
                            + "). Add the group, or correct _rlnOpticsGroup.");
                row = found;
            }
            if (groups[row] == null) groups[row] = group(optics, row);
            ofRow[i] = groups[row];
        }
        double pixelSize = onePixelSize(optics.where(0), ofRow);
        oneBox(optics.where(0), ofRow);
        return new StarOptics(ofRow, pixelSize, missingCtf(optics), unused(optics));
    }

    /** RELION 3.0: each particle has its own values; equal ones become a group. */
    static StarOptics relion30(StarBlock particles) throws FormatException {
        record Key(double pixelSize, double voltage, double aberration, double contrast) {}
        double[] pixelSizes = pixelSizes30(particles);
        double[][] ctf = new double[CTF_COLUMNS.size()][];
        for (int i = 0; i < ctf.length; i++)
            if (particles.has(CTF_COLUMNS.get(i))) ctf[i] = particles.numbers(CTF_COLUMNS.get(i));
        Map<Key, Optics> groups = new HashMap<>();
        Optics[] ofRow = new Optics[particles.rows()];
        for (int row = 0; row < ofRow.length; row++) {
            double[] v = PLACEHOLDERS.clone();
            for (int i = 0; i < v.length; i++) if (ctf[i] != null) v[i] = ctf[i][row];
            Key key = new Key(pixelSizes[row], v[0], v[1], v[2]);
            Optics known = groups.get(key);
            if (known == null) {
                String name = "opticsGroup" + (groups.size() + 1);
                known = checked(particles.where(row), () -> new Optics(name, v[0], v[1], v[2], key.pixelSize(), 0));
                groups.put(key, known);
            }
            ofRow[row] = known;
        }
        double pixelSize = onePixelSize(particles.where(0), ofRow);
        return new StarOptics(ofRow, pixelSize, missingCtf(particles), unused(particles));
    }

    private static double[] pixelSizes30(StarBlock particles) throws FormatException {
        for (String single : List.of("rlnPixelSize", "rlnImagePixelSize"))
            if (!particles.has("rlnMagnification") && particles.has(single)) return particles.numbers(single);
        String remedy = "The pixel size is _rlnDetectorPixelSize · 10000 / _rlnMagnification: add both columns, "
                + "or _rlnPixelSize in Å.";
        particles.require("rlnMagnification", remedy);
        particles.require("rlnDetectorPixelSize", remedy);
        double[] sizes = particles.numbers("rlnDetectorPixelSize");
        for (int row = 0; row < sizes.length; row++) sizes[row] *= 1e4 / particles.number(row, "rlnMagnification");
        return sizes;
    }

    private static Optics group(StarBlock optics, int row) throws FormatException {
        String name = optics.has("rlnOpticsGroupName") ? optics.text(row, "rlnOpticsGroupName") : "group " + (row + 1);
        double[] v = PLACEHOLDERS.clone();
        for (int i = 0; i < v.length; i++)
            if (optics.has(CTF_COLUMNS.get(i))) v[i] = optics.number(row, CTF_COLUMNS.get(i));
        double pixelSize = optics.number(row, "rlnImagePixelSize");
        int box = optics.has("rlnImageSize") ? optics.integer(row, "rlnImageSize") : 0;
        return checked(optics.where(row), () -> new Optics(name, v[0], v[1], v[2], pixelSize, box));
    }

    static <T> T checked(String where, Supplier<T> made) throws FormatException {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new FormatException(where + e.getMessage() + ". Correct the cell.");
        }
    }

    private static String missingCtf(StarBlock block) throws FormatException {
        if (block.has("rlnCtfDataAreCtfPremultiplied"))
            for (int row = 0; row < block.rows(); row++)
                if (block.integer(row, "rlnCtfDataAreCtfPremultiplied") != 0)
                    return block.where(row) + "the images were multiplied by their CTF "
                            + "(_rlnCtfDataAreCtfPremultiplied). CTF correction needs them without: extract again.";
        for (String column : CTF_COLUMNS) if (!block.has(column)) return block.missing(column) + CTF_NEEDED;
        return null;
    }

    private static void refuseSubtomograms(StarBlock optics) throws FormatException {
        if (!optics.has("rlnImageDimensionality")) return;
        for (int row = 0; row < optics.rows(); row++)
            if (optics.integer(row, "rlnImageDimensionality") != 2)
                throw new FormatException(optics.where(row) + "images of "
                        + optics.text(row, "rlnImageDimensionality")
                        + " dimensions (_rlnImageDimensionality) are not read. Choose two-dimensional particles.");
    }

    private static double onePixelSize(String where, Optics[] ofRow) throws FormatException {
        double size = ofRow[0].pixelSizeAngstrom();
        for (Optics optics : ofRow) {
            if (Math.abs(optics.pixelSizeAngstrom() - size) <= SAME_PIXEL_SIZE * size) continue;
            throw new FormatException(where + "the optics groups have different pixel sizes ("
                    + listed(ofRow, o -> o.pixelSizeAngstrom() + " Å")
                    + "). Bring them to one, or take the particles of one group.");
        }
        return size;
    }

    private static void oneBox(String where, Optics[] ofRow) throws FormatException {
        for (Optics optics : ofRow)
            if (optics.box() != ofRow[0].box())
                throw new FormatException(where + "the optics groups have different boxes ("
                        + listed(ofRow, o -> o.box() + " pixels")
                        + "). Crop or pad them to one, or take the particles of one group.");
    }

    private static String listed(Optics[] ofRow, Function<Optics, String> value) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Optics optics : ofRow) values.putIfAbsent(optics.name(), value.apply(optics));
        return values.entrySet().stream()
                .map(e -> e.getKey() + ": " + e.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String numbers(Set<Integer> groups) {
        return groups.stream().sorted().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static List<String> unused(StarBlock block) throws FormatException {
        Set<String> names = new LinkedHashSet<>();
        for (String column : block.columns()) {
            boolean diagonal = column.equals("rlnMagMat00") || column.equals("rlnMagMat11");
            boolean aberration = column.startsWith("rlnMagMat")
                    || column.startsWith("rlnBeamTilt") && !column.equals("rlnBeamTiltClass")
                    || column.equals("rlnOddZernike")
                    || column.equals("rlnEvenZernike");
            if (!aberration) continue;
            for (String cell : block.texts(column)) if (!isTrivial(cell, diagonal ? "1" : "0")) names.add("_" + column);
        }
        if (names.isEmpty()) return List.of();
        return List.of(block.where(0) + "not used: " + String.join(", ", names) + ".");
    }

    private static boolean isTrivial(String cell, String value) {
        for (String number : cell.replace("[", "").replace("]", "").split(",")) {
            try {
                if (Double.parseDouble(number) != Double.parseDouble(value)) return false;
            } catch (NumberFormatException e) {
                return false;
            }
        }
        return true;
    }
}
