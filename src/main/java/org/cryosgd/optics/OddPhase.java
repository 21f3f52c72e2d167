/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optics;

import org.cryosgd.math.HalfDisc;

/** The phase that beam tilt and odd aberrations add to the transforms of all images of an optics group. */
public final class OddPhase {
    private OddPhase() {}

    /**
     * exp(i phase) of each point, by which the aberration multiplies an image.
     *
     * @param disc frequencies in whole cycles per box
     * @param boxAngstrom width of the box
     * @return re, im of each point; null where there is no such phase
     */
    public static float[] factors(Optics optics, HalfDisc disc, double boxAngstrom) {
        FrequencyPolynomial phase = optics.aberrations()
                .oddPhase(optics.sphericalAberrationMm(), Ctf.wavelengthAngstrom(optics.voltageKv()));
        if (phase.isZero()) return null;
        FrequencyPolynomial perBox = phase.of(optics.magnification(), boxAngstrom);
        double[] row = new double[perBox.degree() + 1];
        float[] factors = new float[2 * disc.size()];
        for (int ky = -disc.radius(), i = 0; ky <= disc.radius(); ky++) {
            perBox.row(ky, row);
            for (int kx = disc.first(ky); kx < disc.end(ky); kx++, i += 2) {
                double angle = FrequencyPolynomial.at(row, kx);
                factors[i] = (float) Math.cos(angle);
                factors[i + 1] = (float) Math.sin(angle);
            }
        }
        return factors;
    }
}
