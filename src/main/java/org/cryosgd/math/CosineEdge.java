/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.math;

/** The soft edge of masks and filters: half a period of a cosine from 1 to 0. */
public final class CosineEdge {
    private CosineEdge() {}

    /**
     * 1 up to the edge, ½ + ½ cos(π · beyond / width) on it, 0 after it.
     *
     * @param beyond distance from where the edge begins; negative before it
     * @param width of the edge in the same unit; 0 for a hard one, where 0 is still before it
     */
    public static double at(double beyond, double width) {
        return beyond <= 0 ? 1 : beyond >= width ? 0 : 0.5 + 0.5 * Math.cos(Math.PI * beyond / width);
    }
}
