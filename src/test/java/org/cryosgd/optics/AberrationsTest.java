/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.cryosgd.math.HalfDisc;
import org.junit.jupiter.api.Test;

class AberrationsTest {
    private static final Optics PLAIN = new Optics("g", 300, 2.7, 0.1, 1.3, 64);
    private static final Defocus DEFOCUS = new Defocus(15000, 14000, 30, 10, 40, 0.9);
    private static final double BOX = 64 * 1.3;
    private static final Magnification M = new Magnification(1.02, 0.01, -0.005, 0.97);

    private static Optics with(Aberrations aberrations) {
        return PLAIN.with(aberrations, Magnification.NONE);
    }

    private static Aberrations tilt(double x, double y) {
        return new Aberrations(x, y, List.of(), List.of());
    }

    /** A tilt moves detail by an amount that grows with k²: its phase is −2π C_s λ² tilt k³ along the tilt. */
    @Test
    void aBeamTiltIsAPhaseOfTheThirdOrder() {
        HalfDisc disc = new HalfDisc(31);
        double lambda = Ctf.wavelengthAngstrom(300);
        float[] phase = OddPhase.factors(with(tilt(0.2, 0)), disc, BOX);
        for (int kx = 1; kx <= 31; kx++) {
            int i = disc.start(0) + kx;
            double angle = -2 * Math.PI * 2.7e7 * lambda * lambda * 0.2e-3 * Math.pow(kx / BOX, 3);
            assertEquals(Math.cos(angle), phase[2 * i], 1e-6);
            assertEquals(Math.sin(angle), phase[2 * i + 1], 1e-6);
        }
        // across the tilt there is none
        int across = disc.start(20);
        assertEquals(1, phase[2 * across], 1e-6);
    }

    /** A tilt is (3r² − 2)x/3 + 2x/3 of the list. */
    @Test
    void aBeamTiltIsAComaAndAShiftOfTheOddList() {
        HalfDisc disc = new HalfDisc(31);
        double lambda = Ctf.wavelengthAngstrom(300);
        double c = -2 * Math.PI * 2.7e4 * lambda * lambda;
        List<Double> list = List.of(2 * c * -0.4 / 3, 2 * c * 0.3 / 3, 0.0, c * -0.4 / 3, c * 0.3 / 3);
        float[] tilt = OddPhase.factors(with(tilt(0.3, -0.4)), disc, BOX);
        float[] zernike = OddPhase.factors(with(new Aberrations(0, 0, list, List.of())), disc, BOX);
        for (int i = 0; i < tilt.length; i++) assertEquals(tilt[i], zernike[i], 1e-6);
    }

    /** The images stay real: the phase at −k is minus that at k, with a magnification too. */
    @Test
    void theOddPhaseIsOdd() {
        Aberrations a = new Aberrations(0.3, -0.2, List.of(0.0, 3.0, 60.0, 0.0, 20.0, -30.0), List.of());
        FrequencyPolynomial p = a.oddPhase(2.7, 0.0197).of(M, BOX);
        for (int ky = -20; ky <= 20; ky++)
            for (int kx = 0; kx <= 20; kx++) assertEquals(-p.at(-kx, -ky), p.at(kx, ky), 1e-9);
    }

    @Test
    void oddAberrationsLeaveTheCtf() {
        Aberrations a = new Aberrations(0.3, -0.2, List.of(0.0, 3.0, 60.0), List.of());
        Ctf plain = new Ctf(PLAIN, DEFOCUS, BOX);
        Ctf tilted = new Ctf(with(a), DEFOCUS, BOX);
        for (int ky = -31; ky <= 31; ky++)
            for (int kx = 0; kx <= 31; kx++) assertEquals(plain.at(kx, ky), tilted.at(kx, ky));
        assertNull(OddPhase.factors(with(new Aberrations(0, 0, List.of(), List.of(1.0, 2.0))), new HalfDisc(5), BOX));
    }

