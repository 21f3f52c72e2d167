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
import java.util.function.UnaryOperator;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.State;
import org.cryosgd.objective.HessianDiagonal;
import org.cryosgd.optimize.precondition.NoPreconditioner;
import org.cryosgd.optimize.step.ExactMinimizer;
import org.cryosgd.optimize.step.LineSearch;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.testimages.Samples;
import org.cryosgd.testimages.SmallProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every yardstick goes to the one minimum of the objective. */
class YardsticksTest {
    private static final int COUNT = 40;
    private static final double LAMBDA = 0.02;

    private static SmallProblem problem(Interpolation interpolation) throws IOException {
        float[] volume = Samples.volume(new HalfCube(SmallProblem.RADIUS), 1);
        return new SmallProblem(SmallProblem.particles(volume, interpolation, COUNT, 1, 2), interpolation, LAMBDA);
    }

    private static float[] start(SmallProblem problem) {
        return problem.cube.randomNormal(5);
    }

    private static void run(Optimizer optimizer, int iterations) {
        for (int i = 0; i < iterations; i++) optimizer.epoch(ProgressMonitor.NONE);
    }

    private static double gradientNorm(SmallProblem problem, float[] v) {
        float[] gradient = problem.zero();
        problem.objective.gradient(v, problem.all, gradient);
        return Math.sqrt(problem.cube.dot(gradient, gradient));
    }

    /** κ ≤ 1/λ = 50 here, and CG shrinks the error by (√κ − 1)/(√κ + 1) = 0.75 per iteration: 0.75⁴⁰ = 1e-5. */
    @Test
    void conjugateGradientsConvergeToTheDirectSolution() throws IOException {
        try (SmallProblem problem = problem(Interpolation.NEAREST)) {
            ConjugateGradients cg = new ConjugateGradients(problem.objective, problem.all, start(problem), null);
            run(cg, 40);
            assertEquals(0, problem.distance(cg.volume(), problem.direct()), 1e-4);
        }
    }

    @Test
    void lbfgsConvergesToTheDirectSolution() throws IOException {
        try (SmallProblem problem = problem(Interpolation.NEAREST)) {
            Lbfgs lbfgs = new Lbfgs(problem.objective, problem.all, start(problem), 5);
            run(lbfgs, 40);
            assertEquals(0, problem.distance(lbfgs.volume(), problem.direct()), 1e-4);
        }
    }

    /** Where H is diagonal, D⁻¹H is the identity. */
    @Test
    void oneIterationWithTheExactDiagonalIsTheSolution() throws IOException {
        try (SmallProblem problem = problem(Interpolation.NEAREST)) {
            float[] diagonal = HessianDiagonal.exact(problem.objective, problem.all);
            ConjugateGradients cg = new ConjugateGradients(problem.objective, problem.all, start(problem), diagonal);
            run(cg, 1);
            // sums over some hundred points rounded to 6e-8, divided by D of which the smallest is λ
            assertEquals(0, problem.distance(cg.volume(), problem.direct()), 1e-4);
        }
    }

    /** With exact steps on a quadratic function the iterates of L-BFGS are those of conjugate gradients. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10})
    void lbfgsWalksThePathOfConjugateGradients(int memory) throws IOException {
        try (SmallProblem problem = problem(Interpolation.TRILINEAR)) {
            ConjugateGradients cg = new ConjugateGradients(problem.objective, problem.all, start(problem), null);
            Lbfgs lbfgs = new Lbfgs(problem.objective, problem.all, start(problem), memory);
            for (int i = 0; i < 8; i++) {
                cg.epoch(ProgressMonitor.NONE);
                lbfgs.epoch(ProgressMonitor.NONE);
                // rounding of 1e-7 per pass, which the lost conjugacy multiplies
                assertEquals(0, problem.distance(lbfgs.volume(), cg.volume()), 1e-4, "iteration " + i);
            }
        }
    }

    @Test
    void withInterpolationAllEndAtOneMapWithoutGradient() throws IOException {
        try (SmallProblem problem = problem(Interpolation.TRILINEAR)) {
            float[] diagonal = HessianDiagonal.exact(problem.objective, problem.all);
            ConjugateGradients pcg = new ConjugateGradients(problem.objective, problem.all, start(problem), diagonal);
            ConjugateGradients cg = new ConjugateGradients(problem.objective, problem.all, start(problem), null);
            Lbfgs lbfgs = new Lbfgs(problem.objective, problem.all, start(problem), 10);
            run(pcg, 60);
            run(cg, 100);
            run(lbfgs, 100);
            assertEquals(0, problem.distance(cg.volume(), pcg.volume()), 1e-3);
            assertEquals(0, problem.distance(lbfgs.volume(), pcg.volume()), 1e-3);
            double first = gradientNorm(problem, start(problem));
            assertTrue(gradientNorm(problem, pcg.volume()) < 1e-5 * first);
        }
    }

    /** Steepest descent over all images. */
    @Test
    void theMinimiserAlongTheGradientIsTheFirstIterationOfConjugateGradients() throws IOException {
        try (SmallProblem problem = problem(Interpolation.TRILINEAR)) {
            ConjugateGradients cg = new ConjugateGradients(problem.objective, problem.all, start(problem), null);
            cg.epoch(ProgressMonitor.NONE);
            PreconditionedSgd sgd = new PreconditionedSgd(
                    problem.objective,
                    Batches.ofSize(problem.numbers, COUNT),
                    start(problem),
                    new NoPreconditioner(problem.objective),
                    new ExactMinimizer(),
                    UnaryOperator.identity(),
                    1);
            sgd.epoch(ProgressMonitor.NONE);
            assertEquals(0, problem.distance(sgd.volume(), cg.volume()), 1e-5);
        }
    }

