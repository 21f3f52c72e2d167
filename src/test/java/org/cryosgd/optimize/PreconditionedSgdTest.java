/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.objective.HessianDiagonal;
import org.cryosgd.optimize.precondition.GivenDiagonal;
import org.cryosgd.optimize.precondition.NoPreconditioner;
import org.cryosgd.optimize.precondition.ObservedDiagonal;
import org.cryosgd.optimize.precondition.Preconditioner;
import org.cryosgd.optimize.step.Decaying;
import org.cryosgd.optimize.step.Fixed;
import org.cryosgd.optimize.step.LineSearch;
import org.cryosgd.optimize.step.StepRule;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.testimages.Samples;
import org.cryosgd.testimages.SmallProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PreconditionedSgdTest {
    private static final int COUNT = 40;
    private static final double LAMBDA = 0.02;

    private static SmallProblem problem(Interpolation interpolation) throws IOException {
        float[] volume = Samples.volume(new HalfCube(SmallProblem.RADIUS), 1);
        return new SmallProblem(SmallProblem.particles(volume, interpolation, COUNT, 1, 2), interpolation, LAMBDA);
    }

    /** Every preconditioner. */
    private enum Kind {
        NONE,
        GIVEN,
        HUTCHINSON,
        EXACT
    }

    private record SgdOptions(Kind kind, StepRule step, int batchSize, double decay, double threshold, long seed) {}

    private static PreconditionedSgd sgd(SmallProblem problem, float[] start, float[] diagonal, SgdOptions o) {
        return sgd(problem, start, diagonal, UnaryOperator.identity(), o);
    }

    private static PreconditionedSgd sgd(
            SmallProblem problem, float[] start, float[] diagonal, UnaryOperator<float[]> constraint, SgdOptions o) {
        Preconditioner preconditioner =
                switch (o.kind) {
                    case NONE -> new NoPreconditioner(problem.objective);
                    case GIVEN -> new GivenDiagonal(problem.objective, withRidge(problem, diagonal), o.threshold);
                    case HUTCHINSON -> ObservedDiagonal.hutchinson(problem.objective, o.decay, o.threshold);
                    case EXACT -> ObservedDiagonal.exact(problem.objective, o.decay, o.threshold);
                };
        Batches batches = Batches.ofSize(problem.numbers, o.batchSize);
        return new PreconditionedSgd(problem.objective, batches, start, preconditioner, o.step, constraint, o.seed);
    }

    private static float[] withRidge(SmallProblem problem, float[] diagonal) {
        float[] sum = diagonal.clone();
        problem.cube.forEach((i, shell) -> sum[i] += problem.ridge[shell]);
        return sum;
    }

    /** diag(H) without the ridge. */
    private static float[] given(SmallProblem problem) {
        float[] diagonal = HessianDiagonal.exact(problem.objective, problem.all);
        problem.cube.forEach((i, shell) -> diagonal[i] -= problem.ridge[shell]);
        return diagonal;
    }

    /** Where H is diagonal and known, the step of 1 over all images is Newton's. */
    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"GIVEN", "EXACT", "HUTCHINSON"})
    void oneStepWithTheWholeDiagonalIsTheSolution(Kind preconditioner) throws IOException {
        try (SmallProblem problem = problem(Interpolation.NEAREST)) {
            SgdOptions options = new SgdOptions(preconditioner, new Fixed(1), COUNT, 0, 0, 1);
            float[] start = Samples.volume(problem.cube, 5);
            PreconditionedSgd sgd = sgd(problem, start, given(problem), options);
            Epoch epoch = sgd.epoch(ProgressMonitor.NONE);
            assertTrue(epoch.complete());
            assertEquals(1, epoch.step());
            // sums over some hundred points rounded to 6e-8, divided by D of which the smallest is λ
            assertEquals(0, problem.distance(sgd.volume(), problem.direct()), 1e-4);
        }
    }

    /** With β, D starts at the mean of 1/σ² and approaches what is observed: D = β D + (1 − β) D_avg. */
    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"EXACT", "HUTCHINSON"})
    void theObservedDiagonalIsBlendedIn(Kind preconditioner) throws IOException {
        try (SmallProblem problem = problem(Interpolation.NEAREST)) {
            float[] exact = HessianDiagonal.exact(problem.objective, problem.all);
            SgdOptions options = new SgdOptions(preconditioner, new Fixed(1), COUNT, 0.9, 0, 1);
            PreconditionedSgd sgd = sgd(problem, problem.zero(), null, options);
            for (int epoch = 1; epoch <= 3; epoch++) {
                sgd.epoch(ProgressMonitor.NONE);
                double start = Math.pow(0.9, epoch);
                // every observation of all images is the same where H is diagonal
                problem.cube.forEach((i, shell) ->
                        assertEquals(start + (1 - start) * exact[i], sgd.diagonal()[i], 1e-5, "voxel " + i));
            }
        }
    }

    /** Line searches on all images go down to the minimum, whatever divides the gradient. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void lineSearchesConvergeToTheSolution(Kind preconditioner) throws IOException {
        try (SmallProblem problem = problem(Interpolation.NEAREST)) {
            boolean plain = preconditioner == Kind.NONE;
            StepRule rule = new LineSearch(plain ? 200 : 10, plain ? 2 : 1.2, 0.5);
            SgdOptions options = new SgdOptions(preconditioner, rule, COUNT, plain ? 0 : 0.5, 0.001, 1);
            PreconditionedSgd sgd = sgd(problem, problem.zero(), given(problem), options);
            float[] direct = problem.direct();
            double least = problem.objective.value(direct, problem.all);
            double start = problem.objective.value(problem.zero(), problem.all) - least;
            double before = Double.POSITIVE_INFINITY;
            // diag(H) is between λ and some 0.5, κ = 25: steps of the inverse largest leave (1 − 1/25)^(2 epochs) of F
            for (int epoch = 0; epoch < (plain ? 200 : 40); epoch++) {
                double loss = sgd.epoch(ProgressMonitor.NONE).loss();
                // rounding of F
                assertTrue(loss <= before * (1 + 1e-6), "went up in epoch " + epoch);
                before = loss;
            }
            // F as a float sum
            double left = problem.objective.value(sgd.volume(), problem.all) - least;
            assertEquals(0, left / start, 1e-5);
            assertEquals(0, problem.distance(sgd.volume(), direct), 0.01);
        }
    }

    /**
     * Mini-batches pull towards their own solutions; steps of 1/t average them. The error of the mean falls like 1/t when
     * the images come without repetition, from 1 at the start.
     */
    @Test
    void decayingStepsAverageTheMiniBatches() throws IOException {
        try (SmallProblem problem = problem(Interpolation.NEAREST)) {
            SgdOptions options = new SgdOptions(Kind.GIVEN, new Decaying(1), COUNT / 4, 0, 0, 1);
            PreconditionedSgd sgd = sgd(problem, problem.zero(), given(problem), options);
            float[] direct = problem.direct();
            sgd.epoch(ProgressMonitor.NONE);
            double one = problem.distance(sgd.volume(), direct);
            double change = Double.POSITIVE_INFINITY;
            for (int epoch = 2; epoch <= 32; epoch++)
                change = sgd.epoch(ProgressMonitor.NONE).change();
            double many = problem.distance(sgd.volume(), direct);
            // 32 times the steps; 1/16 leaves room for the order of the batches
            assertTrue(many < one / 16, one + " after one epoch, " + many + " after 32");
            assertTrue(change < 0.1, "the last epoch still changed the map by " + change + " of its noise");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theSameSeedGivesTheSameVolumeBitForBit(Kind preconditioner) throws IOException {
        try (SmallProblem problem = problem(Interpolation.TRILINEAR)) {
            float[][] found = new float[3][];
            for (int i = 0; i < 3; i++) {
                StepRule rule = new LineSearch(1, 1.2, 0.99);
                SgdOptions options = new SgdOptions(preconditioner, rule, 7, 0.9, 0.01, i < 2 ? 1 : 2);
                PreconditionedSgd sgd = sgd(problem, problem.zero(), given(problem), options);
                sgd.epoch(ProgressMonitor.NONE);
                sgd.epoch(ProgressMonitor.NONE);
                found[i] = sgd.volume();
            }
            assertArrayEquals(found[0], found[1]);
            assertFalse(Arrays.equals(found[0], found[2]), "another seed");
        }
    }

    /** D̂ = max(|D|, α): a diagonal that is wrongly tiny or negative moves a voxel by no more than η/α. */
    @Test
    void theThresholdHoldsTheStepWhereTheDiagonalIsTiny() throws IOException {
        try (SmallProblem problem = problem(Interpolation.NEAREST)) {
            float[] gradient = problem.zero();
            problem.objective.gradient(problem.zero(), problem.all, gradient);
            float[] wrong = given(problem);
            int tiny = problem.cube.index(3, 1, -2);
            int negative = problem.cube.index(2, -2, 2);
            int good = problem.cube.index(1, 1, 0);
            // the ridge is added to what is given
            wrong[tiny] = (float) (1e-7 - LAMBDA);
            wrong[negative] = (float) (-0.4 - LAMBDA);
            for (double alpha : new double[] {0, 0.05}) {
                SgdOptions options = new SgdOptions(Kind.GIVEN, new Fixed(1), COUNT, 0, alpha, 1);
                PreconditionedSgd sgd = sgd(problem, problem.zero(), wrong, options);
                sgd.epoch(ProgressMonitor.NONE);
                float[] v = sgd.volume();
                double atTiny = Math.max(alpha, wrong[tiny] + (float) LAMBDA);
                // float rounding of a quotient and of the sums of a gradient
                assertEquals(-gradient[2 * tiny] / atTiny, v[2 * tiny], 1e-4 * Math.abs(v[2 * tiny]));
                assertEquals(-gradient[2 * negative] / 0.4, v[2 * negative], 1e-4 * Math.abs(v[2 * negative]));
                double atGood = wrong[good] + LAMBDA;
                assertEquals(-gradient[2 * good] / atGood, v[2 * good], 1e-4 * Math.abs(v[2 * good]));
                assertTrue(atGood > 0.05, "chosen above the threshold");
            }
        }
    }

    /** η grows before each step, is halved until it is accepted and starts again at its largest in each epoch. */
    @Test
    void theStepReturnsToItsLargestInEachEpoch() throws IOException {
        try (SmallProblem problem = problem(Interpolation.NEAREST)) {
            // so small that every step is accepted: 4 batches multiply it by 1.2 each
            StepRule rule = new LineSearch(1e-4, 1.2, 0.9);
            SgdOptions options = new SgdOptions(Kind.GIVEN, rule, COUNT / 4, 0, 0, 1);
            PreconditionedSgd sgd = sgd(problem, problem.zero(), given(problem), options);
            for (int epoch = 0; epoch < 2; epoch++)
                assertEquals(
                        1e-4 * Math.pow(1.2, 4), sgd.epoch(ProgressMonitor.NONE).step(), 1e-16);
        }
    }

    @Test
    void everyImageIsUsedOnceInAnEpoch() throws IOException {
        try (SmallProblem problem = problem(Interpolation.NEAREST)) {
            SgdOptions options = new SgdOptions(Kind.NONE, new Fixed(0.1), 7, 0, 0, 1);
            PreconditionedSgd sgd = sgd(problem, problem.zero(), null, options);
            long before = problem.objective.imagesRead();
            sgd.epoch(ProgressMonitor.NONE);
            assertEquals(COUNT, problem.objective.imagesRead() - before);
            // 40 images by 7: 6 batches of 6 or 7, whose mean loss at a step that hardly moves is that of all
            SgdOptions still = new SgdOptions(Kind.NONE, new Fixed(1e-9), 8, 0, 0, 1);
            double loss = sgd(problem, problem.zero(), null, still)
                    .epoch(ProgressMonitor.NONE)
                    .loss();
            double all = problem.objective.value(problem.zero(), problem.all);
            assertEquals(all, loss, 1e-6 * all);
        }
    }

    @Test
    void aStopEndsTheEpochAndKeepsTheVolume() throws IOException {
        try (SmallProblem problem = problem(Interpolation.NEAREST)) {
            int[] asked = {0};
            ProgressMonitor stopsAfterTwo = new ProgressMonitor() {
                @Override
                public boolean stopped() {
                    return ++asked[0] > 2;
                }
            };
            SgdOptions options = new SgdOptions(Kind.GIVEN, new Decaying(1), 10, 0, 0, 1);
            PreconditionedSgd sgd = sgd(problem, problem.zero(), given(problem), options);
            long before = problem.objective.imagesRead();
            Epoch epoch = sgd.epoch(stopsAfterTwo);
            assertFalse(epoch.complete());
            assertEquals(20, problem.objective.imagesRead() - before);
            assertTrue(problem.cube.dot(sgd.volume(), sgd.volume()) > 0);
        }
    }

    @Test
    void theConstraintIsAppliedAfterEachEpoch() throws IOException {
        try (SmallProblem problem = problem(Interpolation.NEAREST)) {
            float[] constrained = Samples.volume(problem.cube, 9);
            SgdOptions options = new SgdOptions(Kind.GIVEN, new Decaying(1), 10, 0, 0, 1);
            PreconditionedSgd sgd = sgd(problem, problem.zero(), given(problem), v -> constrained.clone(), options);
            sgd.epoch(ProgressMonitor.NONE);
            assertArrayEquals(constrained, sgd.volume());
        }
    }

    @Test
    void optionsThatMeanNothingAreRefused() throws IOException {
        assertThrows(IllegalArgumentException.class, () -> Batches.ofSize(new int[5], 0));
        assertThrows(IllegalArgumentException.class, () -> Batches.ofCount(new int[5], 0));
        try (SmallProblem problem = problem(Interpolation.NEAREST)) {
            assertThrows(IllegalArgumentException.class, () -> ObservedDiagonal.exact(problem.objective, 1, 0));
            assertThrows(IllegalArgumentException.class, () -> ObservedDiagonal.hutchinson(problem.objective, 0.9, -1));
            assertThrows(
                    IllegalArgumentException.class, () -> new GivenDiagonal(problem.objective, given(problem), -1));
        }
    }

    /** After a retreat v is that of the beginning of the epoch, and steps are half as long; a line search and fixed steps have no others. */
    @Test
    void aRetreatGoesBackAndHalvesTheSteps() throws IOException {
        try (SmallProblem problem = problem(Interpolation.NEAREST)) {
            float[] start = Samples.volume(problem.cube, 5);
            PreconditionedSgd sgd = sgd(
                    problem,
                    start.clone(),
                    given(problem),
                    new SgdOptions(Kind.GIVEN, new Decaying(2), COUNT, 0, 0, 1));
            sgd.epoch(ProgressMonitor.NONE);
            assertFalse(Arrays.equals(start, sgd.volume()));
            assertTrue(sgd.retreat());
            assertArrayEquals(start, sgd.volume());
            // the second step of 1/(4 + t − 1)
            assertEquals(0.2, sgd.epoch(ProgressMonitor.NONE).step(), 1e-12);
            PreconditionedSgd searching = sgd(
                    problem,
                    start.clone(),
                    given(problem),
                    new SgdOptions(Kind.GIVEN, new LineSearch(10, 1.2, 0.99), COUNT, 0, 0, 1));
            searching.epoch(ProgressMonitor.NONE);
            assertFalse(searching.retreat());
        }
    }
}
