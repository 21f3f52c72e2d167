/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optics;

import static org.cryosgd.math.Require.require;

/**
 * The part of the CTF that belongs to one particle; positive defocus is underfocus.
 *
 * @param defocusUAngstrom defocus along the axis of {@code angleDegrees}
 * @param defocusVAngstrom defocus across it
 * @param angleDegrees angle from the x axis to the axis of U
 * @param phaseShiftDegrees of a phase plate
 * @param bFactorAngstrom2 envelope exp(−B k²/4), k in 1/Å
 * @param scale factor on the whole CTF
 */
public record Defocus(
        double defocusUAngstrom,
        double defocusVAngstrom,
        double angleDegrees,
        double phaseShiftDegrees,
        double bFactorAngstrom2,
        double scale) {
    public Defocus {
        for (double value : new double[] {
            defocusUAngstrom, defocusVAngstrom, angleDegrees, phaseShiftDegrees, bFactorAngstrom2, scale
        }) require(Double.isFinite(value), "CTF value", "a finite number", value);
    }

    /** The same CTF without its scale. */
    public Defocus unscaled() {
        return scale == 1
                ? this
                : new Defocus(defocusUAngstrom, defocusVAngstrom, angleDegrees, phaseShiftDegrees, bFactorAngstrom2, 1);
    }

    /** The same with other defocus and astigmatism. */
    public Defocus with(double uAngstrom, double vAngstrom, double degrees) {
        return new Defocus(uAngstrom, vAngstrom, degrees, phaseShiftDegrees, bFactorAngstrom2, scale);
    }

    /** The same CTF times a factor. */
    public Defocus times(double factor) {
        return new Defocus(
                defocusUAngstrom, defocusVAngstrom, angleDegrees, phaseShiftDegrees, bFactorAngstrom2, factor * scale);
    }

    /** Without phase shift, envelope or scale. */
    public static Defocus of(double defocusUAngstrom, double defocusVAngstrom, double angleDegrees) {
        return new Defocus(defocusUAngstrom, defocusVAngstrom, angleDegrees, 0, 0, 1);
    }
}
