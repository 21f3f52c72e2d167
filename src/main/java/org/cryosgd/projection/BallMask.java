/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

/**
 * {@link FourierVolume#masked} for many volumes and one mask, in the smallest box that gives the same. Frequencies up to r of a volume and
 * of its product know only those of the mask up to 2 r. Those of the whole product end at 3 r, and in a box of more than 4 r voxels they
 * overlap with none up to r.
 *
 * <p>Immutable, safe to use from several threads.
 */
public final class BallMask {
    private final FourierVolume maps;
    private final float[] mask;

    /**
     * @param cube of the volumes, with padding 1
     * @param mask box³ factors; not copied
     * @param box voxels along each axis
     */
    public BallMask(HalfCube cube, float[] mask, int box) {
        int small = FourierVolume.quickBox(4 * cube.radius() + 1, box);
        maps = new FourierVolume(cube, Interpolation.TRILINEAR, 1, small);
        this.mask = small == box ? mask : smaller(mask, new HalfCube(2 * cube.radius()), box, small);
    }

    private static float[] smaller(float[] mask, HalfCube cube, int box, int small) {
        float[] spectrum = new FourierVolume(cube, Interpolation.TRILINEAR, 1, box).spectrum(mask);
        float[] cropped = new FourierVolume(cube, Interpolation.TRILINEAR, 1, small).voxels(spectrum);
        float scale = (float) Math.pow((double) small / box, 3);
        for (int i = 0; i < cropped.length; i++) cropped[i] *= scale;
        return cropped;
    }

    /** The half cube of the map times the mask. */
    public float[] masked(float[] volume) {
        return maps.masked(volume, mask);
    }
}
