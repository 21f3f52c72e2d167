/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import java.io.IOException;
import java.util.Arrays;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.optics.AppliedCtf;
import org.cryosgd.optics.Ctf;
import org.cryosgd.optics.Defocus;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Preparation;
import org.cryosgd.particles.PreparedImage;

/**
 * Turns particles into {@link org.cryosgd.projection.SliceData}: w = C²/σ² and b = S* C y/σ², the origin halved. C is the CTF that
 * the images have left, |C| where they were phase flipped. Premultiplied images hold C y already, the noise with it, so that b
 * is S* times them over σ². One per thread; nothing is allocated per image but its CTF.
 */
final class ImagePacker {
    /** Nearer to a zero of the CTF a premultiplied image does not tell what it was before. */
    private static final float LEAST_POWER = 0.01f;

    private final float[] buffer;
    private final PreparedImage image;
    private final HalfDisc disc;
    private final double boxAngstrom;
    private final float[] ctf;
    private final float[] phaseX;

    ImagePacker(ParticleSet set, Preparation preparation, HalfDisc disc) {
        image = new PreparedImage(set, preparation, disc);
        this.disc = disc;
        boxAngstrom = set.pixelSizeAngstrom() * set.box();
        buffer = new float[3 * disc.size()];
        ctf = new float[disc.radius() + 1];
        phaseX = new float[2 * (disc.radius() + 1)];
    }

    /** Memory for one image, for those that are not kept. */
    float[] buffer() {
        return buffer;
    }

    /**
     * Writes (re b, im b, w) of each point into {@code points} from {@code offset} on.
     *
     * @param noise σ² of each ring
     * @param energy overwritten with Σ |y|²/σ² of each ring of the half disc
     */
    void pack(Particle particle, boolean correctCtf, float[] noise, float[] points, int offset, float[] energy)
            throws IOException {
        image.read(particle);
        float[] y = image.transform();
        boolean multiplied = correctCtf && particle.optics().applied() == AppliedCtf.PREMULTIPLIED;
        // what images are multiplied by has no scale: that was found afterwards
        Defocus defocus = multiplied ? particle.defocus().unscaled() : particle.defocus();
        float scale = multiplied ? (float) particle.defocus().scale() : 1;
        Ctf transfer = correctCtf ? new Ctf(particle.optics(), defocus, boxAngstrom) : null;
        Arrays.fill(ctf, 1);
        // the projection is moved by minus the pose's shift: S = exp(2πi k·shift), its conjugate goes into b
        double turnX = -2 * Math.PI * particle.pose().shiftXAngstrom() / boxAngstrom;
        double turnY = -2 * Math.PI * particle.pose().shiftYAngstrom() / boxAngstrom;
        for (int kx = 0; kx <= disc.radius(); kx++) {
            phaseX[2 * kx] = (float) Math.cos(turnX * kx);
            phaseX[2 * kx + 1] = (float) Math.sin(turnX * kx);
        }
        Arrays.fill(energy, 0);
        for (int ky = -disc.radius(), i = 0; ky <= disc.radius(); ky++) {
            int first = disc.first(ky);
            int end = disc.end(ky);
            if (correctCtf) transfer.row(ky, first, end - first, ctf);
            float cosY = (float) Math.cos(turnY * ky);
            float sinY = (float) Math.sin(turnY * ky);
            for (int kx = first; kx < end; kx++, i++) {
                int ring = disc.ring(i);
                float inverse = 1 / noise[ring];
                float c = ctf[kx - first];
                float re = phaseX[2 * kx] * cosY - phaseX[2 * kx + 1] * sinY;
                float im = phaseX[2 * kx] * sinY + phaseX[2 * kx + 1] * cosY;
                float yr = y[2 * i];
                float yi = y[2 * i + 1];
                float factor = multiplied ? scale * inverse : c * inverse;
                points[offset + 3 * i] = factor * (re * yr - im * yi);
                points[offset + 3 * i + 1] = factor * (re * yi + im * yr);
                points[offset + 3 * i + 2] = multiplied ? scale * factor * c * c : factor * c;
                float power = (yr * yr + yi * yi) * inverse;
                energy[ring] += multiplied ? power / Math.max(c * c, LEAST_POWER) : power;
            }
        }
        int origin = disc.origin();
        for (int j = 0; j < 3; j++) points[offset + 3 * origin + j] *= 0.5f;
        energy[0] *= 0.5f;
    }
}
