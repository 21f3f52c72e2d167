/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.cryosgd.particles.Particle;
import org.junit.jupiter.api.Test;

class GroupScalesTest {
    private static final int PER_GROUP = 50;

    private static List<Particle> particles(int groups, int perGroup) {
        return IntStream.range(0, groups * perGroup)
                .mapToObj(i -> new Particle("p", i, null, null, null, 0, "mic" + i / perGroup))
                .toList();
    }

    private static GroupScales scales(int groups, int perGroup) {
        return new GroupScales(
                particles(groups, perGroup),
                IntStream.range(0, groups * perGroup).toArray());
    }

    /** X of an image with contrast g, in units of the slice at its present scale: g A with the variance A/2. */
    private static void observe(GroupScales scales, double[] contrasts, double mean, double power, Random random) {
        int count = contrasts.length * PER_GROUP;
        double[] cross = new double[count];
        double[] powers = new double[count];
        for (int i = 0; i < count; i++) {
            double now = scales.of(i);
            powers[i] = now * now * power;
            // what a pose of five numbers adds
            double fitted = 5.0 / 4;
            cross[i] = fitted
                    + now * (mean * contrasts[i / PER_GROUP] * power + Math.sqrt(power / 2) * random.nextGaussian());
        }
        scales.update(cross, powers);
    }

    /** Whatever the map's own scale, and again from the scales that were found. */
    @Test
    void contrastsAreFoundInUnitsOfTheirMean() {
        double[] contrasts = {0.6, 0.8, 1, 1.2, 1.4};
        GroupScales scales = scales(contrasts.length, PER_GROUP);
        double power = 40;
        for (int round = 0; round < 3; round++) {
            observe(scales, contrasts, 0.7, power, new Random(round));
            // the variance of g is 1/(2A), A with the map's scale
            double sigma = Math.sqrt(1 / (2 * 0.7 * 0.7 * power * PER_GROUP));
            for (int g = 0; g < contrasts.length; g++) {
                double sum = 0;
                for (int i = 0; i < PER_GROUP; i++) sum += scales.of(g * PER_GROUP + i) / PER_GROUP;
                assertEquals(contrasts[g], sum, 4 * sigma, "group " + g + " in round " + round);
            }
            double mean = IntStream.range(0, contrasts.length * PER_GROUP)
                    .mapToDouble(scales::of)
                    .average()
                    .orElseThrow();
            assertEquals(1, mean, 1e-6);
        }
    }

    /** One image that says nothing of its contrast has that of all; one that is not there at all is not negative. */
    @Test
    void littleSignalLeavesTheScaleAtOne() {
        GroupScales scales = scales(2, 1);
        scales.update(new double[] {400, 1.25 + 0.02}, new double[] {400, 0.01});
        // (0.02 + 5.6)/(0.01 + 5.6), and what is fitted of the other is 0.3 % of it
        assertEquals(1, scales.of(1), 5e-3);
        scales.update(new double[] {400, -400}, new double[] {400, 390});
        assertTrue(scales.of(1) > 0);
    }

    /**
     * Contrasts that differ by 20 % in a group are found as well as a normal distribution lets them: with the variance v = 1/(2A)
     * of one image and τ² of all, the mean square error is 1/(1/v + 1/τ²). Six standard deviations of that of 2000 images are
     * 6 √(2/2000) = 19 %.
     */
    @Test
    void imagesOfAGroupHaveTheirOwnContrast() {
        int count = 2000;
        double tau = 0.2;
        double power = 20;
        Random random = new Random(1);
        double[] truth = new double[count];
        double[] cross = new double[count];
        double[] powers = new double[count];
        for (int i = 0; i < count; i++) {
            truth[i] = 1 + tau * random.nextGaussian();
            powers[i] = power;
            cross[i] = 1.25 + truth[i] * power + Math.sqrt(power / 2) * random.nextGaussian();
        }
        GroupScales scales = scales(1, count);
        scales.update(cross, powers);
        double squares = 0;
        for (int i = 0; i < count; i++) squares += Math.pow(scales.of(i) - truth[i], 2) / count;
        double expected = 1 / (2 * power + 1 / (tau * tau));
        assertEquals(1, squares / expected, 0.19);
    }

    /** Where the images of a group have one contrast, τ² is 0 but for chance, and they all have it. */
    @Test
    void imagesOfOneContrastHaveOne() {
        int count = 2000;
        double power = 20;
        Random random = new Random(2);
        double[] cross = new double[count];
        double[] powers = new double[count];
        for (int i = 0; i < count; i++) {
            powers[i] = power;
            cross[i] = 1.25 + power + Math.sqrt(power / 2) * random.nextGaussian();
        }
        GroupScales scales = scales(1, count);
        scales.update(cross, powers);
        // τ² is 4 standard deviations of the variance at most, 1/(2A) · 4 √(2/2000); a shrunk g moves by τ²/√(1/(2A))
        // times 4
        double variance = 1 / (2 * power);
        double most = 4 * Math.sqrt(2.0 / count) * 4 * Math.sqrt(variance);
        for (int i = 0; i < count; i++) assertEquals(1, scales.of(i), most);
    }

    @Test
    void imagesWithoutSignalHaveScaleOne() {
        double[] nothing = new double[4];
        GroupScales two = scales(2, 2);
        two.update(nothing, nothing);
        assertEquals(2, Arrays.stream(new double[] {two.of(0), two.of(3)}).sum());
    }
}
