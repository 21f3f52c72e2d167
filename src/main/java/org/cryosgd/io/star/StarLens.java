/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.file.Shown;
import org.cryosgd.io.star.table.StarBlock;
import org.cryosgd.optics.Aberrations;
import org.cryosgd.optics.Magnification;
import org.cryosgd.optics.Optics;

/**
 * What a row of a table says of the lens beside voltage, spherical aberration and amplitude contrast: {@code rlnBeamTiltX},
 * {@code rlnOddZernike}, {@code rlnEvenZernike}, {@code rlnMagMat00} and so on.
 */
record StarLens(Aberrations aberrations, Magnification magnification) {
    static final StarLens PLAIN = new StarLens(Aberrations.NONE, Magnification.NONE);

    private static final String TILT_X = "rlnBeamTiltX";
    private static final String TILT_Y = "rlnBeamTiltY";
    private static final String ODD = "rlnOddZernike";
    private static final String EVEN = "rlnEvenZernike";
    private static final List<String> MATRIX = List.of("rlnMagMat00", "rlnMagMat01", "rlnMagMat10", "rlnMagMat11");

    /** Whether a table has any of the columns. */
    static boolean isIn(StarBlock block) {
        for (String column : List.of(TILT_X, TILT_Y, ODD, EVEN)) if (block.has(column)) return true;
        return MATRIX.stream().anyMatch(block::has);
    }

    /**
     * Reads a row; what is absent is as of a perfect lens.
     *
     * @param known whether voltage and spherical aberration are known; a beam tilt means nothing without
     */
    static StarLens read(StarBlock block, int row, boolean known) throws FormatException {
        double tiltX = known && block.has(TILT_X) ? block.number(row, TILT_X) : 0;
        double tiltY = known && block.has(TILT_Y) ? block.number(row, TILT_Y) : 0;
        double[] m = {1, 0, 0, 1};
        for (int i = 0; i < m.length; i++) if (block.has(MATRIX.get(i))) m[i] = block.number(row, MATRIX.get(i));
        try {
            Aberrations aberrations =
                    new Aberrations(tiltX, tiltY, coefficients(block, row, ODD), coefficients(block, row, EVEN));
            return new StarLens(
                    aberrations.isNone() ? Aberrations.NONE : aberrations, new Magnification(m[0], m[1], m[2], m[3]));
        } catch (IllegalArgumentException e) {
            throw new FormatException(block.where(row) + e.getMessage() + ". Correct the cell, or remove the column.");
        }
    }

    /** Numbers in square brackets with commas between them. */
    private static List<Double> coefficients(StarBlock block, int row, String column) throws FormatException {
        if (!block.has(column)) return List.of();
        String text = block.text(row, column).trim();
        String inner = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        List<Double> values = new ArrayList<>();
        if (inner.isBlank()) return values;
        for (String number : inner.split(",")) {
            try {
                values.add(Double.parseDouble(number.trim()));
            } catch (NumberFormatException e) {
                throw new FormatException(block.where(row) + "column _" + column + " holds " + Shown.of(text)
                        + " and must hold numbers as in [0.1,-2,0]. Correct the cell, or remove the column.");
            }
        }
        return values;
    }

    /** The columns that optics groups need, one value for each; those in which every value is trivial are left out. */
    static Map<String, String[]> columns(List<Optics> groups) {
        Map<String, String[]> all = new LinkedHashMap<>();
        if (groups.stream().anyMatch(o -> tilted(o.aberrations()))) {
            all.put(TILT_X, texts(groups, o -> String.valueOf(o.aberrations().beamTiltXMrad())));
            all.put(TILT_Y, texts(groups, o -> String.valueOf(o.aberrations().beamTiltYMrad())));
        }
        if (groups.stream().anyMatch(o -> !o.aberrations().odd().isEmpty()))
            all.put(ODD, texts(groups, o -> text(o.aberrations().odd())));
        if (groups.stream().anyMatch(o -> !o.aberrations().even().isEmpty()))
            all.put(EVEN, texts(groups, o -> text(o.aberrations().even())));
        if (groups.stream().anyMatch(o -> !o.magnification().isNone())) {
            all.put(
                    MATRIX.get(0),
                    texts(groups, o -> String.valueOf(o.magnification().xx())));
            all.put(
                    MATRIX.get(1),
                    texts(groups, o -> String.valueOf(o.magnification().xy())));
            all.put(
                    MATRIX.get(2),
                    texts(groups, o -> String.valueOf(o.magnification().yx())));
            all.put(
                    MATRIX.get(3),
                    texts(groups, o -> String.valueOf(o.magnification().yy())));
        }
        return all;
    }

    private static boolean tilted(Aberrations a) {
        return a.beamTiltXMrad() != 0 || a.beamTiltYMrad() != 0;
    }

    private static String text(List<Double> coefficients) {
        // RELION reads no empty list
        if (coefficients.isEmpty()) return "[0]";
        return coefficients.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
    }

    private static String[] texts(List<Optics> groups, java.util.function.Function<Optics, String> text) {
        return groups.stream().map(text).toArray(String[]::new);
    }
}
