/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.experiments;

import static org.cryosgd.math.Require.require;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryosgd.images.Batch;
import org.cryosgd.images.Place;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.objective.DiagonalVolume;
import org.cryosgd.objective.HessianDiagonal;
import org.cryosgd.objective.LeastSquares;
import org.cryosgd.particles.HalfSets;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Preparation;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.reconstruct.Problem;
import org.cryosgd.reconstruct.options.ModelOptions;

/** The diagonal of the Hessian of a particle set, as a volume that can be looked at and given to a reconstruction. */
public final class Preconditioning {
    private Preconditioning() {}

    /**
     * What was found.
     *
     * @param diagonal the estimate over the full cube of frequencies, box³ times padding³ voxels, the zero frequency at
     *     voxel ⌊n/2⌋; zero beyond the radius. Its voxel size is that of the particles.
     * @param profile mean of each shell 0 … radius
     * @param exactProfile the same of the exact diagonal
     * @param distance ‖estimate − exact‖ / ‖exact‖; 0 for the exact one itself
     */
    public record Result(Volume diagonal, double[] profile, double[] exactProfile, double distance) {}

    /**
     * Computes it.
     *
     * @param probes of Hutchinson's estimate; 0 for the exact diagonal
     */
    public static Result run(
            ParticleSet particles,
            Preparation preparation,
            ModelOptions model,
            int probes,
            long seed,
            int cacheMegabytes,
            ProgressMonitor monitor)
            throws IOException {
        require(probes >= 0, "probes", "at least 1, or 0 for the exact diagonal", probes);
        try (Problem problem = Problem.open(
                Place.current(),
                particles,
                HalfSets.together(particles),
                preparation,
                model,
                cacheMegabytes,
                8,
                monitor)) {
            HalfCube cube = problem.cube();
            float[] ridge = new float[cube.radius() + 2];
            Arrays.fill(ridge, (float) model.lambda());
            int[] numbers = IntStream.range(0, particles.size()).toArray();
            LeastSquares objective = problem.objective(numbers, ridge);
            Batch all = Batch.of(numbers);
            objective.interruptible(monitor, "Hessian's diagonal");
            float[] exact = HessianDiagonal.exact(objective, all);
            float[] diagonal = exact;
            if (probes > 0) {
                objective.interruptible(monitor, "Probing the Hessian");
                diagonal = HessianDiagonal.hutchinson(objective, all, probes, seed);
            }
            return new Result(
                    DiagonalVolume.of(diagonal, cube, problem.box() * problem.padding(), problem.voxelSizeAngstrom()),
                    HessianDiagonal.radialProfile(cube, diagonal),
                    HessianDiagonal.radialProfile(cube, exact),
                    HessianDiagonal.relativeDistance(cube, diagonal, exact));
        }
    }
}