    /** An iteration is one pass; the start is another. */
    @Test
    void passesAreCounted() throws IOException {
        try (SmallProblem problem = problem(Interpolation.NEAREST)) {
            long before = problem.objective.imagesRead();
            run(new Lbfgs(problem.objective, problem.all, start(problem), 5), 3);
            assertEquals(before + 4 * COUNT, problem.objective.imagesRead());
            run(new ConjugateGradients(problem.objective, problem.all, start(problem), null), 3);
            assertEquals(before + 8 * COUNT, problem.objective.imagesRead());
        }
    }

    private static Oasis oasis(SmallProblem problem, double eta, boolean adaptive) {
        return new Oasis(
                problem.objective, Batches.ofSize(problem.numbers, COUNT), start(problem), 0.95, 0, eta, adaptive, 7);
    }

    /** With all images in a batch and H diagonal, one probe is exact and the rate 1 is Newton's. */
    @Test
    void oasisAtRateOneIsNewtonWhereTheHessianIsDiagonal() throws IOException {
        try (SmallProblem problem = problem(Interpolation.NEAREST)) {
            Oasis oasis = oasis(problem, 1, false);
            assertTrue(oasis.epoch(ProgressMonitor.NONE).complete());
            assertEquals(0, problem.distance(oasis.volume(), problem.direct()), 1e-4);
        }
    }

    /** There the curvature in the norm of D̂ is 1, so that the adaptive rate goes to ½ and the error halves. */
    @Test
    void theAdaptiveRateFindsTheCurvature() throws IOException {
        try (SmallProblem problem = problem(Interpolation.NEAREST)) {
            Oasis oasis = oasis(problem, 1e-2, true);
            for (int i = 0; i < 5; i++) oasis.epoch(ProgressMonitor.NONE);
            // rounding of the gradients' difference
            assertEquals(0.5, oasis.eta(), 1e-2);
            for (int i = 0; i < 15; i++) oasis.epoch(ProgressMonitor.NONE);
            assertEquals(0, problem.distance(oasis.volume(), problem.direct()), 1e-4);
        }
    }

    @Test
    void aStopEndsAnEpochOfOasis() throws IOException {
        try (SmallProblem problem = problem(Interpolation.NEAREST)) {
            Oasis oasis = oasis(problem, 1, false);
            ProgressMonitor stop = new ProgressMonitor() {
                @Override
                public boolean stopped() {
                    return true;
                }
            };
            assertFalse(oasis.epoch(stop).complete());
            assertEquals(0, problem.distance(oasis.volume(), start(problem)));
        }
    }

    /** Whatever the optimizer, epochs after a restored state are those of a run that was not interrupted, bit for bit. */
    @ParameterizedTest
    @EnumSource(Method.class)
    void aRestoredStateGoesOnBitForBit(Method method) throws IOException {
        try (SmallProblem problem = problem(Interpolation.TRILINEAR)) {
            Optimizer whole = method.create(setup(problem));
            for (int epoch = 0; epoch < 4; epoch++) whole.epoch(ProgressMonitor.NONE);
            Optimizer first = method.create(setup(problem));
            first.epoch(ProgressMonitor.NONE);
            first.epoch(ProgressMonitor.NONE);
            State saved = copy(first.state());
            Optimizer rest = method.create(setup(problem));
            rest.restore(saved);
            rest.epoch(ProgressMonitor.NONE);
            rest.epoch(ProgressMonitor.NONE);
            assertArrayEquals(whole.volume(), rest.volume());
            assertThrows(IllegalArgumentException.class, () -> rest.restore(new State(new double[0], new float[0][])));
        }
    }

    private static State copy(State state) {
        float[][] volumes = new float[state.volumes().length][];
        for (int v = 0; v < volumes.length; v++)
            volumes[v] = state.volumes()[v] == null ? null : state.volumes()[v].clone();
        return new State(state.numbers().clone(), volumes);
    }

    private static Setup setup(SmallProblem problem) {
        return new Setup(
                problem.objective,
                problem.numbers,
                COUNT / 4,
                start(problem),
                () -> HessianDiagonal.exact(problem.objective, problem.all),
                UnaryOperator.identity(),
                UnaryOperator.identity(),
                27.0 / 8,
                new LineSearch(10, 1.2, 0.9),
                true,
                0.5,
                () -> 0.001,
                0.1,
                3);
    }

    /** Every optimizer that is listed makes F smaller. */
    @ParameterizedTest
    @EnumSource(Method.class)
    void everyMethodFits(Method method) throws IOException {
        try (SmallProblem problem = problem(Interpolation.TRILINEAR)) {
            Optimizer optimizer = method.create(setup(problem));
            double before = problem.objective.value(optimizer.volume(), problem.all);
            double least = problem.objective.value(problem.direct(), problem.all);
            for (int epoch = 0; epoch < 10; epoch++) optimizer.epoch(ProgressMonitor.NONE);
            double after = problem.objective.value(optimizer.volume(), problem.all);
            assertTrue(after - least < 0.5 * (before - least), method + ": " + before + " to " + after);
            assertEquals(method, Method.of(method.label()));
        }
    }
}
