/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize.precondition;

import static org.cryosgd.math.Require.require;

import org.cryosgd.projection.HalfCube;

/** Division by D̂ = max(|D|, α). */
final class Thresholded {
    private Thresholded() {}

    /** @param threshold α in units of {@code scale} */
    static float alpha(double threshold, double scale) {
        require(threshold >= 0, "threshold", "at least 0", threshold);
        return (float) Math.max(threshold * scale, Float.MIN_NORMAL);
    }

    static void divide(HalfCube cube, float[] gradient, float[] diagonal, float alpha, float[] direction) {
        cube.forEachRow((first, end) -> {
            for (int i = first; i < end; i++) {
                float inverse = 1 / Math.max(Math.abs(diagonal[i]), alpha);
                direction[2 * i] = inverse * gradient[2 * i];
                direction[2 * i + 1] = inverse * gradient[2 * i + 1];
            }
        });
    }
}
