/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.cryosparc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cryosgd.io.star.table.StarBlock;
import org.cryosgd.optics.Ctf;

/**
 * cryoSPARC's aberrations as RELION's columns. With k = |k|, φ its angle, t, T, A the numbers of {@code ctf/tilt_A},
 * {@code ctf/trefoil_A} and {@code ctf/tetra_A} in Å:
 *
 * <pre>
 * odd(k) = −2π λ² [ (t0 cos φ + t1 sin φ) + (T0 cos 3φ + T1 sin 3φ)/3 ] k³
 * even(k) = λ³ [ 2π (A0 cos 2φ + A1 sin 2φ) + ½π (A2 cos 4φ + A3 sin 4φ) ] k⁴
 * magnification = 1 + ctf/anisomag, row by row
 * </pre>
 *
 * docs/optics.md says where scales and signs are from.
 */
final class CryosparcLens {
    /** Name and number of elements. */
    static final Map<String, Integer> COLUMNS = new LinkedHashMap<>();

    private static final int TILT = 0;
    private static final int TREFOIL = 2;
    private static final int TETRA = 4;
    private static final int MAGNIFICATION = 8;

    /** With less spherical aberration a coma is no beam tilt of any angle. */
    private static final double LEAST_CS_MM = 0.1;

    static {
        COLUMNS.put("ctf/tilt_A", 2);
        COLUMNS.put("ctf/trefoil_A", 2);
        COLUMNS.put("ctf/tetra_A", 4);
        COLUMNS.put("ctf/anisomag", 4);
    }

    private CryosparcLens() {}

    /**
     * Adds the columns that optics groups need.
     *
     * @param voltageKv of each group
     * @param csMm of each group
     * @param values of each group: the elements of {@link #COLUMNS} one after the other
     */
    static void write(StarBlock optics, double[] voltageKv, double[] csMm, double[][] values) {
        int groups = values.length;
        boolean tilted = any(values, TILT, 2);
        boolean asTilt = tilted && IntStream.range(0, groups).allMatch(g -> Math.abs(csMm[g]) >= LEAST_CS_MM);
        if (asTilt)
            for (int axis = 0; axis < 2; axis++) {
                double[] mrad = new double[groups];
                // RELION's phase is −2π C_s λ² tilt k³
                for (int g = 0; g < groups; g++) mrad[g] = 1e3 * values[g][TILT + axis] / (1e7 * csMm[g]);
                optics.set(axis == 0 ? "rlnBeamTiltX" : "rlnBeamTiltY", mrad, 8);
            }
        boolean coma = tilted && !asTilt;
        if (coma || any(values, TREFOIL, 2))
            optics.set("rlnOddZernike", texts(groups, g -> odd(lambda(voltageKv[g]), values[g], coma)));
        if (any(values, TETRA, 4))
            optics.set("rlnEvenZernike", texts(groups, g -> even(lambda(voltageKv[g]), values[g])));
        if (any(values, MAGNIFICATION, 4))
            for (int e = 0; e < 4; e++) {
                double[] elements = new double[groups];
                for (int g = 0; g < groups; g++)
                    elements[g] = values[g][MAGNIFICATION + e] + (e == 0 || e == 3 ? 1 : 0);
                optics.set("rlnMagMat" + e / 2 + e % 2, elements, 8);
            }
    }

    private static double lambda(double voltageKv) {
        return Ctf.wavelengthAngstrom(voltageKv);
    }

    /** Z of (n, m): 1 −1, 1 1, 3 −3, 3 −1, 3 1, 3 3; k³ cos φ is (Z₃¹ + 2 Z₁¹)/3. */
    private static List<Double> odd(double lambda, double[] v, boolean coma) {
        double factor = -2 * Math.PI * lambda * lambda / 3;
        double x = coma ? factor * v[TILT] : 0;
        double y = coma ? factor * v[TILT + 1] : 0;
        return List.of(2 * y, 2 * x, factor * v[TREFOIL + 1], y, x, factor * v[TREFOIL]);
    }

    /** Z of (n, m): 0 0, 2 −2, 2 0, 2 2, 4 −4, 4 −2, 4 0, 4 2, 4 4; k⁴ cos 2φ is (Z₄² + 3 Z₂²)/4. */
    private static List<Double> even(double lambda, double[] v) {
        double factor = Math.PI * lambda * lambda * lambda / 2;
        double c = factor * v[TETRA];
        double s = factor * v[TETRA + 1];
        return List.of(0.0, 3 * s, 0.0, 3 * c, factor * v[TETRA + 3], s, 0.0, c, factor * v[TETRA + 2]);
    }

    private static boolean any(double[][] values, int from, int count) {
        for (double[] v : values) for (int e = from; e < from + count; e++) if (v[e] != 0) return true;
        return false;
    }

    private static String[] texts(int groups, IntFunction<List<Double>> coefficients) {
        List<String> texts = new ArrayList<>();
        for (int g = 0; g < groups; g++)
            texts.add(coefficients.apply(g).stream()
                    .map(value -> value == 0 ? "0" : String.format(Locale.ROOT, "%.8g", value))
                    .collect(Collectors.joining(",", "[", "]")));
        return texts.toArray(new String[0]);
    }
}
