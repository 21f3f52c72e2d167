/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.cryosgd.math.RealFft2D;
import org.cryosgd.optics.Aberrations;
import org.cryosgd.optics.Ctf;
import org.cryosgd.optics.Defocus;
import org.cryosgd.optics.Magnification;
import org.cryosgd.optics.Optics;
import org.junit.jupiter.api.Test;

class ImageFilterTest {
    private static final int N = 32;

    /** An object passes the lens as in docs/optics.md: times the CTF and exp(i odd), also where kx = 0 and ky is below 0. */
    @Test
    void theLensMultipliesByCtfAndOddPhase() {
        double cs = 2.7e7;
        double tilt = 8e-3;
        Optics optics = new Optics("o", 300, 2.7, 0.1, 2, N)
                .with(new Aberrations(8, -4, List.of(), List.of()), Magnification.NONE);
        Ctf ctf = new Ctf(optics, Defocus.of(12000, 11000, 30), 2 * N);
        Random random = new Random(1);
        float[] pixels = new float[N * N];
        for (int i = 0; i < pixels.length; i++) pixels[i] = (float) random.nextGaussian();
        RealFft2D fft = new RealFft2D(N);
        float[] before = new float[2 * N * (N / 2 + 1)];
        float[] after = before.clone();
        fft.forward(pixels, 0, before, N / 2 + 1);
        new ImageFilter(N, 2).throughLens(pixels, optics, ctf, s -> 1 / (1 + s));
        fft.forward(pixels, 0, after, N / 2 + 1);
        double lambda = Ctf.wavelengthAngstrom(300);
        for (int kx = 0; kx <= N / 2; kx++)
            for (int ky = -N / 2; ky < N / 2; ky++) {
                int i = 2 * (kx * N + Math.floorMod(ky, N));
                double x = kx / (2.0 * N);
                double y = ky / (2.0 * N);
                boolean kept = kx < N / 2 && ky > -N / 2 && kx * kx + ky * ky <= N * N / 4;
                double amplitude = kept ? ctf.at(kx, ky) / (1 + Math.hypot(x, y)) : 0;
                double odd = -2 * Math.PI * cs * lambda * lambda * (x * x + y * y) * tilt * (x - y / 2);
                double re = amplitude * (before[i] * Math.cos(odd) - before[i + 1] * Math.sin(odd));
                double im = amplitude * (before[i] * Math.sin(odd) + before[i + 1] * Math.cos(odd));
                // three transforms in floats of values of about 32
                assertEquals(re, after[i], 2e-4, kx + ", " + ky);
                assertEquals(im, after[i + 1], 2e-4, kx + ", " + ky);
            }
    }
}
