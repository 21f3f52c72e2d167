/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import java.io.Serializable;
import org.cryosgd.math.Volume;
import org.cryosgd.projection.FourierVolume;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;

/**
 * The map that poses are searched in, as it is projected: divided by the window of the interpolation, masked, padded twice. It
 * travels as the volume that it is made from, and is made when it is first asked for. Thread safe.
 */
final class SearchedMap implements Serializable {
    /**
     * Frequencies beyond the limit that are kept while the map is in real space. The window there is smooth and the map ends before the box
     * does, so that it moves next to nothing by more.
     */
    private static final int MARGIN = 8;

    private final transient HalfCube cube;
    private final transient float[] volume;
    private final transient float[] mask;
    private final transient int box;
    private final transient double voxel;
    private transient HalfCube padded;
    private transient float[] searched;

    /**
     * @param volume half cube of {@code cube}; not copied
     * @param mask of the map, box³; null for none
     * @param box of the map in voxels
     * @param voxel in angstrom
     */
    SearchedMap(HalfCube cube, float[] volume, float[] mask, int box, double voxel) {
        this.cube = cube;
        this.volume = volume;
        this.mask = mask;
        this.box = box;
        this.voxel = voxel;
    }

    int box() {
        return box;
    }

    /** The layout of {@link #searched}. */
    synchronized HalfCube padded(int limit) {
        if (padded == null) make(limit);
        return padded;
    }

    /** Frequencies up to {@code limit}, the same in each call. */
    synchronized float[] searched(int limit) {
        if (searched == null) make(limit);
        return searched;
    }

    private void make(int limit) {
        padded = new HalfCube(2 * limit);
        // without a mask nothing in real space is finer than the limit
        int kept = mask == null ? Math.min(limit + MARGIN, cube.radius()) : cube.radius();
        int size = mask == null ? FourierVolume.quickBox(2 * (kept + 1), box) : box;
        HalfCube small = new HalfCube(kept);
        float[] low = kept == cube.radius() ? volume : cube.resized(volume, small);
        Volume map = new FourierVolume(small, Interpolation.TRILINEAR, 1, size).toMap(low, voxel);
        if (mask != null) Volume.multiply(map.voxels(), mask);
        searched = new FourierVolume(padded, Interpolation.TRILINEAR, 2, size).fromMap(map);
    }

    private record Sent(int radius, float[] ball, float[] mask, int box, double voxel) implements Serializable {
        private Object readResolve() {
            HalfCube cube = new HalfCube(radius);
            float[] volume = new float[2 * cube.size()];
            cube.fromBall(ball, volume, 2);
            return new SearchedMap(cube, volume, mask, box, voxel);
        }
    }

    private Object writeReplace() {
        return new Sent(cube.radius(), cube.ball(volume, 2), mask, box, voxel);
    }
}
