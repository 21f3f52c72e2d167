/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.cryosparc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.star.table.StarBlock;

/** RELION's optics groups of a .cs file: one for each set of values that RELION keeps there. */
final class CryosparcOptics {
    /** Floats of the file, with the digits that they have. */
    private static final double DIGITS = 1e6;

    /** Places in the values of a group. */
    private static final int VOLTAGE = 3;

    private static final int LENS = 6;

    private final CryosparcTables tables;

    CryosparcOptics(CryosparcTables tables) {
        this.tables = tables;
    }

    /**
     * Fills the block of optics groups.
     *
     * @param ctf whether they have voltage, spherical aberration and amplitude contrast
     * @return for each particle the number of its group, from 1
     */
    String[] groups(StarBlock optics, boolean ctf) throws FormatException {
        Map<List<Long>, Integer> groups = new LinkedHashMap<>();
        String[] ofRow = new String[tables.rows()];
        NumberColumn exposure = tables.has("ctf/exp_group_id") ? tables.numbers("ctf/exp_group_id") : null;
        NumberColumn pixel = tables.numbers("blob/psize_A");
        NumberColumn shape = tables.numbers("blob/shape");
        List<NumberColumn> optical = new ArrayList<>();
        if (ctf)
            for (String column : List.of("ctf/accel_kv", "ctf/cs_mm", "ctf/amp_contrast"))
                optical.add(tables.numbers(column));
        if (ctf)
            for (Map.Entry<String, Integer> column : CryosparcLens.COLUMNS.entrySet())
                for (int e = 0; e < column.getValue(); e++) optical.add(element(column.getKey(), e));
        for (int i = 0; i < ofRow.length; i++) {
            List<Long> values = new ArrayList<>();
            values.add(exposure == null ? 1 : (long) exposure.at(i));
            values.add((long) shape.at(i, 1));
            values.add(digits(pixel.at(i)));
            for (NumberColumn column : optical) values.add(digits(column.at(i)));
            groups.putIfAbsent(values, groups.size() + 1);
            ofRow[i] = groups.get(values).toString();
        }
        write(optics, List.copyOf(groups.keySet()), ctf);
        return ofRow;
    }

    /** An element of a column of the lens, 0 where the column is absent or has fewer. */
    private NumberColumn element(String name, int element) throws FormatException {
        if (!tables.has(name) || tables.count(name) <= element) return (row, e) -> 0;
        NumberColumn column = tables.numbers(name);
        return (row, e) -> column.at(row, element);
    }

    private static void write(StarBlock optics, List<List<Long>> groups, boolean ctf) {
        String[] numbers = new String[groups.size()];
        String[] names = new String[groups.size()];
        String[] sizes = new String[groups.size()];
        String[] dimensions = new String[groups.size()];
        for (int g = 0; g < numbers.length; g++) {
            numbers[g] = String.valueOf(g + 1);
            names[g] = "opticsGroup" + groups.get(g).get(0);
            sizes[g] = String.valueOf(groups.get(g).get(1));
            dimensions[g] = "2";
        }
        optics.set("rlnOpticsGroup", numbers);
        optics.set("rlnOpticsGroupName", names);
        optics.set("rlnImagePixelSize", column(groups, 2));
        optics.set("rlnImageSize", sizes);
        if (ctf) {
            optics.set("rlnVoltage", column(groups, 3));
            optics.set("rlnSphericalAberration", column(groups, 4));
            optics.set("rlnAmplitudeContrast", column(groups, 5));
        }
        optics.set("rlnImageDimensionality", dimensions);
        if (!ctf) return;
        double[][] lens = groups.stream()
                .map(group -> group.subList(LENS, group.size()).stream()
                        .mapToDouble(value -> value / DIGITS)
                        .toArray())
                .toArray(double[][]::new);
        CryosparcLens.write(optics, numbers(groups, VOLTAGE), numbers(groups, VOLTAGE + 1), lens);
    }

    private static double[] numbers(List<List<Long>> groups, int value) {
        return groups.stream().mapToDouble(group -> group.get(value) / DIGITS).toArray();
    }

    private static String[] column(List<List<Long>> groups, int value) {
        return groups.stream()
                .map(group -> String.format(Locale.ROOT, "%.6f", group.get(value) / DIGITS))
                .toArray(String[]::new);
    }

    private static long digits(double value) {
        return Math.round(value * DIGITS);
    }
}
