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
import org.cryosgd.io.file.FormatException;
import org.cryosgd.optics.AppliedCtf;
import org.cryosgd.optics.Optics;
import org.cryosgd.optics.PlausibleCtf;

/**
 * The optics of each row of a table of particles.
 *
 * @param ofRow one for each particle; voltage, aberration and contrast are placeholders where they are in {@code unknown}
 * @param pixelSizeAngstrom the pixel size that all share
 * @param missingCtf the message about what the CTF lacks, or null
 * @param unknown columns of the CTF that are absent or have values that cannot be
 * @param notes columns that are not used
 */
record StarOptics(
        Optics[] ofRow, double pixelSizeAngstrom, String missingCtf, Set<String> unknown, List<String> notes) {
    private static final Map<String, PlausibleCtf> CTF_COLUMNS = new LinkedHashMap<>();
    static final String CTF_NEEDED = " CTF correction needs it: add the column, or use ctf=none.";
    private static final double[] PLACEHOLDERS = {300, 2.7, 0.1};
    private static final double SAME_PIXEL_SIZE = 1e-4;
    private static final String FLIPPED = "rlnCtfDataArePhaseFlipped";
    private static final String MULTIPLIED = "rlnCtfDataAreCtfPremultiplied";

    static {
        CTF_COLUMNS.put("rlnVoltage", PlausibleCtf.VOLTAGE);
        CTF_COLUMNS.put("rlnSphericalAberration", PlausibleCtf.SPHERICAL_ABERRATION);
        CTF_COLUMNS.put("rlnAmplitudeContrast", PlausibleCtf.AMPLITUDE_CONTRAST);
    }

    /** Whether the table says what the pixel size is. */
    static boolean hasPixelSize(StarBlock optics, StarBlock particles) {
        return optics != null
                ? optics.has("rlnImagePixelSize")
                : particles.has("rlnMagnification") && particles.has("rlnDetectorPixelSize")
                        || particles.has("rlnPixelSize")
                        || particles.has("rlnImagePixelSize");
    }

    /**
     * RELION 3.1: particles join {@code data_optics} by their optics group.
     *
     * @param pixelSize of all, whatever the table says; 0 for that of the table
     */
    static StarOptics relion31(StarBlock optics, StarBlock particles, double pixelSize) throws FormatException {
        if (optics.rows() == 0)
            throw new FormatException(
                    optics.wherever() + "block data_optics has no rows. Choose a complete particles' STAR" + " file.");
        if (pixelSize == 0) optics.require("rlnImagePixelSize", PIXEL_SIZE_NEEDED);
        Map<Integer, Integer> rowOfGroup = new HashMap<>();
        for (int row = 0; row < optics.rows(); row++) {
            int group = optics.has("rlnOpticsGroup") ? optics.integer(row, "rlnOpticsGroup") : row + 1;
            if (rowOfGroup.put(group, row) != null)
                throw new FormatException(
                        optics.where(row) + "optics group " + group + " is there twice. Give each its own number.");
        }
        if (optics.rows() > 1)
            particles.require("rlnOpticsGroup", "There are " + optics.rows() + " optics groups: add the column.");
        Faults faults = new Faults(optics);
        AppliedCtf[] applied = applied(optics);
        AppliedCtf[] appliedOfRow = applied(particles);
        Optics[][] groups = new Optics[optics.rows()][AppliedCtf.values().length];
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
            AppliedCtf mine = applied != null ? applied[row] : appliedOfRow != null ? appliedOfRow[i] : AppliedCtf.NONE;
            Optics[] same = groups[row];
            if (same[mine.ordinal()] == null) same[mine.ordinal()] = group(optics, row, pixelSize, mine, faults);
            ofRow[i] = same[mine.ordinal()];
        }
        double shared = onePixelSize(optics.where(0), particles, ofRow, "rlnOpticsGroup");
        oneBox(optics.where(0), particles, ofRow);
        return new StarOptics(ofRow, shared, faults.message(), faults.unknown, unused(optics));
    }

    /** RELION 3.0: each particle has its own values; equal ones become a group. */
    static StarOptics relion30(StarBlock particles, double pixelSize) throws FormatException {
        record Key(double pixelSize, double voltage, double aberration, double contrast, AppliedCtf applied) {}
        double[] pixelSizes = pixelSize > 0 ? null : pixelSizes30(particles);
        Faults faults = new Faults(particles);
        AppliedCtf[] applied = applied(particles);
        Map<Key, Optics> groups = new HashMap<>();
        Optics[] ofRow = new Optics[particles.rows()];
        for (int row = 0; row < ofRow.length; row++) {
            double[] v = faults.values(row);
            double size = pixelSize > 0 ? pixelSize : pixelSizes[row];
            Key key = new Key(size, v[0], v[1], v[2], applied == null ? AppliedCtf.NONE : applied[row]);
            Optics known = groups.get(key);
            if (known == null) {
                checkPixelSize(particles.where(row), size);
                String name = "opticsGroup" + (groups.size() + 1);
                known = new Optics(name, v[0], v[1], v[2], size, 0, key.applied());
                groups.put(key, known);
            }
            ofRow[row] = known;
        }
        String column = particles.has("rlnMagnification")
                ? "rlnMagnification"
                : particles.has("rlnPixelSize") ? "rlnPixelSize" : "rlnImagePixelSize";
        double shared = onePixelSize(particles.where(0), particles, ofRow, column);
        return new StarOptics(ofRow, shared, faults.message(), faults.unknown, unused(particles));
    }

    private static final String PIXEL_SIZE_NEEDED =
            "It gives the pixel size (Å) of the images: add the column, or give pixelSize=.";

    private static double[] pixelSizes30(StarBlock particles) throws FormatException {
        for (String single : List.of("rlnPixelSize", "rlnImagePixelSize"))
            if (!particles.has("rlnMagnification") && particles.has(single)) return particles.numbers(single);
        String remedy = "The pixel size is _rlnDetectorPixelSize · 10000 / _rlnMagnification: add both columns, "
                + "or _rlnPixelSize in Å, or give pixelSize=.";
        particles.require("rlnMagnification", remedy);
        particles.require("rlnDetectorPixelSize", remedy);
        double[] sizes = particles.numbers("rlnDetectorPixelSize");
        for (int row = 0; row < sizes.length; row++) sizes[row] *= 1e4 / particles.number(row, "rlnMagnification");
        return sizes;
    }

    private static Optics group(StarBlock optics, int row, double pixelSize, AppliedCtf applied, Faults faults)
            throws FormatException {
        String name = optics.has("rlnOpticsGroupName") ? optics.text(row, "rlnOpticsGroupName") : "group " + (row + 1);
        double[] v = faults.values(row);
        double size = pixelSize > 0 ? pixelSize : optics.number(row, "rlnImagePixelSize");
        checkPixelSize(optics.where(row), size);
        int box = optics.has("rlnImageSize") ? optics.integer(row, "rlnImageSize") : 0;
        if (box < 0)
            throw new FormatException(optics.where(row) + "column _rlnImageSize holds " + box
                    + " and must be a number of pixels. Correct the cell.");
        return new Optics(name, v[0], v[1], v[2], size, box, applied);
    }

    private static void checkPixelSize(String where, double size) throws FormatException {
        String fault = PlausibleCtf.PIXEL_SIZE.fault(size);
        if (fault != null) throw new FormatException(where + fault + " Or give the right one as pixelSize=.");
    }

    /** The values that make the CTF of a group, and the first that is missing or cannot be. */
    private static final class Faults {
        private final StarBlock block;
        private final Set<String> unknown = new LinkedHashSet<>();
        private String wrong;

        Faults(StarBlock block) {
            this.block = block;
            for (String column : CTF_COLUMNS.keySet()) if (!block.has(column)) unknown.add(column);
        }

        double[] values(int row) throws FormatException {
            double[] values = PLACEHOLDERS.clone();
            int i = 0;
            for (Map.Entry<String, PlausibleCtf> column : CTF_COLUMNS.entrySet()) {
                int at = i++;
                if (!block.has(column.getKey())) continue;
                double value = block.number(row, column.getKey());
                String fault = column.getValue().fault(value);
                if (fault == null) {
                    values[at] = value;
                    continue;
                }
                unknown.add(column.getKey());
                if (wrong == null) wrong = block.where(row) + "column _" + column.getKey() + ": " + fault;
            }
            return values;
        }

        String message() {
            for (String column : CTF_COLUMNS.keySet())
                if (!block.has(column)) return block.missing(column) + CTF_NEEDED;
            return wrong;
        }
    }

    /** What each row says was done about the CTF; null where it says nothing. */
    private static AppliedCtf[] applied(StarBlock block) throws FormatException {
        if (!block.has(FLIPPED) && !block.has(MULTIPLIED)) return null;
        AppliedCtf[] applied = new AppliedCtf[block.rows()];
        for (int row = 0; row < applied.length; row++)
            // C · C y and |C| · |C| y are the same
            applied[row] = flag(block, row, MULTIPLIED)
                    ? AppliedCtf.PREMULTIPLIED
                    : flag(block, row, FLIPPED) ? AppliedCtf.PHASE_FLIPPED : AppliedCtf.NONE;
        return applied;
    }

    private static boolean flag(StarBlock block, int row, String column) throws FormatException {
        if (!block.has(column)) return false;
        String text = block.text(row, column);
        if (text.equalsIgnoreCase("true")) return true;
        if (text.equalsIgnoreCase("false")) return false;
        int value = block.integer(row, column);
        if (value != 0 && value != 1)
            throw new FormatException(block.where(row) + "column _" + column + " holds " + value
                    + " and must hold 0 or 1. Correct the cell.");
        return value == 1;
    }

    private static double onePixelSize(String where, StarBlock particles, Optics[] ofRow, String column)
            throws FormatException {
        double size = ofRow[0].pixelSizeAngstrom();
        for (Optics optics : ofRow) {
            if (Math.abs(optics.pixelSizeAngstrom() - size) <= SAME_PIXEL_SIZE * size) continue;
            throw new FormatException(where + "the optics groups have different pixel sizes ("
                    + listed(ofRow, o -> o.pixelSizeAngstrom() + " Å") + "). " + oneGroup(particles, column)
                    + ", or say which one all have as pixelSize=.");
        }
        return size;
    }

    private static void oneBox(String where, StarBlock particles, Optics[] ofRow) throws FormatException {
        for (Optics optics : ofRow)
            if (optics.box() != ofRow[0].box())
                throw new FormatException(where + "the optics groups have different boxes ("
                        + listed(ofRow, o -> o.box() + " pixels") + "). " + oneGroup(particles, "rlnOpticsGroup")
                        + ", or crop or pad them to one.");
    }

    private static String oneGroup(StarBlock particles, String column) throws FormatException {
        return "Take the particles of one, as by import select=" + column + "=" + particles.text(0, column)
                + " output=one.star";
    }

    private static String listed(Optics[] ofRow, Function<Optics, String> value) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Optics optics : ofRow) values.putIfAbsent(optics.name(), value.apply(optics));
        return Shown.list(values.entrySet().stream()
                .map(e -> Shown.of(e.getKey()) + ": " + e.getValue())
                .toList());
    }

    private static String numbers(Set<Integer> groups) {
        return Shown.list(groups.stream().sorted().map(String::valueOf).toList());
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
            String last = null;
            for (String cell : block.column(column)) {
                if (!cell.equals(last) && !isTrivial(cell, diagonal ? "1" : "0")) {
                    names.add("_" + column);
                    break;
                }
                last = cell;
            }
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
