/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.ctfrefine;

import org.cryosgd.assess.FscCurve;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Tasks;
import org.cryosgd.math.Volume;
import org.cryosgd.projection.FourierVolume;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Projector;

/**
 * A map that particles are compared with: its transform at padding 2, the derivatives of that, and how much of each shell is
 * signal. Frequencies beyond those that count are left out.
 */
final class Reference {
    private static final int PADDING = 2;

    /** Part by which a magnification may move the last frequencies. */
    private static final double STRETCH = 1.1;

    private final HalfCube cube;
    private final float[] transform;
    private final float[][] gradient;
    private final float[] signal;
    private final int last;

    /**
     * @param map masked
     * @param fsc of the half maps; from 0.143 on nothing counts
     * @param withGradient whether the derivatives are needed, which take three times the memory
     */
    Reference(Volume map, FscCurve fsc, boolean withGradient) {
        int n = map.size();
        int below = fsc.firstShellBelow(FscCurve.HALF_MAPS);
        last = below < 0 ? fsc.values().length - 1 : below - 1;
        cube = cube(n, last);
        FourierVolume fourier = new FourierVolume(cube, Interpolation.TRILINEAR, PADDING, n);
        transform = fourier.fromMap(map);
        gradient = withGradient ? new float[3][] : null;
        for (int axis = 0; withGradient && axis < 3; axis++) {
            int along = axis;
            float[] moments = map.voxels().clone();
            Tasks.forEach(n, z -> {
                for (int y = 0, i = z * n * n; y < n; y++)
                    for (int x = 0; x < n; x++, i++) {
                        int place = (along == 0 ? x : along == 1 ? y : z) - n / 2;
                        moments[i] *= (float) (2 * Math.PI * place / n);
                    }
            });
            gradient[axis] = fourier.fromMap(new Volume(n, map.voxelSizeAngstrom(), moments));
        }
        signal = new float[n / 2 + 1];
        for (int shell = 0; shell <= last; shell++)
            signal[shell] = (float) Math.min(1, Math.max(0, fsc.values()[shell]));
    }

    private static HalfCube cube(int box, int last) {
        // the corners of the cell around a point of the rim are up to √3 voxels further out
        return new HalfCube(PADDING * Math.min(box / 2, (int) Math.ceil(STRETCH * last) + 1) + 2);
    }

    /** Bytes of one of them for a map of {@code box} voxels with all its frequencies, and of what it takes to make one. */
    static long bytes(int box, boolean withGradient) {
        return 8L * cube(box, box / 2).size() * (withGradient ? 4 : 1);
    }

    static long bytesOfTransform(int box) {
        return 8L * box * (PADDING * box + 1) * (box + 1);
    }

    Projector projector(HalfDisc disc) {
        return Projector.clipped(cube, disc, Interpolation.TRILINEAR, PADDING);
    }

    float[] transform() {
        return transform;
    }

    /** Transform of the map times 2π/n times the place along an axis: i times the derivative of the transform. */
    float[] moments(int axis) {
        return gradient[axis];
    }

    boolean hasGradient() {
        return gradient != null;
    }

    /** The share of the map's power in each shell that is signal. */
    float[] signal() {
        return signal;
    }

    /** The last shell that counts. */
    int last() {
        return last;
    }
}
