/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.experiments;

import static org.cryosgd.math.Require.require;

import org.cryosgd.reconstruct.options.ModelOptions;

/**
 * Settings of {@link ConditionStudy}.
 *
 * @param count number of uniform views where there are no particles
 * @param maxRadius largest radius in cycles per box, below half of the box; 0 takes box/2 − 1, and {@link
 *     #RADIUS_WITHOUT_PARTICLES} without particles
 * @param lambda λ, which is added to the diagonal
 * @param draws how often uniform views are drawn
 * @param seed of the first draw
 */
public record ConditionOptions(int count, int maxRadius, double lambda, int draws, long seed) {
    /** Taken where neither a radius nor a box is given. */
    public static final int RADIUS_WITHOUT_PARTICLES = 63;

    public ConditionOptions {
        require(count >= 1, "count", "at least 1", count);
        require(maxRadius >= 0, "maxRadius", "at least 1, or 0 for automatic", maxRadius);
        require(lambda > 0, "lambda", "positive", lambda);
        require(draws >= 1, "draws", "at least 1", draws);
    }

    /** 10000 views, drawn four times. */
    public static ConditionOptions defaults() {
        return new ConditionOptions(10_000, 0, ModelOptions.defaults().lambda(), 4, 0);
    }

    /** The radius without particles. */
    public int radius() {
        return maxRadius > 0 ? maxRadius : RADIUS_WITHOUT_PARTICLES;
    }

    /** The radius for images of this box. */
    public int radiusFor(int box) {
        require(maxRadius < box / 2, "maxRadius", "below half of the box of " + box, maxRadius);
        return maxRadius > 0 ? maxRadius : box / 2 - 1;
    }
}
