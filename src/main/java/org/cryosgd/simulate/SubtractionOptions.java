/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import static org.cryosgd.math.Require.require;

import org.cryosgd.particles.Normalise;

/**
 * How images and map go together.
 *
 * @param normalise RING: the map is on the scale of images whose background has standard deviation 1, as maps of
 *     {@code reconstruct} are; NONE: it is on the scale of the images as they are
 * @param invert whether the particles are darker than their background
 * @param correctCtf whether images have a CTF
 * @param scale factor on the map, positive
 */
public record SubtractionOptions(Normalise normalise, boolean invert, boolean correctCtf, double scale) {
    public SubtractionOptions {
        require(scale > 0 && Double.isFinite(scale), "scale", "positive", scale);
    }

    /** For a map of {@code reconstruct} with its defaults. */
    public static SubtractionOptions defaults() {
        return new SubtractionOptions(Normalise.RING, false, true, 1);
    }

    /** The same with another factor on the map. */
    public SubtractionOptions withScale(double factor) {
        return new SubtractionOptions(normalise, invert, correctCtf, factor);
    }
}
