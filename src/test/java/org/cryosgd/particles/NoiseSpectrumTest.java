/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.particles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Random;
import net.imglib2.parallel.Parallelization;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.testimages.ImagesInMemory;
import org.junit.jupiter.api.Test;

class NoiseSpectrumTest {
    private static final int N = 32;
    private static final int COUNT = 300;
    private static final HalfDisc DISC = new HalfDisc(N / 2 - 1);
    private static final Preparation AS_THEY_ARE = new Preparation(Normalise.NONE, false, 0);

    /** Share of the pixels outside the circle, without the soft edge: 1 − π/4. */
    private static final double SHARE = 1 - Math.PI / 4;

    private static float[] white(Random random, double deviation) {
        float[] pixels = new float[N * N];
        for (int i = 0; i < pixels.length; i++) pixels[i] = (float) (deviation * random.nextGaussian());
        return pixels;
    }

    private static double radius(int i) {
        return Math.hypot(i % N - N / 2, i / N - N / 2);
    }

    /**
     * Six standard deviations of the mean power of a ring. One image has half as many independent values as the ring has
     * points; a mask that lets through a share of the pixels leaves that share of them independent.
     */
    private static double tolerance(int ring, double share) {
        return 6 / Math.sqrt(DISC.ringCounts()[ring] / 2.0 * share * COUNT);
    }

    private static float[][] images(long seed, double deviation) {
        Random random = new Random(seed);
        float[][] images = new float[COUNT][];
        for (int i = 0; i < COUNT; i++) images[i] = white(random, deviation);
        return images;
    }

    @Test
    void whiteNoiseIsFlat() throws IOException {
        float[] found = NoiseSpectrum.estimate(ImagesInMemory.set(N, images(1, 5)), AS_THEY_ARE, DISC);
        assertEquals(DISC.radius() + 1, found.length);
        // the mean that is subtracted takes 17 % of ring 1, which its 8 points do not show here
        for (int ring = 1; ring < found.length; ring++)
            assertEquals(1, found[ring] / (25.0 * N * N), tolerance(ring, SHARE), "ring " + ring);
        assertEquals(found[1], found[0]);
        // all rings together are known better: 6/√(half of some 700 points · share · images) = 4 %
        double mean = 0;
        double points = 0;
        for (int ring = 3; ring < found.length; ring++) {
            mean += DISC.ringCounts()[ring] * found[ring];
            points += DISC.ringCounts()[ring];
        }
        assertEquals(1, mean / points / (25.0 * N * N), 6 / Math.sqrt(points / 2 * SHARE * COUNT));
    }

    /** Normalised pixels have variance 1, whatever they were; cropped, the scale is that of the small box. */
    @Test
    void theScaleIsThatOfThePreparedTransform() throws IOException {
        ParticleSet set = ImagesInMemory.set(N, images(2, 40));
        HalfDisc small = new HalfDisc(11);
        float[] found = NoiseSpectrum.estimate(set, new Preparation(Normalise.RING, false, 24), small);
        // values of a box of 24 of pixels of N: (24/N)⁴ · N²
        double expected = Math.pow(24.0 / N, 4) * N * N;
        for (int ring = 3; ring < found.length; ring++)
            assertEquals(1, found[ring] / expected, tolerance(ring, SHARE), "ring " + ring);
    }

    /** Sums of neighbours along x and along y have power 4 + 2 cos(2πkx/n) + 2 cos(2πky/n). */
    @Test
    void colouredNoiseHasItsColour() throws IOException {
        Random random = new Random(3);
        float[][] images = new float[COUNT][N * N];
        for (float[] image : images) {
            float[] u = white(random, 1);
            float[] v = white(random, 1);
            for (int y = 0; y < N; y++)
                for (int x = 0; x < N; x++)
                    image[y * N + x] = u[y * N + x] + u[y * N + (x + 1) % N] + v[y * N + x] + v[(y + 1) % N * N + x];
        }
        float[] found = NoiseSpectrum.estimate(ImagesInMemory.set(N, images), AS_THEY_ARE, DISC);
        double[] expected = new double[found.length];
        int[] counts = new int[found.length];
        for (int ky = -DISC.radius(), i = 0; ky <= DISC.radius(); ky++)
            for (int kx = DISC.first(ky); kx < DISC.end(ky); kx++, i++) {
                expected[DISC.ring(i)] += 4 + 2 * Math.cos(2 * Math.PI * kx / N) + 2 * Math.cos(2 * Math.PI * ky / N);
                counts[DISC.ring(i)]++;
            }
        for (int ring = 3; ring < found.length; ring++) {
            double power = expected[ring] / counts[ring];
            // the mask m damps the correlation of neighbours by ½ Σ|∇m|²/Σm² = ½ 2π³/(0.24 n²) = 13 %
            double leak = 0.13 * Math.abs(power - 4);
            assertEquals(power, found[ring] / (double) (N * N), leak + power * tolerance(ring, SHARE), "ring " + ring);
        }
        assertTrue(found[3] > 2 * found[15], "the colour is seen");
    }

    /** What is inside the circle, beyond its soft edge of n/16, does not count at all. */
    @Test
    void theParticleIsNotNoise() throws IOException {
        float[][] images = images(4, 1);
        float[] without = NoiseSpectrum.estimate(ImagesInMemory.set(N, images), AS_THEY_ARE, DISC);
        for (float[] image : images)
            for (int i = 0; i < image.length; i++) if (radius(i) < N / 2.0 - N / 16.0) image[i] += 2;
        assertArrayEquals(without, NoiseSpectrum.estimate(ImagesInMemory.set(N, images), AS_THEY_ARE, DISC));
    }

    /** Where nothing is left outside, all power of the images is taken for noise. */
    @Test
    void maskedImagesGiveTheirOwnPower() throws IOException {
        float[][] images = images(5, 3);
        int inside = 0;
        for (int i = 0; i < N * N; i++) if (radius(i) <= N / 2.0 - N / 16.0) inside++;
        for (float[] image : images)
            for (int i = 0; i < image.length; i++) if (radius(i) > N / 2.0 - N / 16.0) image[i] = 0;
        float[] found = NoiseSpectrum.estimate(ImagesInMemory.set(N, images), AS_THEY_ARE, DISC);
        double share = inside / (double) (N * N);
        for (int ring = 1; ring < found.length; ring++)
            assertEquals(1, found[ring] / (9.0 * inside), tolerance(ring, share), "ring " + ring);
    }

    @Test
    void theNumberOfThreadsDoesNotMatter() throws Exception {
        ParticleSet set = ImagesInMemory.set(N, images(6, 1));
        float[] one = Parallelization.runSingleThreaded(() -> NoiseSpectrum.estimate(set, AS_THEY_ARE, DISC));
        float[] two = Parallelization.runWithNumThreads(2, () -> NoiseSpectrum.estimate(set, AS_THEY_ARE, DISC));
        assertArrayEquals(one, two);
    }

    @Test
    void anImageThatCannotBeUsedIsNamed() {
        float[][] images = images(7, 1);
        images[COUNT / 2][77] = Float.NaN;
        ParticleSet set = ImagesInMemory.set(N, images);
        Parallelization.runWithNumThreads(
                2, () -> assertThrows(ImageException.class, () -> NoiseSpectrum.estimate(set, AS_THEY_ARE, DISC)));
    }
}
