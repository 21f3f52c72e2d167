/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optics;

/**
 * The contrast transfer function of one particle on the frequencies of its box, RELION's convention: positive protein,
 * positive defocus is underfocus, sin(πλΔf k² − ½π C_s λ³ k⁴ − even aberrations + phase shift + asin(amplitude contrast)) times
 * envelope and scale, all of it at M k where the magnification is M. Frequencies are whole cycles per box. Where the images were phase flipped it is the absolute value, which is
 * what they have left.
 */
public final class Ctf {
    private final double xx;
    private final double xy;
    private final double yy;
    private final double quartic;
    private final double constant;
    private final double envelope;
    private final double scale;
    private final boolean absolute;
    /** the phase but for its constant, and the exponent of the envelope, where they are not the plain ones; or null */
    private final FrequencyPolynomial phase;

    private final FrequencyPolynomial exponent;
    private final double[] phaseRow;
    private final double[] exponentRow;

    /** @param boxAngstrom width of the box, which makes whole cycles per box from frequencies */
    public Ctf(Optics optics, Defocus defocus, double boxAngstrom) {
        double lambda = wavelengthAngstrom(optics.voltageKv());
        double cs = optics.sphericalAberrationMm() * 1e7;
        double mean = (defocus.defocusUAngstrom() + defocus.defocusVAngstrom()) / 2;
        double half = (defocus.defocusUAngstrom() - defocus.defocusVAngstrom()) / 2;
        double angle = 2 * Math.toRadians(defocus.angleDegrees());
        // Δf(kx, ky) k² = mean (kx² + ky²) + half (cos 2a (kx² − ky²) + 2 sin 2a kx ky)
        double perBox = 1 / (boxAngstrom * boxAngstrom);
        double factor = Math.PI * lambda * perBox;
        xx = factor * (mean + half * Math.cos(angle));
        yy = factor * (mean - half * Math.cos(angle));
        xy = factor * 2 * half * Math.sin(angle);
        quartic = -0.5 * Math.PI * cs * lambda * lambda * lambda * perBox * perBox;
        constant = Math.toRadians(defocus.phaseShiftDegrees()) + Math.asin(optics.amplitudeContrast());
        envelope = -defocus.bFactorAngstrom2() / 4 * perBox;
        scale = defocus.scale();
        absolute = optics.applied() == AppliedCtf.PHASE_FLIPPED;
        boolean plain = optics.magnification().isNone() && optics.aberrations().leavesCtf();
        phase = plain ? null : phase(optics, boxAngstrom);
        exponent = plain ? null : square().times(envelope).of(optics.magnification(), 1);
        phaseRow = plain ? null : new double[phase.degree() + 1];
        exponentRow = plain ? null : new double[exponent.degree() + 1];
    }

    private static FrequencyPolynomial square() {
        return FrequencyPolynomial.term(2, 0, 1).plus(FrequencyPolynomial.term(0, 2, 1));
    }

    private FrequencyPolynomial phase(Optics optics, double boxAngstrom) {
        FrequencyPolynomial plain = FrequencyPolynomial.term(2, 0, xx)
                .plus(FrequencyPolynomial.term(1, 1, xy))
                .plus(FrequencyPolynomial.term(0, 2, yy))
                .plus(square().times(square()).times(quartic));
        return plain.of(optics.magnification(), 1)
                .plus(optics.aberrations()
                        .evenPhase()
                        .of(optics.magnification(), boxAngstrom)
                        .times(-1));
    }

    /** Relativistic electron wavelength in ångström. */
    public static double wavelengthAngstrom(double kilovolts) {
        double volts = kilovolts * 1e3;
        return 12.2643247 / Math.sqrt(volts * (1 + volts * 0.978466e-6));
    }

    /** The value at (kx, ky). */
    public double at(double kx, double ky) {
        if (phase != null) {
            double v = scale * Math.exp(exponent.at(kx, ky)) * Math.sin(phase.at(kx, ky) + constant);
            return absolute ? Math.abs(v) : v;
        }
        double k2 = kx * kx + ky * ky;
        double value = Math.sin(xx * kx * kx + xy * kx * ky + yy * ky * ky + quartic * k2 * k2 + constant);
        value = scale * (envelope == 0 ? value : value * Math.exp(envelope * k2));
        return absolute ? Math.abs(value) : value;
    }

    /**
     * The values of a row: {@code out[i]} is the value at (first + i, ky), i &lt; count, to 1e-6 of the scale. For one thread.
     */
    public void row(int ky, int first, int count, float[] out) {
        if (phase != null) {
            generalRow(ky, first, count, out);
            return;
        }
        double turns = 1 / (2 * Math.PI);
        double y = (double) ky * ky;
        double c0 = turns * (yy * y + quartic * y * y + constant);
        double c1 = turns * xy * ky;
        double c2 = turns * (xx + 2 * quartic * y);
        double c4 = turns * quartic;
        float factor = (float) scale;
        for (int i = 0; i < count; i++) {
            double x = first + i;
            double x2 = x * x;
            double t = c0 + c1 * x + x2 * (c2 + c4 * x2);
            out[i] = factor * sineOfTurns((float) (t - Math.rint(t)));
        }
        if (envelope != 0)
            for (int i = 0; i < count; i++) {
                double x = first + i;
                out[i] *= (float) Math.exp(envelope * (x * x + y));
            }
        if (absolute) for (int i = 0; i < count; i++) out[i] = Math.abs(out[i]);
    }

    private void generalRow(int ky, int first, int count, float[] out) {
        double turns = 1 / (2 * Math.PI);
        float factor = (float) scale;
        phase.row(ky, phaseRow);
        for (int i = 0; i < count; i++) {
            double t = turns * (FrequencyPolynomial.at(phaseRow, first + i) + constant);
            out[i] = factor * sineOfTurns((float) (t - Math.rint(t)));
        }
        if (envelope != 0) {
            exponent.row(ky, exponentRow);
            for (int i = 0; i < count; i++) out[i] *= (float) Math.exp(FrequencyPolynomial.at(exponentRow, first + i));
        }
        if (absolute) for (int i = 0; i < count; i++) out[i] = Math.abs(out[i]);
    }

    /** sin(2πt) for |t| ≤ ½. */
    private static float sineOfTurns(float t) {
        // fold to |u| ≤ ¼, where the Taylor remainder of degree 11 is below (π/2)^13 / 13! = 6e-8
        float a = Math.abs(t);
        float u = (a > 0.25f ? 0.5f - a : a) * 6.2831855f;
        float u2 = u * u;
        float s = u
                * (1
                        + u2
                                * (-1.6666667e-1f
                                        + u2
                                                * (8.333333e-3f
                                                        + u2
                                                                * (-1.984127e-4f
                                                                        + u2 * (2.7557319e-6f - u2 * 2.5052108e-8f)))));
        return t < 0 ? -s : s;
    }
}
