/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import org.cryosgd.math.HalfDisc;

/** What a map explains of the images of an epoch, and the power per ring of what it does not. */
final class Residuals {
    private final HalfDisc disc;
    private final double[] sums;
    private final double[] cross;
    private final double[] power;
    private long count;

    /**
     * @param limit rings that are looked at
     * @param images number of images
     * @param disc of the images
     */
    Residuals(int limit, int images, HalfDisc disc) {
        this.disc = disc;
        sums = new double[limit + 1];
        cross = new double[images];
        power = new double[images];
    }

    /** Takes what was found of the images with these numbers. */
    void add(int[] numbers, PoseWork.Found found) {
        for (int ring = 0; ring < sums.length; ring++) sums[ring] += found.rings()[ring];
        for (int n = 0; n < numbers.length; n++) {
            cross[numbers[n]] += found.cross()[n];
            power[numbers[n]] += found.power()[n];
        }
        count += numbers.length;
    }

    /** In units of the noise; the outermost ring, which the disc cuts, keeps its value. */
    void update(float[] temperature) {
        int[] counts = disc.ringCounts();
        for (int ring = 0; ring + 1 < sums.length && count > 0; ring++)
            temperature[ring] = (float) Math.max(1, sums[ring] / (0.5 * counts[ring] * count));
    }

    void update(GroupScales scales) {
        scales.update(cross, power);
    }
}
