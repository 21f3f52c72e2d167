/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.particles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.testimages.ImagesInMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreparedImageTest {
    private static final Preparation AS_IT_IS = new Preparation(Normalise.NONE, false, 0);

    private static float[] noise(int n, double mean, double deviation) {
        Random random = new Random(n);
        float[] pixels = new float[n * n];
        for (int i = 0; i < pixels.length; i++) pixels[i] = (float) (mean + deviation * random.nextGaussian());
        return pixels;
    }

    private static boolean outside(int n, int i) {
        return Math.hypot(i % n - n / 2, i / n - n / 2) > n / 2.0;
    }

    private static PreparedImage read(Preparation preparation, int n, float[] pixels) throws IOException {
        ParticleSet set = ImagesInMemory.set(n, pixels);
        PreparedImage image = new PreparedImage(set, preparation, new HalfDisc(preparation.boxFor(n) / 2 - 1));
        image.read(set.particles().get(0));
        return image;
    }

    /** The particle inside the circle is bright and does not count. */
    @ParameterizedTest
    @ValueSource(ints = {16, 18, 64})
    void theBackgroundGetsMean0AndDeviation1(int n) throws IOException {
        float[] raw = noise(n, -37, 4);
        for (int i = 0; i < raw.length; i++) if (!outside(n, i)) raw[i] += 50;
        float[] pixels = read(Preparation.defaults(), n, raw).pixels();
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (int i = 0; i < pixels.length; i++)
            if (outside(n, i)) {
                sum += pixels[i];
                squares += pixels[i] * pixels[i];
                count++;
            }
        // the mean is subtracted in float: half a unit in the last place of 37 is 2e-6, over a deviation of 4
        assertEquals(0, sum / count, 1e-6);
        assertEquals(1, squares / count, 4e-6);
        // and the scale is the same inside: the difference of two pixels over the deviation of the background
        int a = n / 2 * n + n / 2;
        // of a point and its mirror point about the middle, in which a plane has no part
        int b = n + 1;
        int opposite = (n - 1) * n + n - 1;
        double deviation = (raw[b] + raw[opposite] - 2.0 * raw[a]) / (pixels[b] + pixels[opposite] - 2.0 * pixels[a]);
        assertEquals(
                raw[a + 1] + raw[a - 1] - 2.0 * raw[a],
                deviation * (pixels[a + 1] + pixels[a - 1] - 2.0 * pixels[a]),
                2e-4);
    }

    @Test
    void inversionChangesTheSignAndNothingElse() throws IOException {
        for (Normalise normalise : Normalise.values()) {
            float[] raw = noise(32, 3, 2);
            float[] plain = read(new Preparation(normalise, false, 0), 32, raw).pixels();
            float[] inverted =
                    read(new Preparation(normalise, true, 0), 32, raw).pixels();
            for (int i = 0; i < plain.length; i++) assertEquals(-plain[i], inverted[i]);
        }
    }

    @Test
    void withoutNormalisationPixelsAreAsTheyAre() throws IOException {
        float[] raw = noise(16, 3, 2);
        assertArrayEquals(raw, read(AS_IT_IS, 16, raw).pixels());
    }

    /** About voxel n/2 the transform of a point there is 1 everywhere, also where n/2 is odd. */
    @ParameterizedTest
    @ValueSource(ints = {16, 18, 22})
    void theTransformIsAboutTheCentre(int n) throws IOException {
        float[] pixels = new float[n * n];
        pixels[n / 2 * n + n / 2] = 3;
        float[] transform = read(AS_IT_IS, n, pixels).transform();
        // a sum with one term that is not zero
        for (int i = 0; i < transform.length; i += 2) {
            assertEquals(3, transform[i], 1e-6);
            assertEquals(0, transform[i + 1], 1e-6);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 20, 30})
    void croppingABandLimitedImageKeepsItsValues(int box) throws IOException {
        int n = 32;
        HalfDisc disc = new HalfDisc(box / 2 - 1);
        Random random = new Random(box);
        double[] coefficients = new double[2 * disc.size()];
        for (int i = 0; i < coefficients.length; i++) coefficients[i] = random.nextGaussian();
        float[] pixels = new float[n * n];
        for (int y = 0; y < n; y++)
            for (int x = 0; x < n; x++)
                pixels[y * n + x] =
                        (float) wave(disc, coefficients, (x - n / 2) / (double) n, (y - n / 2) / (double) n);
        float[] transform =
                read(new Preparation(Normalise.NONE, false, box), n, pixels).transform();
        // the value at a pixel of the small box is the sum over its own frequencies, each half point and its conjugate
        double[] cropped = new double[transform.length];
        for (int i = 0; i < cropped.length; i++)
            cropped[i] = transform[i] / (box * box) * (i / 2 == disc.origin() ? 1 : 2);
        // rounding of 6e-8 per butterfly of values of norm √(2 points)
        double tolerance = 1e-6 * Math.sqrt(2 * disc.size());
        for (int y = 0; y < box; y++)
            for (int x = 0; x < box; x++) {
                double rx = (x - box / 2) / (double) box;
                double ry = (y - box / 2) / (double) box;
                assertEquals(wave(disc, coefficients, rx, ry), wave(disc, cropped, rx, ry), tolerance);
            }
    }

    /** Σ re(c exp(2πi k·r)), r in boxes. */
    private static double wave(HalfDisc disc, double[] c, double rx, double ry) {
        double sum = 0;
        for (int ky = -disc.radius(), i = 0; ky <= disc.radius(); ky++)
            for (int kx = disc.first(ky); kx < disc.end(ky); kx++, i += 2) {
                double phase = 2 * Math.PI * (kx * rx + ky * ry);
                sum += c[i] * Math.cos(phase) - c[i + 1] * Math.sin(phase);
            }
        return sum;
    }

    @ParameterizedTest
    @EnumSource(Normalise.class)
    void aPixelThatIsNotANumberIsNamed(Normalise normalise) {
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
            for (int at : new int[] {0, 5 * 32 + 3, 16 * 32 + 16, 32 * 32 - 1}) {
                float[] raw = noise(32, 3, 2);
                raw[at] = value;
                ImageException thrown = assertThrows(
                        ImageException.class, () -> read(new Preparation(normalise, false, 0), 32, raw), "at " + at);
                assertTrue(thrown.getMessage().contains("000001@test.mrcs"), thrown.getMessage());
                String pixel = "(" + at % 32 + ", " + at / 32 + ")";
                assertTrue(thrown.getMessage().contains(pixel), thrown.getMessage());
            }
    }

    @ParameterizedTest
    @EnumSource(Normalise.class)
    void anEmptyImageIsNamed(Normalise normalise) {
        for (float value : new float[] {0, 0.1f, -1234.567f}) {
            float[] raw = new float[32 * 32];
            Arrays.fill(raw, value);
            ImageException thrown = assertThrows(
                    ImageException.class, () -> read(new Preparation(normalise, false, 0), 32, raw), "all " + value);
            assertTrue(thrown.getMessage().contains("000001@test.mrcs"), thrown.getMessage());
        }
    }

    /** A masked image has no background to normalise by; as it is, it may be used. */
    @Test
    void aConstantBackgroundIsRefusedWithTheRemedy() throws IOException {
        float[] raw = noise(32, 3, 2);
        for (int i = 0; i < raw.length; i++) if (outside(32, i)) raw[i] = 0.1f;
        ImageException thrown = assertThrows(ImageException.class, () -> read(Preparation.defaults(), 32, raw));
        assertTrue(thrown.getMessage().contains("000001@test.mrcs"), thrown.getMessage());
        assertTrue(thrown.getMessage().contains("normalise=none"), thrown.getMessage());
        assertArrayEquals(raw, read(AS_IT_IS, 32, raw).pixels());
    }

    @Test
    void aBoxThatIsOddTinyOrLargerThanTheImagesIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Preparation(Normalise.RING, false, 31));
        assertThrows(IllegalArgumentException.class, () -> new Preparation(Normalise.RING, false, 14));
        assertThrows(IllegalArgumentException.class, () -> new Preparation(Normalise.RING, false, 64).boxFor(32));
    }
}
