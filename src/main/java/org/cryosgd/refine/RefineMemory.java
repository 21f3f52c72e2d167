/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Tasks;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.reconstruct.MemoryPlan;
import org.cryosgd.reconstruct.Reconstruction;
import org.cryosgd.refine.fit.HalfRefinement;
import org.cryosgd.refine.fit.LocalPrior;

/** What a refinement needs, worked out before it starts. */
final class RefineMemory {
    private static final long OVERHEAD = 200L << 20;

    private RefineMemory() {}

    static MemoryPlan plan(ParticleSet set, int box, RefineOptions options) {
        HalfDisc disc = new HalfDisc(box / 2 - 1);
        long cube = new HalfCube(disc.radius()).size();
        long padded = new HalfCube(2 * disc.radius()).size();
        long map = 4L * box * box * box;
        // volume and D of two models
        long models = 4 * 2 * 3 * cube;
        // what both work in: gradient, direction, D of a batch, and three sums of the projector, whose blocks overlap
        long shared = 4 * (2 + 2 + 1) * cube + 14 * cube;
        // the padded map of the search and the map that it is made from
        long searched = 4 * 2 * padded + map;
        // the table of slices at 12 cycles and the scores of each thread
        long tables = 4L * 3 * 240 * 4200 + Tasks.threads() * 4L * 60 * 4200;
        // the slices of images at their poses, some at once, and those of the maps at the end
        long batch = HalfRefinement.batchBytes(disc, set.size()) + (64L << 20);
        // beside the search, the choice of filters and the filtered map; or copies of the models in the search for
        // tilts
        boolean local = options.regularise() == Regularisation.LOCAL;
        long beside = Math.max(local ? map + 8 * cube : 0, models);
        // filters are chosen when nothing is searched
        long choice = local ? LocalPrior.bytes(box, cube) : 0;
        long search = Math.max(searched + tables + batch + beside, choice);
        // poses of each image, as many as are kept, and a second table without poses
        long poses = 3L * 240 * set.size() + set.bytes();
        long low = 12L * 240 * set.size() + 4L * (disc.radius() + 1) * set.size();
        long mask = options.mask() == null ? 0 : map;
        long epochs = models + shared + search + mask + OVERHEAD;
        // the models are not in memory any more when the maps are made
        long maps = MemoryPlan.volumeBytes(
                set, new HalfCube(disc.radius()), box, 1, Reconstruction.volumes(FinalMaps.reconstruction(options)));
        return MemoryPlan.of(Math.max(epochs, maps) + poses + low, set, disc, options.cacheMegabytes());
    }
}
