/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import static org.cryosgd.math.Require.require;

import java.util.Map;

/**
 * How many images make one part of a sum. Sums have the same bits wherever the parts are computed, as long as the parts are
 * the same. The Java property {@value #PROPERTY} gives the number of parts of all images, each with the images that follow each other in the set. Without it
 * a mini-batch is divided by itself, into parts of a fixed number of points: a batch of images from all over the set is one part, and each part costs passes over volumes.
 */
public final class Shards {
    /** Number of parts of all images; 0 or absent: parts of {@link Images#PART_POINTS} points. */
    public static final String PROPERTY = "cryosgd.shards";

    /**
     * From so many shards on another engine adds their sums where the shards are: with fewer the second stage costs more than what this
     * process has to add.
     */
    public static final int MANY = 8;

    private Shards() {}

    /** The number that was asked for; 0 for none. */
    public static int asked() {
        int shards = Integer.getInteger(PROPERTY, 0);
        require(shards >= 0, PROPERTY, "at least 0", shards);
        return shards;
    }

    /** Adds the number that was asked for to what decides the bits of a run. */
    public static void identify(Map<String, String> identity) {
        int shards = Place.current().shards();
        if (shards > 0) identity.put("number of shards", String.valueOf(shards));
    }

    /** How many numbers are in each shard but the last; all of them where no number of shards was asked for. */
    public static int rangeSize(int count) {
        int shards = asked();
        return shards == 0 ? Math.max(1, count) : Math.max(1, (count + shards - 1) / shards);
    }
}
