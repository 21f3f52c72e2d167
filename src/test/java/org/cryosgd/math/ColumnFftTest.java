/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.math;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnFftTest {
    private static final int COLUMNS = 5;

    /** Every column against the sum that defines the transform; lengths of each factor, of several, and of others (14, 22). */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 8, 9, 14, 15, 16, 22, 25, 27, 45, 60, 120, 128, 216, 250})
    void everyColumnIsTheSumOfTheDefinition(int n) {
        ColumnFft fft = new ColumnFft(n, COLUMNS + 1);
        for (int sign : new int[] {-1, 1}) {
            double[][] re = new double[n][COLUMNS + 1];
            double[][] im = new double[n][COLUMNS + 1];
            Random random = new Random(n);
            for (int k = 0; k < n; k++)
                for (int c = 0; c <= COLUMNS; c++) {
                    re[k][c] = fft.re(k)[c] = (float) random.nextGaussian();
                    im[k][c] = fft.im(k)[c] = (float) random.nextGaussian();
                }
            if (sign < 0) fft.forward(COLUMNS);
            else fft.inverse(COLUMNS);
            // a rounding of 6e-8 of the root mean square in each of at most 2 log₂ n sums, five standard deviations
            double most = 5 * 6e-8 * Math.sqrt(2.0 * n) * (1 + 2 * Math.log(n) / Math.log(2));
            for (int k = 0; k < n; k++)
                for (int c = 0; c < COLUMNS; c++) {
                    double sumRe = 0;
                    double sumIm = 0;
                    for (int j = 0; j < n; j++) {
                        double angle = sign * 2 * Math.PI * (j * k % n) / n;
                        sumRe += re[j][c] * Math.cos(angle) - im[j][c] * Math.sin(angle);
                        sumIm += re[j][c] * Math.sin(angle) + im[j][c] * Math.cos(angle);
                    }
                    assertEquals(sumRe, fft.re(k)[c], most, n + ": re of " + k);
                    assertEquals(sumIm, fft.im(k)[c], most, n + ": im of " + k);
                }
        }
    }

    /** Columns beyond those that are asked for are of no interest: they are not read. */
    @ParameterizedTest
    @ValueSource(ints = {24, 14})
    void clearedRowsAreZero(int n) {
        ColumnFft fft = new ColumnFft(n, COLUMNS);
        for (int k = 0; k < n; k++) fft.re(k)[COLUMNS - 1] = Float.NaN;
        fft.re(3)[0] = 7;
        fft.clear(COLUMNS - 1);
        fft.forward(COLUMNS - 1);
        for (int k = 0; k < n; k++)
            for (int c = 0; c < COLUMNS - 1; c++) {
                assertEquals(0, fft.re(k)[c]);
                assertEquals(0, fft.im(k)[c]);
            }
    }
}
