/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import static org.cryosgd.math.Require.require;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryosgd.io.FormatException;
import org.cryosgd.io.MrcFiles;
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
            objective.interruptible(watch, "Hessian's diagonal");
            float[] exact = HessianDiagonal.exact(objective, all);
            float[] diagonal = exact;
            if (probes > 0) {
                objective.interruptible(watch, "Probing the Hessian");
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

    /**
     * Reads a volume that {@link #run} made.
     *
     * @param size box times padding of the run it is for
     * @param radius of its cube, in voxels of the padded transform
     * @throws FormatException if it does not fit or is no such diagonal; names the file
     */
    public static Volume read(Path file, int size, int radius) throws IOException {
        Volume volume = MrcFiles.readVolume(file);
        try {
            check(volume, size, radius);
        } catch (IllegalArgumentException e) {
            throw new FormatException(file + ": " + e.getMessage());
        }
        return volume;
    }

    /**
     * Throws unless the volume can be the diagonal of a Hessian: finite, the same at k and −k, and of positive mean in
     * each shell up to the radius (single voxels of an estimate may be negative).
     */
    static void check(Volume volume, int n, int radius) {
        require(volume.size() == n, "box of the preconditioner", "box times padding of the run, " + n, volume.size());
        float[] voxels = volume.voxels();
        HalfCube cube = new HalfCube(radius);
        float[] diagonal = diagonalOf(volume, cube);
        cube.forEachFrequency((i, kx, ky, kz) -> {
            float opposite = voxels[((n / 2 - kz) * n + n / 2 - ky) * n + n / 2 - kx];
            if (!Float.isFinite(diagonal[i]) || Math.abs(diagonal[i] - opposite) > 1e-5f * Math.abs(diagonal[i]))
                throw noDiagonal("its values at frequencies " + k(kx, ky, kz) + " and " + k(-kx, -ky, -kz) + " are "
                        + diagonal[i] + " and " + opposite + " and must be equal");
        });
        double[] profile = HessianDiagonal.radialProfile(cube, diagonal);
        for (int shell = 0; shell < profile.length; shell++)
            if (!(profile[shell] > 0))
                throw noDiagonal("the mean of shell " + shell + " is " + profile[shell] + " and must be positive up to "
                        + radius);
    }

    private static IllegalArgumentException noDiagonal(String why) {
        return new IllegalArgumentException("this volume is not the diagonal of a Hessian for this run: " + why
                + ". Use a file of precondition with the same box, padding and radius.");
    }

    private static String k(int kx, int ky, int kz) {
        return "(" + kx + ", " + ky + ", " + kz + ")";
    }

    /** The half cube of a volume that {@link #check} accepts. */
    static float[] diagonalOf(Volume volume, HalfCube cube) {
        int n = volume.size();
        float[] diagonal = new float[cube.size()];
        cube.forEachFrequency(
                (i, kx, ky, kz) -> diagonal[i] = volume.voxels()[((kz + n / 2) * n + ky + n / 2) * n + kx + n / 2]);
        return diagonal;
    }
}
