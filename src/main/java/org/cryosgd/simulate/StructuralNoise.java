/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import java.util.List;
import org.cryosgd.optics.Ctf;
import org.cryosgd.particles.Particle;

/**
 * Noise of the ice. White noise is given the amplitude 1/(1 + (20 Å · s)²) at frequency s and then passes the lens, as the
 * particle does. Its variance in the images is, on average over particles, the given part of σ².
 */
final class StructuralNoise {
    private static final double LENGTH_ANGSTROM = 20;

    private StructuralNoise() {}

    /** 1/(1 + (20 Å · s)²) at frequency s in 1/Å, before the lens. */
    static double amplitude(double perAngstrom) {
        double x = LENGTH_ANGSTROM * perAngstrom;
        return 1 / (1 + x * x);
    }

    /** Variance of a pixel of white noise of variance 1 that had this amplitude, through no lens. */
    static double variance(int box, double boxAngstrom) {
        return variance(box, boxAngstrom, null);
    }

    /** The same through the lenses of particles, their mean. */
    static double variance(int box, double boxAngstrom, List<Particle> particles) {
        double sum = 0;
        int times = particles == null ? 1 : particles.size();
        for (int i = 0; i < times; i++) {
            Ctf ctf = particles == null
                    ? null
                    : new Ctf(particles.get(i).optics(), particles.get(i).defocus(), boxAngstrom);
            for (int ky = -box / 2 + 1; ky < box / 2; ky++)
                for (int kx = -box / 2 + 1; kx < box / 2; kx++) {
                    if (kx * kx + ky * ky > box * box / 4) continue;
                    double value = amplitude(Math.hypot(kx, ky) / boxAngstrom) * (ctf == null ? 1 : ctf.at(kx, ky));
                    sum += value * value;
                }
        }
        return sum / times / box / box;
    }
}
