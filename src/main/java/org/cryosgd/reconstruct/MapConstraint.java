/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import java.util.Arrays;
import org.cryosgd.assess.Masks;
import org.cryosgd.math.Volume;
import org.cryosgd.reconstruct.options.ModelOptions;

/**
 * Where a map may be: within a soft sphere, within its box, or anywhere.
 *
 * @param problem whose volumes are constrained
 * @param mask of box³ voxels; null for anywhere
 */
record MapConstraint(Problem problem, float[] mask) {
    static MapConstraint of(Problem problem, ModelOptions model) {
        if (model.sphere())
            return new MapConstraint(
                    problem,
                    Masks.insideBox(problem.box(), problem.voxelSizeAngstrom()).voxels());
        if (model.padding() == 1) return new MapConstraint(problem, null);
        float[] box = new float[problem.box() * problem.box() * problem.box()];
        Arrays.fill(box, 1);
        return new MapConstraint(problem, box);
    }

    /** v with its map held at zero outside; with padding, the map has to end at its box. */
    float[] apply(float[] volume) {
        return mask == null ? volume : problem.maps().masked(volume, mask);
    }

    /** The map of a volume, zero outside. */
    Volume map(float[] volume) {
        Volume map = problem.map(volume);
        return mask == null ? map : Masks.apply(map, new Volume(map.size(), map.voxelSizeAngstrom(), mask));
    }
}
