/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

/**
 * A background that rises along the image: x (X − n/2)/(n/2) + y (Y − n/2)/(n/2) is added to pixel (X, Y) of a box of n.
 *
 * @param x rise from the middle to the right edge
 * @param y the same along y
 */
record Ramp(double x, double y) {
    /** Rises of a normal distribution. */
    static Ramp of(double sigma, Gaussian gaussian) {
        return new Ramp(sigma * gaussian.next(), sigma * gaussian.next());
    }

    /** Adds it, in units of {@code sigma}. */
    void addTo(float[] pixels, int box, double sigma) {
        if (x == 0 && y == 0) return;
        double half = box / 2.0;
        for (int row = 0, i = 0; row < box; row++)
            for (int column = 0; column < box; column++, i++)
                pixels[i] += (float) (sigma * (x * (column - half) + y * (row - half)) / half);
    }
}
