/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

/**
 * Adds the sums of parts in the order in which they come. The first part is written over the result, so that there are no more arrays where
 * there is one part. Write a part into {@link #next}, then call {@link #add}. Not thread safe.
 */
public final class PartSums {
    private final float[][] sums;
    private float[][] more;
    private boolean begun;

    /** @param sums overwritten with the result */
    public PartSums(float[]... sums) {
        this.sums = sums;
    }

    /** Where the sums of the next part are written; they hold anything before. */
    public float[][] next() {
        if (!begun) return sums;
        if (more == null) {
            more = new float[sums.length][];
            for (int s = 0; s < sums.length; s++) more[s] = new float[sums[s].length];
        }
        return more;
    }

    /** Adds what was written into {@link #next}. */
    public void add() {
        for (int s = 0; begun && s < sums.length; s++)
            for (int i = 0; i < sums[s].length; i++) sums[s][i] += more[s][i];
        begun = true;
    }
}
