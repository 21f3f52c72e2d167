/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.file.Shown;
import org.cryosgd.io.star.table.StarBlock;
import org.cryosgd.optics.Defocus;
import org.cryosgd.optics.PlausibleCtf;
import org.cryosgd.table.TextColumn;

/**
 * The CTF columns of a table of particles, each value held against what can be and each column against the units that it
 * could be in.
 */
final class StarCtf {
    private static final String U = "rlnDefocusU";
    private static final String V = "rlnDefocusV";
    private static final String ANGLE = "rlnDefocusAngle";
    private static final String PHASE = "rlnPhaseShift";
    private static final String B_FACTOR = "rlnCtfBfactor";
    private static final String SCALE = "rlnCtfScalefactor";

    /** RELION fits B-factors of single particles, and lets them go so far below 0; programs mean envelopes beyond. */
    private static final double LEAST_FITTED_B = -30;

    private static final double FEW_DEGREES = 0.05;

    private final StarBlock table;
    private final double[] u;
    private final double[] v;
    private final double[] angle;
    private final double[] phase;
    private final double[] bFactor;
    private final double[] scale;
    private final List<String> notes = new ArrayList<>();
    private String fault;

    private StarCtf(StarBlock table) throws FormatException {
        this.table = table;
        u = table.numbers(U);
        v = table.has(V) ? table.numbers(V) : u;
        angle = numbers(ANGLE, 0);
        phase = numbers(PHASE, 0);
        bFactor = numbers(B_FACTOR, 0);
        scale = numbers(SCALE, 1);
    }

    /** Reads and checks the columns; the table has a defocus. */
    static StarCtf read(StarBlock table) throws FormatException {
        StarCtf ctf = new StarCtf(table);
        ctf.checkValues();
        if (ctf.fault == null) ctf.checkColumns();
        return ctf;
    }

    /** The whole message about a value that cannot be, or null. */
    String fault() {
        return fault;
    }

    /** What a user should know though it is no error, one sentence each. */
    List<String> notes() {
        return notes;
    }

    Defocus defocus(int row) {
        return new Defocus(u[row], v[row], angle[row], phase[row], bFactor[row], scale[row]);
    }

    private double[] numbers(String column, double absent) throws FormatException {
        if (table.has(column)) return table.numbers(column);
        double[] values = new double[table.rows()];
        Arrays.fill(values, absent);
        return values;
    }

    private void checkValues() {
        for (int row = 0; row < u.length && fault == null; row++) {
            // those first in which a defocus would be found out if columns are exchanged
            check(row, PHASE, phase[row], PlausibleCtf.PHASE_SHIFT);
            check(row, ANGLE, angle[row], PlausibleCtf.ASTIGMATISM_ANGLE);
            check(row, U, u[row], PlausibleCtf.DEFOCUS);
            check(row, V, v[row], PlausibleCtf.DEFOCUS);
            check(row, B_FACTOR, bFactor[row], PlausibleCtf.B_FACTOR);
            check(row, SCALE, scale[row], PlausibleCtf.SCALE);
        }
    }

    private void check(int row, String column, double value, PlausibleCtf range) {
        String wrong = fault == null ? range.fault(value) : null;
        if (wrong == null) return;
        fault = table.where(row) + "column _" + column + ": " + wrong + exchanged(row, column, value);
    }

    /** A defocus where an angle should be, and an angle where a defocus should be. */
    private String exchanged(int row, String column, double value) {
        boolean isAngle = column.equals(PHASE) || column.equals(ANGLE);
        if (!isAngle || Math.abs(value) < 1000 || PlausibleCtf.DEFOCUS.fault(value) != null) return "";
        for (String other : List.of(U, V)) {
            double there = other.equals(U) ? u[row] : v[row];
            if (table.has(other) && Math.abs(there) <= 360)
                return " It looks like a defocus: are the columns _" + column + " and _" + other + " exchanged?";
        }
        return " It looks like a defocus: are columns exchanged?";
    }

    private void checkColumns() {
        if (!table.has(V)) notes.add("no column _" + V + ": defocus V is taken to be U, without astigmatism.");
        else if (!table.has(ANGLE)) notes.add("no column _" + ANGLE + ": the angle of astigmatism is taken to be 0.");
        checkPhase();
        if (fault == null) checkBFactor();
        if (fault != null) return;
        checkScale();
        noteDefocus();
        noteAngle();
    }

    private void checkPhase() {
        double most = 0;
        int first = -1;
        for (int row = 0; row < phase.length; row++) {
            most = Math.max(most, Math.abs(phase[row]));
            if (first < 0 && Math.abs(phase[row]) > FEW_DEGREES) first = row;
        }
        if (first >= 0 && most <= 2 * Math.PI)
            fault = table.where(first) + "column _" + PHASE + ": " + text(first, PHASE)
                    + "°, and no row has more than " + number(most)
                    + "°: these look like radians. Multiply the column by 57.29578; if they are degrees, remove the"
                    + " column, so small a shift changes little.";
    }

