/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.experiments;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import org.cryosgd.assess.FourierShellCorrelation;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.objective.HessianDiagonal;
import org.cryosgd.objective.LeastSquares;
import org.cryosgd.objective.SignalPrior;
import org.cryosgd.optimize.Batches;
import org.cryosgd.optimize.ConjugateGradients;
import org.cryosgd.optimize.Lbfgs;
import org.cryosgd.optimize.Oasis;
import org.cryosgd.optimize.Optimizer;
import org.cryosgd.optimize.PreconditionedSgd;
import org.cryosgd.optimize.Preconditioner;
import org.cryosgd.optimize.SgdOptions;
import org.cryosgd.optimize.StepRule;
import org.cryosgd.particles.HalfSets;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.reconstruct.Method;
import org.cryosgd.reconstruct.Problem;
import org.cryosgd.reconstruct.Steps;

/**
 * Runs optimizers on one objective from the same random start, and measures after every epoch where they are. The
 * measurements see all images once more and are not counted.
 */
public final class OptimizerComparison {
    private static final int LBFGS_MEMORY = 10;
    /** Complex volumes of L-BFGS, its memory included, in floats per voxel, and those of the measurements. */
    private static final int VOLUMES = 2 * (2 * LBFGS_MEMORY + 4) + 14;
    /** The minimum is found when the gradient, in the norm of D⁻¹, has shrunk by this. */
    private static final double MINIMUM_TOLERANCE = 1e-5;

    private final ComparisonOptions options;

    public OptimizerComparison(ComparisonOptions options) {
        this.options = options;
    }

    /**
     * Runs it.
     *
     * @param particles all with poses, and with a defocus unless the model has no CTF
     * @param monitor a stop keeps the epochs so far
     * @throws IOException if an image cannot be read or used; the message names it
     */
    public ComparisonResult run(ParticleSet particles, ProgressMonitor monitor) throws IOException {
        try (Problem problem = Problem.open(
                particles,
                HalfSets.together(particles),
                options.preparation(),
                options.model(),
                options.cacheMegabytes(),
                VOLUMES,
                monitor)) {
            if (options.reference() != null)
                FourierShellCorrelation.of(options.reference(), empty(problem)); // it refuses another box or voxel size
            return new Run(problem, monitor).result();
        }
    }

    private static Volume empty(Problem problem) {
        int n = problem.box();
        return new Volume(n, problem.voxelSizeAngstrom(), new float[n * n * n]);
    }

    /** An optimizer with its state. */
    private interface Racer {
        boolean epoch(ProgressMonitor monitor);

        float[] volume();
    }

    private final class Run {
        private final Problem problem;
        private final LeastSquares objective;
        private final HalfCube cube;
        private final ProgressMonitor monitor;
        private final int[] all;
        private final int batchSize;
        private final float[] ridge;
        private final float[] exact;
        private final Batches measured;
        private final List<ComparisonResult.Point> points = new ArrayList<>();
        private final List<ComparisonResult.Map> maps = new ArrayList<>();
        private Volume reference;
        private ComparisonResult.Diagonals diagonals;

        Run(Problem problem, ProgressMonitor monitor) {
            this.problem = problem;
            this.monitor = monitor;
            objective = problem.objective();
            cube = problem.cube();
            all = new int[problem.images().size()];
            Arrays.setAll(all, i -> i);
            batchSize = options.batchSizeFor(all.length);
            ridge = new float[cube.radius() + 2];
            Arrays.fill(ridge, (float) options.model().lambda());
            objective.setRidge(ridge);
            exact = HessianDiagonal.exact(objective, all);
            measured = new Batches(all, batchSize);
            measured.shuffle(new SplittableRandom(options.seed()));
        }

