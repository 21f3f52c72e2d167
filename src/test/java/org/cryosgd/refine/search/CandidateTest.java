/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.cryosgd.testimages.Samples;
import org.ejml.data.DMatrix3x3;
import org.ejml.dense.fixed.CommonOps_DDF3;
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

    @Test
    void thePointsWithinHaveTheSpreadAsStandardDeviation() {
        Candidate c = candidate(0, 0.01, 0.02, 0.03);
        double[] squares = new double[3];
        for (DMatrix3x3 turned : c.within()) {
            DMatrix3x3 by = new DMatrix3x3();
            CommonOps_DDF3.multTransB(turned, A, by);
            squares[0] += by.a32 * by.a32 / 6;
            squares[1] += by.a13 * by.a13 / 6;
            squares[2] += by.a21 * by.a21 / 6;
        }
        // sin α is α (1 − α²/6), and α at most 0.03 √3
        for (int axis = 0; axis < 3; axis++)
            assertEquals(c.spread()[axis], Math.sqrt(squares[axis]), 5e-4 * c.spread()[axis]);
    }
}
