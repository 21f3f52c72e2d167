/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

/**
 * What is done with each point of a {@link Segment}. Image data come as three floats per point, (re b, im b, w), where
 * w = C²/σ² and b = S* C y/σ²: the term of the objective is ½ w |s|² − re(b̄ s) with s the slice, its gradient w s − b.
 */
interface Kernel {
    /** Floats per voxel that are read. */
    int volumeChannels();

    /** Floats per voxel that are accumulated. */
    int sumChannels();

    /**
     * @param volume the block, {@link #volumeChannels} floats per voxel; read only
     * @param sums the block, {@link #sumChannels} floats per voxel; added to
     * @param data of the image, three floats per point; read only (a slice: two floats per point, written)
     * @return the sum of w |s|² − 2 re(b̄ s) over the points
     */
    float run(Segment segment, float[] volume, float[] sums, float[] data);
}
