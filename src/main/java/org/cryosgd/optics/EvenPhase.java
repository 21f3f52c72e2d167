/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optics;

import org.cryosgd.math.Require;

/**
 * The phase that even aberrations take from that of the CTF, at any frequencies, with its derivatives.
 *
 * @param value in radians, one for each frequency
 * @param alongX derivative by the first frequency, in radians times Å
 * @param alongY derivative by the second
 */
public record EvenPhase(double[] value, double[] alongX, double[] alongY) {
    /**
     * At some frequencies.
     *
     * @param x first frequency of each point in 1/Å, the magnification already in it
     * @param y second frequency
     * @return null where there is no such phase
     */
    public static EvenPhase at(Aberrations aberrations, double[] x, double[] y) {
        Require.require(x.length == y.length, "number of frequencies", "the same along both axes", y.length);
        if (aberrations.leavesCtf()) return null;
        FrequencyPolynomial phase = aberrations.evenPhase();
        return new EvenPhase(values(phase, x, y), values(phase.alongX(), x, y), values(phase.alongY(), x, y));
    }

    private static double[] values(FrequencyPolynomial p, double[] x, double[] y) {
        double[] row = new double[p.degree() + 1];
        double[] values = new double[x.length];
        for (int i = 0; i < values.length; i++) {
            p.row(y[i], row);
            values[i] = FrequencyPolynomial.at(row, x[i]);
        }
        return values;
    }
}