        ComparisonResult result() {
            ConjugateGradients pcg = new ConjugateGradients(objective, all, cube.randomNormal(options.seed()), exact);
            double first = pcg.gradientNorm();
            int iterations = 0;
            double ratio = 1;
            while (iterations < options.referenceIterations() && ratio > MINIMUM_TOLERANCE && !monitor.stopped()) {
                monitor.at(iterations, options.referenceIterations(), "Minimum");
                pcg.iterate();
                iterations++;
                ratio = pcg.gradientNorm() / first;
            }
            double minimum = objective.value(pcg.volume(), all);
            Volume minimumMap = map(pcg.volume());
            monitor.say(String.format(
                    Locale.ROOT,
                    "Minimum: loss %.8g after %d iterations of preconditioned conjugate gradients, which shrank the"
                            + " gradient by %.1e",
                    minimum,
                    iterations,
                    ratio));
            reference = options.reference() == null ? minimumMap : options.reference();
            boolean complete = true;
            for (int run = 0; run < options.runs() && complete; run++)
                for (Contender method : options.methods()) {
                    complete = race(method, run);
                    if (!complete) break;
                }
            if (points.isEmpty())
                throw new CancellationException("stopped before the first epoch: there is nothing to compare yet");
            return new ComparisonResult(
                    points,
                    problem.box(),
                    problem.voxelSizeAngstrom(),
                    cube.radius() / problem.padding(),
                    all.length,
                    batchSize,
                    minimum,
                    iterations,
                    ratio,
                    minimumMap,
                    maps,
                    diagonals,
                    complete);
        }

        /** All epochs of a method; false where it was stopped. */
        private boolean race(Contender method, int run) {
            if (monitor.stopped()) return false;
            long seed = options.seed() + run;
            long read = objective.imagesRead();
            long begin = System.nanoTime();
            Racer racer = racer(method, cube.randomNormal(seed), 31 * seed + 1);
            double seconds = (System.nanoTime() - begin) * 1e-9;
            long images = objective.imagesRead() - read;
            measure(method, run, 0, images, seconds, racer.volume());
            boolean complete = true;
            for (int epoch = 1; epoch <= options.epochs(); epoch++) {
                read = objective.imagesRead();
                begin = System.nanoTime();
                complete = racer.epoch(monitor);
                if (!complete) break;
                seconds += (System.nanoTime() - begin) * 1e-9;
                images += objective.imagesRead() - read;
                measure(method, run, epoch, images, seconds, racer.volume());
            }
            if (run == 0) maps.add(new ComparisonResult.Map(method, map(racer.volume())));
            ComparisonResult.Point last = points.get(points.size() - 1);
            monitor.say(String.format(
                    Locale.ROOT,
                    "%s, run %d: loss %.8g, mean FSC %.4f after %d epochs, %.1f passes, %.1f s",
                    method.label(),
                    run + 1,
                    last.loss(),
                    meanFsc(last),
                    last.epoch(),
                    last.passes(),
                    last.seconds()));
            return complete;
        }

        private double meanFsc(ComparisonResult.Point point) {
            return Arrays.stream(point.fsc(), 1, point.fsc().length - 1)
                    .average()
                    .orElseThrow();
        }

        private Racer racer(Contender method, float[] start, long seed) {
            return switch (method) {
                case SGD -> sgd(Method.SGD, Preconditioner.NONE, start, null, seed);
                case PRECOMPUTED ->
                    sgd(
                            Method.PRECOMPUTED,
                            Preconditioner.GIVEN,
                            start,
                            withoutRidge(HessianDiagonal.hutchinson(objective, all, options.probes(), seed)),
                            seed);
                case EXACT -> sgd(Method.PRECOMPUTED, Preconditioner.GIVEN, start, exactWithoutRidge(), seed);
                case ALGORITHM1 -> sgd(Method.ALGORITHM1, Preconditioner.HUTCHINSON, start, null, seed);
                case ALGORITHM1_EXACT -> sgd(Method.ALGORITHM1, Preconditioner.EXACT, start, null, seed);
                case DECAYING -> sgd(null, Preconditioner.GIVEN, start, exactWithoutRidge(), seed);
                case OASIS -> oasis(start, options.oasisEta(), false, seed);
                case OASIS_ADAPTIVE -> oasis(start, options.oasisEta(), true, seed);
                case LBFGS -> deterministic(new Lbfgs(objective, all, start, LBFGS_MEMORY));
                case CG -> deterministic(new ConjugateGradients(objective, all, start, null));
                case PCG ->
                    deterministic(new ConjugateGradients(objective, all, start, HessianDiagonal.exact(objective, all)));
            };
        }

        /** The pass is made anew, because it belongs to the method's time. */
        private float[] exactWithoutRidge() {
            return withoutRidge(HessianDiagonal.exact(objective, all));
        }

        private float[] withoutRidge(float[] diagonal) {
            cube.forEach((i, shell) -> diagonal[i] -= ridge[shell]);
            return diagonal;
        }

