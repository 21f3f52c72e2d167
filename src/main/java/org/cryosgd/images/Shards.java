/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import static org.cryosgd.math.Require.require;

import org.cryosgd.math.HalfDisc;

/**
 * How many images make one part of a sum. Sums have the same bits wherever the parts are computed, as long as the parts are
 * the same. The Java property {@value #PROPERTY} gives the number of parts; without it a part has a fixed number of points.
 */
public final class Shards {
    /** Number of parts of all images; 0 or absent: parts of {@link Images#PART_POINTS} points. */
    public static final String PROPERTY = "cryosgd.shards";

    private Shards() {}

    /** Number of images in each part but the last. */
    public static int partSize(int count, HalfDisc disc) {
        int shards = Integer.getInteger(PROPERTY, 0);
        require(shards >= 0, "shards", "at least 0", shards);
        return shards == 0 ? Math.max(1, Images.PART_POINTS / disc.size()) : Math.max(1, (count + shards - 1) / shards);
    }
}
