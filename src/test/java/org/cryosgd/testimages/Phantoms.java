/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.testimages;

import java.util.List;
import java.util.concurrent.Callable;
import net.imglib2.parallel.Parallelization;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;
import org.cryosgd.projection.FourierVolume;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.refine.RefineOptions;
import org.cryosgd.refine.RefineResult;
import org.cryosgd.refine.Refinement;
import org.cryosgd.simulate.ParticleSimulation;
import org.cryosgd.simulate.Phantom;
import org.cryosgd.simulate.SimulationOptions;

/** Small phantoms and particles of them. */
public final class Phantoms {
    public static final double VOXEL = 4;

    /** Of the shifts, so that a search within 4 Å sees nearly all. */
    public static final double SHIFT_SIGMA = 1.3;

    private Phantoms() {}

    public static Volume phantom(int box) {
        return Phantom.create(box, VOXEL, 300, 250, 7);
    }

    public static ParticleSet particles(int box, int count, double snr, long seed) {
        return KeptImages.of(new ParticleSimulation(phantom(box), options(count, snr, seed)).particles("simulated"));
    }

    public static SimulationOptions options(int count, double snr, long seed) {
        return SimulationOptions.defaults()
                .withCount(count)
                .withSnr(snr)
                .withShift(SHIFT_SIGMA)
                .withSeed(seed);
    }

    /** A half cube whose slices are projections of the phantom. */
    public static float[] cube(HalfCube cube, int padding, int box) {
        return new FourierVolume(cube, Interpolation.TRILINEAR, padding, box).fromMap(phantom(box));
    }

    /** Starting from nothing, shifts within one voxel of {@link #VOXEL}. */
    public static RefineOptions refine(int epochs, long seed) {
        RefineOptions d = RefineOptions.defaults();
        return new RefineOptions(d.preparation(), true, Symmetry.NONE, null, 30, null, VOXEL, epochs, 1, 1, seed, 100);
    }

    public static RefineResult run(RefineOptions options, ParticleSet set) throws Exception {
        return run(options, set, 2, ProgressMonitor.NONE);
    }

    public static RefineResult run(RefineOptions options, ParticleSet set, int threads, ProgressMonitor monitor)
            throws Exception {
        return Parallelization.runWithNumThreads(
                threads, (Callable<RefineResult>) () -> new Refinement(options).run(set, monitor));
    }

    public static PoseErrors errors(RefineResult result, ParticleSet truth) {
        return PoseErrors.of(
                result.particles().particles(), truth.particles(), Symmetry.NONE, truth.pixelSizeAngstrom());
    }

    /** The same particles, with other poses. */
    public static ParticleSet scrambled(ParticleSet set) {
        List<Particle> particles = set.particles();
        return set.with(particles.stream()
                .map(p -> new Particle(
                        p.name(),
                        p.image(),
                        new Pose(17 * p.image(), 31 * p.image() % 180, 5, 9, -p.image() % 7),
                        p.optics(),
                        p.defocus(),
                        p.halfSet()))
                .toList());
    }
}
