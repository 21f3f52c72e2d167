/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.math;

import static org.cryosgd.math.Require.require;

import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;

/**
 * A cubic map in real space; its origin is voxel ⌊n/2⌋ of each axis.
 *
 * @param size n, voxels along each axis
 * @param voxelSizeAngstrom edge of a voxel
 * @param voxels n³ values, x fastest, then y, then z; not copied
 */
public record Volume(int size, double voxelSizeAngstrom, float[] voxels) {
    public Volume {
        require(voxels.length == (long) size * size * size, "number of voxels", size + "³", voxels.length);
    }

    /** The mean of two maps of the same size. */
    public static Volume mean(Volume a, Volume b) {
        float[] voxels = new float[a.voxels().length];
        for (int i = 0; i < voxels.length; i++) voxels[i] = 0.5f * (a.voxels()[i] + b.voxels()[i]);
        return new Volume(a.size(), a.voxelSizeAngstrom(), voxels);
    }

    /** Multiplies voxels by those of a mask of the same length, in place. */
    public static void multiply(float[] voxels, float[] mask) {
        for (int i = 0; i < voxels.length; i++) voxels[i] *= mask[i];
    }

    /** The map as an ImgLib2 image, axes x, y, z; it shares the voxels. */
    public Img<FloatType> toImg() {
        return ArrayImgs.floats(voxels, size, size, size);
    }

    /**
     * A copy of an ImgLib2 image, axes x, y, z.
     *
     * @throws IllegalArgumentException unless it is a cube
     */
    public static Volume of(RandomAccessibleInterval<FloatType> image, double voxelSizeAngstrom) {
        require(image.numDimensions() == 3, "dimensions of the map", "3", image.numDimensions());
        long n = image.dimension(0);
        require(
                n == image.dimension(1) && n == image.dimension(2),
                "map",
                "a cube",
                n + " × " + image.dimension(1) + " × " + image.dimension(2));
        float[] voxels = new float[Math.toIntExact(n * n * n)];
        Cursor<FloatType> cursor = Views.flatIterable(image).cursor();
        for (int i = 0; i < voxels.length; i++) voxels[i] = cursor.next().get();
        return new Volume((int) n, voxelSizeAngstrom, voxels);
    }
}
