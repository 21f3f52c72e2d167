/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import java.util.Arrays;

/**
 * Below which log likelihood an image is as likely noise as a particle. Two normal distributions are fitted to √ℓ of all images, one of noise and one of particles, by
 * expectation and maximisation: ℓ of a particle with the power G of its slice has the variance 2 G, so that √ℓ has the same spread for all G.
 *
 * <p>There is noise only if it is a hump of its own: apart from the particles by {@link #APART} deviations, and where noise can be. Else the images tell no
 * noise from weak particles, and only those are noise that noise alone explains better than the map: ℓ &lt; 0.
 *
 * <p>Stateless.
 */
final class NoiseLimit {
    /**
     * The logarithm of how many poses a search tells apart at 8 Å or so, 4·10⁴ rotations times 50 shifts. The best of so many poses gives
     * noise about this log likelihood, so that the limit is never above it.
     */
    static final double MOST = 15;

    /** Two humps are seen as two if √2 |m₁ − m₂|/√(s₁² + s₂²) is above 2 (Ashman, Bird and Zepf, Astron. J. 108, 1994). */
    private static final double APART = 2;

    /** Of √ℓ, at least: of few images the deviation may come out as 0. */
    private static final double LEAST_DEVIATION = 0.2;

    /** Of √ℓ of noise, at most: it is 0.5 at the best of many poses. A wider hump would take in other things, such as ice. */
    private static final double WIDEST_NOISE = 0.6;

    private static final int ROUNDS = 200;

    private static final double SETTLED = 1e-6;

    private NoiseLimit() {}

    /** @param likelihoods log likelihoods of images beside that of noise alone, in any order; not changed */
    static double of(double[] likelihoods) {
        double[] roots = Arrays.stream(likelihoods)
                .map(l -> Math.sqrt(Math.max(0, l)))
                .sorted()
                .toArray();
        double end = Math.sqrt(MOST);
        double[] noisy = Arrays.stream(roots).map(x -> x < end ? 1 : 0).toArray();
        double last = Double.NaN;
        for (int round = 0; round < ROUNDS; round++) {
            Hump noise = Hump.of(roots, noisy, WIDEST_NOISE);
            Hump particles = Hump.of(roots, Arrays.stream(noisy).map(p -> 1 - p).toArray(), Double.POSITIVE_INFINITY);
            if (noise == null || particles == null) return 0;
            for (int i = 0; i < roots.length; i++)
                noisy[i] = 1 / (1 + Math.exp(particles.logDensity(roots[i]) - noise.logDensity(roots[i])));
            boolean settled = Math.abs(noise.mean - last) < SETTLED;
            last = noise.mean;
            if (settled || round == ROUNDS - 1) return limit(noise, particles, roots, noisy);
        }
        throw new AssertionError();
    }

    private static double limit(Hump noise, Hump particles, double[] roots, double[] noisy) {
        double apart = Math.sqrt(2) * (particles.mean - noise.mean) / Math.hypot(noise.deviation, particles.deviation);
        if (apart < APART || noise.mean * noise.mean > MOST) return 0;
        // a narrow hump of particles has no images far below noise, though a wide one of noise may have some above
        double limit = 0;
        for (int i = 0; i < roots.length && roots[i] < particles.mean; i++)
            if (noisy[i] > 0.5) limit = Math.nextUp(roots[i] * roots[i]);
        return Math.min(MOST, limit);
    }

    /** Part of the images, mean and deviation of a hump. */
    private record Hump(double part, double mean, double deviation) {
        /** @return null where no image is in it */
        static Hump of(double[] values, double[] weights, double widest) {
            double sum = 0;
            double mean = 0;
            for (int i = 0; i < values.length; i++) {
                sum += weights[i];
                mean += weights[i] * values[i];
            }
            if (sum < 1) return null;
            mean /= sum;
            double squares = 0;
            for (int i = 0; i < values.length; i++) squares += weights[i] * (values[i] - mean) * (values[i] - mean);
            return new Hump(
                    sum / values.length, mean, Math.min(widest, Math.max(LEAST_DEVIATION, Math.sqrt(squares / sum))));
        }

        double logDensity(double x) {
            double d = (x - mean) / deviation;
            return Math.log(part / deviation) - d * d / 2;
        }
    }
}
