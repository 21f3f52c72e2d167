/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.cryosgd.assess.Masks;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.objective.HessianDiagonal;
import org.cryosgd.objective.SignalPrior;
import org.cryosgd.optimize.precondition.GivenDiagonal;
import org.cryosgd.optimize.precondition.GriddedDiagonal;
import org.cryosgd.optimize.step.Decaying;
import org.cryosgd.projection.FourierVolume;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.testimages.Samples;
import org.cryosgd.testimages.SmallProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GriddingTest {
    private static final int BOX = SmallProblem.BOX;
    private static final double LARGEST = SignalPrior.largestEigenvalue(Interpolation.TRILINEAR);

    private static SmallProblem problem(Interpolation interpolation, int count, double lambda) throws IOException {
        float[] volume = Samples.volume(new HalfCube(SmallProblem.RADIUS), 1);
        return new SmallProblem(SmallProblem.particles(volume, interpolation, count, 1, 2), interpolation, lambda);
    }

    private static GriddedDiagonal gridded(SmallProblem problem, Interpolation interpolation, float[] diagonal) {
        FourierVolume maps = new FourierVolume(problem.cube, interpolation, 1, BOX);
        return new GriddedDiagonal(
                problem.objective, diagonal, SignalPrior.largestEigenvalue(interpolation), maps::ungridded);
    }

    private static float[] apply(GriddedDiagonal preconditioner, float[] v) {
        float[] out = new float[v.length];
        preconditioner.apply(v, out);
        return out;
    }

    /** ⟨a, P b⟩ = ⟨P a, b⟩, and ⟨a, P a⟩ > 0. */
    @Test
    void itIsSymmetricAndPositive() throws IOException {
        try (SmallProblem problem = problem(Interpolation.TRILINEAR, 40, 0.02)) {
            float[] diagonal = HessianDiagonal.exact(problem.objective, problem.all);
            GriddedDiagonal p = gridded(problem, Interpolation.TRILINEAR, diagonal);
            float[] a = problem.cube.randomNormal(1);
            float[] b = problem.cube.randomNormal(2);
            double ab = problem.cube.dot(a, apply(p, b));
            double ba = problem.cube.dot(apply(p, a), b);
            double aa = problem.cube.dot(a, apply(p, a));
            // sums of some thousand products, each rounded to 1e-6 of its size
            assertEquals(ab, ba, 1e-4 * aa);
            assertTrue(aa > 0);
        }
    }

    /**
     * With D = 3 everywhere and no ridge H multiplies the map by 3 g; within a quarter of the box from the middle P takes that
     * back. With a ridge and no D, P divides by the ridge.
     */
    @Test
    void itIsTheInverseWhereDIsTheSameEverywhere() throws IOException {
        try (SmallProblem problem = problem(Interpolation.TRILINEAR, 2, 0)) {
            FourierVolume maps = new FourierVolume(problem.cube, Interpolation.TRILINEAR, 1, BOX);
            // a smooth blob, so that nothing of it is beyond the ball of frequencies or the middle of the box
            float[] map = new float[BOX * BOX * BOX];
            float[] times = new float[map.length];
            for (int z = 0, i = 0; z < BOX; z++)
                for (int y = 0; y < BOX; y++)
                    for (int x = 0; x < BOX; x++, i++) {
                        double r2 = Math.pow(x - BOX / 2, 2) + Math.pow(y - BOX / 2, 2) + Math.pow(z - BOX / 2, 2);
                        map[i] = (float) Math.exp(-r2 / 4);
                        times[i] = (float) (3 * map[i] * g(x) * g(y) * g(z));
                    }
            float[] v = transform(maps, map);
            float[] hv = transform(maps, times);
            float[] diagonal = new float[problem.cube.size()];
            Arrays.fill(diagonal, 3);
            float[] back = apply(gridded(problem, Interpolation.TRILINEAR, diagonal), hv);
            // beyond radius 7 the transform is below exp(−¾(2π7/16)²) = 0.3 % of its middle, beyond x = 4 the map below
            // 0.5 %
            assertEquals(0, problem.distance(back, v), 0.005);

            problem.objective.setRidge(filled(problem.ridge.length, 3));
            float[] divided = apply(gridded(problem, Interpolation.TRILINEAR, diagonal), v);
            for (int i = 0; i < v.length; i++) divided[i] *= 3;
            assertEquals(0, problem.distance(divided, v), 1e-6);
        }
    }

    private static double g(int voxel) {
        return Interpolation.TRILINEAR.gridding((voxel - BOX / 2) / (double) BOX);
    }

    private static float[] transform(FourierVolume maps, float[] voxels) {
        float[] empty = maps.fromMap(new Volume(BOX, 1, new float[voxels.length]));
        return maps.edited(empty, own -> System.arraycopy(voxels, 0, own, 0, own.length));
    }

    private static float[] filled(int length, float value) {
        float[] values = new float[length];
        Arrays.fill(values, value);
        return values;
    }

    /** As a reconstruction makes it: the map is held within the ball in the box. */
    private static Gridding optimizer(SmallProblem problem, Interpolation interpolation) {
        float[] diagonal = HessianDiagonal.exact(problem.objective, problem.all);
        GriddedDiagonal p = gridded(problem, interpolation, diagonal);
        FourierVolume maps = new FourierVolume(problem.cube, interpolation, 1, BOX);
        float[] ball = Masks.insideBox(BOX, 1).voxels();
        UnaryOperator<float[]> constraint =
                interpolation == Interpolation.NEAREST ? UnaryOperator.identity() : v -> maps.masked(v, ball);
        float[] gradient = problem.zero();
        problem.objective.gradient(problem.zero(), problem.all, gradient);
        float[] start = apply(p, gradient);
        for (int i = 0; i < start.length; i++) start[i] = -start[i];
        return new Gridding(
                problem.objective,
                problem.all,
                constraint.apply(start),
                p,
                constraint,
                from -> stochastic(problem, diagonal, from));
    }

    /** Where H is diagonal, the start is the solution and stays it. */
    @Test
    void nearestNeighbourIsSolvedByTheStart() throws IOException {
        try (SmallProblem problem = problem(Interpolation.NEAREST, 40, 0.02)) {
            Gridding gridding = optimizer(problem, Interpolation.NEAREST);
            Epoch epoch = gridding.epoch(ProgressMonitor.NONE);
            // single precision, as in YardsticksTest
            assertEquals(0, problem.distance(gridding.volume(), problem.direct()), 1e-4);
            assertTrue(epoch.change() < 1e-3 && epoch.left() < 1e-3, epoch.toString());
        }
    }

    /** Steps become smaller by at least the factor that is promised, and what is said to be left is not less than what is. */
    @Test
    void manyViewsConvergeQuickly() throws IOException {
        try (SmallProblem problem = problem(Interpolation.TRILINEAR, 1000, 0.02)) {
            Gridding exact = optimizer(problem, Interpolation.TRILINEAR);
            for (int i = 0; i < 12; i++) exact.epoch(ProgressMonitor.NONE);
            float[] solution = exact.volume();
            Gridding gridding = optimizer(problem, Interpolation.TRILINEAR);
            double last = Double.POSITIVE_INFINITY;
            for (int i = 0; i < 4; i++) {
                Epoch epoch = gridding.epoch(ProgressMonitor.NONE);
                double left = Epoch.change(problem.objective, gridding.volume(), solution, gridding.diagonal());
                assertTrue(epoch.change() < 0.4 * last, epoch.change() + " after " + last);
                assertTrue(left < epoch.left(), left + " is left, not " + epoch.left());
                last = epoch.change();
            }
        }
    }

    /** A start that is far off: the next step is as long as the start was, so that mini-batches go on, and F falls. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void stepsThatDoNotShrinkAreLeftToMiniBatches(int epochs) throws IOException {
        try (SmallProblem problem = problem(Interpolation.TRILINEAR, 40, 0.02)) {
            float[] diagonal = HessianDiagonal.exact(problem.objective, problem.all);
            float[] start = problem.cube.randomNormal(5);
            double before = problem.objective.value(start, problem.all);
            Gridding gridding = new Gridding(
                    problem.objective,
                    problem.all,
                    start.clone(),
                    gridded(problem, Interpolation.TRILINEAR, diagonal),
                    UnaryOperator.identity(),
                    from -> stochastic(problem, diagonal, from));
            PreconditionedSgd sgd = stochastic(problem, diagonal, start.clone());
            for (int i = 0; i < epochs; i++) {
                gridding.epoch(ProgressMonitor.NONE);
                sgd.epoch(ProgressMonitor.NONE);
            }
            assertArrayEquals(sgd.volume(), gridding.volume());
            assertTrue(problem.objective.value(gridding.volume(), problem.all) < before);
        }
    }

    private static PreconditionedSgd stochastic(SmallProblem problem, float[] diagonal, float[] start) {
        return new PreconditionedSgd(
                problem.objective,
                Batches.ofSize(problem.numbers, 10),
                start,
                new GivenDiagonal(problem.objective, diagonal, 0),
                new Decaying(LARGEST),
                UnaryOperator.identity(),
                1);
    }
}