        /** @param method whose step rule is the paper's; null for decaying steps */
        private Racer sgd(Method method, Preconditioner preconditioner, float[] start, float[] diagonal, long seed) {
            StepRule rule;
            if (method == null)
                rule = new StepRule.Decaying(
                        SignalPrior.largestEigenvalue(options.model().interpolation()));
            else if (options.steps() == Steps.MINIMISER) rule = new StepRule.Minimiser();
            else {
                boolean plain = method == Method.SGD;
                rule = new StepRule.LineSearch(plain ? 1 : 10, plain ? 2 : 1.2, options.armijo());
            }
            double alpha = method == null ? 0 : HessianDiagonal.threshold(cube);
            PreconditionedSgd sgd = new PreconditionedSgd(
                    objective,
                    all,
                    start,
                    diagonal,
                    ridge,
                    UnaryOperator.identity(),
                    new SgdOptions(preconditioner, rule, batchSize, options.decay(), alpha, seed));
            boolean estimating = preconditioner == Preconditioner.HUTCHINSON;
            return new Racer() {
                private int epochs;

                @Override
                public boolean epoch(ProgressMonitor monitor) {
                    boolean complete = sgd.epoch(monitor).complete();
                    if (complete && estimating && ++epochs == options.epochs() && diagonals == null)
                        diagonals = diagonals(sgd.diagonal(), alpha * objective.meanInverseNoise(0));
                    return complete;
                }

                @Override
                public float[] volume() {
                    return sgd.volume();
                }
            };
        }

        private Racer oasis(float[] start, double eta, boolean adaptive, long seed) {
            Oasis oasis = new Oasis(
                    objective,
                    all,
                    start,
                    batchSize,
                    options.decay(),
                    HessianDiagonal.threshold(cube),
                    eta,
                    adaptive,
                    seed);
            return new Racer() {
                @Override
                public boolean epoch(ProgressMonitor monitor) {
                    return oasis.epoch(monitor);
                }

                @Override
                public float[] volume() {
                    return oasis.volume();
                }
            };
        }

        private Racer deterministic(Optimizer optimizer) {
            return new Racer() {
                @Override
                public boolean epoch(ProgressMonitor monitor) {
                    if (monitor.stopped()) return false;
                    optimizer.iterate();
                    return true;
                }

                @Override
                public float[] volume() {
                    return optimizer.volume();
                }
            };
        }

        /** One more pass, batch by batch, for loss, gradient and variance. */
        private void measure(Contender method, int run, int epoch, long images, double seconds, float[] v) {
            float[] gradient = new float[v.length];
            float[] mean = new float[v.length];
            double loss = 0;
            double squares = 0;
            for (int number = 0; number < measured.count(); number++) {
                int[] batch = measured.get(number);
                double weight = batch.length / (double) all.length;
                loss += weight * objective.gradient(v, batch, gradient);
                squares += weight * cube.dot(gradient, gradient);
                float share = (float) weight;
                cube.forEach((i, shell) -> {
                    mean[2 * i] += share * gradient[2 * i];
                    mean[2 * i + 1] += share * gradient[2 * i + 1];
                });
            }
            double norm2 = cube.dot(mean, mean);
            double[] fsc = FourierShellCorrelation.of(map(v), reference).values();
            points.add(new ComparisonResult.Point(
                    method,
                    run,
                    epoch,
                    images / (double) all.length,
                    seconds,
                    loss,
                    Math.sqrt(norm2),
                    Math.max(0, squares - norm2),
                    fsc));
        }

        private Volume map(float[] v) {
            return problem.maps().toMap(v, problem.voxelSizeAngstrom());
        }

        private ComparisonResult.Diagonals diagonals(float[] estimated, double alpha) {
            float[] thresholded = new float[cube.size()];
            cube.forEach((i, shell) -> thresholded[i] = (float) Math.max(Math.abs(estimated[i]), alpha));
            return new ComparisonResult.Diagonals(
                    section(exact),
                    section(estimated),
                    section(thresholded),
                    HessianDiagonal.radialProfile(cube, exact),
                    HessianDiagonal.radialProfile(cube, estimated),
                    HessianDiagonal.radialProfile(cube, thresholded),
                    alpha,
                    HessianDiagonal.relativeDistance(cube, thresholded, exact));
        }

        private double[][] section(float[] values) {
            return HessianDiagonal.section(cube, values, cube.radius());
        }
    }
}
