/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import net.imglib2.parallel.Parallelization;
import org.cryosgd.math.Volume;
import org.cryosgd.projection.FourierVolume;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A ball of white signal in a box: the half with x < 0 is blurred by a Gaussian, the other is the core, and around it is nothing.
 * Each half map has white noise of its own, and the prior of shells that follows from its power.
 */
class LocalPriorTest {
    private static final int BOX = 48;
    private static final int RADIUS = 23;
    private static final int LIMIT = 20;
    private static final double BALL = 14;
    /** Frequency in cycles per box at which the blurred part has 1/e of its power. */
    private static final double BLUR = 6;

    private static final PriorLadder LADDER = new PriorLadder(LIMIT);
    private static final HalfCube CUBE = new HalfCube(RADIUS);
    private static final FourierVolume MAPS = new FourierVolume(CUBE, Interpolation.TRILINEAR, 1, BOX);

    private static double[] place(int i) {
        return new double[] {i % BOX - BOX / 2, i / BOX % BOX - BOX / 2, i / BOX / BOX - BOX / 2};
    }

    private static double distance(int i) {
        double[] p = place(i);
        return Math.sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]);
    }

    private static boolean core(int i) {
        return distance(i) < BALL - 3 && place(i)[0] > 3;
    }

    private static boolean blurred(int i) {
        return distance(i) < BALL - 3 && place(i)[0] < -3;
    }

    private static boolean solvent(int i) {
        return distance(i) > BALL + 5 && distance(i) < BOX / 2;
    }

    private static float[] white(long seed) {
        Random random = new Random(seed);
        float[] voxels = new float[BOX * BOX * BOX];
        for (int i = 0; i < voxels.length; i++) voxels[i] = (float) random.nextGaussian();
        return MAPS.toMap(MAPS.fromMap(new Volume(BOX, 1, voxels)), 1).voxels();
    }

    private static float[] blurred(float[] voxels) {
        float[] cube = MAPS.fromMap(new Volume(BOX, 1, voxels));
        CUBE.forEach((i, shell) -> {
            float f = (float) Math.exp(-0.5 * shell * shell / (BLUR * BLUR));
            cube[2 * i] *= f;
            cube[2 * i + 1] *= f;
        });
        return MAPS.toMap(cube, 1).voxels();
    }

    private static float[] truth(long seed, double strength) {
        float[] sharp = white(seed);
        float[] part = sharp.clone();
        for (int i = 0; i < part.length; i++) {
            double inside = 1 / (1 + Math.exp(2 * (distance(i) - BALL)));
            sharp[i] *= (float) (strength * inside * (place(i)[0] >= 0 ? 1 : 0));
            part[i] *= (float) (strength * inside * (place(i)[0] < 0 ? 1 : 0));
        }
        float[] soft = blurred(part);
        for (int i = 0; i < soft.length; i++) soft[i] += sharp[i];
        return soft;
    }

    /** A half map, with D = 1 over the power of its noise and ridge = 1 over that of the signal. */
    private static ShellPrior half(float[] truth, long seed) {
        float[] noise = white(seed);
        float[] signalCube = MAPS.fromMap(new Volume(BOX, 1, truth));
        float[] noiseCube = MAPS.fromMap(new Volume(BOX, 1, noise));
        double[] signal = power(signalCube);
        double[] lost = power(noiseCube);
        float[] diagonal = new float[CUBE.size()];
        CUBE.forEach((i, shell) -> diagonal[i] = (float) (1 / lost[shell]));
        float[] ridge = new float[RADIUS + 2];
        for (int shell = 0; shell < ridge.length; shell++) {
            double fsc = signal[shell] / (signal[shell] + lost[shell]);
            double c = Math.max(0.02, Math.min(0.999, fsc));
            ridge[shell] = (float) (lost[shell] == 0 ? 0 : (1 - c) / c / lost[shell]);
        }
        float[] volume = new float[2 * CUBE.size()];
        CUBE.forEach((i, shell) -> {
            float w = diagonal[i] / (diagonal[i] + ridge[shell]);
            volume[2 * i] = w * (signalCube[2 * i] + noiseCube[2 * i]);
            volume[2 * i + 1] = w * (signalCube[2 * i + 1] + noiseCube[2 * i + 1]);
        });
        return new ShellPrior(CUBE, volume, diagonal, ridge);
    }

    private static double[] power(float[] cube) {
        return CUBE.shellMeans(
                (i, shell) -> (double) cube[2 * i] * cube[2 * i] + (double) cube[2 * i + 1] * cube[2 * i + 1]);
    }

    /** Mean square of what is wrong in a part of a map, up to the limit of the search. */
    private static double error(float[] cube, float[] truth, IntPredicate where) {
        float[] difference = MAPS.fromMap(new Volume(BOX, 1, truth));
        CUBE.forEach((i, shell) -> {
            difference[2 * i] = shell > LIMIT ? 0 : cube[2 * i] - difference[2 * i];
            difference[2 * i + 1] = shell > LIMIT ? 0 : cube[2 * i + 1] - difference[2 * i + 1];
        });
        float[] voxels = MAPS.toMap(difference, 1).voxels();
        return IntStream.range(0, voxels.length)
                .filter(where)
                .mapToDouble(i -> (double) voxels[i] * voxels[i])
                .average()
                .orElseThrow();
    }

    private static double[] steps(LocalPrior prior, IntPredicate where) {
        return IntStream.range(0, BOX * BOX * BOX)
                .filter(where)
                .mapToDouble(i -> prior.steps()[i])
                .sorted()
                .toArray();
    }

    /** What a prior for each shell gives: the map as it is. */
    private static float[] byShells(ShellPrior half) {
        return half.filtered(LADDER, LADDER.shells());
    }

    private static double median(double[] sorted) {
        return sorted[sorted.length / 2];
    }

    /**
     * The signal has 16 times the power of the noise in the core: its FSC is 0.94 there, and 0.1 to 0.2 in a shell of the box. So a
     * filter for all damps the core to a fifth, whose error is then (1 − 0.2)² of its power, where 1/17 could be reached. Up to the limit
     * lie (20/24)³ π/6 = 0.3 of the frequencies; with 0.94² as the filter of the ladder's last step less than a half of the error is left.
     */
    @Test
    void theCoreIsKeptAndTheBlurredPartAndTheSolventAreFiltered() {
        float[] truth = truth(1, 4);
        ShellPrior first = half(truth, 2);
        ShellPrior second = half(truth, 3);
        LocalPrior prior = LocalPrior.choose(first, second, BOX, LIMIT);
        int shells = LADDER.shells();
        assertTrue(steps(prior, LocalPriorTest::core)[0] > shells + 1, "all of the core is above its mean");
        double core = median(steps(prior, LocalPriorTest::core));
        double blurred = median(steps(prior, LocalPriorTest::blurred));
        double solvent = median(steps(prior, LocalPriorTest::solvent));
        assertTrue(core > blurred && blurred > solvent, core + ", " + blurred + ", " + solvent);
        assertTrue(solvent <= shells + 0.01, "solvent " + solvent);
        for (ShellPrior half : new ShellPrior[] {first, second}) {
            float[] local = prior.filtered(half);
            float[] same = byShells(half);
            assertTrue(error(local, truth, LocalPriorTest::core) < 0.5 * error(same, truth, LocalPriorTest::core));
            assertTrue(error(local, truth, LocalPriorTest::blurred) < error(same, truth, LocalPriorTest::blurred));
        }
    }

    /**
     * In the smallest box the filtered map is that of the whole one. Up to 16 cycles 36 voxels are enough, each 4/3 of the others. So a
     * border between steps may be 2/3 of a voxel beside its place, and as it is 3 voxels wide (σ 1.3), by 0.2 of the filters that it
     * parts. Voxels at borders are a tenth of all, so 0.1 · 0.2² of the power differs.
     */
    @Test
    void aSmallerBoxIsEnough() {
        float[] truth = truth(1, 4);
        ShellPrior first = half(truth, 2);
        ShellPrior second = half(truth, 3);
        LocalPrior whole = LocalPrior.chosen(first, second, 16, BOX);
        LocalPrior small = LocalPrior.choose(first, second, BOX, 16);
        assertEquals(36, small.box());
        float[] a = whole.filtered(first);
        float[] b = small.filtered(first);
        float[] difference = new float[a.length];
        for (int i = 0; i < a.length; i++) difference[i] = b[i] - a[i];
        double[] all = power(a);
        double[] other = power(difference);
        for (int shell = 1; shell <= 16; shell++) {
            assertEquals(0, other[shell] / all[shell], 4e-3, "shell " + shell);
            assertTrue(other[shell] > 0, "it was the same box");
        }
    }

    /** Halves in the other order choose the same, bit for bit. */
    @Test
    void bothHalvesHaveOneChoice() {
        float[] truth = truth(1, 4);
        ShellPrior first = half(truth, 2);
        ShellPrior second = half(truth, 3);
        assertArrayEquals(
                LocalPrior.choose(first, second, BOX, LIMIT).steps(),
                LocalPrior.choose(second, first, BOX, LIMIT).steps());
    }

    /**
     * A part of the map that only one half has is not in the other one after the choice: it changes a filter, and adds nothing.
     */
    @Test
    void nothingButTheChoiceComesFromTheOtherHalf() {
        float[] truth = truth(1, 4);
        ShellPrior first = half(truth, 2);
        float[] none = new float[truth.length];
        LocalPrior prior = LocalPrior.choose(half(none, 3), half(truth, 4), BOX, LIMIT);
        // the signal is in one of the halves: it is no signal
        assertTrue(median(steps(prior, LocalPriorTest::core)) <= LADDER.shells());
        // a filter is linear: of a map of zeros nothing else comes
        ShellPrior zero = new ShellPrior(CUBE, new float[2 * CUBE.size()], ones(), new float[RADIUS + 2]);
        for (float value : LocalPrior.choose(first, half(truth, 3), BOX, LIMIT).filtered(zero)) assertEquals(0, value);
    }

    private static float[] ones() {
        float[] ones = new float[CUBE.size()];
        Arrays.fill(ones, 1);
        return ones;
    }

    /**
     * Where there is noise alone, places at which it agrees by chance are not made strong. Three standard errors are passed on the upper side by
     * 0.13 % of values, and a ball holds about 100 windows: in one of ten maps is such a window, 1 % of the ball, in which the prior is
     * up to 16 times as strong. 2 % is two of them.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void noiseIsNoSignal(int seed) {
        float[] none = new float[BOX * BOX * BOX];
        ShellPrior first = half(none, 2 * seed);
        ShellPrior second = half(none, 2 * seed + 1);
        double[] steps = steps(LocalPrior.choose(first, second, BOX, LIMIT), i -> distance(i) < BOX / 2);
        assertTrue(steps[(int) (0.98 * steps.length)] < LADDER.shells() + 0.5, "step " + steps[steps.length - 1]);
    }

    /** On other threads the same bits. */
    @Test
    void theChoiceDoesNotDependOnThreads() throws Exception {
        float[] truth = truth(1, 4);
        ShellPrior first = half(truth, 2);
        ShellPrior second = half(truth, 3);
        float[][] steps = new float[2][];
        float[][] maps = new float[2][];
        for (int threads : new int[] {1, 3}) {
            LocalPrior prior = Parallelization.runWithNumThreads(
                    threads, (Callable<LocalPrior>) () -> LocalPrior.choose(first, second, BOX, LIMIT));
            steps[threads / 2] = prior.steps();
            maps[threads / 2] =
                    Parallelization.runWithNumThreads(threads, (Callable<float[]>) () -> prior.filtered(first));
        }
        assertArrayEquals(steps[0], steps[1]);
        assertArrayEquals(maps[0], maps[1]);
    }
}