    /** Without even aberrations and magnification the values are those of before, bit for bit. */
    @Test
    void trivialColumnsChangeNothing() {
        Optics trivial = PLAIN.with(
                new Aberrations(0, 0, List.of(0.0, 0.0), List.of(0.0, 0.0, 0.0)), new Magnification(1, 0, 0, 1));
        float[] a = new float[32];
        float[] b = new float[32];
        for (int ky = -31; ky <= 31; ky++) {
            new Ctf(PLAIN, DEFOCUS, BOX).row(ky, 0, 32, a);
            new Ctf(trivial, DEFOCUS, BOX).row(ky, 0, 32, b);
            for (int i = 0; i < 32; i++) assertEquals(a[i], b[i]);
        }
        assertNull(OddPhase.factors(trivial, new HalfDisc(5), BOX));
    }

    /** 6r⁴ is an error of the spherical aberration: ½π ΔC_s λ³ = 6 c, and −6r² + 1 a defocus and a phase shift. */
    @Test
    void theSphericalTermIsAnErrorOfTheSphericalAberration() {
        double lambda = Ctf.wavelengthAngstrom(300);
        double more = 0.3e7;
        double c = 0.5 * Math.PI * more * Math.pow(lambda, 3) / 6;
        Ctf even =
                new Ctf(with(new Aberrations(0, 0, List.of(), List.of(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, c))), DEFOCUS, BOX);
        Optics other = new Optics("g", 300, 3.0, 0.1, 1.3, 64);
        double defocus = 6 * c / (Math.PI * lambda);
        Defocus changed = new Defocus(15000 + defocus, 14000 + defocus, 30, 10 - Math.toDegrees(c), 40, 0.9);
        Ctf expected = new Ctf(other, changed, BOX);
        for (int ky = -31; ky <= 31; ky++)
            for (int kx = 0; kx <= 31; kx++) assertEquals(expected.at(kx, ky), even.at(kx, ky), 1e-9);
    }

    /** With a magnification everything is what it is at M k without. */
    @Test
    void theCtfIsThatAtTheParticlesFrequency() {
        Aberrations a = new Aberrations(0, 0, List.of(), List.of(0.1, 0.0, 2.0, 0.0, 40.0, 0.0, -30.0));
        Ctf plain = new Ctf(with(a), DEFOCUS, BOX);
        Ctf magnified = new Ctf(PLAIN.with(a, M), DEFOCUS, BOX);
        float[] row = new float[32];
        for (int ky = -31; ky <= 31; ky++) {
            magnified.row(ky, 0, 32, row);
            for (int kx = 0; kx <= 31; kx++) {
                double expected = plain.at(M.xx() * kx + M.xy() * ky, M.yx() * kx + M.yy() * ky);
                assertEquals(expected, magnified.at(kx, ky), 1e-9);
                // single precision, as of any row
                assertEquals(expected, row[kx], 2e-6);
            }
        }
    }

    /** A factor in both diagonal places is another box. */
    @Test
    void anIsotropicMagnificationIsAnotherBox() {
        Ctf smaller = new Ctf(PLAIN, DEFOCUS, BOX / 1.02);
        Ctf magnified = new Ctf(PLAIN.with(Aberrations.NONE, new Magnification(1.02, 0, 0, 1.02)), DEFOCUS, BOX);
        for (int kx = 0; kx <= 31; kx++) assertEquals(smaller.at(kx, 5), magnified.at(kx, 5), 1e-9);
    }

    @Test
    void stretchesAreTheSingularValues() {
        Magnification m = new Magnification(1.1, 0.2, -0.1, 0.9);
        double least = 10;
        double most = 0;
        for (int i = 0; i < 3600; i++) {
            double a = Math.PI * i / 3600;
            double length = Math.hypot(
                    m.xx() * Math.cos(a) + m.xy() * Math.sin(a), m.yx() * Math.cos(a) + m.yy() * Math.sin(a));
            least = Math.min(least, length);
            most = Math.max(most, length);
        }
        // the extremes are flat: half a step of the angle squared
        assertEquals(least, m.smallestStretch(), 1e-6);
        assertEquals(most, m.largestStretch(), 1e-6);
        Magnification both = m.inverse();
        assertEquals(1, m.xx() * both.xx() + m.xy() * both.yx(), 1e-12);
        assertEquals(0, m.xx() * both.xy() + m.xy() * both.yy(), 1e-12);
    }

    @Test
    void whatNoMicroscopeHasIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Magnification(1, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Magnification(0, 0, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Magnification(Double.NaN, 0, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> tilt(1000, 0));
        assertTrue(tilt(0, 0).isNone());
    }
}
