/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import java.util.function.DoubleUnaryOperator;
import org.cryosgd.math.CosineEdge;
import org.cryosgd.math.RealFft3D;
import org.cryosgd.math.Tasks;
import org.cryosgd.math.Volume;

/** Filters of maps that depend on the length of the frequency only. */
final class LowPass {
    /** Width of the cosine edge in cycles per box. */
    private static final double EDGE = 2;

    private LowPass() {}

    /** Removes what is finer than {@code resolutionAngstrom}; the edge is a cosine two shells wide about its shell. */
    static Volume apply(Volume map, double resolutionAngstrom) {
        return filter(map, edgeAt(Math.rint(map.size() * map.voxelSizeAngstrom() / resolutionAngstrom)));
    }

    /** The factor of such a filter against cycles per box: 1 up to shell − 1, 0 from shell + 1 on. */
    static DoubleUnaryOperator edgeAt(double shell) {
        double from = Math.max(0, shell - EDGE / 2);
        double to = shell + EDGE / 2;
        return k -> CosineEdge.at(k - from, to - from);
    }

    /** Multiplies the transform by {@code factor} of |k| in cycles per box, corners included. */
    static Volume filter(Volume map, DoubleUnaryOperator factor) {
        int n = map.size();
        RealFft3D fft = new RealFft3D(n);
        float[] spectrum = fft.forward(map.voxels());
        Tasks.forEach(n, z -> {
            long kz = z <= n / 2 ? z : z - n;
            for (int kx = 0; kx <= n / 2; kx++)
                for (int y = 0; y < n; y++) {
                    long ky = y <= n / 2 ? y : y - n;
                    float f = (float) factor.applyAsDouble(Math.sqrt(kx * kx + ky * ky + kz * kz));
                    int i = fft.index(kx, y, z);
                    spectrum[i] *= f;
                    spectrum[i + 1] *= f;
                }
        });
        return new Volume(n, map.voxelSizeAngstrom(), fft.inverse(spectrum));
    }
}
