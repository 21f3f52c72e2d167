/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LatentTest {
    private static final double[] TARGET = {1.3, -0.4};
    private static final double[] GRAM = {1.5, 0.2, 0.7};

    private static double likelihood(double[] a, double[] gram, double[] target) {
        double value = 0;
        for (int j = 0; j < a.length; j++) {
            value += 2 * target[j] * a[j];
            for (int k = 0; k < a.length; k++) value -= a[j] * a[k] * gram[j >= k ? Latent.at(j, k) : Latent.at(k, j)];
        }
        return value;
    }

    /** The integrals on a grid. Its step of 0.02 is small beside the deviations of 0.1 and 0.6, and a normal function on a grid has no error to speak of. */
    @Test
    void coordinatesAreTheMomentsOfThePosterior() {
        Coordinates latent = new Coordinates(1, 3);
        double s = latent.contrast();
        double[] sums = new double[6];
        double step = 0.02;
        for (double g = -0.5; g < 2.5; g += step)
            for (double z = -7; z < 7; z += step) {
                double prior = Math.exp(-(g - 1) * (g - 1) / (2 * s * s) - z * z / 2) / (2 * Math.PI * s);
                double p = prior * Math.exp(likelihood(new double[] {g, z}, GRAM, TARGET)) * step * step;
                double[] terms = {1, g, z, g * g, g * z, z * z};
                for (int t = 0; t < 6; t++) sums[t] += p * terms[t];
            }
        double[] mean = new double[2];
        double[] second = new double[3];
        double value = moments(latent, 1, GRAM, TARGET, mean, second);
        assertEquals(Math.log(sums[0]), value, 1e-9);
        assertArrayEquals(new double[] {sums[1] / sums[0], sums[2] / sums[0]}, mean, 1e-9);
        assertArrayEquals(new double[] {sums[3] / sums[0], sums[4] / sums[0], sums[5] / sums[0]}, second, 1e-9);
        assertArrayEquals(mean, latent.mean(1));
        assertEquals(Math.sqrt(second[2] - mean[1] * mean[1]), latent.deviation(1)[1], 1e-12);
    }

    /** The sum over classes of integrals over the contrast. */
    @Test
    void membershipsAreTheMomentsOfThePosterior() {
        Membership latent = new Membership(2, 3);
        double s = 0.1;
        double[] sums = new double[5];
        double step = 0.001;
        for (int c = 0; c < 2; c++)
            for (double g = 0; g < 2; g += step) {
                double prior = 0.5 * Math.exp(-(g - 1) * (g - 1) / (2 * s * s)) / (Math.sqrt(2 * Math.PI) * s);
                double[] a = new double[2];
                a[c] = g;
                double p = prior * Math.exp(likelihood(a, GRAM, TARGET)) * step;
                sums[0] += p;
                sums[1 + c] += p * g;
                sums[3 + c] += p * g * g;
            }
        double[] mean = new double[2];
        double[] second = new double[3];
        double value = moments(latent, 2, GRAM, TARGET, mean, second);
        assertEquals(Math.log(sums[0]), value, 1e-9);
        assertArrayEquals(new double[] {sums[1] / sums[0], sums[2] / sums[0]}, mean, 1e-9);
        assertArrayEquals(new double[] {sums[3] / sums[0], 0, sums[4] / sums[0]}, second, 1e-9);
        assertEquals(1, latent.probabilities(2)[0] + latent.probabilities(2)[1], 1e-12);
    }

    /** Each class keeps an image's worth, so that none is lost for ever. */
    @Test
    void partsAreCounted() {
        Membership latent = new Membership(2, 3);
        double[] mean = new double[2];
        double[] second = new double[3];
        for (int i = 0; i < 3; i++) moments(latent, i, new double[] {1, 0, 1}, new double[] {100, -100}, mean, second);
        latent.estimateParts(new int[] {0, 1, 2});
        assertArrayEquals(new double[] {4 / 5.0, 1 / 5.0}, latent.parts(), 1e-9);
    }

    /** The moments of one image, which is remembered. */
    private static double moments(
            Latent latent, int image, double[] gram, double[] target, double[] mean, double[] second) {
        Latent.Prior prior = latent.prior();
        double[] found = new double[prior.kept()];
        double value = prior.moments(gram, target, mean, second, found);
        latent.keep(image, found);
        return value;
    }
}
