/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import java.util.Arrays;

/**
 * The probabilities of one image's poses on the grids of a {@link GlobalSearch}, the likely ones only.
 *
 * @param rotations numbers of the rotations
 * @param shifts numbers of the shifts
 * @param weights probabilities, which sum to 1
 * @param logEvidence logarithm of the likelihood of the image, summed over all poses
 */
public record Posterior(int[] rotations, int[] shifts, float[] weights, double logEvidence) {
    /** Poses with less than exp(−8) of the best one's probability are left out. */
    private static final float RANGE = 8;

    /** So many poses of one image take part at most. */
    private static final int MOST = 500;

    /** @param random from 0 to 1, for poses that are too many to be kept */
    public static Posterior of(GlobalSearch.Scores scores, double random) {
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
        Posterior all = new Posterior(rotations, shifts, weights, best + Math.log(sum));
        return count > MOST ? all.resampled(random) : all;
    }

    /** Poses drawn with their probabilities at even distances (systematic resampling), so that sums stay unbiased. */
    private Posterior resampled(double offset) {
        int[] r = new int[MOST];
        int[] t = new int[MOST];
        float[] w = new float[MOST];
        double cumulated = weights[0];
        int kept = 0;
        for (int drawn = 0, n = 0, last = -1; drawn < MOST; drawn++) {
            while (cumulated < (drawn + offset) / MOST && n + 1 < weights.length) cumulated += weights[++n];
            if (n != last) {
                r[kept] = rotations[n];
                t[kept] = shifts[n];
                kept++;
                last = n;
            }
            w[kept - 1] += 1f / MOST;
        }
        return new Posterior(Arrays.copyOf(r, kept), Arrays.copyOf(t, kept), Arrays.copyOf(w, kept), logEvidence);
    }

    public int size() {
        return weights.length;
    }
}
