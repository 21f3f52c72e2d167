/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import org.cryosgd.images.Batch;
import org.cryosgd.images.Images;
import org.cryosgd.images.ImagesView;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.State;
import org.cryosgd.objective.HessianDiagonal;
import org.cryosgd.objective.LeastSquares;
import org.cryosgd.optimize.step.LineSearch;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.SliceData;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.testimages.Samples;
import org.cryosgd.testimages.SmallProblem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Images on other machines: a stop ends the pass that is running, and the state is the one before its mini-batch. */
class StoppedPassTest {
    private static final int COUNT = 20;
    private static final int EPOCHS = 3;

    /** Images as another engine has them: it ends a sum when it is stopped, here in a sum of this number. */
    private static final class Elsewhere extends ImagesView {
        private final ProgressMonitor monitor = new ProgressMonitor() {
            @Override
            public boolean stopped() {
                return stopped;
            }
        };
        private int stopIn;
        private int sums;
        private boolean stopped;

        Elsewhere(Images images, int stopIn) {
            super(images);
            this.stopIn = stopIn;
        }

        @Override
        public boolean elsewhere() {
            return true;
        }

        @Override
        public List<SliceData> load(int[] numbers, int from) {
            return images.load(numbers, from);
        }

        @Override
        public double sum(Batch batch, Work work, float[][] sums, ProgressMonitor passes, String what) {
            if (this.sums++ == stopIn) stopped = true;
            if (passes.stopped()) throw new CancellationException("stopped");
            return super.sum(batch, work, sums, passes, what);
        }
    }

    private static Optimizer optimizer(Method method, SmallProblem problem, LeastSquares objective) {
        return method.create(new Setup(
                objective,
                problem.numbers,
                COUNT / 2,
                problem.cube.randomNormal(5),
                () -> HessianDiagonal.exact(problem.objective, problem.all),
                UnaryOperator.identity(),
                UnaryOperator.identity(),
                27.0 / 8,
                new LineSearch(10, 1.2, 0.9),
                true,
                0.5,
                () -> 0.001,
                0.1,
                3));
    }

    private static LeastSquares objective(SmallProblem problem, Images images) {
        Projector projector = new Projector(problem.cube, problem.disc, Interpolation.TRILINEAR, 1);
        return new LeastSquares(projector, images, Symmetry.NONE, problem.ridge);
    }

    /** In whichever pass of three epochs it is stopped: the run that goes on from that state has the bits of one that was not stopped. */
    @ParameterizedTest
    @EnumSource(Method.class)
    void aRunThatGoesOnHasTheSameBits(Method method) throws IOException {
        float[] truth = Samples.volume(new HalfCube(SmallProblem.RADIUS), 1);
        try (SmallProblem problem = new SmallProblem(
                SmallProblem.particles(truth, Interpolation.TRILINEAR, COUNT, 1, 2), Interpolation.TRILINEAR, 0.02)) {
            Elsewhere counted = new Elsewhere(problem.images, -1);
            Optimizer whole = optimizer(method, problem, objective(problem, counted));
            for (int epoch = 0; epoch < EPOCHS; epoch++) whole.epoch(ProgressMonitor.NONE);
            assertTrue(counted.sums >= EPOCHS, counted.sums + " passes");
            for (int pass = 0; pass < counted.sums; pass++) {
                Elsewhere images = new Elsewhere(problem.images, pass);
                LeastSquares objective = objective(problem, images);
                objective.epoch(images.monitor, "epoch");
                Optimizer stopped = optimizer(method, problem, objective);
                int epochs = 0;
                while (stopped.epoch(images.monitor).complete()) epochs++;
                assertTrue(images.stopped);
                assertFalse(stopped.epoch(images.monitor).complete());
                State state = stopped.state().copy();
                objective.epoch(ProgressMonitor.NONE, "");
                Optimizer rest = optimizer(method, problem, objective);
                rest.restore(state);
                for (; epochs < EPOCHS; epochs++)
                    assertTrue(rest.epoch(ProgressMonitor.NONE).complete());
                assertArrayEquals(whole.volume(), rest.volume(), "stopped in pass " + pass);
            }
        }
    }
}
