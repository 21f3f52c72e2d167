/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.average;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.RealFft2D;
import org.cryosgd.optics.Ctf;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Preparation;
import org.cryosgd.particles.PreparedImage;

/** Images that are moved by their shift and multiplied by their CTF, and filters of images; for one thread. */
final class PreparedPlane {
    private final PreparedImage image;
    private final HalfDisc disc;
    private final int box;
    private final double width;
    private final RealFft2D fft;
    private final float[] half;
    private final float[] ctfRow;

    PreparedPlane(ParticleSet set, Preparation preparation, HalfDisc disc, int box, double widthAngstrom) {
        image = new PreparedImage(set, preparation, disc);
        this.disc = disc;
        this.box = box;
        width = widthAngstrom;
        fft = new RealFft2D(box);
        half = new float[2 * box * (box / 2 + 1)];
        ctfRow = new float[disc.radius() + 1];
    }

    double widthAngstrom() {
        return width;
    }

    /**
     * Reads a particle.
     *
     * @param pixels box·box values about pixel n/2; overwritten
     * @param weights the mean of CTF² over each ring, or 1, is added to it
     */
    void corrected(Particle particle, boolean ctf, float[] pixels, double[] weights) throws IOException {
        image.read(particle);
        float[] transform = image.transform();
        Ctf own = ctf ? new Ctf(particle.optics(), particle.defocus(), width) : null;
        double[] squares = new double[disc.radius() + 1];
        int[] counts = new int[disc.radius() + 1];
        double shiftX = particle.pose().shiftXAngstrom() / width;
        double shiftY = particle.pose().shiftYAngstrom() / width;
        Arrays.fill(half, 0);
        Arrays.fill(ctfRow, 1);
        for (int ky = -disc.radius(), i = 0; ky <= disc.radius(); ky++) {
            if (own != null) own.row(ky, disc.first(ky), disc.end(ky) - disc.first(ky), ctfRow);
            for (int kx = disc.first(ky); kx < disc.end(ky); kx++, i += 2) {
                float c = ctfRow[kx - disc.first(ky)];
                squares[disc.ring(i / 2)] += c * c;
                counts[disc.ring(i / 2)]++;
                double angle = -2 * Math.PI * (kx * shiftX + ky * shiftY);
                float re = c * (float) Math.cos(angle);
                float im = c * (float) Math.sin(angle);
                put(kx, ky, transform[i] * re - transform[i + 1] * im, transform[i] * im + transform[i + 1] * re);
            }
        }
        fft.inverse(half, pixels, 0);
        for (int ring = 0; ring < squares.length; ring++) weights[ring] += squares[ring] / counts[ring];
    }

    /** One of the frequencies of an image whose origin is pixel n/2. */
    private void put(int kx, int ky, float re, float im) {
        float sign = ((kx + ky) & 1) == 0 ? 1 : -1;
        int out = 2 * (kx * box + Math.floorMod(ky, box));
        half[out] = sign * re;
        half[out + 1] = sign * im;
        if (kx != 0 || ky == 0) return;
        int opposite = 2 * Math.floorMod(-ky, box);
        half[opposite] = sign * re;
        half[opposite + 1] = -sign * im;
    }

    /** Multiplies the transform of an image by a factor for each ring; frequencies beyond the disc are left out. */
    void filter(float[] pixels, IntToDoubleFunction factor) {
        fft.forward(pixels, 0, half, box / 2 + 1);
        for (int kx = 0; kx <= box / 2; kx++)
            for (int y = 0; y < box; y++) {
                int ky = y <= box / 2 ? y : y - box;
                int ring = (int) Math.round(Math.sqrt(kx * kx + ky * ky));
                float f = ring > disc.radius() ? 0 : (float) factor.applyAsDouble(ring);
                half[2 * (kx * box + y)] *= f;
                half[2 * (kx * box + y) + 1] *= f;
            }
        fft.inverse(half, pixels, 0);
    }
}
