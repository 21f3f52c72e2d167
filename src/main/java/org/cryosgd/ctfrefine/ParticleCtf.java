/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.ctfrefine;

import org.cryosgd.optics.Defocus;

/** The phase and the strength of the CTF of one particle after the other; for one thread, nothing is allocated. */
final class ParticleCtf {
    private Frequencies of;
    private double xx;
    private double xy;
    private double yy;
    private double constant;
    private double envelope;
    private double scale;

    /** @param more added to the defocus, in ångström */
    void set(Frequencies frequencies, Defocus d, double more) {
        of = frequencies;
        double mean = (d.defocusUAngstrom() + d.defocusVAngstrom()) / 2 + more;
        double half = (d.defocusUAngstrom() - d.defocusVAngstrom()) / 2;
        double angle = 2 * Math.toRadians(d.angleDegrees());
        xx = of.perDefocus * (mean + half * Math.cos(angle));
        yy = of.perDefocus * (mean - half * Math.cos(angle));
        xy = of.perDefocus * 2 * half * Math.sin(angle);
        constant = Math.toRadians(d.phaseShiftDegrees()) + of.amplitudeContrast;
        envelope = -d.bFactorAngstrom2() / 4;
        scale = d.scale();
    }

    /** The CTF is {@link #strength} times the sine of this. */
    double phase(int i) {
        double x = of.x[i];
        double y = of.y[i];
        return xx * x * x + xy * x * y + yy * y * y + of.fixed[i] + constant;
    }

    /** Derivative of the phase by the first frequency, in radians times Å. */
    double alongX(int i) {
        return 2 * xx * of.x[i] + xy * of.y[i] + of.fixedX[i];
    }

    double alongY(int i) {
        return 2 * yy * of.y[i] + xy * of.x[i] + of.fixedY[i];
    }

    double strength(int i) {
        if (envelope == 0) return scale;
        return scale * Math.exp(envelope * (of.x[i] * of.x[i] + of.y[i] * of.y[i]));
    }
}
