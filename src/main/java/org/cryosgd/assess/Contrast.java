/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import org.cryosgd.math.Volume;

/** Whether matter is bright: the densities of a map with the right contrast have a long tail of high values. */
public final class Contrast {
    /** A skewness below this is that of a map with inverted contrast. */
    public static final double INVERTED = -0.5;

    private Contrast() {}

    /** Third central moment of the voxels over the third power of their standard deviation. */
    public static double skewness(Volume map) {
        double mean = 0;
        for (float value : map.voxels()) mean += value / map.voxels().length;
        double square = 0;
        double cube = 0;
        for (float value : map.voxels()) {
            double d = value - mean;
            square += d * d;
            cube += d * d * d;
        }
        int count = map.voxels().length;
        return cube / count / Math.pow(square / count, 1.5);
    }
}
