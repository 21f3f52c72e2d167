/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.cryosgd.assess.FourierShellCorrelation.Weighting;
import org.cryosgd.math.Volume;
import org.junit.jupiter.api.Test;

class FourierShellCorrelationTest {
    private static final int N = 32;

    static Volume noise(int n, double voxelSize, long seed) {
        Random random = new Random(seed);
        float[] voxels = new float[n * n * n];
        for (int i = 0; i < voxels.length; i++) voxels[i] = (float) random.nextGaussian();
        return new Volume(n, voxelSize, voxels);
    }

    /** a cos(2π x kx/n) + b cos(2π y ky/n) */
    private static Volume waves(double a, int kx, double b, int ky) {
        float[] voxels = new float[N * N * N];
        for (int i = 0; i < voxels.length; i++)
            voxels[i] = (float)
                    (a * Math.cos(2 * Math.PI * kx * (i % N) / N) + b * Math.cos(2 * Math.PI * ky * (i / N % N) / N));
        return new Volume(N, 1, voxels);
    }

    private static int[] fullShellCounts(int n) {
        int[] counts = new int[n];
        for (int z = -n / 2; z < n / 2; z++)
            for (int y = -n / 2; y < n / 2; y++)
                for (int x = -n / 2; x < n / 2; x++) counts[(int) Math.round(Math.sqrt(x * x + y * y + z * z))]++;
        return counts;
    }

    @Test
    void aMapCorrelatesPerfectlyWithAMultipleOfItself() {
        Volume map = noise(N, 1.5, 1);
        float[] minus = map.voxels().clone();
        for (int i = 0; i < minus.length; i++) minus[i] *= -3;
        double[] same = FourierShellCorrelation.of(map, map).values();
        double[] opposite =
                FourierShellCorrelation.of(map, new Volume(N, 1.5, minus)).values();
        assertEquals(N / 2 + 1, same.length);
        for (int shell = 0; shell < same.length; shell++) {
            assertEquals(1, same[shell], 1e-12);
            assertEquals(-1, opposite[shell], 1e-6);
        }
    }

    @Test
    void independentNoiseDoesNotCorrelate() {
        double[] fsc =
                FourierShellCorrelation.of(noise(N, 1, 1), noise(N, 1, 2)).values();
        int[] counts = fullShellCounts(N);
        double chi2 = 0;
        for (int shell = 1; shell <= N / 2; shell++) {
            // the variance is 1 / (number of independent real values), which is the number of voxels of the full shell
            assertEquals(0, fsc[shell], 5 / Math.sqrt(counts[shell]), "shell " + shell);
            chi2 += fsc[shell] * fsc[shell] * counts[shell];
        }
        // χ² of N/2 terms: mean N/2, variance N; a curve that is too quiet fails too
        assertEquals(N / 2, chi2, 5 * Math.sqrt(N));
    }

    /** Two waves in one shell, one along x (kx > 0, kept once for two voxels) and one along y (both kept). */
    @Test
    void fullSumsCountVoxelsOfPositiveKxTwiceAndRelionsCountThemOnce() {
        Volume sum = waves(2, 5, 1, 5);
        Volume difference = waves(2, 5, -1, 5);
        // power along x : along y = 4 : 1 in the full transform, 4 : 2 in the half that RELION sums
        assertEquals((4 - 1) / 5.0, FourierShellCorrelation.of(sum, difference).values()[5], 1e-5);
        assertEquals(
                (4 - 2) / 6.0,
                FourierShellCorrelation.of(sum, difference, Weighting.RELION).values()[5],
                1e-5);
    }

    /** kx = n/2 is its own opposite and counts once, as kx = 0 does. */
    @Test
    void nyquistCountsOnce() {
        Volume sum = waves(1, N / 2, 1, N / 2);
        Volume difference = waves(1, N / 2, -1, N / 2);
        assertEquals(0, FourierShellCorrelation.of(sum, difference).values()[N / 2], 1e-5);
    }

    @Test
    void aShellWithoutPowerIsZeroNotNaN() {
        double[] fsc = FourierShellCorrelation.of(new Volume(16, 1, new float[4096]), noise(16, 1, 3))
                .values();
        for (double value : fsc) assertEquals(0, value);
    }

    @Test
    void mapsThatDifferInBoxOrVoxelSizeAreRefusedWithBothValues() {
        Exception box = assertThrows(
                IllegalArgumentException.class, () -> FourierShellCorrelation.of(noise(16, 1, 1), noise(18, 1, 1)));
        assertTrue(box.getMessage().contains("16") && box.getMessage().contains("18"), box.getMessage());
        Exception voxel = assertThrows(
                IllegalArgumentException.class,
                () -> FourierShellCorrelation.of(noise(16, 1.3, 1), noise(16, 1.35, 1)));
        assertTrue(voxel.getMessage().contains("1.3 Å") && voxel.getMessage().contains("1.35"), voxel.getMessage());
        FourierShellCorrelation.of(noise(16, 1.3, 1), noise(16, 1.3001, 1));
    }
}
