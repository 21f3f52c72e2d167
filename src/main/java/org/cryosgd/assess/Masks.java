/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import static org.cryosgd.math.Require.require;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.math.CosineEdge;
import org.cryosgd.math.Tasks;
import org.cryosgd.math.Volume;

/** Masks in real space: maps of values from 0 (outside) to 1 (inside). */
public final class Masks {
    /** Files with two bytes per voxel, and edges that were computed in single precision, are off by less. */
    private static final float ROUNDING = 1e-3f;

    private Masks() {}

    /**
     * A ball about voxel ⌊n/2⌋ with a cosine edge: 1 up to {@code radius}, 0 from {@code radius + edge} on, ½ in
     * between.
     *
     * @param radius in voxels
     * @param edge in voxels; 0 for a hard edge
     */
    public static Volume sphere(int size, double voxelSizeAngstrom, double radius, double edge) {
        require(radius > 0, "radius of the mask (voxels)", "positive", radius);
        require(edge >= 0, "edge of the mask (voxels)", "at least 0", edge);
        float[] voxels = new float[Math.multiplyExact(size * size, size)];
        Arrays.fill(voxels, 1);
        keepSphere(voxels, size, radius, edge);
        return new Volume(size, voxelSizeAngstrom, voxels);
    }

    /** The ball that the box holds, with a soft edge. */
    public static Volume insideBox(int size, double voxelSizeAngstrom) {
        double edge = edgeInBox(size);
        return sphere(size, voxelSizeAngstrom, size / 2.0 - edge, edge);
    }

    /** Multiplies the voxels of a map by those of {@link #insideBox}, in place and without memory for them. */
    public static void keepInsideBox(float[] voxels, int size) {
        double edge = edgeInBox(size);
        keepSphere(voxels, size, size / 2.0 - edge, edge);
    }

    private static double edgeInBox(int size) {
        return Math.max(3, size / 16.0);
    }

    private static void keepSphere(float[] voxels, int size, double radius, double edge) {
        Tasks.forEach(size, z -> {
            for (int y = 0, i = z * size * size; y < size; y++)
                for (int x = 0; x < size; x++, i++) {
                    double dx = x - size / 2;
                    double dy = y - size / 2;
                    double dz = z - size / 2;
                    double beyond = Math.sqrt(dx * dx + dy * dy + dz * dz) - radius;
                    if (beyond > 0) voxels[i] *= (float) CosineEdge.at(beyond, edge);
                }
        });
    }

    /**
     * Reads a mask for maps of a given box and voxel size.
     *
     * @throws FormatException if it does not fit them or is not a mask; names the file
     */
    public static Volume read(Path file, int size, double voxelSizeAngstrom) throws IOException {
        Volume mask = MrcFiles.readVolume(file);
        try {
            check(mask, size, voxelSizeAngstrom);
        } catch (IllegalArgumentException e) {
            throw new FormatException(file + ": " + e.getMessage());
        }
        return mask;
    }

    /**
     * Throws unless {@code mask} fits maps of the given box and voxel size (to 1 %) and is a mask: all values from 0 to
     * 1, and not all 0.
     */
    public static void check(Volume mask, int size, double voxelSizeAngstrom) {
        if (mask.size() != size)
            throw new IllegalArgumentException("the mask has a box of " + mask.size() + " voxels, the map of " + size
                    + ". Crop or pad the mask, or make another.");
        if (!(Math.abs(mask.voxelSizeAngstrom() / voxelSizeAngstrom - 1) <= 0.01))
            throw new IllegalArgumentException("the mask has voxels of " + mask.voxelSizeAngstrom() + " Å, the map of "
                    + voxelSizeAngstrom + " Å. Resample the mask, or correct its header.");
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (float value : mask.voxels()) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        if (!(least >= -ROUNDING && most <= 1 + ROUNDING))
            throw new IllegalArgumentException("a mask has values from 0 to 1, this one from " + least + " to " + most
                    + ". Choose a mask, not a map.");
        if (most <= ROUNDING)
            throw new IllegalArgumentException("the mask is 0 everywhere. Choose one that covers the particle.");
    }

    /** Whether the mask goes from 0 to 1 without anything in between; one that is 1 everywhere has no edge. */
    static boolean isHard(Volume mask) {
        boolean outside = false;
        for (float value : mask.voxels()) {
            if (value > ROUNDING && value < 1 - ROUNDING) return false;
            outside |= value <= ROUNDING;
        }
        return outside;
    }

    /** The product of a map and a mask of the same size. */
    public static Volume apply(Volume map, Volume mask) {
        require(map.size() == mask.size(), "box of the mask", String.valueOf(map.size()), mask.size());
        float[] voxels = map.voxels().clone();
        Volume.multiply(voxels, mask.voxels());
        return new Volume(map.size(), map.voxelSizeAngstrom(), voxels);
    }
}
