/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import static org.cryosgd.math.Require.require;

import java.io.IOException;
import org.cryosgd.assess.Masks;
import org.cryosgd.images.Place;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.HalfSets;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Preparation;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.reconstruct.Problem;
import org.cryosgd.reconstruct.Reconstruction;
import org.cryosgd.reconstruct.ReconstructionResult;
import org.cryosgd.reconstruct.options.ModelOptions;
import org.cryosgd.reconstruct.options.ReconstructionOptions;

/**
 * What particles at known poses are compared by.
 *
 * @param preparation of the images
 * @param ctf whether images have a CTF
 * @param symmetry of all maps
 * @param mask of the part of the map that may differ; null for the ball in the box
 * @param resolutionAngstrom particles are compared at frequencies up to this
 * @param epochs at most so many passes over the particles
 * @param seed of half sets, batches and random starts
 * @param cacheMegabytes memory for packed images; 0 for what is left
 */
public record ComparedBy(
        Preparation preparation,
        boolean ctf,
        Symmetry symmetry,
        Volume mask,
        double resolutionAngstrom,
        int epochs,
        long seed,
        int cacheMegabytes) {
    public ComparedBy {
        require(resolutionAngstrom >= 0, "resolution (Å)", "positive, or 0 for all frequencies", resolutionAngstrom);
        require(epochs >= 4, "epochs", "at least 4", epochs);
        require(cacheMegabytes >= 0, "cache", "at least 0", cacheMegabytes);
    }

    /** All frequencies up to 8 Å, 14 epochs. */
    public static ComparedBy defaults() {
        return new ComparedBy(Preparation.defaults(), true, Symmetry.NONE, null, 8, 14, 0, 0);
    }

    public ComparedBy withSeed(long other) {
        return new ComparedBy(preparation, ctf, symmetry, mask, resolutionAngstrom, epochs, other, cacheMegabytes);
    }

    public ComparedBy withResolution(double angstrom) {
        return new ComparedBy(preparation, ctf, symmetry, mask, angstrom, epochs, seed, cacheMegabytes);
    }

    /**
     * The images of particles at the frequencies that are compared.
     *
     * @param place where the packed images are kept
     * @param volumes that are found at once
     */
    Problem compared(Place place, ParticleSet particles, int volumes, ProgressMonitor monitor) throws IOException {
        int box = preparation.boxFor(particles.box());
        double voxel = particles.pixelSizeAngstrom() * particles.box() / box;
        return Problem.open(
                place,
                particles,
                HalfSets.split(particles, seed),
                preparation,
                model(box, voxel),
                cacheMegabytes,
                PairedFit.floatsPerVoxel(volumes),
                monitor);
    }

    /** The images of particles at all frequencies, for maps. */
    Problem whole(ParticleSet particles, int[][] sets, ProgressMonitor monitor) throws IOException {
        return Problem.open(
                Place.current(),
                particles,
                sets,
                preparation,
                maps().model(),
                cacheMegabytes,
                Reconstruction.volumes(maps()),
                monitor);
    }

    /** The map of some images of {@link #whole}; null where a half set has none. */
    ReconstructionResult map(Problem some) {
        for (int[] set : some.sets()) if (set.length == 0) return null;
        return new Reconstruction(maps()).run(some, ProgressMonitor.NONE);
    }

    /** Where volumes may differ: the given mask, or the ball in the box. */
    float[] where(Problem problem) {
        Volume where = mask == null ? Masks.insideBox(problem.box(), problem.voxelSizeAngstrom()) : mask;
        Masks.check(where, problem.box(), problem.voxelSizeAngstrom());
        return where.voxels();
    }

    private ModelOptions model(int box, double voxelAngstrom) {
        int nyquist = box / 2 - 1;
        int radius = resolutionAngstrom == 0
                ? nyquist
                : (int) Math.max(4, Math.min(nyquist, Math.round(box * voxelAngstrom / resolutionAngstrom)));
        ModelOptions d = ModelOptions.defaults();
        return new ModelOptions(ctf, false, Interpolation.TRILINEAR, 1, radius, d.lambda(), true, true, symmetry);
    }

    /** How maps at all frequencies are made. */
    private ReconstructionOptions maps() {
        return ReconstructionOptions.defaults(preparation, ctf, symmetry, null, seed, cacheMegabytes);
    }

    /**
     * The same for volumes that begin near the solution. Long steps remember a third of an epoch only: they would put noise into the map of a
     * small class, its images would leave it, and the class would be lost.
     */
    double etaNearby(int epoch) {
        return Math.min(0.2, eta(epoch));
    }

    /** The length of the steps of an epoch: long ones first, then some that average. */
    double eta(int epoch) {
        return epoch <= epochs / 2 ? 0.3 : epoch <= 3 * epochs / 4 ? 0.1 : 0.03;
    }
}
