/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryosgd.assess.Masks;
import org.cryosgd.images.Images;
import org.cryosgd.images.Place;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.optics.Magnification;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;
import org.cryosgd.projection.FourierVolume;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.reconstruct.MemoryPlan;
import org.cryosgd.reconstruct.Problem;
import org.cryosgd.reconstruct.Reconstruction;
import org.cryosgd.reconstruct.ReconstructionResult;
import org.cryosgd.reconstruct.options.ReconstructionOptions;
import org.cryosgd.refine.fit.PosedImages;
import org.cryosgd.refine.search.Candidate;
import org.cryosgd.refine.views.Evenness;

/**
 * What a refinement gives in the end: the particles with the poses that were found, and the maps that {@code reconstruct}
 * makes of them, from the images as they are packed.
 *
 * @param sets numbers of the particles of each half
 * @param cube frequencies of the maps
 * @param box of the maps in voxels
 * @param voxel in angstrom
 * @param poses of each particle; null where none was found
 * @param contrasts of each particle
 */
record FinalMaps(
        ParticleSet particles,
        Images images,
        int[][] sets,
        HalfCube cube,
        int box,
        double voxel,
        Candidate[] poses,
        float[] contrasts,
        RefineOptions options) {

    /** Numbers of the particles of both halves, in the order of the table. */
    int[] chosen() {
        return Arrays.stream(sets).flatMapToInt(Arrays::stream).sorted().toArray();
    }

    /** The chosen particles with what was found. */
    ParticleSet posed() {
        return posed(chosen());
    }

    private ParticleSet posed(int[] chosen) {
        int[] half = new int[particles.size()];
        for (int h = 0; h < 2; h++) for (int i : sets[h]) half[i] = h + 1;
        return particles.with(chosen.length, n -> {
            int i = chosen[n];
            Particle p = particles.particles().get(i).withHalfSet(half[i]);
            if (poses[i] != null)
                p = p.withPose(inImage(poses[i].pose(voxel), p.optics().magnification()));
            return options.ctf() ? p.withDefocus(p.defocus().times(contrasts[i])) : p;
        });
    }

    /** The shift was found at frequencies q = M k of the map, and a table has that at k: q·t = k·(Mᵀ t). */
    private static Pose inImage(Pose pose, Magnification m) {
        if (m.isNone()) return pose;
        double x = pose.shiftXAngstrom();
        double y = pose.shiftYAngstrom();
        return new Pose(
                pose.rotDegrees(),
                pose.tiltDegrees(),
                pose.psiDegrees(),
                m.xx() * x + m.yx() * y,
                m.xy() * x + m.yy() * y);
    }

    /**
     * The maps at these poses. Images that were straightened for the search are read once more as they are: nothing is
     * interpolated then but the volume. A stop is heeded where images are on other machines; in this process the maps are finished.
     *
     * @throws java.util.concurrent.CancellationException if it is stopped before there is a map
     */
    ReconstructionResult reconstruct(MemoryPlan memory, ProgressMonitor monitor) throws IOException {
        ProgressMonitor quiet = quiet(monitor, images.elsewhere());
        if (!particles.magnified()) return reconstruct(new PosedImages(images, poses, contrasts, box), memory, quiet);
        images.close();
        ParticleSet all = posed(IntStream.range(0, particles.size()).toArray());
        HalfDisc disc = new HalfDisc(cube.radius());
        try (Images again = Place.current()
                .pack(all, sets, options.preparation(), options.ctf(), false, disc, memory.cacheBytes(), quiet)
                .images()) {
            return reconstruct(again, memory, quiet);
        }
    }

    private ReconstructionResult reconstruct(Images posed, MemoryPlan memory, ProgressMonitor monitor) {
        ReconstructionOptions how = reconstruction(options);
        Problem problem = Problem.of(posed, sets, cube, box, voxel, how.model(), memory);
        ReconstructionResult maps = new Reconstruction(how).run(problem, monitor);
        return monitor.stopped() ? maps : maps.withDirections(how.mask(), how.seed());
    }

    /**
     * {@link Evenness} of shells 0 … box/2, of the maps that the FSC is of; the last shell is not in the cube.
     *
     * @param sampling how many views contain each voxel
     */
    double[] evenness(ReconstructionResult maps, float[] sampling) {
        double[] inside = Evenness.of(
                cube,
                transform(maps.half1()),
                transform(maps.half2()),
                sampling,
                options.symmetry().order());
        double[] all = Arrays.copyOf(inside, box / 2 + 1);
        for (int shell = inside.length; shell < all.length; shell++) all[shell] = inside[inside.length - 1];
        return all;
    }

    private float[] transform(Volume half) {
        Volume masked = options.mask() == null ? half : Masks.apply(half, options.mask());
        return new FourierVolume(cube, Interpolation.NEAREST, 1, box).fromMap(masked);
    }

    /** How maps are made at given poses. */
    static ReconstructionOptions reconstruction(RefineOptions options) {
        return ReconstructionOptions.defaults(
                options.preparation(),
                options.ctf(),
                options.symmetry(),
                options.mask(),
                options.seed(),
                options.cacheMegabytes());
    }

    /** Progress and warnings only, and stops where they are wanted. */
    private static ProgressMonitor quiet(ProgressMonitor monitor, boolean stops) {
        return new ProgressMonitor() {
            @Override
            public void at(long done, long total, String what) {
                monitor.at(done, total, what);
            }

            @Override
            public void warn(String line) {
                monitor.warn(line);
            }

            @Override
            public boolean stopped() {
                return stops && monitor.stopped();
            }
        };
    }
}
