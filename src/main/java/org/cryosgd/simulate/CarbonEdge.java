/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import java.util.SplittableRandom;

/**
 * The edge of a carbon film in the image: σ (1.5 + t(X, Y)) / (1 + exp(−e/1.5)), e pixels behind the edge, passes the lens.
 * t is the film's texture, noise of variance 1 with the spectrum of {@link StructuralNoise}.
 *
 * @param direction of the film's side, in radians
 * @param distance of the edge from the middle of the image, in boxes: 0.25 to 0.5
 */
record CarbonEdge(double direction, double distance) {
    private static final double THICKNESS = 1.5;
    private static final double SOFTNESS = 1.5;

    static CarbonEdge of(SplittableRandom random) {
        return new CarbonEdge(2 * Math.PI * random.nextDouble(), 0.25 + 0.25 * random.nextDouble());
    }

    /**
     * Makes the film out of its texture.
     *
     * @param field width of the texture
     * @param box that the distance is counted in
     */
    void cover(float[] texture, int field, int box, double sigma) {
        for (int row = 0, i = 0; row < field; row++)
            for (int column = 0; column < field; column++, i++) {
                double behind = (column - field / 2) * Math.cos(direction)
                        + (row - field / 2) * Math.sin(direction)
                        - distance * box;
                texture[i] = (float) (sigma * (THICKNESS + texture[i]) / (1 + Math.exp(-behind / SOFTNESS)));
            }
    }
}
