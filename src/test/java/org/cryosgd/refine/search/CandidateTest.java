/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.cryosgd.math.Rotation;
import org.cryosgd.testimages.Samples;
import org.ejml.data.DMatrix3x3;
import org.junit.jupiter.api.Test;

class CandidateTest {
    private static final DMatrix3x3 A = Samples.rotations(1, 4).get(0);

    private static Candidate candidate(double score, double... spread) {
        return new Candidate(A, 0, 0, score, spread);
    }

    @Test
    void weightsAreProbabilitiesOfThoseThatAreLikely() {
        Candidate[] found = {candidate(7), candidate(7 + Math.log(0.5)), candidate(7 + Math.log(0.04))};
        assertArrayEquals(new double[] {2 / 3.0, 1 / 3.0}, Candidate.weights(found), 1e-12);
    }

    /** A normal distribution of three independent angles: (2π)^(3/2) σ₁ σ₂ σ₃ times the maximum, but for that constant. */
    @Test
    void theEvidenceIsTheIntegralOfTheLikelihood() {
        Candidate a = candidate(50, 0.1, 0.2, 0.3);
        assertEquals(50 + Math.log(0.006), Candidate.logEvidence(new Candidate[] {a}), 1e-12);
        Candidate b = candidate(50 + Math.log(0.5), 0.2, 0.2, 0.3);
        assertEquals(50 + Math.log(0.012), Candidate.logEvidence(new Candidate[] {a, b}), 1e-12);
    }

    /** All corners have the covariance of independent angles, and each pair has the middle as its mean. */
    @Test
    void theCornersHaveTheSpreadAsStandardDeviation() {
        Candidate c = candidate(0, 0.01, 0.02, 0.03);
        double[][] covariance = new double[3][3];
        for (int pair = 0; pair < Candidate.PAIRS; pair++) {
            double[] first = Rotation.vector(c.corners(pair).get(0), A);
            double[] second = Rotation.vector(c.corners(pair).get(1), A);
            for (int i = 0; i < 3; i++) {
                assertEquals(-first[i], second[i], 1e-12);
                for (int j = 0; j < 3; j++)
                    covariance[i][j] += (first[i] * first[j] + second[i] * second[j]) / (2 * Candidate.PAIRS);
            }
        }
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++)
                assertEquals(i == j ? c.spread()[i] * c.spread()[i] : 0, covariance[i][j], 1e-12);
    }
}
