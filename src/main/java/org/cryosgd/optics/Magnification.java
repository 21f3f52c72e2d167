/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optics;

import static org.cryosgd.math.Require.require;

import java.io.Serializable;

/**
 * The matrix M that takes frequencies of an image to those of the particle: the image at frequency k is the slice at M k. It is
 * RELION's {@code rlnMagMat00 … 11}; with 1.02 in both diagonal places the particle is drawn 1.02 times too large.
 */
public record Magnification(double xx, double xy, double yx, double yy) implements Serializable {
    public static final Magnification NONE = new Magnification(1, 0, 0, 1);

    public Magnification {
        for (double value : new double[] {xx, xy, yx, yy})
            require(Double.isFinite(value), "magnification matrix", "made of finite numbers", value);
        // half or twice the pixel size is a mistake in the table; a matrix that is nearly singular, too
        double least = least(xx, xy, yx, yy);
        double most = Math.abs(xx * yy - xy * yx) / Math.max(least, 1e-9);
        require(
                least >= 0.01 && most <= 100,
                "magnification matrix",
                "one that stretches by 0.01 to 100",
                xx + ", " + xy + "; " + yx + ", " + yy);
    }

    /** The same times a factor, as for images of another pixel size. */
    public Magnification times(double factor) {
        return factor == 1 ? this : new Magnification(factor * xx, factor * xy, factor * yx, factor * yy);
    }

    /** The matrix that undoes it. */
    public Magnification inverse() {
        if (isNone()) return this;
        double det = xx * yy - xy * yx;
        return new Magnification(yy / det, (0 - xy) / det, (0 - yx) / det, xx / det);
    }

    /** Whether frequencies stay where they are. */
    public boolean isNone() {
        return xx == 1 && xy == 0 && yx == 0 && yy == 1;
    }

    /** |M k| of the k of length 1 for which it is smallest. */
    public double smallestStretch() {
        return least(xx, xy, yx, yy);
    }

    /** |M k| of the k of length 1 for which it is largest. */
    public double largestStretch() {
        return Math.abs(xx * yy - xy * yx) / smallestStretch();
    }

    /** The singular values s ≥ t have s² + t² = |M|² and s t = |det M|. */
    private static double least(double xx, double xy, double yx, double yy) {
        double sum = Math.hypot(xx + yy, xy - yx);
        double difference = Math.hypot(xx - yy, xy + yx);
        return Math.abs(sum - difference) / 2;
    }
}
