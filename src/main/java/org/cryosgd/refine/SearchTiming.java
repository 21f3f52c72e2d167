/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import java.io.IOException;
import java.util.Arrays;
import org.cryosgd.images.Images;
import org.cryosgd.images.Place;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Tasks;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.HalfSets;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.projection.FourierVolume;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.refine.fit.HalfRefinement;
import org.cryosgd.refine.search.GlobalSearch;
import org.cryosgd.refine.search.ViewPrior;
import org.cryosgd.simulate.ParticleSimulation;
import org.cryosgd.simulate.Phantom;
import org.cryosgd.simulate.SimulationOptions;

/**
 * How long one thread needs for an image in an epoch of a refinement, measured on a phantom.
 *
 * @param box of the images
 * @param everywhere seconds of a search of all rotations, at all frequencies
 * @param near seconds of a search near the last pose
 * @param map seconds of the step of the map
 * @param step seconds of a step of the map that do not depend on the number of images, on all threads
 */
public record SearchTiming(int box, double everywhere, double near, double map, double step) {
    private static final double BOX_ANGSTROM = 200;
    private static final double SHIFT = 5;

    private static final int REPEATS = 3;

    /** Passes of {@link HalfRefinement#fit}, of five mini-batches each. */
    private static final int PASSES = 3;

    private static final int STEPS = 5 * PASSES;

    /** Few images, for what is left without them. */
    private static final int FEW = 5;

    /** Measures it on so many images. */
    public static SearchTiming of(int box, int count) throws IOException {
        double voxel = BOX_ANGSTROM / box;
        Volume phantom = Phantom.create(box, voxel, 300, 250, 7);
        SimulationOptions options =
                SimulationOptions.defaults().withCount(count).withShift(SHIFT / 4);
        ParticleSet set = new ParticleSimulation(phantom, options).particles("phantom");
        HalfDisc disc = new HalfDisc(box / 2 - 1);
        HalfCube cube = new HalfCube(disc.radius());
        RefineOptions d = RefineOptions.defaults();
        ProgressMonitor none = ProgressMonitor.NONE;
        try (Images images = Place.here()
                .packStraight(set, HalfSets.together(set), d.preparation(), true, disc, Long.MAX_VALUE, none)
                .images()) {
            HalfRefinement half = new HalfRefinement(
                    images,
                    set.particles(),
                    HalfSets.together(set)[0],
                    box,
                    voxel,
                    Symmetry.NONE,
                    null,
                    new FourierVolume(cube, Interpolation.TRILINEAR, 1, box).fromMap(phantom),
                    new ViewPrior(Symmetry.NONE, count));
            GlobalSearch global = GlobalSearch.ofEpoch(disc.radius(), SHIFT / voxel, box, Symmetry.NONE);
            int[] all = half.all();
            double threads = (double) Tasks.threads() / count;
            double everywhere = seconds(() -> half.search(all, disc.radius(), global, none, ""));
            double near = seconds(() -> half.follow(all, disc.radius(), none, ""));
            int[] few = Arrays.copyOf(all, FEW);
            double step = seconds(() -> half.fit(few, 1, none, "")) / STEPS;
            double map = seconds(() -> half.fit(all, 1, none, "")) - STEPS * step;
            return new SearchTiming(
                    box, everywhere * threads, near * threads, Math.max(0, map) * threads / PASSES, step);
        }
    }

    /** Of the fastest repetition. */
    private static double seconds(Runnable work) {
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < REPEATS; i++) {
            long begin = System.nanoTime();
            work.run();
            best = Math.min(best, (System.nanoTime() - begin) * 1e-9);
        }
        return best;
    }
}
