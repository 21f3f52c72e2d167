/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import org.cryosgd.images.PackedImages;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Tasks;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.reconstruct.MemoryPlan;
import org.cryosgd.refine.fit.LocalPrior;

/** What a refinement needs, worked out before it starts. */
final class RefineMemory {
    private static final long OVERHEAD = 200L << 20;

    private RefineMemory() {}

    static MemoryPlan plan(ParticleSet set, int box, Regularisation regularise, int cacheMegabytes) {
        HalfDisc disc = new HalfDisc(box / 2 - 1);
        long cube = new HalfCube(disc.radius()).size();
        long padded = new HalfCube(2 * disc.radius()).size();
        long map = 4L * box * box * box;
        // volume and D of two models, and their copies
        long models = 4 * 2 * (3 + 3) * cube;
        // what both work in: gradient, direction, D of a batch, sums of the projector, a masked volume; mask and two
        // maps
        long shared = 4 * (2 + 2 + 1 + 4 + 2) * cube + 3 * map;
        // the padded map of the search, and the map's planes after the first two steps of its transform
        long searched = 4 * 2 * padded + 2L * 4 * box * (4L * disc.radius() + 1) * (2L * disc.radius() + 1);
        // the table of slices at 12 cycles and the scores of each thread
        long tables = 4L * 3 * 240 * 4200 + Tasks.threads() * 4L * 60 * 4200;
        // the slices of images at their poses, some hundred at once, and those of the maps at the end
        long batch = 3 * PackedImages.bytesPerImage(disc) * Math.min(256, set.size()) + (64L << 20);
        long search = searched + tables + batch;
        // filters are chosen when nothing is searched; the choice and the filtered map stay
        boolean local = regularise == Regularisation.LOCAL;
        long choice = local ? LocalPrior.bytes(box, cube) : 0;
        long filters = local ? map + 8 * cube : 0;
        // poses of each image, as many as are kept, and a second table without poses
        long poses = 3L * 240 * set.size() + set.bytes();
        long low = 12L * 240 * set.size() + 4L * (disc.radius() + 1) * set.size();
        return MemoryPlan.of(
                models + shared + Math.max(search, choice) + filters + poses + low + OVERHEAD,
                set,
                disc,
                cacheMegabytes);
    }
}
