/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import java.util.function.DoubleUnaryOperator;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.RealFft2D;
import org.cryosgd.optics.Ctf;
import org.cryosgd.optics.OddPhase;
import org.cryosgd.optics.Optics;

/** Filters of images of one box and pixel size. For one thread. */
final class ImageFilter {
    private final int box;
    private final double boxAngstrom;
    private final HalfDisc disc;
    private final RealFft2D fft;
    private final float[] half;
    private Optics lastOptics;
    private float[] oddPhase;

    ImageFilter(int box, double pixelSizeAngstrom) {
        this.box = box;
        boxAngstrom = box * pixelSizeAngstrom;
        disc = new HalfDisc(box / 2);
        fft = new RealFft2D(box);
        half = new float[2 * box * (box / 2 + 1)];
    }

    /** A factor of each frequency in whole cycles per box, ky ≥ −n/2, kx ≥ 0. */
    @FunctionalInterface
    interface Factor {
        double of(int kx, int ky);
    }

    double boxAngstrom() {
        return boxAngstrom;
    }

    /** Multiplies the transform of an image. */
    void multiply(float[] pixels, Factor factor) {
        fft.forward(pixels, 0, half, box / 2 + 1);
        for (int kx = 0, i = 0; kx <= box / 2; kx++)
            for (int y = 0; y < box; y++, i += 2) {
                float f = (float) factor.of(kx, y < box / 2 ? y : y - box);
                half[i] *= f;
                half[i + 1] *= f;
            }
        fft.inverse(half, pixels, 0);
    }

    /** Multiplies by a factor of the length of the frequency, in 1/Å. */
    void multiply(float[] pixels, DoubleUnaryOperator ofLength) {
        multiply(pixels, (kx, ky) -> ofLength.applyAsDouble(Math.hypot(kx, ky) / boxAngstrom));
    }

    /**
     * What the lens makes of an object: its CTF and odd aberrations; frequencies from n/2 on are left out, as in
     * {@link Projections}.
     *
     * @param amplitude of the object's frequencies in 1/Å, by which they are multiplied before
     */
    void throughLens(float[] pixels, Optics optics, Ctf ctf, DoubleUnaryOperator amplitude) {
        if (optics != lastOptics) {
            lastOptics = optics;
            oddPhase = OddPhase.factors(optics, disc, boxAngstrom);
        }
        fft.forward(pixels, 0, half, box / 2 + 1);
        for (int kx = 0, i = 0; kx <= box / 2; kx++)
            for (int y = 0; y < box; y++, i += 2) {
                int ky = y < box / 2 ? y : y - box;
                boolean outside = kx == box / 2 || ky == -box / 2 || kx * kx + ky * ky > box * box / 4;
                double s = Math.hypot(kx, ky) / boxAngstrom;
                float f = outside ? 0 : (float) (amplitude.applyAsDouble(s) * ctf.at(kx, ky));
                half[i] *= f;
                half[i + 1] *= f;
                if (oddPhase != null && !outside) turn(kx, ky, i);
            }
        fft.inverse(half, pixels, 0);
    }

    /** Points with kx = 0 and ky below 0 are the conjugates of points of the half disc. */
    private void turn(int kx, int ky, int i) {
        boolean conjugate = kx == 0 && ky < 0;
        int row = conjugate ? -ky : ky;
        int point = 2 * (disc.start(row) + kx - disc.first(row));
        float re = oddPhase[point];
        float im = conjugate ? -oddPhase[point + 1] : oddPhase[point + 1];
        float a = half[i];
        half[i] = a * re - half[i + 1] * im;
        half[i + 1] = a * im + half[i + 1] * re;
    }
}
