/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import static org.cryosgd.math.Require.require;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import org.cryosgd.images.Images;
import org.cryosgd.images.PackedImages;
import org.cryosgd.images.Place;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.objective.LeastSquares;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Preparation;
import org.cryosgd.projection.FourierVolume;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.reconstruct.options.ModelOptions;

/**
 * The images of a particle set, packed, and what volumes they are fitted with.
 *
 * @param box voxels along each axis of the map
 * @param voxelSizeAngstrom of the map
 * @param projector of the slices
 * @param images packed
 * @param sets numbers of the images of each half set, copies of an image in one of them
 * @param symmetry that the map has
 * @param maps between half cubes and maps
 * @param padding of the transform
 * @param memory the plan that was kept to
 */
public record Problem(
        int box,
        double voxelSizeAngstrom,
        Projector projector,
        Images images,
        int[][] sets,
        Symmetry symmetry,
        FourierVolume maps,
        int padding,
        MemoryPlan memory)
        implements AutoCloseable {
    /**
     * Checks the memory, tells what is needed, and packs the images.
     *
     * @param place where the packed images are kept
     * @param sets numbers of the particles of each half set
     * @param volumes how many floats per voxel of the half cube the caller needs beside the objective
     */
    public static Problem open(
            Place place,
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
        MemoryPlan plan =
                MemoryPlan.of(set, PackedImages.discOf(set, disc), cube, box, model.padding(), volumes, cacheMegabytes);
        monitor.say(plan.describe());
        plan.check();
        Place.Packed packed =
                place.pack(set, sets, preparation, model.ctf(), model.whiteNoise(), disc, plan.cacheBytes(), monitor);
        Images images = packed.images();
        if (monitor.stopped()) {
            images.close();
            throw new CancellationException("stopped while the particles were read: there is no map yet");
        }
        double voxelSize = set.pixelSizeAngstrom() * set.box() / box;
        return of(images, packed.sets(), cube, box, voxelSize, model, plan);
    }

    /** The problem of images that are packed already. */
    public static Problem of(
            Images images,
            int[][] sets,
            HalfCube cube,
            int box,
            double voxelSizeAngstrom,
            ModelOptions model,
            MemoryPlan plan) {
        Projector projector = Projector.clipped(cube, images.disc(), model.interpolation(), model.padding());
        FourierVolume maps = new FourierVolume(cube, model.interpolation(), model.padding(), box);
        return new Problem(
                box, voxelSizeAngstrom, projector, images, sets, model.symmetry(), maps, model.padding(), plan);
    }

    /** The same problem of other images, or of some of them; the caller closes this one alone. */
    public Problem with(Images others, int[][] otherSets) {
        return new Problem(box, voxelSizeAngstrom, projector, others, otherSets, symmetry, maps, padding, memory);
    }

    /** The layout of the volumes. */
    public HalfCube cube() {
        return projector.cube();
    }

    /**
     * The objective of some of the images. Objectives share the projector: one pass at a time.
     *
     * @param numbers of the images
     * @param ridge of each shell 0 … radius + 1
     */
    public LeastSquares objective(int[] numbers, float[] ridge) {
        return new LeastSquares(projector, images, numbers, symmetry, ridge);
    }

    /** The map of a volume. */
    public Volume map(float[] volume) {
        return maps.toMap(volume, voxelSizeAngstrom);
    }

    @Override
    public void close() {
        images.close();
    }
}
