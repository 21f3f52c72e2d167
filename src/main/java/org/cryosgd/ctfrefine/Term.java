/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.ctfrefine;

/**
 * What is estimated of an optics group: parameters that are used together or not at all. Odd ones are phases of the image, even
 * ones phases of the CTF (the magnification is counted among them).
 */
public enum Term {
    SHIFT(true, 0, 2, "shift"),
    BEAM_TILT(true, 2, 2, "beam tilt"),
    TREFOIL(true, 4, 2, "trefoil"),
    DEFOCUS(false, 0, 1, "defocus of the group"),
    ASTIGMATISM(false, 1, 2, "astigmatism"),
    SPHERICAL(false, 3, 1, "spherical aberration"),
    SECONDARY(false, 4, 2, "secondary astigmatism"),
    TETRAFOIL(false, 6, 2, "tetrafoil"),
    MAGNIFICATION(false, 8, 4, "magnification");

    /** Number of odd parameters, and of even ones with the matrix. */
    static final int ODD = 6;

    static final int EVEN = 12;

    /** The even ones that are phases; the matrix follows. */
    static final int PHASES = 8;

    /** Quantiles 0.999 of χ² of 1 … 4 degrees of freedom. */
    private static final double[] NEEDED = {10.83, 13.82, 16.27, 18.47};

    private final boolean odd;
    private final int first;
    private final int count;
    private final String words;

    Term(boolean odd, int first, int count, String words) {
        this.odd = odd;
        this.first = first;
        this.count = count;
        this.words = words;
    }

    boolean odd() {
        return odd;
    }

    /** Number of its first parameter among the odd or the even ones. */
    int first() {
        return first;
    }

    int count() {
        return count;
    }

    /** The χ² that noise exceeds once in a thousand times. */
    double needed() {
        return NEEDED[count - 1];
    }

    /** In plain words. */
    @Override
    public String toString() {
        return words;
    }

    /**
     * The polynomials of the odd phases: x, y, ρ² x, ρ² y, ρ³ cos 3φ, ρ³ sin 3φ.
     *
     * @param out overwritten with {@link #ODD} values
     */
    static void oddBasis(double x, double y, double[] out) {
        double r2 = x * x + y * y;
        out[0] = x;
        out[1] = y;
        out[2] = r2 * x;
        out[3] = r2 * y;
        out[4] = x * (x * x - 3 * y * y);
        out[5] = y * (3 * x * x - y * y);
    }

    /**
     * The polynomials of the even phases: ρ², ρ² cos 2φ, ρ² sin 2φ, ρ⁴, ρ⁴ cos 2φ, ρ⁴ sin 2φ, ρ⁴ cos 4φ, ρ⁴ sin 4φ.
     *
     * @param out the first {@link #PHASES} values are overwritten
     */
    static void evenBasis(double x, double y, double[] out) {
        double r2 = x * x + y * y;
        double cos = x * x - y * y;
        double sin = 2 * x * y;
        out[0] = r2;
        out[1] = cos;
        out[2] = sin;
        out[3] = r2 * r2;
        out[4] = r2 * cos;
        out[5] = r2 * sin;
        out[6] = cos * cos - sin * sin;
        out[7] = 2 * cos * sin;
    }
}
