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
            cross[i] = now * (mean * contrasts[i / PER_GROUP] * power + Math.sqrt(power / 2) * random.nextGaussian());
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
            for (int g = 0; g < contrasts.length; g++)
                assertEquals(contrasts[g], scales.values()[g], 4 * sigma, "group " + g + " in round " + round);
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
        scales.update(new double[] {400, 0.02}, new double[] {400, 0.01});
        // (0.02 + 5.6)/(0.01 + 5.6), then the mean of both is made 1
        assertEquals(1, scales.of(1), 2e-3);
        scales.update(new double[] {400, -400}, new double[] {400, 390});
        assertTrue(scales.of(1) > 0);
    }

    @Test
    void oneGroupHasScaleOne() {
        GroupScales scales = scales(1, 3);
        scales.update(new double[] {5, 6, 7}, new double[] {2, 2, 2});
        assertEquals(1, scales.of(2));
        double[] nothing = new double[4];
        GroupScales two = scales(2, 2);
        two.update(nothing, nothing);
        assertEquals(2, Arrays.stream(new double[] {two.of(0), two.of(3)}).sum());
    }
}
