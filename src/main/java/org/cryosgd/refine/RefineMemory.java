/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Tasks;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.reconstruct.PackedImages;

/**
 * What a refinement needs, worked out before it starts.
 *
 * @param fixedBytes for maps, search volumes, tables of slices and batches
 * @param imageBytes of all packed images
 * @param cacheBytes of those that stay in memory
 * @param limitBytes what Java may use
 */
record RefineMemory(long fixedBytes, long imageBytes, long cacheBytes, long limitBytes) {
    private static final long OVERHEAD = 200L << 20;

    static RefineMemory of(ParticleSet set, int box, int[][] sets, double shiftRange, RefineOptions options) {
        HalfDisc disc = new HalfDisc(box / 2 - 1);
        long cube = new HalfCube(disc.radius()).size();
        long padded = new HalfCube(2 * disc.radius()).size();
        // two models, the sums of the projector, a padded cube and its transform
        long volumes = 4 * (2 * 8 * cube + 10 * cube + 2 * padded) + 12L * 8 * box * box * box;
        // the table of slices at 12 cycles and the scores of each thread
        long tables = 4L * 3 * 240 * 4200 + Tasks.threads() * 4L * 60 * 4200;
        long largest = Math.max(sets[0].length, sets[1].length);
        long batch = 2 * PackedImages.bytesPerImage(disc) * Math.min(1000, (largest + 4) / 5);
        long low = 12L * 240 * set.size() + 4L * (disc.radius() + 1) * set.size();
        long fixed = volumes + tables + batch + low + OVERHEAD;
        long limit = Runtime.getRuntime().maxMemory();
        long imageBytes = PackedImages.bytesPerImage(disc) * set.size();
        long left = Math.max(0, (long) (0.9 * (limit - fixed)));
        long cache = Math.min(imageBytes, options.cacheMegabytes() > 0 ? (long) options.cacheMegabytes() << 20 : left);
        return new RefineMemory(fixed, imageBytes, cache, limit);
    }

    String describe() {
        String line = String.format(
                "Memory: %d MB for volumes and searches, %d MB for images; Java may use %d MB.",
                fixedBytes >> 20, cacheBytes >> 20, limitBytes >> 20);
        if (cacheBytes < imageBytes)
            line += String.format(" A scratch file holds another %d MB of images.", (imageBytes - cacheBytes) >> 20);
        return line;
    }

    void check() {
        if (fixedBytes + cacheBytes > limitBytes)
            throw new IllegalArgumentException(String.format(
                    "this run needs %d MB and Java may use %d MB. Allow more (-Xmx%dm), use a smaller cache=, or a smaller"
                            + " box=.",
                    (fixedBytes + cacheBytes) >> 20, limitBytes >> 20, ((fixedBytes + cacheBytes) >> 20) + 100));
    }
}
