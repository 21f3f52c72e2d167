/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import java.util.Arrays;
import java.util.function.Consumer;
import org.cryosgd.math.Volume;

/**
 * From a map in real space to the half cube whose slices are its projections, and back. Interpolating between the
 * voxels of the transform multiplies the map by a window in real space; on the way in the map is divided by it and on
 * the way out the map is multiplied by it.
 */
public final class FourierVolume {
    /** What {@link Interpolation#gridding} is taken for at least, so that the corners of the box do not become large.
     * Convergence was quickest so, of 0.5 to 1. */
    private static final double LEAST_GRIDDING = 0.7;

    private final HalfCube cube;
    private final Interpolation interpolation;
    private final int padding;
    private final int size;

    /** @param size voxels along each axis of the map; the transform has padding·size */
    public FourierVolume(HalfCube cube, Interpolation interpolation, int padding, int size) {
        this.cube = cube;
        this.interpolation = interpolation;
        this.padding = padding;
        this.size = size;
    }

    /** The smallest even box of at least {@code least} voxels whose transform is quick, with no factors but 2, 3 and 5; or {@code box}. */
    public static int quickBox(int least, int box) {
        for (int small = least + least % 2; small < box; small += 2) {
            int rest = small;
            for (int factor : new int[] {2, 3, 5}) while (rest % factor == 0) rest /= factor;
            if (rest == 1) return small;
        }
        return box;
    }

    /** The half cube of a map, 2 floats per voxel, whose unnormalised slices are those of the map. */
    public float[] fromMap(Volume map) {
        return transform(map.voxels(), window(true));
    }

    /** The map of a half cube; its values beyond the ball are taken as zero. */
    public Volume toMap(float[] volume, double voxelSizeAngstrom) {
        return new Volume(size, voxelSizeAngstrom, inverse(volume, window(false)));
    }

    /** The half cube after the map, still with its window, was multiplied by {@code mask}. */
    public float[] masked(float[] volume, float[] mask) {
        return edited(volume, voxels -> Volume.multiply(voxels, mask));
    }

    /** The half cube after {@code edit} has changed the voxels of the map, which still has its window. */
    public float[] edited(float[] volume, Consumer<float[]> edit) {
        float[] voxels = voxels(volume);
        edit.accept(voxels);
        return spectrum(voxels);
    }

    /** The half cube of voxels as they are, without a window. */
    float[] spectrum(float[] voxels) {
        return transform(voxels, ones());
    }

    /** The voxels of a half cube as they are, without a window. */
    float[] voxels(float[] volume) {
        return inverse(volume, ones());
    }

    /** The half cube after the map was divided by {@link Interpolation#gridding} along each axis. */
    public float[] ungridded(float[] volume) {
        float[] along = new float[size];
        for (int i = 0; i < size; i++) along[i] = (float) (1 / Math.max(LEAST_GRIDDING, gridding(i)));
        return spectrum(inverse(volume, along));
    }

    private double gridding(int voxel) {
        return interpolation.gridding((voxel - size / 2) / (double) (padding * size));
    }

    private float[] transform(float[] voxels, float[] along) {
        return new PaddedTransform(cube, size, padding * size).forward(voxels, along);
    }

    private float[] inverse(float[] volume, float[] along) {
        return new PaddedTransform(cube, size, padding * size).inverse(volume, along);
    }

    /** The window along an axis of the map, or one over it. */
    private float[] window(boolean divide) {
        float[] along = new float[size];
        for (int i = 0; i < size; i++) {
            double window = interpolation.window((i - size / 2) / (double) (padding * size));
            along[i] = (float) (divide ? 1 / window : window);
        }
        return along;
    }

    private float[] ones() {
        float[] ones = new float[size];
        Arrays.fill(ones, 1);
        return ones;
    }
}
