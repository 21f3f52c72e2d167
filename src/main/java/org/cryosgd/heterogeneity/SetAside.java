/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Images that are no particles of any class: those that are as likely noise ({@link NoiseLimit}), and those with power that neither a class nor noise
 * explains, such as aggregates.
 *
 * @param noise numbers of the images that are as likely noise
 * @param unexplained numbers of the others
 */
record SetAside(int[] noise, int[] unexplained) {
    /** Images are set aside that have so many deviations more of power than the others. */
    private static final double DEVIATIONS = 4;

    /** The standard deviation of normal numbers over their median absolute deviation. */
    private static final double NORMAL = 1.4826;

    /** The standard error of that deviation, as a part of it, times √n. */
    private static final double ERROR = 1.17;

    /** @param images numbers of the images that take part */
    static SetAside of(PairedFit.Fits fits, int[] images) {
        double[] misfits = fits.misfits();
        double median = median(IntStream.of(images).mapToDouble(i -> misfits[i]).toArray());
        // of few images it may come out too small by chance: two standard errors are added
        double deviation = (1 + 2 * ERROR / Math.sqrt(images.length))
                * NORMAL
                * median(IntStream.of(images)
                        .mapToDouble(i -> Math.abs(misfits[i] - median))
                        .toArray());
        double limit = NoiseLimit.of(
                IntStream.of(images).mapToDouble(i -> fits.likelihoods()[i]).toArray());
        int[] noise =
                IntStream.of(images).filter(i -> fits.likelihoods()[i] < limit).toArray();
        int[] unexplained = IntStream.of(images)
                .filter(i -> fits.likelihoods()[i] >= limit && misfits[i] > median + DEVIATIONS * deviation)
                .toArray();
        return new SetAside(noise, unexplained);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
