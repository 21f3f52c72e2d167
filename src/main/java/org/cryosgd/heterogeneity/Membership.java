/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import java.util.Arrays;

/**
 * One of several maps: a is 0 but for one class c, where it is the contrast g ~ N(1, s²). With this {@link Latent} the volumes are
 * the maps of classes, each with its part π_c of the images.
 *
 * <pre>log p(c) = log π_c + ½ (2 h_c + 1/s²)² / P − 1/(2 s²) − ½ log(s² P),      P = 2 G_cc + 1/s²</pre>
 */
final class Membership implements Latent {
    private static final double CONTRAST = 0.1;

    private final double[] parts;
    private final double[][] probabilities;

    /**
     * @param classes number of classes, as many images in each at first
     * @param images number of images
     */
    Membership(int classes, int images) {
        parts = new double[classes];
        Arrays.fill(parts, 1.0 / classes);
        probabilities = new double[images][];
    }

    @Override
    public int volumes() {
        return parts.length;
    }

    /** Of each class, for an image when it was last seen; null before that. */
    double[] probabilities(int image) {
        return probabilities[image];
    }

    /** π. */
    double[] parts() {
        return parts.clone();
    }

    /** Takes the parts from the images that were seen. No class is lost: an image more is counted for each. */
    void estimateParts(int[] images) {
        Arrays.fill(parts, 1.0 / (images.length + parts.length));
        for (int i : images)
            for (int c = 0; c < parts.length; c++) parts[c] += probabilities[i][c] / (images.length + parts.length);
    }

    @Override
    public Prior prior() {
        return new Parts(parts());
    }

    @Override
    public void keep(int image, double[] found) {
        probabilities[image] = found;
    }

    /** π; what is remembered of an image are the probabilities of its classes. */
    private record Parts(double[] parts) implements Prior {
        @Override
        public int volumes() {
            return parts.length;
        }

        @Override
        public int kept() {
            return parts.length;
        }

        @Override
        public double moments(double[] gram, double[] target, double[] mean, double[] second, double[] found) {
            int count = parts.length;
            double sure = 1 / (CONTRAST * CONTRAST);
            double[] log = new double[count];
            double best = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < count; c++) {
                double precision = 2 * gram[Latent.at(c, c)] + sure;
                double right = 2 * target[c] + sure;
                log[c] = Math.log(parts[c]) + (right * right / precision - sure - Math.log(precision / sure)) / 2;
                best = Math.max(best, log[c]);
            }
            double sum = 0;
            for (int c = 0; c < count; c++) sum += Math.exp(log[c] - best);
            Arrays.fill(second, 0);
            for (int c = 0; c < count; c++) {
                found[c] = Math.exp(log[c] - best) / sum;
                double precision = 2 * gram[Latent.at(c, c)] + sure;
                double g = (2 * target[c] + sure) / precision;
                mean[c] = found[c] * g;
                second[Latent.at(c, c)] = found[c] * (g * g + 1 / precision);
            }
            return best + Math.log(sum);
        }
    }
}
