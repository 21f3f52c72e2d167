/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import net.imglib2.parallel.Parallelization;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.junit.jupiter.api.Test;

class LocalResolutionTest {
    private static final int BOX = 64;
    private static final double VOXEL = 3;
    private static final LocalResolution MEASUREMENT = new LocalResolution(50, 0.143, 0);

    private static Volume white(long seed) {
        Random random = new Random(seed);
        float[] voxels = new float[BOX * BOX * BOX];
        for (int i = 0; i < voxels.length; i++) voxels[i] = (float) random.nextGaussian();
        return new Volume(BOX, VOXEL, voxels);
    }

    /** Noise as strong as the structure, in all frequencies. */
    private static Volume half(Volume structure, long seed) {
        Volume noise = white(seed);
        float[] sum = structure.voxels().clone();
        for (int i = 0; i < sum.length; i++) sum[i] += noise.voxels()[i];
        return new Volume(BOX, VOXEL, sum);
    }

    private static Volume everywhere() {
        return Masks.sphere(BOX, VOXEL, 27, 3);
    }

    /** The structure of the left half of the box has details up to 9 Å, that of the right one up to 18 Å. */
    private static Volume twoParts() {
        Volume fine = LowPass.apply(white(1), 9);
        Volume coarse = LowPass.apply(white(2), 18);
        float[] voxels = new float[BOX * BOX * BOX];
        for (int i = 0; i < voxels.length; i++) voxels[i] = (i % BOX < BOX / 2 ? fine : coarse).voxels()[i];
        return new Volume(BOX, VOXEL, voxels);
    }

    private static double median(Volume map, int fromX, int toX) {
        double[] values = new double[BOX * BOX * BOX];
        int count = 0;
        Volume mask = everywhere();
        for (int i = 0; i < map.voxels().length; i++)
            if (i % BOX >= fromX && i % BOX < toX && mask.voxels()[i] == 1) values[count++] = map.voxels()[i];
        Arrays.sort(values, 0, count);
        return values[count / 2];
    }

    /** White noise times ten, so that with noise of 1 the FSC is 0.143, S/N = 1/6, at a resolution: 100 exp(−ln 600 (d s)²). */
    private static Volume resolvedTo(double angstrom, long seed) {
        double box = BOX * VOXEL;
        return LowPass.filter(white(seed), k -> 10 * Math.exp(-0.5 * Math.log(600) * Math.pow(k * angstrom / box, 2)));
    }

    /**
     * Two parts of the box, far from the border between them: at x = 0 … 16, of which the ball's edge at half height, 25 Å,
     * does not reach the border at x = 32. The ball's transform, 1/50 Å wide at half height, spreads structure over
     * frequencies by about half of that at S/N 1/6; as the S/N falls slowly the end moves by less than half of this again,
     * 0.005/Å: 5 % at 9 Å, 7 % at 14 Å. 10 % is what is promised.
     */
    @Test
    void twoPartsHaveTheirOwnResolutions() {
        for (long seed = 100; seed < 120; seed += 10) {
            Volume fine = resolvedTo(9, seed);
            Volume coarse = resolvedTo(14, seed + 1);
            float[] voxels = new float[BOX * BOX * BOX];
            for (int i = 0; i < voxels.length; i++) voxels[i] = (i % BOX < BOX / 2 ? fine : coarse).voxels()[i];
            Volume structure = new Volume(BOX, VOXEL, voxels);
            Volume map = MEASUREMENT
                    .of(half(structure, seed + 2), half(structure, seed + 3), everywhere(), ProgressMonitor.NONE)
                    .map();
            assertEquals(9, median(map, 0, BOX / 4), 0.9, "seed " + seed);
            assertEquals(14, median(map, 3 * BOX / 4, BOX), 1.4, "seed " + seed);
        }
    }

    /**
     * A whole map that ends sharply, with four times the power of the noise, is found within 10 % if the ball is at least
     * seven times as wide (W) as the finest detail. S/N is 1/6 where 1/24 of the ball's power lies beyond: for a Gaussian of
     * the ball's width this is 1.73 σ, σ = 0.27/W, thus 0.46/W after the end. Half a shell of 1/(3 W) adds 0.17/W. Less than
     * 0.7/W in all, a tenth of 7/W.
     */
    @Test
    void aWholeMapThatEndsSharplyIsFound() {
        for (double[] ends : new double[][] {{7, 50}, {10, 70}, {12, 84}, {14, 98}}) {
            Volume sharp = LowPass.apply(white((long) (100 * ends[0])), ends[0]);
            Volume structure = new Volume(BOX, VOXEL, sharp.voxels().clone());
            for (int i = 0; i < structure.voxels().length; i++) structure.voxels()[i] *= 2;
            Volume small = Masks.sphere(BOX, VOXEL, 12, 3);
            LocalResolution.Result result = new LocalResolution(ends[1], 0.143, 0)
                    .of(half(structure, 51), half(structure, 52), small, ProgressMonitor.NONE);
            assertEquals(0, result.none(), "end " + ends[0]);
            assertEquals(ends[0], result.quantile(0.5), 0.1 * ends[0], "end " + ends[0]);
        }
    }

