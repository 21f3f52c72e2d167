/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import java.util.List;
import org.cryosgd.assess.DirectionalFsc;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.assess.MaskedFsc;
import org.cryosgd.math.Volume;

/**
 * What a reconstruction found.
 *
 * @param map from all particles, multiplied by the mask where one was given
 * @param half1 from the first half of the particles, without that mask; null without half maps
 * @param half2 from the second half
 * @param fsc of the half maps, unmasked; null without half maps
 * @param masked the curves under the given mask; null without half maps or mask
 * @param directions resolution of each direction, under the mask where one was given; null where it was not measured
 * @param history epoch by epoch
 * @param ending why it ended, a sentence
 * @param particles how many took part
 * @param memory its plan
 * @param seconds from the first image to the maps
 */
public record ReconstructionResult(
        Volume map,
        Volume half1,
        Volume half2,
        FscCurve fsc,
        MaskedFsc masked,
        DirectionalFsc directions,
        List<EpochRecord> history,
        String ending,
        int particles,
        MemoryPlan memory,
        double seconds) {
    public ReconstructionResult {
        history = List.copyOf(history);
    }

    /** The curve that the resolution is read from: corrected under the mask where there is one; null without halves. */
    public FscCurve bestFsc() {
        return masked != null ? masked.corrected() : fsc;
    }

    /** Resolution in Å at FSC 0.143; NaN without half maps. */
    public double resolutionAngstrom() {
        return bestFsc() == null ? Double.NaN : bestFsc().resolutionAt(FscCurve.HALF_MAPS);
    }

    /**
     * This with the resolution of each direction; without half maps as it is.
     *
     * @param mask that {@link #masked} is of; null for none
     * @param seed of the random phases
     */
    public ReconstructionResult withDirections(Volume mask, long seed) {
        if (half1 == null) return this;
        DirectionalFsc found = DirectionalFsc.of(half1, half2, masked, mask, seed);
        return new ReconstructionResult(
                map, half1, half2, fsc, masked, found, history, ending, particles, memory, seconds);
    }
}
