/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.ctfrefine;

import java.util.Arrays;

/**
 * The change of the defocus of each particle of a group and half, by its likelihood and by how much the particles differ: a normal
 * distribution whose mean and width are found from all of them together. So noisy particles stay near the mean, and nothing moves where there is
 * nothing to find.
 *
 * @param means of each particle in ångström
 * @param errors standard deviation of each particle in ångström
 * @param mean of the distribution
 * @param width standard deviation of the distribution
 * @param gain of the log likelihood of all particles against no change
 */
record DefocusPosterior(double[] means, double[] errors, double mean, double width, double gain) {
    private static final int ROUNDS = 200;

    /** Two more parameters would gain more by noise once in a thousand times: half of χ² 0.999. */
    static final double NEEDED = 6.91;

    /** @param likelihoods log likelihood of each particle at each change */
    static DefocusPosterior of(float[][] likelihoods, double[] changes) {
        int n = likelihoods.length;
        double[] means = new double[n];
        double[] errors = new double[n];
        double step = changes[1] - changes[0];
        double mean = 0;
        double width = changes[changes.length - 1] / 3;
        double total = 0;
        int zero = (changes.length - 1) / 2;
        double[] weights = new double[changes.length];
        for (int round = 0; round < ROUNDS; round++) {
            double first = 0;
            double second = 0;
            total = 0;
            for (int i = 0; i < n; i++) {
                double most = Double.NEGATIVE_INFINITY;
                double norm = 0;
                for (int c = 0; c < changes.length; c++) {
                    double z = (changes[c] - mean) / width;
                    weights[c] = likelihoods[i][c] - z * z / 2;
                    most = Math.max(most, weights[c]);
                }
                double a = 0;
                double b = 0;
                double prior = 0;
                for (int c = 0; c < changes.length; c++) {
                    double w = Math.exp(weights[c] - most);
                    double z = (changes[c] - mean) / width;
                    prior += Math.exp(-z * z / 2);
                    norm += w;
                    a += w * changes[c];
                    b += w * changes[c] * changes[c];
                }
                means[i] = a / norm;
                double variance = Math.max(0, b / norm - means[i] * means[i]);
                errors[i] = Math.sqrt(variance);
                first += means[i];
                second += b / norm;
                total += most + Math.log(norm / Math.max(prior, 1e-300)) - likelihoods[i][zero];
            }
            double before = width;
            mean = first / n;
            // below a step the sums over the changes say nothing
            width = Math.sqrt(Math.max(second / n - mean * mean, step * step / 4));
            if (Math.abs(width - before) < 1e-3 * step) break;
        }
        return new DefocusPosterior(means, errors, mean, width, total);
    }

    /** How many particles are within two steps of the ends of the range. */
    int atTheEnds(double range) {
        return (int) Arrays.stream(means).filter(m -> Math.abs(m) > 0.9 * range).count();
    }
}