    /** 4 standard errors at some 600 points: over two pairs of maps one in twenty-five has even one. */
    @Test
    void halfMapsOfNoiseHaveNone() {
        for (int seed = 0; seed < 2; seed++) {
            LocalResolution.Result result =
                    MEASUREMENT.of(white(10 + 2 * seed), white(11 + 2 * seed), everywhere(), ProgressMonitor.NONE);
            assertTrue(result.isNone(), "seed " + seed + ": " + result.inMask().length + " voxels");
            assertEquals(1, result.none());
            for (float value : result.map().voxels()) assertEquals(50, value, 1e-4);
        }
    }

    /** Noise that was smoothed has the same number of independent values at its own frequencies. */
    @Test
    void halfMapsOfSmoothNoiseHaveNone() {
        LocalResolution.Result result = MEASUREMENT.of(
                LowPass.apply(white(30), 12), LowPass.apply(white(31), 12), everywhere(), ProgressMonitor.NONE);
        assertTrue(result.isNone(), result.inMask().length + " voxels");
    }

    /** Equal maps agree everywhere up to two voxels, and √(2 FSC/(1 + FSC)) is 1: the filter has nothing to take away. */
    @Test
    void equalMapsAreResolvedToNyquistAndStayAsTheyAre() {
        Volume smooth = LowPass.apply(white(5), 9);
        Volume sharp = half(smooth, 6);
        Volume mask = everywhere();
        LocalResolution.Result result = MEASUREMENT.of(sharp, sharp, mask, ProgressMonitor.NONE);
        // the random phases differ, so that the corrected curve is 1 too: (1 − r)/(1 − r)
        assertEquals(2 * VOXEL, result.quantile(0.5), 1e-3);
        assertEquals(0, result.none());
        Volume filtered = result.curves().filter(smooth, smooth, mask, 0);
        float[] expected = Masks.apply(smooth, mask).voxels();
        // sums of 33 bands in single precision
        assertArrayEquals(expected, filtered.voxels(), 1e-4f);
    }

    /** Where the structure ends at 18 Å, details finer than 14 Å are noise; the filter removes most of their power. */
    @Test
    void theFilterRemovesNoiseWhereThereIsNoStructure() {
        Volume structure = twoParts();
        Volume half1 = half(structure, 3);
        Volume half2 = half(structure, 4);
        Volume mask = everywhere();
        LocalResolution.Result result = MEASUREMENT.of(half1, half2, mask, ProgressMonitor.NONE);
        Volume filtered = result.curves().filter(half1, half2, mask, 0);
        Volume mean = Masks.apply(Volume.mean(half1, half2), mask);
        assertTrue(finePower(filtered, 3 * BOX / 4, BOX) < 0.05 * finePower(mean, 3 * BOX / 4, BOX));
        // in the fine part the structure from 14 to 9 Å is still there
        assertTrue(finePower(filtered, 0, BOX / 4) > 0.2 * finePower(mean, 0, BOX / 4) * 343 / 2744);
    }

    /** The power of details finer than 14 Å between two planes. */
    private static double finePower(Volume map, int fromX, int toX) {
        Volume coarse = LowPass.apply(map, 14);
        double sum = 0;
        for (int i = 0; i < map.voxels().length; i++) {
            if (i % BOX < fromX || i % BOX >= toX) continue;
            double fine = map.voxels()[i] - coarse.voxels()[i];
            sum += fine * fine;
        }
        return sum;
    }

    @Test
    void theNumberOfThreadsDoesNotChangeIt() {
        Volume structure = twoParts();
        Volume half1 = half(structure, 3);
        Volume half2 = half(structure, 4);
        Volume small = Masks.sphere(BOX, VOXEL, 8, 3);
        LocalResolution.Result[] results = new LocalResolution.Result[2];
        Parallelization.runSingleThreaded(() -> results[0] = MEASUREMENT.of(half1, half2, small, ProgressMonitor.NONE));
        Parallelization.runWithNumThreads(
                3, () -> results[1] = MEASUREMENT.of(half1, half2, small, ProgressMonitor.NONE));
        assertArrayEquals(results[0].map().voxels(), results[1].map().voxels());
    }

    @Test
    void aStopGivesNothing() {
        ProgressMonitor stopped = new ProgressMonitor() {
            @Override
            public boolean stopped() {
                return true;
            }
        };
        assertNull(MEASUREMENT.of(white(1), white(2), everywhere(), stopped));
    }

    @Test
    void aWindowThatDoesNotFitIsSaid() {
        for (double window : new double[] {10, 300}) {
            String message = assertThrows(IllegalArgumentException.class, () -> new LocalResolution(window, 0.143, 0)
                            .of(white(1), white(2), everywhere(), ProgressMonitor.NONE))
                    .getMessage();
            assertTrue(message.contains("window (Å) must be at least 24.0 (8 voxels) and at most 192.0"), message);
        }
    }
}
