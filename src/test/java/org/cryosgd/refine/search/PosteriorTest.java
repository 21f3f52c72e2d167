/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.projection.Symmetry;
import org.junit.jupiter.api.Test;

class PosteriorTest {
    private final GlobalSearch search =
            new GlobalSearch(new HalfDisc(2), RotationGrid.inPairs(0.5, Symmetry.NONE), ShiftGrid.within(1, 1), 16);
    private final GlobalSearch.Scores scores = search.new Scores();

    private void fill(double scale) {
        Random random = new Random(2);
        Arrays.fill(scores.values, Float.NEGATIVE_INFINITY);
        for (int t = 0; t < search.shifts().size(); t++)
            for (int r = 0; r < search.rotations().size(); r++)
                scores.values[t * scores.stride + r] = (float) (1000 + scale * random.nextGaussian());
    }

    private double[] softmax() {
        double best = Double.NEGATIVE_INFINITY;
        for (float v : scores.values) best = Math.max(best, v);
        double[] p = new double[scores.values.length];
        double sum = 0;
        for (int i = 0; i < p.length; i++) sum += p[i] = Math.exp(scores.values[i] - best);
        for (int i = 0; i < p.length; i++) p[i] /= sum;
        return p;
    }

    private static double sum(Posterior p) {
        double sum = 0;
        for (float w : p.weights()) sum += w;
        return sum;
    }

    @Test
    void fewLikelyPosesHaveTheirProbabilities() {
        fill(8);
        double[] expected = softmax();
        Posterior p = Posterior.of(scores, 0.3);
        assertTrue(p.size() > 1 && p.size() <= 500);
        assertEquals(1, sum(p), 1e-6);
        // what is left out has less than exp(−8) of the best one each, here 0.3 % of all together
        for (int n = 0; n < p.size(); n++)
            assertEquals(
                    expected[p.shifts()[n] * scores.stride + p.rotations()[n]], p.weights()[n], 0.01 * p.weights()[n]);
    }

    /** A flat likelihood keeps 500 of 3 165 poses, each of which is drawn with its probability. */
    @Test
    void tooManyPosesAreDrawnWithoutBias() {
        fill(0.7);
        int poses = search.rotations().size() * search.shifts().size();
        assertTrue(poses > 3000);
        double[] expected = softmax();
        double[] mean = new double[expected.length];
        int draws = 400;
        for (int d = 0; d < draws; d++) {
            Posterior p = Posterior.of(scores, (d + 0.5) / draws);
            assertTrue(p.size() <= 500);
            assertEquals(1, sum(p), 1e-5);
            for (int n = 0; n < p.size(); n++) {
                assertTrue(p.rotations()[n] < search.rotations().size());
                mean[p.shifts()[n] * scores.stride + p.rotations()[n]] += p.weights()[n] / draws;
            }
        }
        // all draws together are points at distances of 1/(500·400), and a share of the unit interval holds one more or
        // less than it should; 1e-6 for the sum of 3 000 floats
        for (int i = 0; i < mean.length; i++) assertEquals(expected[i], mean[i], 1.0 / (500 * draws) + 1e-6);
    }

    @Test
    void oneCertainPoseIsAlone() {
        Arrays.fill(scores.values, -100);
        scores.values[2 * scores.stride + 17] = 0;
        Posterior p = Posterior.of(scores, 0.999);
        assertEquals(1, p.size());
        assertEquals(17, p.rotations()[0]);
        assertEquals(2, p.shifts()[0]);
        assertEquals(1, p.weights()[0]);
    }
}
