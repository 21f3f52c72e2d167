/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optics;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.cryosgd.math.HalfDisc;

/** What a camera damps more, or less, than the mean of all cameras of a set: a factor of the CTF, as in RELION. */
public final class MtfRatio {
    private MtfRatio() {}

    /**
     * MTF over the mean MTF at each point.
     *
     * @param optics group of the image
     * @param all groups of the set
     * @param disc frequencies in whole cycles per box
     * @param boxAngstrom width of the box
     * @return one for each point; null where the groups have the same MTF, or not all of them have one
     */
    public static float[] factors(Optics optics, List<Optics> all, HalfDisc disc, double boxAngstrom) {
        if (!Mtf.differ(all)) return null;
        DoubleUnaryOperator mean = Mtf.mean(all);
        float[] factors = new float[disc.size()];
        for (int ky = -disc.radius(), i = 0; ky <= disc.radius(); ky++)
            for (int kx = disc.first(ky); kx < disc.end(ky); kx++, i++) {
                double s = Math.hypot(kx, ky) / boxAngstrom;
                factors[i] = (float) (optics.mtf().at(s) / mean.applyAsDouble(s));
            }
        return factors;
    }
}
