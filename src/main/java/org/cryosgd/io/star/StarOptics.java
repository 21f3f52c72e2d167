/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.file.Shown;
import org.cryosgd.io.star.table.StarBlock;
import org.cryosgd.optics.AppliedCtf;
import org.cryosgd.optics.Mtf;
import org.cryosgd.optics.Optics;
import org.cryosgd.optics.PlausibleCtf;

/**
 * The optics of each row of a table of particles.
 *
 * @param ofRow one for each particle; voltage, aberration and contrast are placeholders where they are in {@code unknown}
 * @param pixelSizeAngstrom the pixel size that all share, or that of the first group where they differ
 * @param first row of the first particle of the first group that has any
 * @param mixed whether pixel sizes differ
 * @param missingCtf the message about what the CTF lacks, or null
 * @param unknown columns of the CTF that are absent or have values that cannot be
 * @param notes columns that are not used
 */
record StarOptics(
        Optics[] ofRow,
        double pixelSizeAngstrom,
        int first,
        boolean mixed,
        String missingCtf,
        Set<String> unknown,
        List<String> notes) {
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

    /** Pixel size of the image of a row. */
    double pixelSizeOf(int row) {
        return mixed ? ofRow[row].pixelSizeAngstrom() : pixelSizeAngstrom;
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
     * @param mtfs of the rows of {@code optics}, null for each that has none
     */
    static StarOptics relion31(StarBlock optics, StarBlock particles, double pixelSize, Mtf[] mtfs)
            throws FormatException {
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
        int firstGroup = optics.rows();
        int first = 0;
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
            if (row < firstGroup) {
                firstGroup = row;
                first = i;
            }
            AppliedCtf mine = applied != null ? applied[row] : appliedOfRow != null ? appliedOfRow[i] : AppliedCtf.NONE;
            Optics[] same = groups[row];
            if (same[mine.ordinal()] == null)
                same[mine.ordinal()] =
                        group(optics, row, pixelSize, mine, faults).withMtf(mtfs[row]);
            ofRow[i] = same[mine.ordinal()];
        }
        return of(ofRow, first, faults, unused(optics, particles, faults));
    }

    /** RELION 3.0: each particle has its own values; equal ones become a group. */
    static StarOptics relion30(StarBlock particles, double pixelSize) throws FormatException {
        record Key(
                double pixelSize,
                double voltage,
                double aberration,
                double contrast,
                AppliedCtf applied,
                StarLens lens) {}
        boolean lenses = StarLens.isIn(particles);
        double[] pixelSizes = pixelSize > 0 ? null : pixelSizes30(particles);
        Faults faults = new Faults(particles);
        AppliedCtf[] applied = applied(particles);
        Map<Key, Optics> groups = new HashMap<>();
        Optics[] ofRow = new Optics[particles.rows()];
        for (int row = 0; row < ofRow.length; row++) {
            double[] v = faults.values(row);
            double size = pixelSize > 0 ? pixelSize : pixelSizes[row];
            StarLens lens = lenses ? StarLens.read(particles, row, faults.lensIsKnown()) : StarLens.PLAIN;
            Key key = new Key(size, v[0], v[1], v[2], applied == null ? AppliedCtf.NONE : applied[row], lens);
            Optics known = groups.get(key);
            if (known == null) {
                checkPixelSize(particles.where(row), size);
                String name = "opticsGroup" + (groups.size() + 1);
                known = new Optics(name, v[0], v[1], v[2], size, 0, key.applied())
                        .with(lens.aberrations(), lens.magnification());
                groups.put(key, known);
            }
            ofRow[row] = known;
        }
        return of(ofRow, 0, faults, unused(null, particles, faults));
    }

    private static StarOptics of(Optics[] ofRow, int first, Faults faults, List<String> notes) throws FormatException {
        double size = ofRow[first].pixelSizeAngstrom();
        boolean mixed = false;
        for (Optics optics : ofRow) mixed |= Math.abs(optics.pixelSizeAngstrom() - size) > SAME_PIXEL_SIZE * size;
        return new StarOptics(ofRow, size, first, mixed, faults.message(), faults.unknown, notes);
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
        StarLens lens = StarLens.read(optics, row, faults.lensIsKnown());
        return new Optics(name, v[0], v[1], v[2], size, box, applied).with(lens.aberrations(), lens.magnification());
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

        /** Whether there are values of voltage and spherical aberration. */
        boolean lensIsKnown() {
            return !unknown.contains("rlnVoltage") && !unknown.contains("rlnSphericalAberration");
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

    /** The columns that say what was done about the CTF; none where nothing was. */
    static Map<String, String[]> appliedColumns(List<Optics> groups) {
        Map<String, String[]> all = new LinkedHashMap<>();
        Map.of(FLIPPED, AppliedCtf.PHASE_FLIPPED, MULTIPLIED, AppliedCtf.PREMULTIPLIED)
                .forEach((column, applied) -> {
                    if (groups.stream().anyMatch(o -> o.applied() == applied))
                        all.put(
                                column,
                                groups.stream()
                                        .map(o -> o.applied() == applied ? "1" : "0")
                                        .toArray(String[]::new));
                });
        return all;
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

    private static String numbers(Set<Integer> groups) {
        return Shown.list(groups.stream().sorted().map(String::valueOf).toList());
    }

    private static List<String> unused(StarBlock optics, StarBlock particles, Faults faults) throws FormatException {
        List<String> notes = new ArrayList<>();
        StarBlock block = optics == null ? particles : optics;
        List<String> tilts = List.of("rlnBeamTiltX", "rlnBeamTiltY");
        if (!faults.lensIsKnown()) {
            List<String> there = new ArrayList<>();
            for (String column : tilts) if (block.has(column) && !isTrivial(block, column)) there.add("_" + column);
            if (!there.isEmpty())
                notes.add(
                        block.where(0) + "not used: " + String.join(", ", there)
                                + ", since what a beam tilt does depends on voltage and spherical aberration, which are not known.");
        }
        // RELION 3.1 and later read these from the optics alone
        if (optics != null) {
            List<String> there = new ArrayList<>();
            for (String column : tilts)
                if (particles.has(column) && !optics.has(column) && !isTrivial(particles, column))
                    there.add("_" + column);
            if (!there.isEmpty())
                notes.add(particles.where(0) + "not used: " + String.join(", ", there)
                        + " of the particles. Put them into block data_optics, one optics group for each beam tilt, as RELION"
                        + " has it since 3.1.");
        }
        return notes;
    }

    private static boolean isTrivial(StarBlock block, String column) throws FormatException {
        String last = null;
        for (String cell : block.column(column)) {
            if (!cell.equals(last) && !isTrivial(cell, "0")) return false;
            last = cell;
        }
        return true;
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
