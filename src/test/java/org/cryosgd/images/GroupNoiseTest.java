/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.optics.AppliedCtf;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.ImageSource;
import org.cryosgd.particles.Normalise;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Preparation;
import org.junit.jupiter.api.Test;

class GroupNoiseTest {
    private static final int N = 32;
    private static final int OF_GROUP = 40;
    private static final HalfDisc DISC = new HalfDisc(N / 2 - 1);
    private static final Preparation AS_THEY_ARE = new Preparation(Normalise.NONE, false, 0);
    private static final Optics OPTICS = new Optics("o", 300, 2.7, 0.1, 1, N, AppliedCtf.NONE);

    /** White noise, of the deviation of its group. */
    private static ParticleSet set(double[] deviations, int ofGroup) {
        int count = deviations.length * ofGroup;
        ImageSource images = new ImageSource() {
            @Override
            public int count() {
                return count;
            }

            @Override
            public int box() {
                return N;
            }

            @Override
            public void read(int index, float[] pixels) {
                Random random = new Random(index);
                for (int i = 0; i < N * N; i++)
                    pixels[i] = (float) (deviations[index / ofGroup] * random.nextGaussian());
            }
        };
        Particle[] particles = new Particle[count];
        for (int i = 0; i < count; i++)
            particles[i] = new Particle("p" + i, i, null, OPTICS, null, 1 + i % 2, "mic" + i / ofGroup);
        return new ParticleSet("test", List.of(particles), images, 1);
    }

    private static float[][] fill(ParticleSet set, int[] numbers) throws IOException {
        float[][] noise = new float[set.size()][];
        MeasuredNoise.fill(noise, set, numbers, AS_THEY_ARE, false, DISC);
        return noise;
    }

    private static int[] half(ParticleSet set, int first) {
        int[] numbers = new int[set.size() / 2];
        for (int i = 0; i < numbers.length; i++) numbers[i] = 2 * i + first;
        return numbers;
    }

    /**
     * Each ring of a group is σ² n² within six standard deviations: √(2/(points · share · images)), where a share of 1 − π/4 of the
     * pixels is outside the circle. The ring of the common spectrum has the same error once more, of all groups.
     */
    @Test
    void levelsOfGroupsAreFound() throws IOException {
        double[] deviations = {0.5, 1, 1.5, 0.7};
        ParticleSet set = set(deviations, OF_GROUP);
        int[] all = new int[set.size()];
        for (int i = 0; i < all.length; i++) all[i] = i;
        float[][] noise = fill(set, all);
        for (int g = 0; g < deviations.length; g++) {
            assertSame(noise[g * OF_GROUP], noise[g * OF_GROUP + 1]);
            for (int ring = 3; ring <= DISC.radius(); ring++) {
                double expected = deviations[g] * deviations[g] * N * N;
                double sigma = Math.sqrt(2 / (DISC.ringCounts()[ring] * (1 - Math.PI / 4) * OF_GROUP));
                assertEquals(1, noise[g * OF_GROUP][ring] / expected, 6 * 1.5 * sigma, "group " + g + ", ring " + ring);
            }
        }
    }

    /** Groups of two images that are alike have the common spectrum, but for a part of their own error. */
    @Test
    void smallGroupsThatAreAlikeAreShrunk() throws IOException {
        double[] deviations = new double[60];
        Arrays.fill(deviations, 1);
        ParticleSet set = set(deviations, 2);
        int[] all = new int[set.size()];
        for (int i = 0; i < all.length; i++) all[i] = i;
        float[][] noise = fill(set, all);
        int ring = 10;
        double squares = 0;
        for (int g = 0; g < deviations.length; g++)
            squares += Math.pow(noise[2 * g][ring] / (double) (N * N) - 1, 2) / deviations.length;
        // without shrinking 2/(62 points · 0.21 · 2 images) = 0.075
        assertEquals(0, squares, 0.075 / 2);
    }

    /** A group of which one half set has other noise shows it in that half only: no value of the other half changes. */
    @Test
    void halfSetsDoNotTouch() throws IOException {
        ParticleSet set = set(new double[] {0.5, 1, 1.5}, OF_GROUP);
        ParticleSet other = set.withImages(new ImageSource() {
            @Override
            public int count() {
                return set.size();
            }

            @Override
            public int box() {
                return N;
            }

            @Override
            public void read(int index, float[] pixels) throws IOException {
                set.images().read(index, pixels);
                if (index % 2 == 1) for (int i = 0; i < N * N; i++) pixels[i] *= 1 + index;
            }
        });
        float[][] one = fill(set, half(set, 0));
        float[][] two = fill(other, half(other, 0));
        for (int i = 0; i < set.size(); i += 2) assertArrayEquals(one[i], two[i]);
        // the other half does see its own
        assertFalse(fill(other, half(other, 1))[1][5] < 2 * fill(set, half(set, 1))[1][5]);
    }

    /** Values 1 ± e within groups of means 1 ± d: s² = 2e²·m/(m−1)/2, τ² = d² − s²/m, by hand. */
    @Test
    void theFactorIsThatOfTheFormula() {
        // groups of two: 0.7, 0.9 and 1.1, 1.3: means 0.8 and 1.2, s² = 4 · 0.01 / 2 = 0.02, τ² = 0.04 − 0.01 = 0.03
        double[] factors = GroupNoise.factors(new double[] {0.7, 0.9, 1.1, 1.3}, new int[] {0, 2, 4});
        assertEquals(1 - 0.2 * 0.03 / 0.04, factors[0], 1e-12);
        assertEquals(1 + 0.2 * 0.03 / 0.04, factors[1], 1e-12);
        // one image a group, or no more between than within: nothing is known of the groups
        assertArrayEquals(new double[] {1, 1}, GroupNoise.factors(new double[] {0.7, 1.3}, new int[] {0, 1, 2}));
        assertArrayEquals(
                new double[] {1, 1}, GroupNoise.factors(new double[] {0.5, 1.5, 0.6, 1.6}, new int[] {0, 2, 4}));
    }
}
