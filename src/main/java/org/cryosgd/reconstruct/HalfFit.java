/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import java.util.Arrays;
import org.cryosgd.images.Batch;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.objective.DiagonalVolume;
import org.cryosgd.objective.HessianDiagonal;
import org.cryosgd.objective.LeastSquares;
import org.cryosgd.objective.SignalPrior;
import org.cryosgd.optimize.Epoch;
import org.cryosgd.optimize.Method;
import org.cryosgd.optimize.Optimizer;
import org.cryosgd.optimize.Setup;
import org.cryosgd.optimize.precondition.GivenDiagonal;
import org.cryosgd.optimize.precondition.GriddedDiagonal;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.reconstruct.options.FitOptions;
import org.cryosgd.reconstruct.options.ModelOptions;
import org.cryosgd.reconstruct.options.ReconstructionOptions;
import org.cryosgd.reconstruct.options.Start;

/** The independent fit of one set of images: its objective, its optimizer and how far it is. Nothing of another set comes in. */
final class HalfFit {
    private final LeastSquares objective;
    private final int number;
    private final int[] images;
    private final double firstLoss;
    private final Optimizer optimizer;
    private final DivergenceGuard guard;
    private final boolean wholePasses;
    private int epochs;
    private Epoch last;

    private HalfFit(
            LeastSquares objective,
            int number,
            int[] images,
            double firstLoss,
            Optimizer optimizer,
            DivergenceGuard guard,
            boolean wholePasses) {
        this.objective = objective;
        this.number = number;
        this.images = images;
        this.firstLoss = firstLoss;
        this.optimizer = optimizer;
        this.guard = guard;
        this.wholePasses = wholePasses;
    }

    /**
     * The first pass over the images, where the options need one, and the start.
     *
     * @param number of the fit, which has random numbers of its own
     */
    static HalfFit begin(
            MapConstraint constraint,
            int[] images,
            int number,
            ReconstructionOptions options,
            ProgressMonitor monitor) {
        FitOptions fit = options.fit();
        ModelOptions model = options.model();
        Problem problem = constraint.problem();
        HalfCube cube = problem.cube();
        LeastSquares objective = problem.objective(images, new float[cube.radius() + 2]);
        float[] ridge = new float[cube.radius() + 2];
        Arrays.fill(ridge, (float) model.lambda());
        long seed = seed(options, number);
        float[] start = new float[2 * cube.size()];
        float[] diagonal = null;
        double loss = Double.NaN;
        if (fit.wantsFirstPass() || model.prior()) {
            FirstPass pass = FirstPass.of(objective, images, monitor);
            loss = pass.loss();
            if (model.prior()) ridge = pass.ridge(cube, model, images.length);
            objective.setRidge(ridge);
            diagonal = diagonal(objective, images, pass, options, seed, monitor);
            if (fit.startFor() == Start.BACKPROJECTION) start = start(constraint, objective, pass, diagonal, options);
        }
        objective.setRidge(ridge);
        if (fit.startFor() == Start.RANDOM) start = cube.randomNormal(seed);
        return of(constraint, objective, images, number, options, start, diagonal, loss);
    }

    /** The longest stable step on all images. */
    private static float[] start(
            MapConstraint constraint,
            LeastSquares objective,
            FirstPass pass,
            float[] diagonal,
            ReconstructionOptions options) {
        double largest = SignalPrior.largestEigenvalue(options.model().interpolation());
        if (options.fit().method() == Method.GRIDDING) {
            GriddedDiagonal gridded = new GriddedDiagonal(
                    objective, diagonal, largest, constraint.problem().maps()::ungridded);
            return constraint.apply(pass.step(objective.cube(), gridded, 1));
        }
        return pass.step(objective.cube(), new GivenDiagonal(objective, diagonal, 0), 1 / largest);
    }

    /** D with its ridge: given, estimated, or that of the first pass. */
    private static float[] diagonal(
            LeastSquares objective,
            int[] images,
            FirstPass pass,
            ReconstructionOptions options,
            long seed,
            ProgressMonitor monitor) {
        FitOptions fit = options.fit();
        if (options.preconditioner() == null && fit.method().wantsDiagonal() && fit.hutchinson()) {
            objective.interruptible(monitor, "Probing the Hessian");
            float[] estimate = HessianDiagonal.hutchinson(objective, Batch.of(images), fit.probes(), seed);
            objective.interruptible(ProgressMonitor.NONE, "");
            return estimate;
        }
        float[] diagonal = options.preconditioner() == null
                ? pass.diagonal()
                : DiagonalVolume.diagonalOf(options.preconditioner(), objective.cube());
        float[] ridge = objective.ridge();
        objective.cube().forEach((i, shell) -> diagonal[i] += ridge[shell]);
        return diagonal;
    }

