/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.math;

import static org.cryosgd.math.Require.require;

/**
 * A cubic map in real space; its origin is voxel ⌊n/2⌋ of each axis.
 *
 * @param size n, voxels along each axis
 * @param voxelSizeAngstrom edge of a voxel
 * @param voxels n³ values, x fastest, then y, then z; not copied
 */
public record Volume(int size, double voxelSizeAngstrom, float[] voxels) {
    public Volume {
        require(voxels.length == (long) size * size * size, "number of voxels", size + "³", voxels.length);
    }
}
