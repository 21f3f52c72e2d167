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
import java.util.stream.IntStream;
import org.cryosgd.assess.FourierShellCorrelation;
import org.cryosgd.images.Batch;
import org.cryosgd.images.Place;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.objective.HessianDiagonal;
import org.cryosgd.objective.LeastSquares;
import org.cryosgd.objective.SignalPrior;
import org.cryosgd.optimize.Batches;
import org.cryosgd.optimize.ConjugateGradients;
import org.cryosgd.optimize.Method;
import org.cryosgd.optimize.Optimizer;
import org.cryosgd.optimize.Setup;
import org.cryosgd.optimize.step.Decaying;
import org.cryosgd.optimize.step.ExactMinimizer;
import org.cryosgd.optimize.step.LineSearch;
import org.cryosgd.optimize.step.StepRule;
import org.cryosgd.particles.HalfSets;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.reconstruct.Problem;
import org.cryosgd.reconstruct.options.Steps;

/**
 * Runs optimizers on one objective from the same random start, and measures after every epoch where they are. The
 * measurements see all images once more and are not counted.
 */
public final class OptimizerComparison {
    /** Floats per voxel of the measurements. */
    private static final int MEASUREMENTS = 20;

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
                Place.current(),
                particles,
                HalfSets.together(particles),
                options.preparation(),
                options.model(),
                options.cacheMegabytes(),
                MEASUREMENTS + largest(),
                monitor)) {
            if (options.reference() != null)
                FourierShellCorrelation.of(options.reference(), empty(problem)); // it refuses another box or voxel size
            return new Run(problem, monitor).result();
        }
    }

    /** Floats per voxel of the optimizer that keeps most. */
    private int largest() {
        return options.methods().stream()
                .mapToInt(each -> each.method().floatsPerVoxel())
                .max()
                .orElseThrow();
    }

    private static Volume empty(Problem problem) {
        int n = problem.box();
        return new Volume(n, problem.voxelSizeAngstrom(), new float[n * n * n]);
    }

    private final class Run {
        private final Problem problem;
        private final LeastSquares objective;
        private final HalfCube cube;
        private final ProgressMonitor monitor;
        private final int[] numbers;
        private final Batch all;
        private final int batchSize;
        private final float[] exact;
        private final Batches measured;
        private final List<ComparisonResult.Point> points = new ArrayList<>();
        private final List<ComparisonResult.Map> maps = new ArrayList<>();
        private Volume reference;
        private ComparisonResult.Diagonals diagonals;

        Run(Problem problem, ProgressMonitor monitor) {
            this.problem = problem;
            this.monitor = monitor;
            cube = problem.cube();
            numbers = IntStream.range(0, problem.images().size()).toArray();
            all = Batch.of(numbers);
            batchSize = options.batchSizeFor(numbers.length);
            float[] ridge = new float[cube.radius() + 2];
            Arrays.fill(ridge, (float) options.model().lambda());
            objective = problem.objective(numbers, ridge);
            exact = HessianDiagonal.exact(objective, all);
            measured = Batches.ofSize(numbers, batchSize);
            measured.shuffle(new SplittableRandom(options.seed()));
        }

        ComparisonResult result() {
            ConjugateGradients pcg = new ConjugateGradients(objective, all, cube.randomNormal(options.seed()), exact);
            double first = pcg.gradientNorm();
            int iterations = 0;
            double ratio = 1;
            while (iterations < options.referenceIterations() && ratio > MINIMUM_TOLERANCE && !monitor.stopped()) {
                monitor.at(iterations, options.referenceIterations(), "Minimum");
                pcg.epoch(ProgressMonitor.NONE);
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
                    numbers.length,
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
            Optimizer optimizer = optimizer(method, cube.randomNormal(seed), 31 * seed + 1);
            double seconds = (System.nanoTime() - begin) * 1e-9;
            long images = objective.imagesRead() - read;
            measure(method, run, 0, images, seconds, optimizer.volume());
            boolean complete = true;
            for (int epoch = 1; epoch <= options.epochs(); epoch++) {
                read = objective.imagesRead();
                begin = System.nanoTime();
                objective.epoch(monitor, method.label() + ", epoch " + epoch);
                try {
                    complete = optimizer.epoch(monitor).complete();
                    if (!complete) break;
                    seconds += (System.nanoTime() - begin) * 1e-9;
                    images += objective.imagesRead() - read;
                    measure(method, run, epoch, images, seconds, optimizer.volume());
                } catch (CancellationException e) {
                    if (!monitor.stopped()) throw e;
                    complete = false;
                    break;
                } finally {
                    objective.epoch(ProgressMonitor.NONE, "");
                }
            }
            if (complete && method.estimates() && diagonals == null) diagonals = diagonals(optimizer.diagonal());
            if (run == 0) maps.add(new ComparisonResult.Map(method, map(optimizer.volume())));
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

        private Optimizer optimizer(Contender contender, float[] start, long seed) {
            boolean decaying = contender.steps() == Steps.DECAYING;
            return contender
                    .method()
                    .create(new Setup(
                            objective,
                            numbers,
                            batchSize,
                            start,
                            () -> diagonal(contender, seed),
                            UnaryOperator.identity(),
                            UnaryOperator.identity(),
                            1,
                            rule(contender),
                            contender.hutchinson(),
                            options.decay(),
                            () -> decaying ? 0 : HessianDiagonal.threshold(cube),
                            options.oasisEta(),
                            seed));
        }

        /** The passes are made anew, because they belong to the method's time. */
        private float[] diagonal(Contender contender, long seed) {
            return contender.hutchinson()
                    ? HessianDiagonal.hutchinson(objective, all, options.probes(), seed)
                    : HessianDiagonal.exact(objective, all);
        }

        private StepRule rule(Contender contender) {
            if (contender.steps() == Steps.DECAYING)
                return new Decaying(
                        SignalPrior.largestEigenvalue(options.model().interpolation()));
            if (options.steps() == Steps.MINIMISER) return new ExactMinimizer();
            boolean plain = contender.method() == Method.SGD;
            return new LineSearch(plain ? 1 : 10, plain ? 2 : 1.2, options.armijo());
        }

        /** One more pass, batch by batch, for loss, gradient and variance. */
        private void measure(Contender method, int run, int epoch, long images, double seconds, float[] v) {
            float[] gradient = new float[v.length];
            float[] mean = new float[v.length];
            double loss = 0;
            double squares = 0;
            for (int number = 0; number < measured.count(); number++) {
                Batch batch = measured.get(number);
                double weight = batch.size() / (double) all.size();
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
                    images / (double) all.size(),
                    seconds,
                    loss,
                    Math.sqrt(norm2),
                    Math.max(0, squares - norm2),
                    fsc));
        }

        private Volume map(float[] v) {
            return problem.map(v);
        }

        private ComparisonResult.Diagonals diagonals(float[] estimated) {
            double alpha = HessianDiagonal.threshold(cube) * objective.scale();
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
