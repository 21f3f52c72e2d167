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
 * The contrast g of each image, in units of the mean of all: y = g C S s + noise. X = Σ re(conj(s) b) and A = Σ w |s|² of an
 * image say that its g is X/A with the variance 1/(2A). The pose was chosen to make X large: each of its {@link #FITTED} numbers
 * adds a quarter to g X on average, which is taken off. Images of a group, such as a micrograph, have contrasts about that of the
 * group, and groups about 1:
 *
 * <pre>
 *     g of a group = (ΣX + 1/(2 s²)) / (ΣA + 1/(2 s²)),   s = {@value #SPREAD}
 *     g of an image = (X + G/(2 τ²)) / (A + 1/(2 τ²)),    G that of its group
 *     τ² = mean (X/A − G)² A² / mean A² − what the noise adds to it, at least 0 and at most s²
 * </pre>
 */
final class GroupScales {
    /** Standard deviation of the contrasts of groups that is expected beforehand, and the most of images in a group. */
    private static final double SPREAD = 0.3;

    /** Numbers that a pose has: three angles and two shifts. */
    private static final int FITTED = 5;

    private static final double LEAST = 0.1;

    private final int[] groupOf;
    private final int groups;
    private final float[] scales;

    /** @param numbers of the particles that take part; image i here is {@code particles.get(numbers[i])} */
    GroupScales(List<Particle> particles, int[] numbers) {
        Map<String, Integer> known = new HashMap<>();
        groupOf = new int[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            String group = particles.get(numbers[i]).group();
            known.putIfAbsent(group, known.size());
            groupOf[i] = known.get(group);
        }
        groups = known.size();
        scales = new float[numbers.length];
        Arrays.fill(scales, 1);
    }

    /** g of image {@code i}. */
    float of(int i) {
        return scales[i];
    }

    /** g of each image, not a copy. */
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
        int images = scales.length;
        double[] x = new double[images];
        double[] a = new double[images];
        double[] groupX = new double[groups];
        double[] groupA = new double[groups];
        double sumX = 0;
        double sumA = 0;
        for (int i = 0; i < images; i++) {
            double g = scales[i];
            x[i] = (cross[i] - (power[i] > 0 ? FITTED / 4.0 : 0)) / g;
            a[i] = power[i] / (g * g);
            groupX[groupOf[i]] += x[i];
            groupA[groupOf[i]] += a[i];
            sumX += x[i];
            sumA += a[i];
        }
        double mean = sumX / sumA;
        if (!(mean > 0)) return;
        double expected = 1 / (2 * SPREAD * SPREAD);
        double[] ofGroup = new double[groups];
        Arrays.fill(ofGroup, 1);
        if (groups > 1)
            for (int g = 0; g < groups; g++)
                ofGroup[g] = Math.max(LEAST, (mean * groupX[g] + expected) / (mean * mean * groupA[g] + expected));
        double variance = variance(x, a, mean, ofGroup);
        double sum = 0;
        for (int i = 0; i < images; i++) {
            double own = mean * mean * a[i] * 2 * variance;
            double g = ofGroup[groupOf[i]];
            scales[i] = (float) Math.max(LEAST, (2 * variance * mean * x[i] + g) / (own + 1));
            sum += scales[i];
        }
        for (int i = 0; i < images; i++) scales[i] *= (float) (images / sum);
    }

    /** τ². */
    private double variance(double[] x, double[] a, double mean, double[] ofGroup) {
        double squares = 0;
        double noise = 0;
        double weight = 0;
        for (int i = 0; i < x.length; i++) {
            double power = mean * mean * a[i];
            double off = mean * x[i] - ofGroup[groupOf[i]] * power;
            squares += off * off;
            noise += power / 2;
            weight += power * power;
        }
        return weight > 0 ? Math.max(0, Math.min(SPREAD * SPREAD, (squares - noise) / weight)) : 0;
    }
}
