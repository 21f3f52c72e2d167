/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cryosgd.particles.Particle;

/**
 * The contrast of each group of images, such as a micrograph, in units of the mean of all: y = g C S s + noise. With
 * X = Σ re(conj(s) b) and A = Σ w |s|² over the images of a group the likeliest g is X/A with the variance 1/(2A); a
 * normal distribution of contrasts about 1 draws it there where there are few images.
 */
final class GroupScales {
    /** Standard deviation of contrasts that is expected beforehand. */
    private static final double SPREAD = 0.3;

    private static final double LEAST = 0.1;

    private final int[] groupOf;
    private final float[] scales;

    /** @param numbers of the particles that take part; image i here is {@code particles.get(numbers[i])} */
    GroupScales(List<Particle> particles, int[] numbers) {
        Map<String, Integer> groups = new HashMap<>();
        groupOf = new int[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            String group = particles.get(numbers[i]).group();
            groups.putIfAbsent(group, groups.size());
            groupOf[i] = groups.get(group);
        }
        scales = new float[groups.size()];
        Arrays.fill(scales, 1);
    }

    /** g of image {@code i}. */
    float of(int i) {
        return scales[groupOf[i]];
    }

    /** g of each group, not a copy. */
    float[] values() {
        return scales;
    }

    /**
     * Estimates them anew.
     *
     * @param cross X of each image, of the slice times its present g
     * @param power A of each image, of the slice times its present g
     */
    void update(double[] cross, double[] power) {
        if (scales.length == 1) return;
        double[] x = new double[scales.length];
        double[] a = new double[scales.length];
        for (int i = 0; i < groupOf.length; i++) {
            double g = of(i);
            x[groupOf[i]] += cross[i] / g;
            a[groupOf[i]] += power[i] / (g * g);
        }
        double mean = Arrays.stream(x).sum() / Arrays.stream(a).sum();
        if (!(mean > 0)) return;
        double expected = 1 / (2 * SPREAD * SPREAD);
        for (int group = 0; group < scales.length; group++)
            scales[group] = (float) Math.max(LEAST, (mean * x[group] + expected) / (mean * mean * a[group] + expected));
        double sum = 0;
        for (int group : groupOf) sum += scales[group];
        for (int group = 0; group < scales.length; group++) scales[group] *= (float) (groupOf.length / sum);
    }
}
