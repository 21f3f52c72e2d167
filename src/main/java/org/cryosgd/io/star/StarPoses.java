/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.star.table.StarBlock;
import org.cryosgd.particles.Pose;

/** The columns of a table that say how the particles lie. */
final class StarPoses {
    /** A hundred turns are still an angle. */
    private static final double MAX_DEGREES = 36_000;

    /** Fewer poses than these may be near to one another. */
    private static final int LEAST_POSES = 20;

    /** Poses that are all nearer to 0 than this, in degrees, say nothing of their unit. */
    private static final double SOME_TURN = 2;

    private final double[] rot;
    private final double[] tilt;
    private final double[] psi;
    private final double[] x;
    private final double[] y;
    private final IntToDoubleFunction unit;

    private StarPoses(StarBlock table, String[] shifts, IntToDoubleFunction unit) throws FormatException {
        this.unit = unit;
        rot = table.numbers("rlnAngleRot");
        tilt = table.numbers("rlnAngleTilt");
        psi = table.numbers("rlnAnglePsi");
        x = shifts == null ? new double[rot.length] : table.numbers(shifts[0]);
        y = shifts == null ? new double[rot.length] : table.numbers(shifts[1]);
    }

    /**
     * Reads the columns; the table has all three angles. Shifts in Å go before shifts in pixels.
     *
     * @param pixelSize of each row
     */
    static StarPoses read(StarBlock table, IntToDoubleFunction pixelSize) throws FormatException {
        for (String unit : new String[] {"Angst", ""}) {
            String[] shifts = {"rlnOriginX" + unit, "rlnOriginY" + unit};
            if (table.has(shifts[0]) || table.has(shifts[1]))
                return new StarPoses(table, shifts, unit.isEmpty() ? pixelSize : row -> 1);
        }
        return new StarPoses(table, null, row -> 1);
    }

    Pose pose(int row) {
        return new Pose(
                rot[row], tilt[row], psi[row], x[row] * unit.applyAsDouble(row), y[row] * unit.applyAsDouble(row));
    }

    /** A word where all angles of a set are so small that they may be radians; else null. */
    String note() {
        double largest = 0;
        for (double[] angles : new double[][] {rot, tilt, psi})
            for (double angle : angles) largest = Math.max(largest, Math.abs(angle));
        if (rot.length < LEAST_POSES || largest < SOME_TURN || largest > 2 * Math.PI) return null;
        return String.format(
                Locale.ROOT,
                "no angle of _rlnAngleRot, _rlnAngleTilt and _rlnAnglePsi is larger than %.3g°, as if they were radians."
                        + " If they are, multiply the three columns by 57.29578.",
                largest);
    }

    /** Angles that are no angles, and shifts that move the particle out of its image, come from a wrong column. */
    void check(StarBlock table, IntToDoubleFunction boxAngstrom) throws FormatException {
        for (int row = 0; row < rot.length; row++) {
            for (double pixels : new double[] {x[row], y[row]})
                if (Math.abs(pixels * unit.applyAsDouble(row)) > boxAngstrom.applyAsDouble(row))
                    throw new FormatException(table.where(row) + "a shift of " + pixels * unit.applyAsDouble(row)
                            + " Å is larger than the box of " + boxAngstrom.applyAsDouble(row)
                            + " Å. Correct the column _rlnOrigin…, or remove the particle.");
            for (double angle : new double[] {rot[row], tilt[row], psi[row]})
                if (Math.abs(angle) > MAX_DEGREES)
                    throw new FormatException(table.where(row) + angle
                            + "° is not an angle of a pose. Correct the column _rlnAngle…, or remove the particle.");
        }
    }
}
