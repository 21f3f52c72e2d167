/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ZernikeTest {
    /** The coefficient of one polynomial of a list. */
    private static List<Double> only(int index) {
        List<Double> list = new ArrayList<>(Collections.nCopies(index, 0.0));
        list.add(1.0);
        return list;
    }

    private static void assertIs(double expected, FrequencyPolynomial p, double x, double y) {
        // a handful of roundings of numbers of order one
        assertEquals(expected, p.at(x, y), 1e-12);
    }

    /** The order of RELION's lists: n = 1 y, x; n = 3 sin 3φ, y, x, cos 3φ. */
    @Test
    void oddPolynomialsAreInTheirOrder() {
        double x = 0.3;
        double y = -0.7;
        double r2 = x * x + y * y;
        double phi = Math.atan2(y, x);
        assertIs(y, Zernike.odd(only(0)), x, y);
        assertIs(x, Zernike.odd(only(1)), x, y);
        assertIs(Math.pow(r2, 1.5) * Math.sin(3 * phi), Zernike.odd(only(2)), x, y);
        assertIs((3 * r2 - 2) * y, Zernike.odd(only(3)), x, y);
        assertIs((3 * r2 - 2) * x, Zernike.odd(only(4)), x, y);
        assertIs(Math.pow(r2, 1.5) * Math.cos(3 * phi), Zernike.odd(only(5)), x, y);
        assertIs((10 * r2 * r2 - 12 * r2 + 3) * x, Zernike.odd(only(9)), x, y);
    }

    /** n = 0: 1; n = 2: sin 2φ, 2r² − 1, cos 2φ; n = 4: sin 4φ, sin 2φ, 6r⁴ − 6r² + 1, cos 2φ, cos 4φ. */
    @Test
    void evenPolynomialsAreInTheirOrder() {
        double x = 0.3;
        double y = -0.7;
        double r2 = x * x + y * y;
        double phi = Math.atan2(y, x);
        assertIs(1, Zernike.even(only(0)), x, y);
        assertIs(r2 * Math.sin(2 * phi), Zernike.even(only(1)), x, y);
        assertIs(2 * r2 - 1, Zernike.even(only(2)), x, y);
        assertIs(r2 * Math.cos(2 * phi), Zernike.even(only(3)), x, y);
        assertIs(r2 * r2 * Math.sin(4 * phi), Zernike.even(only(4)), x, y);
        assertIs((4 * r2 - 3) * r2 * Math.sin(2 * phi), Zernike.even(only(5)), x, y);
        assertIs(6 * r2 * r2 - 6 * r2 + 1, Zernike.even(only(6)), x, y);
        assertIs((4 * r2 - 3) * r2 * Math.cos(2 * phi), Zernike.even(only(7)), x, y);
        assertIs(r2 * r2 * Math.cos(4 * phi), Zernike.even(only(8)), x, y);
    }

    /** Over the unit disc ⟨Z(m, n), Z(m′, n′)⟩ = 0, and π (1 + [m = 0])/(2n + 2) where they are the same. */
    @Test
    void polynomialsAreOrthogonal() {
        int steps = 200;
        List<int[]> all = new ArrayList<>();
        for (int n = 0; n <= 6; n++) for (int m = -n; m <= n; m += 2) all.add(new int[] {m, n});
        for (int[] a : all)
            for (int[] b : all) {
                FrequencyPolynomial product = Zernike.polynomial(a[0], a[1]).times(Zernike.polynomial(b[0], b[1]));
                double sum = 0;
                // in r² by midpoints and in the angle by equal steps, the latter exact for these degrees
                for (int i = 0; i < steps; i++)
                    for (int j = 0; j < 16; j++) {
                        double r = Math.sqrt((i + 0.5) / steps);
                        double phi = 2 * Math.PI * j / 16;
                        sum += product.at(r * Math.cos(phi), r * Math.sin(phi)) * Math.PI / (steps * 16);
                    }
                boolean same = a[0] == b[0] && a[1] == b[1];
                double expected = same ? Math.PI * (a[0] == 0 ? 2 : 1) / (2 * a[1] + 2) : 0;
                // the midpoint rule errs by max|f''| π / (24 steps²); |f''| in r² is below 3000 for n = 6
                assertEquals(expected, sum, 3000 * Math.PI / (24.0 * steps * steps));
            }
    }
}
