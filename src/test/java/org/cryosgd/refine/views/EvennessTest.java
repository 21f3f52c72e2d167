/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.views;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.cryosgd.projection.HalfCube;
import org.junit.jupiter.api.Test;

class EvennessTest {
    private final HalfCube cube = new HalfCube(20);
    private final SplittableRandom random = new SplittableRandom(1);
    private final float[] signal = new float[2 * cube.size()];
    private final float[] sampling = new float[cube.size()];
    private final float[][] maps = new float[2][2 * cube.size()];

    /** Signal of power 2, seen by {@code within} and by {@code without} views inside and outside of 60° about z. */
    private void make(double within, double without) {
        cube.forEachFrequency((i, kx, ky, kz) -> {
            boolean cone = kz * kz > 0.25 * (kx * kx + ky * ky + kz * kz);
            sampling[i] = (float) (cone ? within : without);
            double w = sampling[i] / (sampling[i] + 0.5);
            for (int c = 2 * i; c < 2 * i + 2; c++) {
                signal[c] = (float) random.nextGaussian();
                for (float[] map : maps)
                    map[c] = (float)
                            (sampling[i] == 0
                                    ? 0
                                    : w * (signal[c] + Math.sqrt(0.5 / sampling[i]) * random.nextGaussian()));
            }
        });
    }

    private double correlation(float[] a, float[] b, int shell) {
        double[] sums = new double[3];
        cube.forEachFrequency((i, kx, ky, kz) -> {
            if (cube.shell(kx, ky, kz) != shell) return;
            for (int c = 2 * i; c < 2 * i + 2; c++) {
                int weight = kx == 0 ? 1 : 2;
                sums[0] += weight * a[c] * b[c];
                sums[1] += weight * a[c] * a[c];
                sums[2] += weight * b[c] * b[c];
            }
        });
        return sums[0] / Math.sqrt(sums[1] * sums[2]);
    }

    private float[] mean() {
        float[] mean = maps[0].clone();
        for (int i = 0; i < mean.length; i++) mean[i] = 0.5f * (mean[i] + maps[1][i]);
        return mean;
    }

    /** The cross power of a bin of 160 real values or more, with FSC 0.8, has an error of up to 13 %, and e a quarter of its square. */
    @Test
    void evenMapsAgreeEvenly() {
        make(2, 2);
        double[] even = Evenness.of(cube, maps[0], maps[1], sampling, 1);
        for (int shell = 10; shell <= 20; shell++) {
            assertTrue(even[shell] <= 1);
            assertEquals(1, even[shell], 0.01, "shell " + shell);
        }
    }

    /** A cone of half the shell, 1 − cos 60°, that nothing sees. */
    @Test
    void whatIsNotSeenDoesNotAgree() {
        make(0, 2);
        double[] even = Evenness.of(cube, maps[0], maps[1], sampling, 1);
        // on the grid it may be 2 % of the shell less than four bins; a bin of which a sixth is seen counts as √(1/6)
        // of one
        for (int shell = 10; shell <= 20; shell++) assertEquals(0.5, even[shell], 0.1, "shell " + shell);
    }

    /** From the two maps alone: how well their mean agrees with the signal, which the FSC alone promises to be more. */
    @Test
    void theCorrelationWithTheSignalFollows() {
        make(0.02, 2);
        double[] even = Evenness.of(cube, maps[0], maps[1], sampling, 1);
        double found = 0;
        double promised = 0;
        double truth = 0;
        for (int shell = 11; shell <= 20; shell++) {
            double fsc = correlation(maps[0], maps[1], shell);
            promised += 0.1 * Math.sqrt(2 * fsc / (1 + fsc));
            found += 0.1 * Math.sqrt(even[shell] * 2 * fsc / (1 + fsc));
            truth += 0.1 * correlation(mean(), signal, shell);
        }
        // the bin at the edge of the cone, as above: up to 0.1 of e at its 0.5, which is 0.05 of C at its 0.68
        assertEquals(truth, found, 0.05);
        assertTrue(promised > truth + 0.2, promised + " " + truth);
    }

    /** FSC 0.2: the cross power of a bin has the variance (1/FSC² + 1)/N over N real values, of which a quarter is lost. */
    @Test
    void noiseTakesALittle() {
        make(0.125, 0.125);
        double[] even = Evenness.of(cube, maps[0], maps[1], sampling, 1);
        double mean = 0;
        double expected = 0;
        for (int shell = 14; shell <= 20; shell++) {
            mean += even[shell] / 7;
            expected += (1 - 26 / (4 * Math.PI * shell * shell / 8) / 4) / 7;
        }
        // of 56 bins with relative errors r of up to 0.29, Σ r²/4 is known to √(2/56)
        assertEquals(expected, mean, 0.02);
    }

    @Test
    void whereNothingAgreesTheFscDecides() {
        cube.forEachFrequency((i, kx, ky, kz) -> {
            for (int c = 2 * i; c < 2 * i + 2; c++) {
                maps[0][c] = 1;
                maps[1][c] = -1;
            }
        });
        for (double e : Evenness.of(cube, maps[0], maps[1], sampling, 1)) assertEquals(1, e);
    }
}
