/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optics;

import java.util.List;

/**
 * Zernike polynomials in RELION's order and scale: Z(m, n) = R(|m|, n)(ρ) times cos mφ for m ≥ 0 and sin |m|φ for m &lt; 0, not
 * normalised, ρ being the frequency in 1/Å and φ its angle from the x axis. Within each n = 0, 1, 2, … m runs from −n to n in
 * steps of 2; the even list has the even n, the odd list the odd n.
 */
final class Zernike {
    private Zernike() {}

    /** Σ coefficients[i] Z_i over the even list. */
    static FrequencyPolynomial even(List<Double> coefficients) {
        return sum(coefficients, 0);
    }

    /** Σ coefficients[i] Z_i over the odd list. */
    static FrequencyPolynomial odd(List<Double> coefficients) {
        return sum(coefficients, 1);
    }

    private static FrequencyPolynomial sum(List<Double> coefficients, int first) {
        FrequencyPolynomial sum = FrequencyPolynomial.zero();
        int i = 0;
        for (int n = first; i < coefficients.size(); n += 2)
            for (int m = -n; m <= n && i < coefficients.size(); m += 2) {
                double factor = coefficients.get(i++);
                if (factor != 0) sum = sum.plus(polynomial(m, n).times(factor));
            }
        return sum;
    }

    /** Z(m, n) in x = ρ cos φ and y = ρ sin φ. */
    static FrequencyPolynomial polynomial(int m, int n) {
        int order = Math.abs(m);
        FrequencyPolynomial x = FrequencyPolynomial.term(1, 0, 1);
        FrequencyPolynomial y = FrequencyPolynomial.term(0, 1, 1);
        // ρ^m (cos mφ + i sin mφ) = (x + i y)^m
        FrequencyPolynomial cos = FrequencyPolynomial.term(0, 0, 1);
        FrequencyPolynomial sin = FrequencyPolynomial.zero();
        for (int i = 0; i < order; i++) {
            FrequencyPolynomial next = cos.times(x).plus(sin.times(y).times(-1));
            sin = sin.times(x).plus(cos.times(y));
            cos = next;
        }
        FrequencyPolynomial square = x.times(x).plus(y.times(y));
        FrequencyPolynomial radial = FrequencyPolynomial.zero();
        FrequencyPolynomial power = FrequencyPolynomial.term(0, 0, 1);
        for (int k = (n - order) / 2; k >= 0; k--) {
            double factor = (k % 2 == 0 ? 1 : -1)
                    * factorial(n - k)
                    / (factorial(k) * factorial((n + order) / 2 - k) * factorial((n - order) / 2 - k));
            radial = radial.plus(power.times(factor));
            power = power.times(square);
        }
        return radial.times(m < 0 ? sin : cos);
    }

    private static double factorial(int n) {
        double product = 1;
        for (int i = 2; i <= n; i++) product *= i;
        return product;
    }
}
