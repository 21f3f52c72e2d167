/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.cryosgd.io.mrc.MrcStack;
import org.cryosgd.testimages.ReferenceFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CtfTest {
    private static final int BOX = 128;
    private static final double BOX_ANGSTROM = BOX * 1.3;

    /** voltage, Cs, amplitude contrast; defocus U, V, angle, phase shift: as the reference was made. */
    private static final double[][] SIX = {
        {300, 2.7, 0.1, 10000, 10000, 0, 0},
        {300, 2.7, 0.1, 15000, 14000, 30, 0},
        {300, 2.7, 0.07, 25000, 23000, 135, 0},
        {200, 2.0, 0.1, 8000, 8600, 80, 0},
        {300, 2.7, 0.1, 20000, 20000, 0, 90},
        {300, 0.01, 0.0001, 12000, 11500, 45, 30}
    };

    private static Optics optics(double kv, double cs, double contrast) {
        return new Optics("o", kv, cs, contrast, 1.3, BOX);
    }

    private static Ctf six(int i) {
        double[] p = SIX[i];
        return new Ctf(optics(p[0], p[1], p[2]), new Defocus(p[3], p[4], p[5], p[6], 0, 1), BOX_ANGSTROM);
    }

    /** The tolerance that the project demands; RELION and simplecryoem differ by half of it. */
    @Test
    void valuesAreRelionsWithinRadius62(@TempDir Path folder) throws IOException {
        Path file = ReferenceFiles.copy(folder, "optics/ctf6_relion_real_fftcentred.mrcs");
        float[] pixels = new float[BOX * BOX];
        try (MrcStack stack = MrcStack.open(file)) {
            for (int i = 0; i < SIX.length; i++) {
                stack.read(i, pixels);
                Ctf ctf = six(i);
                for (int ky = -62; ky <= 62; ky++)
                    for (int kx = -62; kx <= 62; kx++)
                        if (kx * kx + ky * ky <= 62 * 62)
                            assertEquals(
                                    pixels[(ky + 64) * BOX + kx + 64],
                                    ctf.at(kx, ky),
                                    3e-5,
                                    "CTF " + i + " at (" + kx + ", " + ky + ")");
            }
        }
    }

    /** The rows are summed in double and their sine is taken in float, to 1e-6; half a turn in float adds 4e-7. */
    @Test
    void rowsAreTheSameFunction() {
        Optics optics = optics(200, 2.7, 0.1);
        Defocus defocus = new Defocus(52000, 48000, -37, 25, 80, 0.7);
        for (Ctf ctf : new Ctf[] {six(1), six(3), six(4), six(5), new Ctf(optics, defocus, 192 * 0.8)}) {
            float[] row = new float[96];
            for (int ky = -95; ky <= 95; ky += 5)
                for (int first = 0; first < 2; first++) {
                    ctf.row(ky, first, 95, row);
                    for (int i = 0; i < 95; i++)
                        assertEquals(ctf.at(first + i, ky), row[i], 2e-6, "(" + (first + i) + ", " + ky + ")");
                }
        }
    }

    @Test
    void atZeroFrequencyOnlyContrastPhaseShiftAndScaleCount() {
        Defocus plain = Defocus.of(15000, 14000, 30);
        // exact but for the rounding of sine and arcsine
        assertEquals(0.1, new Ctf(optics(300, 2.7, 0.1), plain, 100).at(0, 0), 1e-15);
        assertEquals(1, new Ctf(optics(300, 2.7, 1), plain, 100).at(0, 0), 1e-15);
        Defocus plate = new Defocus(15000, 14000, 30, 90, 50, 2);
        assertEquals(2 * Math.sqrt(1 - 0.07 * 0.07), new Ctf(optics(300, 2.7, 0.07), plate, 100).at(0, 0), 1e-15);
    }

    /** Underfocus shows protein brighter: beyond the contrast the CTF rises first. */
    @Test
    void underfocusIsPositive() {
        Ctf ctf = new Ctf(optics(300, 0, 0), Defocus.of(10000, 10000, 0), 1000);
        // sin(π λ Δf k²), λ = 0.0196875 Å at 300 kV (electron wavelength tables: 0.019687)
        assertEquals(0.0196875, Ctf.wavelengthAngstrom(300), 1e-6);
        assertEquals(0.0250793, Ctf.wavelengthAngstrom(200), 1e-6);
        double chi = Math.PI * Ctf.wavelengthAngstrom(300) * 10000 * 0.02 * 0.02;
        // rounding in double
        assertEquals(Math.sin(chi), ctf.at(20, 0), 1e-12);
        assertTrue(ctf.at(20, 0) > 0.2);
    }

    @Test
    void theEnvelopeMultiplies() {
        Optics optics = optics(300, 2.7, 0.1);
        Ctf without = new Ctf(optics, Defocus.of(15000, 14000, 30), BOX_ANGSTROM);
        Ctf with = new Ctf(optics, new Defocus(15000, 14000, 30, 0, 120, 1), BOX_ANGSTROM);
        double k2 = (17 * 17 + 23 * 23) / (BOX_ANGSTROM * BOX_ANGSTROM);
        // rounding in double
        assertEquals(without.at(17, -23) * Math.exp(-120 * k2 / 4), with.at(17, -23), 1e-14);
    }

    /** Along the axis of the angle the defocus is U, across it V; 180° more is the same axis. */
    @Test
    void theAngleIsThatOfTheAxisOfU() {
        Optics optics = optics(300, 2.7, 0.1);
        Ctf u = new Ctf(optics, Defocus.of(18000, 18000, 0), BOX_ANGSTROM);
        Ctf v = new Ctf(optics, Defocus.of(12000, 12000, 0), BOX_ANGSTROM);
        for (double degrees : new double[] {0, 30, 90, 135, -45, 210}) {
            Ctf both = new Ctf(optics, Defocus.of(18000, 12000, degrees), BOX_ANGSTROM);
            double c = 25 * Math.cos(Math.toRadians(degrees));
            double s = 25 * Math.sin(Math.toRadians(degrees));
            // phases of some 100 rad in double
            assertEquals(u.at(25, 0), both.at(c, s), 1e-12, degrees + "°, along");
            assertEquals(v.at(25, 0), both.at(-s, c), 1e-12, degrees + "°, across");
        }
    }

    /** Phase-flipped images have the absolute value left, in both ways to ask. */
    @Test
    void flippedImagesHaveTheAbsoluteValue() {
        Defocus defocus = new Defocus(15000, 14000, 30, 20, 50, 0.8);
        Ctf ctf = new Ctf(optics(300, 2.7, 0.1), defocus, BOX_ANGSTROM);
        Ctf flipped = new Ctf(optics(300, 2.7, 0.1).withApplied(AppliedCtf.PHASE_FLIPPED), defocus, BOX_ANGSTROM);
        float[] row = new float[21];
        float[] flippedRow = new float[21];
        for (int ky = -20; ky <= 20; ky++) {
            ctf.row(ky, 0, 21, row);
            flipped.row(ky, 0, 21, flippedRow);
            for (int kx = 0; kx <= 20; kx++) {
                assertEquals(Math.abs(row[kx]), flippedRow[kx]);
                assertEquals(Math.abs(ctf.at(kx, ky)), flipped.at(kx, ky));
            }
        }
    }

    @Test
    void valuesThatMeanNothingAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> optics(-300, 2.7, 0.1));
        assertThrows(IllegalArgumentException.class, () -> optics(300, 2.7, 1.5));
        assertThrows(IllegalArgumentException.class, () -> Defocus.of(Double.NaN, 0, 0));
    }
}
