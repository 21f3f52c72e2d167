/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.ctfrefine;

import java.util.List;

/**
 * What both halves say of a term, together: the weighted mean, χ² of that mean against 0, and how each half's value does with the
 * images of the other.
 *
 * @param term what it is of
 * @param values weighted mean
 * @param covariance of the mean
 * @param chiSquare of the mean against 0
 * @param crossed how much each half's log likelihood grows with the value of the other half, the smaller of both
 */
record Evidence(Term term, double[] values, double[][] covariance, double chiSquare, double crossed) {
    /** @param variance factor of the covariances, 1 where the map has no noise */
    static Evidence of(Term term, Quadratic.Solution one, Quadratic.Solution two, double variance) {
        double[][] p = one.precision(term);
        double[][] q = two.precision(term);
        int n = term.count();
        for (double[][] each : List.of(p, q))
            for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) each[i][j] /= variance;
        double[] a = part(term, one);
        double[] b = part(term, two);
        double[][] sum = new double[n][n];
        double[] slope = new double[n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++) {
                sum[i][j] = p[i][j] + q[i][j];
                slope[i] += p[i][j] * a[j] + q[i][j] * b[j];
            }
        double[][] covariance = new Quadratic(new double[n], slope, sum).inverse();
        double[] mean = new double[n];
        double chi = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) mean[i] += covariance[i][j] * slope[j];
            chi += mean[i] * slope[i];
        }
        double crossed = Math.min(product(b, p, a) - product(b, p, b) / 2, product(a, q, b) - product(a, q, a) / 2);
        return new Evidence(term, mean, covariance, chi, crossed);
    }

    /** Whether noise does not explain it, and each half's value is better than none for the other half. */
    boolean supports() {
        return chiSquare > term.needed() && crossed > 0;
    }

    private static double[] part(Term term, Quadratic.Solution s) {
        double[] values = new double[term.count()];
        System.arraycopy(s.values(), term.first(), values, 0, values.length);
        return values;
    }

    private static double product(double[] a, double[][] m, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) for (int j = 0; j < b.length; j++) sum += a[i] * m[i][j] * b[j];
        return sum;
    }
}
