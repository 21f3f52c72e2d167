/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cryosgd.ctfrefine.CtfRefineResult;
import org.cryosgd.ctfrefine.CtfRefineResult.Errors;
import org.cryosgd.io.file.OutputSet;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.io.star.RefinedStar;
import org.cryosgd.optics.Aberrations;
import org.cryosgd.optics.Magnification;
import org.cryosgd.optics.Optics;

/** A CTF refinement as a table and in words. */
public final class CtfRefineReport {
    private CtfRefineReport() {}

    /** Writes the table with the values that were found, and their standard errors in columns of their own. */
    public static void write(Path target, ParticleFile file, CtfRefineResult result) throws IOException {
        Map<String, double[]> more = new LinkedHashMap<>();
        if (result.defocusErrors() != null) more.put("rlnCryosgdDefocusError", result.defocusErrors());
        OutputSet.write(() -> RefinedStar.write(file, result.particles(), more, errors(result), target));
    }

    /** Columns of the standard errors of the optics, by name. */
    static Map<String, Map<Optics, String>> errors(CtfRefineResult result) {
        Map<String, Map<Optics, String>> perOptics = new LinkedHashMap<>();
        number(perOptics, result, "rlnCryosgdBeamTiltXError", Errors::tilt, 0);
        number(perOptics, result, "rlnCryosgdBeamTiltYError", Errors::tilt, 1);
        list(perOptics, result, "rlnCryosgdOddZernikeError", Errors::odd);
        list(perOptics, result, "rlnCryosgdEvenZernikeError", Errors::even);
        String[] places = {"00", "01", "10", "11"};
        for (int i = 0; i < 4; i++)
            number(perOptics, result, "rlnCryosgdMagMat" + places[i] + "Error", Errors::matrix, i);
        return perOptics;
    }

    private static void number(
            Map<String, Map<Optics, String>> all,
            CtfRefineResult result,
            String column,
            Function<Errors, double[]> errors,
            int i) {
        put(all, result, column, errors, values -> String.format(Locale.ROOT, "%.6g", values[i]));
    }

    private static void list(
            Map<String, Map<Optics, String>> all,
            CtfRefineResult result,
            String column,
            Function<Errors, double[]> errors) {
        put(all, result, column, errors, CtfRefineReport::text);
    }

    private static void put(
            Map<String, Map<Optics, String>> all,
            CtfRefineResult result,
            String column,
            Function<Errors, double[]> errors,
            Function<double[], String> text) {
        Map<Optics, String> values = new HashMap<>();
        for (CtfRefineResult.Group group : result.groups()) {
            double[] of = errors.apply(group.errors());
            if (of != null) values.put(group.after(), text.apply(of));
        }
        if (!values.isEmpty()) all.put(column, values);
    }

    private static String text(double[] values) {
        return Arrays.stream(values)
                .mapToObj(v -> String.format(Locale.ROOT, "%.6g", v))
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** A group in one or two lines: the values with their standard errors. */
    public static String values(CtfRefineResult.Group group) {
        Aberrations a = group.after().aberrations();
        Magnification m = group.after().magnification();
        Errors e = group.errors();
        StringBuilder line = new StringBuilder("Optics group " + group.after().name() + ":");
        if (e.tilt() != null)
            line.append(String.format(
                    Locale.ROOT,
                    " beam tilt %.4f ± %.4f, %.4f ± %.4f mrad;",
                    a.beamTiltXMrad(),
                    e.tilt()[0],
                    a.beamTiltYMrad(),
                    e.tilt()[1]));
        if (e.odd() != null)
            line.append(" odd Zernike ").append(pairs(a.odd(), e.odd())).append(';');
        if (e.even() != null)
            line.append(" even Zernike ").append(pairs(a.even(), e.even())).append(';');
        if (e.matrix() != null)
            line.append(String.format(
                    Locale.ROOT,
                    " magnification %.5f ± %.5f, %.5f ± %.5f; %.5f ± %.5f, %.5f ± %.5f;",
                    m.xx(),
                    e.matrix()[0],
                    m.xy(),
                    e.matrix()[1],
                    m.yx(),
                    e.matrix()[2],
                    m.yy(),
                    e.matrix()[3]));
        return line + " " + String.join("; ", group.lines());
    }

    private static String pairs(java.util.List<Double> values, double[] errors) {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < values.size(); i++)
            text.append(i == 0 ? "" : ", ")
                    .append(String.format(
                            Locale.ROOT, "%.3g ± %.2g", values.get(i), i < errors.length ? errors[i] : 0));
        return text.append(']').toString();
    }
}
