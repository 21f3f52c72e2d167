/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import java.io.IOException;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Preparation;

/** Keeps images in the memory of this process and in a scratch file, and uses its threads. */
final class ThisProcess implements Place {
    @Override
    public Packed pack(
            ParticleSet set,
            int[][] sets,
            Preparation preparation,
            boolean correctCtf,
            boolean whiteNoise,
            HalfDisc map,
            long cacheBytes,
            ProgressMonitor monitor)
            throws IOException {
        return of(PackedImages.pack(set, sets, preparation, correctCtf, whiteNoise, map, cacheBytes, monitor));
    }

    @Override
    public Packed packStraight(
            ParticleSet set,
            int[][] sets,
            Preparation preparation,
            boolean correctCtf,
            HalfDisc map,
            long cacheBytes,
            ProgressMonitor monitor)
            throws IOException {
        return of(PackedImages.packStraight(set, sets, preparation, correctCtf, map, cacheBytes, monitor));
    }

    private static Packed of(PackedImages packed) {
        return new Packed(packed, packed.sets());
    }
}
