/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import static org.cryosgd.math.Require.require;

import org.cryosgd.math.Volume;

/** What disorder does to a map: its transform is damped by exp(−B s²/4), s in 1/Å. */
public final class Blur {
    private Blur() {}

    /** A map that is damped everywhere. */
    public static Volume apply(Volume map, double bFactorAngstrom2) {
        double width = map.size() * map.voxelSizeAngstrom();
        return LowPass.filter(map, k -> Math.exp(-bFactorAngstrom2 / 4 * k * k / (width * width)));
    }

    /**
     * A map of which a part is damped: (1 − m) V + B(m V).
     *
     * @param mask m, values 0 to 1, of the box of the map
     * @param bFactorAngstrom2 at least 0
     */
    public static Volume part(Volume map, Volume mask, double bFactorAngstrom2) {
        require(
                bFactorAngstrom2 >= 0 && Double.isFinite(bFactorAngstrom2),
                "blurB (Å²)",
                "at least 0",
                bFactorAngstrom2);
        Volume part = Masks.apply(map, mask);
        float[] blurred = apply(part, bFactorAngstrom2).voxels();
        for (int i = 0; i < blurred.length; i++) blurred[i] += map.voxels()[i] - part.voxels()[i];
        return new Volume(map.size(), map.voxelSizeAngstrom(), blurred);
    }
}
