/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

/**
 * The probabilities of one image's poses on the grids of a {@link GlobalSearch}, the likely ones only.
 *
 * @param rotations numbers of the rotations
 * @param shifts numbers of the shifts
 * @param weights probabilities, which sum to 1
 * @param logEvidence log Σ exp(score), over the poses that were counted
 */
record Posterior(int[] rotations, int[] shifts, float[] weights, double logEvidence) {
    /** Poses with less than exp(−8) of the best one's probability are left out. */
    private static final float RANGE = 8;

    static Posterior of(GlobalSearch.Scores scores) {
        float[] values = scores.values;
        float best = Float.NEGATIVE_INFINITY;
        for (float value : values) best = Math.max(best, value);
        float least = best - RANGE;
        int count = 0;
        for (float value : values) if (value > least) count++;
        int[] rotations = new int[count];
        int[] shifts = new int[count];
        float[] weights = new float[count];
        double sum = 0;
        for (int i = 0, n = 0; i < values.length; i++) {
            if (!(values[i] > least)) continue;
            rotations[n] = i % scores.stride;
            shifts[n] = i / scores.stride;
            weights[n] = (float) Math.exp(values[i] - best);
            sum += weights[n++];
        }
        for (int n = 0; n < count; n++) weights[n] /= (float) sum;
        return new Posterior(rotations, shifts, weights, best + Math.log(sum));
    }

    /** Number of the likeliest pose. */
    int best() {
        int best = 0;
        for (int n = 1; n < weights.length; n++) if (weights[n] > weights[best]) best = n;
        return best;
    }

    /** exp of the entropy: how many poses share the probability. */
    double perplexity() {
        double entropy = 0;
        for (float w : weights) if (w > 0) entropy -= w * Math.log(w);
        return Math.exp(entropy);
    }

    int size() {
        return weights.length;
    }
}
