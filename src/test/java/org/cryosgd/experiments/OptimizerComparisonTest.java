/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.objective.SmallProblem;
import org.cryosgd.particles.Normalise;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Preparation;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Samples;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.reconstruct.ModelOptions;
import org.cryosgd.reconstruct.Steps;
import org.junit.jupiter.api.Test;

class OptimizerComparisonTest {
    private static final int COUNT = 120;

    private static ParticleSet particles() {
        float[] volume = Samples.volume(new HalfCube(SmallProblem.RADIUS), 1);
        return SmallProblem.particles(volume, Interpolation.NEAREST, COUNT, 1, 2);
    }

    private static OptimizerComparison comparison(Contender... methods) {
        ModelOptions model = new ModelOptions(
                true, true, Interpolation.NEAREST, 1, SmallProblem.RADIUS, 0.02, false, false, Symmetry.NONE);
        Preparation preparation = new Preparation(Normalise.NONE, false, 0);
        return new OptimizerComparison(new ComparisonOptions(
                preparation, model, List.of(methods), 4, 40, Steps.LINESEARCH, 0.99, 0.9, 1, 0.1, 1, 50, null, 3, 0));
    }

    /** Where H is diagonal, one iteration of preconditioned conjugate gradients is the minimum. */
    @Test
    void theMinimumIsTheReference() throws IOException {
        ComparisonResult result =
                comparison(Contender.of("pcg"), Contender.of("sgd")).run(particles(), ProgressMonitor.NONE);
        assertTrue(result.complete());
        assertEquals(10, result.points().size());
        ComparisonResult.Point first = result.points().get(1);
        assertEquals(1, first.epoch());
        for (int shell = 1; shell <= SmallProblem.RADIUS; shell++) assertEquals(1, first.fsc()[shell], 1e-4);
        // a sum of floats
        assertEquals(result.minimum(), first.loss(), 1e-5 * result.minimum());
        double last = Double.POSITIVE_INFINITY;
        for (ComparisonResult.Point point : result.points().subList(5, 10)) {
            assertEquals(Contender.of("sgd"), point.method());
            assertTrue(point.loss() < last, "epoch " + point.epoch());
            last = point.loss();
        }
    }

    /** At the minimum the gradient is nothing but the difference of the batches. */
    @Test
    void theVarianceIsThatOfTheBatches() throws IOException {
        ComparisonResult result = comparison(Contender.of("pcg")).run(particles(), ProgressMonitor.NONE);
        ComparisonResult.Point end = result.points().get(4);
        assertTrue(end.gradientNorm() * end.gradientNorm() < 1e-4 * end.batchVariance());
        assertTrue(end.batchVariance() > 0);
    }

    @Test
    void aStopKeepsTheEpochsBefore() throws IOException {
        int[] fitted = {0};
        ProgressMonitor monitor = new ProgressMonitor() {
            @Override
            public void at(long done, long total, String what) {
                if (what.equals("Fitting")) fitted[0]++;
            }

            @Override
            public boolean stopped() {
                return fitted[0] > 4;
            }
        };
        ComparisonResult result =
                comparison(Contender.of("sgd"), Contender.of("pcg")).run(particles(), monitor);
        assertFalse(result.complete());
        // three batches an epoch: stopped in the second
        assertEquals(2, result.points().size());
    }

    @Test
    void aStopBeforeTheFirstEpochSaysSo() {
        ProgressMonitor monitor = new ProgressMonitor() {
            private boolean minimum;

            @Override
            public void at(long done, long total, String what) {
                minimum |= what.equals("Minimum");
            }

            @Override
            public boolean stopped() {
                return minimum;
            }
        };
        assertThrows(CancellationException.class, () -> comparison(Contender.of("sgd"))
                .run(particles(), monitor));
    }
}
