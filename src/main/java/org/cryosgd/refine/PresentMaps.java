/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import java.util.List;
import org.cryosgd.assess.FourierShellCorrelation;
import org.cryosgd.assess.MaskedFsc;
import org.cryosgd.assess.Masks;
import org.cryosgd.math.Volume;
import org.cryosgd.reconstruct.MemoryPlan;
import org.cryosgd.reconstruct.ReconstructionResult;
import org.cryosgd.refine.fit.HalfRefinement;

/**
 * The maps of a run that was stopped, as the half sets have them: known at once, where maps at the present poses would need passes
 * over images on other machines.
 */
final class PresentMaps {
    private PresentMaps() {}

    /**
     * @param halves whose maps have one frame
     * @param voxel in angstrom
     * @param particles how many took part
     */
    static ReconstructionResult of(
            HalfRefinement[] halves, double voxel, RefineOptions options, int particles, MemoryPlan memory) {
        Volume[] maps = new Volume[2];
        for (int h = 0; h < 2; h++)
            maps[h] = halves[h].model().maps().toMap(halves[h].model().volume(), voxel);
        Volume map = Volume.mean(maps[0], maps[1]);
        return new ReconstructionResult(
                options.mask() == null ? map : Masks.apply(map, options.mask()),
                maps[0],
                maps[1],
                FourierShellCorrelation.of(maps[0], maps[1]),
                options.mask() == null ? null : MaskedFsc.of(maps[0], maps[1], options.mask(), options.seed()),
                null,
                List.of(),
                "stopped: the maps of the last mini-batch",
                particles,
                memory,
                0);
    }
}