    /** Warp and M write what is to be added to the exponent, RELION what is to be taken from it. */
    private void checkBFactor() {
        int positive = count(bFactor, b -> b > 0);
        int negative = count(bFactor, b -> b < 0);
        if (negative == 0) return;
        int first = first(bFactor, b -> b < 0);
        if (positive == 0) {
            notes.add(table.where(first) + "column _" + B_FACTOR + " is negative (" + text(first, B_FACTOR)
                    + " Å²), as Warp and M write it: it is taken as a fall of the CTF with frequency, the B-factor of RELION being "
                    + number(-bFactor[first]) + " Å².");
            for (int row = 0; row < bFactor.length; row++) bFactor[row] = -bFactor[row];
            return;
        }
        int far = first(bFactor, b -> b < LEAST_FITTED_B);
        if (far >= 0)
            fault = table.where(far) + "column _" + B_FACTOR + ": " + text(far, B_FACTOR)
                    + " Å² would make the CTF grow with frequency, while other rows are positive. Give all rows RELION's"
                    + " sign, positive for a CTF that falls.";
        else
            notes.add(table.where(first) + "column _" + B_FACTOR + " is negative in " + negative + " of "
                    + bFactor.length + " rows, where it makes the CTF grow with frequency, as RELION has it.");
    }

    private void checkScale() {
        int zeros = count(scale, s -> s == 0);
        if (zeros == scale.length)
            fault = table.where(0) + "column _" + SCALE
                    + ": it is 0 in all rows, so that no image has any signal. Remove the column.";
        else if (zeros > 0)
            notes.add(table.where(first(scale, s -> s == 0)) + "column _" + SCALE + " is 0 in " + zeros
                    + " rows, whose images are not used.");
    }

    private void noteDefocus() {
        int over = count(u, d -> d < 0);
        if (over > 0)
            notes.add(table.where(first(u, d -> d < 0)) + "column _" + U + ": the defocus is negative in " + over
                    + " of " + u.length
                    + " rows, which is overfocus. If the microscope was underfocused, as usual, give the"
                    + " columns _" + U + " and _" + V + " the other sign.");
        int zero = 0;
        for (int row = 0; row < u.length; row++) if (u[row] == 0 && v[row] == 0) zero++;
        if (zero > 0)
            notes.add(table.where(first(u, d -> d == 0)) + "column _" + U + ": the defocus is 0 in " + zero
                    + " rows, as programs write it that have not measured it.");
        double most = 0;
        for (double d : u) most = Math.max(most, Math.abs(d));
        if (most > 0 && most < 4000 && count(phase, p -> p != 0) == 0)
            notes.add(table.where(0) + "column _" + U + ": no defocus is above " + number(most)
                    + " Å, which is unusual. If they are in nm, multiply the columns _" + U + " and _" + V + " by 10.");
        int odd = 0;
        int first = -1;
        for (int row = 0; row < u.length; row++) {
            double larger = Math.max(Math.abs(u[row]), Math.abs(v[row]));
            if (Math.abs(u[row] - v[row]) <= Math.max(5000, larger / 2)) continue;
            if (first < 0) first = row;
            odd++;
        }
        if (odd > 0)
            notes.add(table.where(first) + "columns _" + U + " and _" + V + " differ by more than half in " + odd
                    + " rows, which no astigmatism does. Check their units.");
    }

    private void noteAngle() {
        if (angle.length < 20 || count(angle, a -> a != angle[0]) == 0) return;
        if (count(angle, a -> Math.abs(a) > Math.PI) == 0 && count(angle, a -> a != 0) > angle.length / 2)
            notes.add(
                    table.where(0) + "column _" + ANGLE
                            + ": all angles are between -π and π, as in radians. If they are, multiply the column by 57.29578.");
    }

    @FunctionalInterface
    private interface Test {
        boolean of(double value);
    }

    private static int count(double[] values, Test test) {
        int count = 0;
        for (double value : values) if (test.of(value)) count++;
        return count;
    }

    private static int first(double[] values, Test test) {
        for (int row = 0; row < values.length; row++) if (test.of(values[row])) return row;
        return -1;
    }

    private String text(int row, String column) {
        try {
            TextColumn texts = table.column(column);
            return Shown.of(texts.get(row));
        } catch (FormatException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6g", value)
                .replaceAll("(\\.\\d*?)0+$", "$1")
                .replaceAll("\\.$", "");
    }
}
