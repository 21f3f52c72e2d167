/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.cryosgd.optics.AppliedCtf;
import org.cryosgd.optics.Ctf;
import org.cryosgd.optics.Mtf;
import org.cryosgd.particles.Particle;

/**
 * Images of one optics group with their faults, in the order in which a microscope makes them:
 *
 * <pre>
 * image = MTF · (lens · (contrast · particles + ice + carbon) + shot noise) + read-out noise + ramp
 * </pre>
 *
 * after which it may be phase flipped or multiplied by the CTF. For one thread.
 */
final class FaultyImage {
    private final SimulatedFaults faults;
    private final int box;
    private final Mtf mtf;
    private final AppliedCtf applied;
    private final Projections.Image projection;
    private final ImageFilter filter;
    private final double structural;
    private final double texture;
    private final float[] other;

    /**
     * @param mtf null for none
     * @param structuralVariance of {@link StructuralNoise} through the lens
     */
    FaultyImage(
            SimulatedFaults faults,
            Projections.Image projection,
            ImageFilter filter,
            int box,
            Mtf mtf,
            AppliedCtf applied,
            double structuralVariance) {
        this.faults = faults;
        this.projection = projection;
        this.filter = filter;
        this.box = box;
        this.mtf = mtf;
        this.applied = applied;
        structural = 1 / Math.sqrt(structuralVariance);
        texture = 1 / Math.sqrt(StructuralNoise.variance(box, filter.boxAngstrom()));
        other = new float[box * box];
    }

    /**
     * Makes an image.
     *
     * @param particle as it was in the microscope
     * @param sigma of the noise of the first optics group, which that of objects does not depend on
     * @param ownSigma of the noise of a pixel here
     * @param noiseSeed of the noise that images without faults have
     * @param pixels overwritten
     */
    void pixels(Particle particle, ImageFaults own, double sigma, double ownSigma, long noiseSeed, float[] pixels) {
        Ctf ctf = new Ctf(particle.optics(), particle.defocus(), filter.boxAngstrom());
        projection.pixels(particle, pixels);
        if (own.neighbour() != null) {
            projection.pixels(own.neighbour(), other);
            add(other, pixels);
        }
        for (int i = 0; i < box * box; i++) pixels[i] *= (float) own.contrast();
        if (faults.structuralNoise() > 0 && sigma > 0) {
            fill(own.noiseSeeds()[0], Math.sqrt(faults.structuralNoise()) * sigma * own.noise() * structural);
            filter.throughLens(other, particle.optics(), ctf, StructuralNoise::amplitude);
            add(other, pixels);
        }
        if (own.carbon() != null && sigma > 0) {
            fill(own.noiseSeeds()[1], texture);
            filter.multiply(other, StructuralNoise::amplitude);
            own.carbon().cover(other, box, sigma);
            filter.throughLens(other, particle.optics(), ctf, s -> 1);
            add(other, pixels);
        }
        double camera = Math.sqrt(1 - faults.structuralNoise()) * ownSigma * own.noise();
        // without MTF nobody can tell one from the other
        double readout = mtf == null ? 0 : faults.readoutNoise();
        fill(noiseSeed, camera * Math.sqrt(1 - readout));
        add(other, pixels);
        if (mtf != null) filter.multiply(pixels, mtf::at);
        if (readout > 0) {
            fill(own.noiseSeeds()[2], camera * Math.sqrt(readout));
            add(other, pixels);
        }
        own.ramp().addTo(pixels, box, ownSigma);
        if (applied == AppliedCtf.PHASE_FLIPPED) filter.multiply(pixels, (kx, ky) -> Math.signum(ctf.at(kx, ky)));
        if (applied == AppliedCtf.PREMULTIPLIED) filter.multiply(pixels, ctf::at);
    }

    /** White noise. */
    private void fill(long seed, double sigma) {
        if (sigma == 0) {
            Arrays.fill(other, 0);
            return;
        }
        Gaussian gaussian = new Gaussian(new SplittableRandom(seed));
        for (int i = 0; i < other.length; i++) other[i] = (float) (sigma * gaussian.next());
    }

    private static void add(float[] image, float[] to) {
        for (int i = 0; i < image.length; i++) to[i] += image[i];
    }
}