    /** A fit as a checkpoint has kept it. */
    static HalfFit resumed(
            MapConstraint constraint, int[] images, int number, ReconstructionOptions options, Checkpoint.Fit saved) {
        Problem problem = constraint.problem();
        HalfCube cube = problem.cube();
        LeastSquares objective = problem.objective(images, saved.ridge());
        float[] diagonal = new float[cube.size()]; // comes with the state
        HalfFit fit = of(
                constraint,
                objective,
                images,
                number,
                options,
                new float[2 * cube.size()],
                diagonal,
                saved.firstLoss());
        fit.optimizer.restore(saved.state());
        fit.guard.restore(saved.guard());
        fit.epochs = saved.epochs();
        fit.last = saved.last();
        return fit;
    }

    private static HalfFit of(
            MapConstraint constraint,
            LeastSquares objective,
            int[] images,
            int number,
            ReconstructionOptions options,
            float[] start,
            float[] diagonal,
            double firstLoss) {
        FitOptions fit = options.fit();
        Problem problem = constraint.problem();
        HalfCube cube = problem.cube();
        DivergenceGuard guard = new DivergenceGuard(objective, images, start, fit.startFor() == Start.RANDOM);
        double largest = SignalPrior.largestEigenvalue(options.model().interpolation());
        Optimizer optimizer = fit.method()
                .create(new Setup(
                        objective,
                        images,
                        fit.batchSizeFor(images.length),
                        start,
                        () -> diagonal,
                        problem.maps()::ungridded,
                        constraint::apply,
                        largest,
                        fit.stepRule(largest),
                        fit.hutchinson(),
                        fit.decay(),
                        () -> fit.threshold() ? HessianDiagonal.threshold(cube) : 0,
                        fit.rate(),
                        seed(options, number)));
        return new HalfFit(objective, number, images, firstLoss, optimizer, guard, fit.method() == Method.GRIDDING);
    }

    private static long seed(ReconstructionOptions options, int number) {
        return 31 * options.seed() + number;
    }

    /**
     * Epoch {@code epoch}, or what it did if it is done already, as in a resumed run. Where the monitor stops it, the next
     * call goes on with it.
     *
     * @param monitor asked between mini-batches
     * @param passes where this one is stopped, a pass on other machines is ended
     * @throws IllegalStateException if the fit diverges and its steps cannot be made shorter
     */
    Epoch epoch(int epoch, ProgressMonitor monitor, ProgressMonitor passes) {
        if (epochs >= epoch) return last;
        String name = "Epoch " + epoch + ", map " + (number + 1);
        interruptible(passes, name);
        Epoch done = optimizer.epoch(monitor);
        if (!done.complete()) return done;
        while (!accepted(done, name)) {
            if (!optimizer.retreat()) throw guard.failure(epoch);
            monitor.warn("epoch " + epoch + " made the map fit worse; it is done again with shorter steps.");
            interruptible(passes, name);
            done = optimizer.epoch(monitor);
            if (!done.complete()) return done;
        }
        epochs++;
        last = done;
        return done;
    }

    /** A pass over all images may take long and reports on itself; mini-batches do so between them. */
    private void interruptible(ProgressMonitor passes, String name) {
        if (wholePasses) objective.interruptible(passes, name);
        else objective.epoch(passes, name);
    }

    /** A few images, and always finished: the epoch is complete. */
    private boolean accepted(Epoch done, String name) {
        objective.interruptible(ProgressMonitor.NONE, name);
        return guard.accepts(done, optimizer.volume());
    }

    /** How far v is from the minimiser after the last epoch, by what is known, in units of its noise. */
    double left() {
        return last == null ? Double.POSITIVE_INFINITY : last.left();
    }

    Checkpoint.Fit saved() {
        return new Checkpoint.Fit(objective.ridge(), firstLoss, epochs, last, guard.state(), optimizer.state());
    }

    /** Works in the memory of the fit of another half from now on; epochs of both follow each other. */
    void workIn(HalfFit other) {
        optimizer.workIn(other.optimizer);
    }

    double firstLoss() {
        return firstLoss;
    }

    float[] volume() {
        return optimizer.volume();
    }

    int images() {
        return images.length;
    }

    float[] ridge() {
        return objective.ridge();
    }

    boolean hasDiagonal() {
        return optimizer.diagonal() != null;
    }

    /** D with the ridge. */
    float[] diagonal() {
        return optimizer.diagonal();
    }
}
