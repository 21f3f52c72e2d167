/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.particles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryosgd.math.CosineEdge;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Tasks;

/**
 * The noise power of the images per ring of frequency, σ²(k) on the scale of {@link PreparedImage#transform}, measured
 * where there is no particle: outside the circle that the box holds.
 */
public final class NoiseSpectrum {
    /** So many images, evenly spread over the set, are enough for an error of a percent per ring. */
    public static final int SAMPLE = 500;

    /** So many show whether there is noise outside. */
    private static final int FEW = 50;

    private NoiseSpectrum() {}

    /**
     * Of images that are spread evenly over a set.
     *
     * @param set of images of one box
     * @return one value per ring 0 … radius; the mean is not noise, so ring 0 has the value of ring 1
     * @throws IOException if an image cannot be read
     */
    public static float[] estimate(ParticleSet set, Preparation preparation, HalfDisc disc) throws IOException {
        int[] chosen = spread(IntStream.range(0, set.size()).toArray(), SAMPLE);
        return of(set, chosen, outside(set, chosen, preparation, disc), preparation, disc);
    }

    /**
     * Of images whose power {@link #outside} is known.
     *
     * @param numbers of these images
     * @param power a row for each
     */
    public static float[] of(ParticleSet set, int[] numbers, double[][] power, Preparation preparation, HalfDisc disc)
            throws IOException {
        int n = set.boxOf(set.particles().get(0));
        float[] background = background(n);
        double share = 0;
        for (float b : background) share += b * b;
        double[] noise = mean(power, share / background.length);
        int[] few = spread(numbers, FEW);
        double[] ofFew = mean(power(set, few, preparation, disc, null), 1);
        // images that were masked, or have no noise, have nothing to measure outside
        boolean masked =
                Arrays.stream(noise).sum() < 1e-3 * Arrays.stream(ofFew).sum();
        float[] sigma2 = new float[disc.radius() + 1];
        double[] taken = masked ? mean(power(set, spread(numbers, SAMPLE), preparation, disc, null), 1) : noise;
        double least = 1e-6
                * Arrays.stream(taken, 1, Math.min(n / 2, taken.length)).max().orElse(1);
        for (int ring = 1; ring < sigma2.length; ring++) sigma2[ring] = (float) Math.max(taken[ring], least);
        // beyond its Nyquist frequency an image tells nothing
        for (int ring = n / 2; ring < sigma2.length; ring++) sigma2[ring] = sigma2[n / 2 - 1];
        sigma2[0] = sigma2[1];
        return sigma2;
    }

    /** So many of some numbers, evenly spread over them; all of them where they are fewer. */
    private static int[] spread(int[] numbers, int most) {
        int count = Math.min(most, numbers.length);
        int[] spread = new int[count];
        for (int i = 0; i < count; i++) spread[i] = numbers[(int) ((long) i * numbers.length / count)];
        return spread;
    }

    /**
     * The power outside the circle of some images, one row for each: proportional to their noise, but not on its scale.
     *
     * @param numbers of the particles in the set
     */
    public static double[][] outside(ParticleSet set, int[] numbers, Preparation preparation, HalfDisc disc)
            throws IOException {
        return power(
                set,
                numbers,
                preparation,
                disc,
                background(set.boxOf(set.particles().get(0))));
    }

    /** @param mask what the pixels are multiplied by, their mean under it subtracted before; null for nothing of it */
    private static double[][] power(
            ParticleSet set, int[] numbers, Preparation preparation, HalfDisc disc, float[] mask) throws IOException {
        double[][] power = new double[numbers.length][];
        try {
            Tasks.forEach(numbers.length, () -> new PreparedImage(set, preparation, disc), (image, i) -> {
                try {
                    image.read(set.particles().get(numbers[i]));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                if (mask != null) multiply(image.pixels(), mask);
                power[i] = ringPower(image.transform(), disc);
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return power;
    }

    /** 1 outside the circle, falling to 0 over n/16 pixels inside it. */
    private static float[] background(int n) {
        float[] mask = new float[n * n];
        double edge = n / 16.0;
        for (int y = 0, i = 0; y < n; y++)
            for (int x = 0; x < n; x++, i++) {
                double inside = (n / 2.0 - Math.hypot(x - n / 2, y - n / 2)) / edge;
                mask[i] = (float) CosineEdge.at(inside, 1);
            }
        return mask;
    }

    /** Subtracts the mean of the background and multiplies by its mask. */
    private static void multiply(float[] pixels, float[] mask) {
        double sum = 0;
        double weight = 0;
        for (int i = 0; i < pixels.length; i++) {
            sum += mask[i] * pixels[i];
            weight += mask[i];
        }
        float mean = (float) (sum / weight);
        for (int i = 0; i < pixels.length; i++) pixels[i] = (pixels[i] - mean) * mask[i];
    }

    private static double[] ringPower(float[] transform, HalfDisc disc) {
        double[] power = new double[disc.radius() + 1];
        int[] counts = new int[power.length];
        for (int i = 0; i < disc.size(); i++) {
            int ring = disc.ring(i);
            double re = transform[2 * i];
            double im = transform[2 * i + 1];
            power[ring] += re * re + im * im;
            counts[ring]++;
        }
        for (int ring = 0; ring < power.length; ring++) power[ring] /= counts[ring];
        return power;
    }

    private static double[] mean(double[][] rows, double divisor) {
        double[] mean = new double[rows[0].length];
        for (double[] row : rows) for (int i = 0; i < mean.length; i++) mean[i] += row[i] / (divisor * rows.length);
        return mean;
    }
}
