/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import static org.cryosgd.math.Require.require;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryosgd.math.Volume;
import org.cryosgd.math.Watch;
import org.cryosgd.particles.HalfSets;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Preparation;
import org.cryosgd.projection.HalfCube;

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
            Watch watch)
            throws IOException {
        require(probes >= 0, "probes", "at least 1, or 0 for the exact diagonal", probes);
        try (Problem problem =
                Problem.open(particles, HalfSets.together(particles), preparation, model, cacheMegabytes, 8, watch)) {
            LeastSquares objective = problem.objective();
            HalfCube cube = problem.cube();
            float[] ridge = new float[cube.radius() + 2];
            Arrays.fill(ridge, (float) model.lambda());
            objective.setRidge(ridge);
            int[] all = IntStream.range(0, particles.size()).toArray();
            watch.at(0, probes + 1, "Hessian's diagonal");
            float[] exact = HessianDiagonal.exact(objective, all);
            float[] diagonal = exact;
            if (probes > 0) {
                watch.at(1, probes + 1, "Hessian's diagonal");
                diagonal = HessianDiagonal.hutchinson(objective, all, probes, seed);
            }
            return new Result(
                    volumeOf(diagonal, cube, problem),
                    HessianDiagonal.radialProfile(cube, diagonal),
                    HessianDiagonal.radialProfile(cube, exact),
                    HessianDiagonal.relativeDistance(cube, diagonal, exact));
        }
    }

    /** A half cube of real values as the full cube. */
    private static Volume volumeOf(float[] diagonal, HalfCube cube, Problem problem) {
        int n = problem.box() * problem.padding();
        float[] voxels = new float[n * n * n];
        cube.forEachFrequency((i, kx, ky, kz) -> {
            voxels[((kz + n / 2) * n + ky + n / 2) * n + kx + n / 2] = diagonal[i];
            voxels[((n / 2 - kz) * n + n / 2 - ky) * n + n / 2 - kx] = diagonal[i];
        });
        return new Volume(n, problem.voxelSizeAngstrom(), voxels);
    }

    /** The half cube of a volume that {@link #run} made; throws if it does not fit the problem. */
    static float[] diagonalOf(Volume volume, HalfCube cube, Problem problem) {
        int n = problem.box() * problem.padding();
        require(volume.size() == n, "box of the preconditioner", "box times padding of the run, " + n, volume.size());
        float[] diagonal = new float[cube.size()];
        cube.forEachFrequency(
                (i, kx, ky, kz) -> diagonal[i] = volume.voxels()[((kz + n / 2) * n + ky + n / 2) * n + kx + n / 2]);
        return diagonal;
    }
}
