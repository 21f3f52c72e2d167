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
import org.cryosgd.images.Batch;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.particles.Normalise;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Preparation;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.reconstruct.options.ModelOptions;
import org.cryosgd.reconstruct.options.Steps;
import org.cryosgd.testimages.Samples;
import org.cryosgd.testimages.SmallProblem;
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

    /**
     * At the minimum the gradient is nothing but the difference of the batches. The mean of n of N images, drawn without
     * replacement, varies by (1 − n/N)/n · N/(N − 1) of what one image does.
     */
    @Test
    void theVarianceIsThatOfTheBatches() throws IOException {
        ComparisonResult result = comparison(Contender.of("pcg")).run(particles(), ProgressMonitor.NONE);
        ComparisonResult.Point end = result.points().get(4);
        assertTrue(end.gradientNorm() * end.gradientNorm() < 1e-4 * end.batchVariance());
        try (SmallProblem problem = new SmallProblem(particles(), Interpolation.NEAREST, 0.02)) {
            float[] minimum = problem.direct();
            float[] gradient = problem.zero();
            double[] variance = new double[problem.cube.size()];
            double one = 0;
            for (int i : problem.numbers) {
                problem.objective.gradient(minimum, Batch.of(i), gradient);
                one += problem.cube.dot(gradient, gradient) / COUNT;
                for (int j = 0; j < variance.length; j++)
                    variance[j] += (Math.pow(gradient[2 * j], 2) + Math.pow(gradient[2 * j + 1], 2)) / COUNT;
            }
            double[] sums = new double[2];
            problem.cube.forEach((j, shell) -> {
                sums[0] += variance[j];
                sums[1] += variance[j] * variance[j];
            });
            double expected = one * (1 - 40.0 / COUNT) / 40 * COUNT / (COUNT - 1);
            // two of the three batches are independent, and each voxel of the half cube has two normal numbers
            double deviation = Math.sqrt(sums[1] / (2 * sums[0] * sums[0]));
            assertEquals(expected, end.batchVariance(), 4 * deviation * expected);
        }
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
