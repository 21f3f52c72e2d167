/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.objective;

import static org.cryosgd.math.Require.require;

import java.io.IOException;
import java.nio.file.Path;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.math.Volume;
import org.cryosgd.projection.HalfCube;

/** The diagonal of a Hessian as a volume over the full cube of frequencies, as a file holds it. */
public final class DiagonalVolume {
    private DiagonalVolume() {}

    /** A half cube of real values as the full cube. */
    public static Volume of(float[] diagonal, HalfCube cube, int n, double voxelSizeAngstrom) {
        float[] voxels = new float[n * n * n];
        cube.forEachFrequency((i, kx, ky, kz) -> {
            voxels[((kz + n / 2) * n + ky + n / 2) * n + kx + n / 2] = diagonal[i];
            voxels[((n / 2 - kz) * n + n / 2 - ky) * n + n / 2 - kx] = diagonal[i];
        });
        return new Volume(n, voxelSizeAngstrom, voxels);
    }

    /**
     * Reads a volume that {@link #of} made.
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
    public static void check(Volume volume, int n, int radius) {
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
    public static float[] diagonalOf(Volume volume, HalfCube cube) {
        int n = volume.size();
        float[] diagonal = new float[cube.size()];
        cube.forEachFrequency(
                (i, kx, ky, kz) -> diagonal[i] = volume.voxels()[((kz + n / 2) * n + ky + n / 2) * n + kx + n / 2]);
        return diagonal;
    }
}
