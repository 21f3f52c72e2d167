/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import static org.cryosgd.math.Require.require;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import org.cryosgd.images.PackedImages;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.objective.LeastSquares;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Preparation;
import org.cryosgd.projection.FourierVolume;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Projector;

/**
 * The objective of a particle set, with its images packed.
 *
 * @param box voxels along each axis of the map
 * @param voxelSizeAngstrom of the map
 * @param objective the least squares
 * @param images packed
 * @param maps between half cubes and maps
 * @param padding of the transform
 * @param memory the plan that was kept to
 */
public record Problem(
        int box,
        double voxelSizeAngstrom,
        LeastSquares objective,
        PackedImages images,
        FourierVolume maps,
        int padding,
        MemoryPlan memory)
        implements AutoCloseable {
    /**
     * Checks the memory, tells what is needed, and packs the images.
     *
     * @param sets numbers of the particles of each half set
     * @param volumes how many floats per voxel of the half cube the caller needs beside the objective
     */
    public static Problem open(
            ParticleSet set,
            int[][] sets,
            Preparation preparation,
            ModelOptions model,
            int cacheMegabytes,
            int volumes,
            ProgressMonitor monitor)
            throws IOException {
        require(set.size() >= 1, "number of particles", "at least 1", set.size());
        int box = preparation.boxFor(set.box());
        HalfDisc disc = new HalfDisc(model.radiusFor(box));
        HalfCube cube = new HalfCube(disc.radius() * model.padding());
        MemoryPlan plan = MemoryPlan.of(set, disc, cube, box * model.padding(), volumes, cacheMegabytes);
        monitor.say(plan.describe());
        plan.check();
        PackedImages images = PackedImages.pack(
                set, sets, preparation, model.ctf(), model.whiteNoise(), disc, plan.cacheBytes(), monitor);
        if (monitor.stopped()) {
            images.close();
            throw new CancellationException("stopped while the particles were read: there is no map yet");
        }
        Projector projector = new Projector(cube, disc, model.interpolation(), model.padding());
        float[] ridge = new float[cube.radius() + 2];
        LeastSquares objective = new LeastSquares(projector, images, model.symmetry(), ridge);
        FourierVolume maps = new FourierVolume(cube, model.interpolation(), model.padding(), box);
        double voxelSize = set.pixelSizeAngstrom() * set.box() / box;
        return new Problem(box, voxelSize, objective, images, maps, model.padding(), plan);
    }

    public HalfCube cube() {
        return objective.cube();
    }

    @Override
    public void close() {
        images.close();
    }
}
