/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.cryosgd.optics.AppliedCtf;
import org.cryosgd.optics.Ctf;
import org.cryosgd.optics.Mtf;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.Particle;

/**
 * Images of one optics group with their faults, in the order in which a microscope makes them:
 *
 * <pre>
 * image = MTF · (lens · (contrast · particles + ice + carbon) + shot noise) + read-out noise + ramp
 * </pre>
 *
 * of which the middle may be cut out; after which it may be phase flipped or multiplied by the CTF. For one thread.
 */
final class FaultyImage {
    private final SimulatedFaults faults;
    private final int box;
    /** width of what is made before it is cut */
    private final int field;

    private final Mtf mtf;
    private final AppliedCtf applied;
    private final Projections.Image projection;
    private final ImageFilter filter;
    private final ImageFilter last;
    private final float[] uncut;
    private final double structural;
    private final double texture;
    private final float[] other;

    /**
     * @param optics of the group, with its MTF or without, and with what is done about the CTF in the end
     * @param structuralVariance of {@link StructuralNoise} through the lens
     */
    FaultyImage(SimulatedFaults faults, Projections projections, Optics optics, double structuralVariance) {
        this.faults = faults;
        box = optics.box();
        field = faults.cut() ? 2 * box : box;
        mtf = optics.mtf();
        applied = optics.applied();
        projection = projections.image(field, optics.pixelSizeAngstrom());
        last = new ImageFilter(box, optics.pixelSizeAngstrom());
        filter = faults.cut() ? new ImageFilter(field, optics.pixelSizeAngstrom()) : last;
        structural = 1 / Math.sqrt(structuralVariance);
        texture = 1 / Math.sqrt(StructuralNoise.variance(field, filter.boxAngstrom()));
        other = new float[field * field];
        uncut = faults.cut() ? new float[field * field] : null;
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
        recorded(particle, own, sigma, ownSigma, noiseSeed, uncut == null ? pixels : uncut);
        int border = (field - box) / 2;
        if (uncut != null)
            for (int row = 0; row < box; row++)
                System.arraycopy(uncut, (row + border) * field + border, pixels, row * box, box);
        own.ramp().addTo(pixels, box, ownSigma);
        if (applied == AppliedCtf.NONE) return;
        Ctf ctf = new Ctf(particle.optics(), particle.defocus(), last.boxAngstrom());
        if (applied == AppliedCtf.PHASE_FLIPPED) last.multiply(pixels, (kx, ky) -> Math.signum(ctf.at(kx, ky)));
        else last.multiply(pixels, ctf::at);
    }

    /** What the camera gives, of the whole field. */
    private void recorded(
            Particle particle, ImageFaults own, double sigma, double ownSigma, long noiseSeed, float[] pixels) {
        Ctf ctf = new Ctf(particle.optics(), particle.defocus(), filter.boxAngstrom());
        projection.pixels(particle, pixels);
        if (own.neighbour() != null) {
            projection.pixels(own.neighbour(), other);
            add(other, pixels);
        }
        for (int i = 0; i < field * field; i++) pixels[i] *= (float) own.contrast();
        if (faults.structuralNoise() > 0 && sigma > 0) {
            fill(own.noiseSeeds()[0], Math.sqrt(faults.structuralNoise()) * sigma * own.noise() * structural);
            filter.throughLens(other, particle.optics(), ctf, StructuralNoise::amplitude);
            add(other, pixels);
        }
        if (own.carbon() != null && sigma > 0) {
            fill(own.noiseSeeds()[1], texture);
            filter.multiply(other, StructuralNoise::amplitude);
            own.carbon().cover(other, field, box, sigma);
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
