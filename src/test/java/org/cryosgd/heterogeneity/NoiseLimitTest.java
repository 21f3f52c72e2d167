/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Log likelihoods are drawn as theory has them: N(G, 2 G) of particles, 10 ± 3 of noise at the best of many poses. */
class NoiseLimitTest {
    private static double[] particles(int count, double power, long seed) {
        Random random = new Random(seed);
        // powers of particles differ by defocus and view
        return DoubleStream.generate(() -> {
                    double g = power * Math.exp(0.25 * random.nextGaussian());
                    return g + Math.sqrt(2 * g) * random.nextGaussian();
                })
                .limit(count)
                .toArray();
    }

    private static double[] noise(int count, long seed) {
        Random random = new Random(seed);
        return DoubleStream.generate(() -> 10 + 3 * random.nextGaussian())
                .limit(count)
                .toArray();
    }

    private static double[] both(double[] a, double[] b) {
        return DoubleStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
    }

    private static long below(double[] values, double limit) {
        return Arrays.stream(values).filter(v -> v < limit).count();
    }

    /** Weak particles alone lose only those that noise explains better: at G = 20 these are Φ(−√10) = 8·10⁻⁴, at 25 fewer. The fixed limit would take 3 % or more. */
    @ParameterizedTest
    @CsvSource({"20, 1", "20, 2", "20, 3", "25, 4", "25, 5", "25, 6"})
    void weakParticlesAreNotNoise(double power, long seed) {
        double[] all = particles(4000, power, seed);
        assertTrue(below(all, NoiseLimit.MOST) > 100, "the test would not tell");
        // the powers are spread by a quarter, so that some have a G of 12: Φ(−√6) = 7·10⁻³
        assertTrue(below(all, NoiseLimit.of(all)) < 0.007 * all.length);
    }

    /** Clear particles lose none, and nearly all noise is found: it is below the limit but for 1.67 deviations or more, 4.8 %. */
    @ParameterizedTest
    @CsvSource({"0.01, 1", "0.1, 2", "0.3, 3", "0.6, 4"})
    void noiseBesideClearParticlesIsFound(double part, long seed) {
        double[] particles = particles(2000, 120, seed);
        double[] noise = noise((int) (2000 * part / (1 - part)), seed + 100);
        double limit = NoiseLimit.of(both(particles, noise));
        assertEquals(0, below(particles, limit));
        // three standard errors more
        double lost = 0.048 + 3 * Math.sqrt(0.048 / noise.length);
        assertTrue(below(noise, limit) >= (1 - lost) * noise.length, "limit " + limit);
    }

    /** Ice and aggregates lie between noise and particles. They neither hide the noise, nor are they noise. */
    @ParameterizedTest
    @ValueSource(longs = {10, 20, 30, 40, 50, 60})
    void otherJunkDoesNotHideTheNoise(long seed) {
        double[] particles = particles(2250, 150, seed);
        double[] noise = noise(250, seed + 1);
        double[] ice = particles(250, 35, seed + 2);
        double[] aggregates = particles(250, 75, seed + 3);
        double limit = NoiseLimit.of(both(both(particles, noise), both(ice, aggregates)));
        assertEquals(0, below(particles, limit));
        // as beside clear particles: 4.8 % and three standard errors
        assertTrue(below(noise, limit) >= (1 - 0.048 - 3 * Math.sqrt(0.048 / 250)) * 250, "limit " + limit);
        // an ice blob of G = 35 is below 15 by Φ(−2.4) = 0.8 %, those of less power oftener
        assertTrue(below(ice, limit) < 0.1 * 250, "limit " + limit);
        assertEquals(0, below(aggregates, limit));
    }

    /** Where both overlap, most of the noise goes, and fewer particles than with a fixed limit. */
    @Test
    void noiseBesideWeakParticlesIsFoundWhereThereIsMuch() {
        double[] particles = particles(3000, 35, 1);
        double[] noise = noise(1000, 2);
        double limit = NoiseLimit.of(both(particles, noise));
        assertTrue(below(noise, limit) > 800, "limit " + limit);
        assertTrue(below(particles, limit) <= below(particles, NoiseLimit.MOST));
        assertTrue(below(particles, limit) < 0.05 * 3000, "limit " + limit);
    }

    /** One hump, be it of what it may, is no evidence for two. */
    @Test
    void withoutAComparisonOnlyNegativeOnesAreNoise() {
        assertEquals(0, NoiseLimit.of(noise(500, 1)), 1e-12);
        assertEquals(0, NoiseLimit.of(particles(500, 200, 1)), 1e-12);
        assertEquals(0, NoiseLimit.of(new double[] {3}), 1e-12);
        assertEquals(0, NoiseLimit.of(new double[0]), 1e-12);
    }

    @Test
    void theOrderDoesNotMatter() {
        double[] values = both(particles(500, 50, 1), noise(50, 2));
        double[] turned = values.clone();
        for (int i = 0; i < turned.length; i++) turned[i] = values[turned.length - 1 - i];
        assertEquals(NoiseLimit.of(values), NoiseLimit.of(turned));
    }
}
