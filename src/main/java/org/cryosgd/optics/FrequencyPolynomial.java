/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optics;

/**
 * A polynomial in the two frequencies of an image: a phase in radians, Σ c(i, j) x^i y^j. Frequencies are in 1/Å or in whole
 * cycles per box, as {@link #of} changes them.
 */
final class FrequencyPolynomial {
    private final double[][] c;

    private FrequencyPolynomial(int degree) {
        c = new double[degree + 1][];
        for (int i = 0; i <= degree; i++) c[i] = new double[degree + 1 - i];
    }

    static FrequencyPolynomial zero() {
        return new FrequencyPolynomial(0);
    }

    /** factor · x^i y^j. */
    static FrequencyPolynomial term(int i, int j, double factor) {
        FrequencyPolynomial p = new FrequencyPolynomial(i + j);
        p.c[i][j] = factor;
        return p;
    }

    int degree() {
        return c.length - 1;
    }

    boolean isZero() {
        for (double[] row : c) for (double value : row) if (value != 0) return false;
        return true;
    }

    FrequencyPolynomial plus(FrequencyPolynomial other) {
        FrequencyPolynomial sum = new FrequencyPolynomial(Math.max(degree(), other.degree()));
        for (FrequencyPolynomial p : new FrequencyPolynomial[] {this, other})
            for (int i = 0; i <= p.degree(); i++) for (int j = 0; j < p.c[i].length; j++) sum.c[i][j] += p.c[i][j];
        return sum;
    }

    FrequencyPolynomial times(double factor) {
        return times(term(0, 0, factor));
    }

    FrequencyPolynomial times(FrequencyPolynomial other) {
        FrequencyPolynomial product = new FrequencyPolynomial(degree() + other.degree());
        for (int i = 0; i <= degree(); i++)
            for (int j = 0; j < c[i].length; j++)
                for (int k = 0; k <= other.degree(); k++)
                    for (int l = 0; l < other.c[k].length; l++) product.c[i + k][j + l] += c[i][j] * other.c[k][l];
        return product;
    }

    /** The polynomial q with q(k) = p(M k / width): of whole cycles per box, where this is of frequencies in 1/Å. */
    FrequencyPolynomial of(Magnification m, double width) {
        FrequencyPolynomial x = term(1, 0, m.xx() / width).plus(term(0, 1, m.xy() / width));
        FrequencyPolynomial y = term(1, 0, m.yx() / width).plus(term(0, 1, m.yy() / width));
        FrequencyPolynomial[] powersOfY = powers(y, degree());
        FrequencyPolynomial[] powersOfX = powers(x, degree());
        FrequencyPolynomial sum = zero();
        for (int i = 0; i <= degree(); i++)
            for (int j = 0; j < c[i].length; j++)
                if (c[i][j] != 0)
                    sum = sum.plus(powersOfX[i].times(powersOfY[j]).times(c[i][j]));
        return sum;
    }

    /** The derivative along x. */
    FrequencyPolynomial alongX() {
        FrequencyPolynomial d = zero();
        for (int i = 1; i <= degree(); i++)
            for (int j = 0; j < c[i].length; j++) if (c[i][j] != 0) d = d.plus(term(i - 1, j, i * c[i][j]));
        return d;
    }

    /** The derivative along y. */
    FrequencyPolynomial alongY() {
        FrequencyPolynomial d = zero();
        for (int i = 0; i <= degree(); i++)
            for (int j = 1; j < c[i].length; j++) if (c[i][j] != 0) d = d.plus(term(i, j - 1, j * c[i][j]));
        return d;
    }

    private static FrequencyPolynomial[] powers(FrequencyPolynomial p, int highest) {
        FrequencyPolynomial[] powers = new FrequencyPolynomial[highest + 1];
        powers[0] = term(0, 0, 1);
        for (int i = 1; i <= highest; i++) powers[i] = powers[i - 1].times(p);
        return powers;
    }

    double at(double x, double y) {
        double[] row = new double[degree() + 1];
        row(y, row);
        return at(row, x);
    }

    /** The coefficients of the polynomial in x that this is at a given y; {@code out} has degree + 1 values. */
    void row(double y, double[] out) {
        for (int i = 0; i <= degree(); i++) {
            double sum = 0;
            for (int j = c[i].length - 1; j >= 0; j--) sum = sum * y + c[i][j];
            out[i] = sum;
        }
    }

    /** The value at x of a polynomial with these coefficients. */
    static double at(double[] row, double x) {
        double sum = 0;
        for (int i = row.length - 1; i >= 0; i--) sum = sum * x + row[i];
        return sum;
    }
}
