/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize;

import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.objective.HessianDiagonal;
import org.cryosgd.objective.LeastSquares;
import org.cryosgd.projection.HalfCube;

/**
 * Stochastic gradient descent on {@link LeastSquares}, preconditioned with the diagonal of the Hessian: Algorithm 1 of
 * Toader, Brubaker and Lederman (Acta Cryst. D81, 2025), SGD with a preconditioner computed beforehand, and plain SGD.
 *
 * <pre>
 * for every mini-batch B of an epoch
 *     z ← random ±1                                       Hutchinson's probe
 *     D_avg ← running mean of z ⊙ H_B z since the start
 *     D ← β D + (1 − β) D_avg                             D̂ = max(|D|, α)
 *     d ← D̂⁻¹ ∇F_B(v)
 *     v ← v − η d                                         η by {@link StepRule}
 * </pre>
 *
 * <p>The object keeps v, D and the step between epochs. Not thread safe.
 */
public final class PreconditionedSgd {
    private final LeastSquares objective;
    private final HalfCube cube;
    private final SgdOptions options;
    private final Batches batches;
    private final float[] ridge;
    private final double unit;
    private final UnaryOperator<float[]> constraint;
    private final float[] gradient;
    private final float[] product;
    private final float[] observed;
    private final float[] average;
    private final float[] diagonal;
    private final float[] direction;
    private float[] volume;
    private long steps;
    private int observations;
    private double eta;
    private int epochs;
    private int done;
    private double loss;
    private float[] before;
    private Epoch last;

    /**
     * @param images numbers of the images to fit; copied
     * @param start v at the start, becomes this object's own
     * @param diagonal D of {@link Preconditioner#GIVEN}, without the ridge; else ignored
     * @param ridge of each shell, see {@link LeastSquares}
     * @param constraint what v is replaced with after each epoch, such as its product with a mask in real space
     */
    public PreconditionedSgd(
            LeastSquares objective,
            int[] images,
            float[] start,
            float[] diagonal,
            float[] ridge,
            UnaryOperator<float[]> constraint,
            SgdOptions options) {
        this.objective = objective;
        this.cube = objective.cube();
        batches = new Batches(images, options.batchSize());
        this.options = options;
        this.volume = start;
        this.ridge = ridge.clone();
        this.constraint = constraint;
        unit = objective.meanInverseNoise(images[0]);
        gradient = new float[2 * cube.size()];
        direction = new float[2 * cube.size()];
        boolean hutchinson = options.preconditioner() == Preconditioner.HUTCHINSON;
        boolean exact = options.preconditioner() == Preconditioner.EXACT;
        product = hutchinson ? new float[2 * cube.size()] : null;
        observed = hutchinson || exact ? new float[cube.size()] : null;
        average = hutchinson || exact ? new float[cube.size()] : null;
        this.diagonal = switch (options.preconditioner()) {
            case GIVEN -> withRidge(diagonal);
            case NONE -> null;
            case HUTCHINSON, EXACT -> filled(unit);
        };
    }

    /**
     * One pass over the images in a new random order; what it did. An epoch that is stopped keeps what it has, and the
     * next call goes on with it.
     */
    public Epoch epoch(ProgressMonitor monitor) {
        objective.setRidge(ridge);
        batches.shuffle(random(0));
        if (done == 0) {
            if (options.step() instanceof StepRule.LineSearch search) eta = search.initial();
            before = volume.clone();
            loss = 0;
        }
        for (; done < batches.count() && !monitor.stopped(); done++) {
            monitor.at(done, batches.count(), "Fitting");
            int[] batch = batches.get(done);
            loss += gradientAndObservation(batch);
            precondition();
            move(step(batch));
        }
        boolean complete = done == batches.count();
        if (complete) volume = constraint.apply(volume);
        Epoch result = new Epoch(loss / done, eta, change(before), complete);
        if (complete) {
            last = result;
            epochs++;
            done = 0;
        }
        return result;
    }

    /** How many epochs are complete. */
    public int epochs() {
        return epochs;
    }

    /** The last complete epoch, or null. */
    public Epoch last() {
        return last;
    }

    /**
     * All that the next mini-batch depends on; the arrays are this object's own.
     *
     * @param done mini-batches of the epoch that is not complete
     * @param before v at the beginning of that epoch; null if none has begun
     * @param average D_avg; null where D is not observed
     */
    public record State(
            int epochs,
            int done,
            long steps,
            int observations,
            double eta,
            double loss,
            Epoch last,
            float[] volume,
            float[] before,
            float[] diagonal,
            float[] average) {}

    public State state() {
        return new State(epochs, done, steps, observations, eta, loss, last, volume, before, diagonal, average);
    }

    /** Goes back to a state of an object with the same arguments; the next epochs are the same, bit for bit. */
    public void restore(State state) {
        epochs = state.epochs();
        done = state.done();
        steps = state.steps();
        observations = state.observations();
        eta = state.eta();
        loss = state.loss();
        last = state.last();
        volume = state.volume();
        before = state.before();
        if (diagonal != null) System.arraycopy(state.diagonal(), 0, diagonal, 0, diagonal.length);
        if (average != null) System.arraycopy(state.average(), 0, average, 0, average.length);
    }

    /**
     * What one epoch did.
     *
     * @param loss mean of F over the mini-batches, each before its step
     * @param step length of the last step
     * @param change root mean square change of v in units of its standard error 1/√(N D), N counting
     *     each image once per operation of the symmetry
     * @param complete false where it was stopped
     */
    public record Epoch(double loss, double step, double change, boolean complete) {}

    /** The current v, not a copy. */
    public float[] volume() {
        return volume;
    }

    /** The current D, one float per voxel; null in plain SGD. */
    public float[] diagonal() {
        return diagonal;
    }

    private double gradientAndObservation(int[] batch) {
        return switch (options.preconditioner()) {
            case NONE, GIVEN -> objective.gradient(volume, batch, gradient);
            case HUTCHINSON -> {
                float[] z = HessianDiagonal.probe(cube, random(1 + done));
                double loss = objective.gradientAndProbe(volume, z, batch, gradient, product, observed);
                HessianDiagonal.observe(cube, observed, average, ++observations);
                blend();
                yield loss;
            }
            case EXACT -> {
                double loss = objective.gradientAndDiagonal(volume, batch, gradient, observed);
                HessianDiagonal.observe(cube, observed, average, ++observations);
                blend();
                yield loss;
            }
        };
    }

    /** D ← β D + (1 − β) D_avg */
    private void blend() {
        float beta = (float) options.decay();
        cube.forEach((i, shell) -> diagonal[i] = beta * diagonal[i] + (1 - beta) * average[i]);
    }

    /** d ← D̂⁻¹ ∇F */
    private void precondition() {
        float alpha = (float) Math.max(options.threshold() * unit, Float.MIN_NORMAL);
        if (diagonal == null) System.arraycopy(gradient, 0, direction, 0, gradient.length);
        else
            cube.forEach((i, shell) -> {
                float inverse = 1 / Math.max(Math.abs(diagonal[i]), alpha);
                direction[2 * i] = inverse * gradient[2 * i];
                direction[2 * i + 1] = inverse * gradient[2 * i + 1];
            });
    }

    private double step(int[] batch) {
        steps++;
        if (options.step() instanceof StepRule.LineSearch search) {
            double slope = cube.dot(gradient, direction);
            eta = search.accepted(eta * search.growth(), slope, objective.curvature(direction, batch));
        } else if (options.step() instanceof StepRule.Minimiser rule)
            eta = rule.of(cube.dot(gradient, direction), objective.curvature(direction, batch));
        else if (options.step() instanceof StepRule.Decaying rule) eta = 1 / (rule.largestEigenvalue() + steps - 1);
        else if (options.step() instanceof StepRule.Fixed rule) eta = rule.eta();
        return eta;
    }

    /** v ← v − η d */
    private void move(double step) {
        float length = (float) step;
        cube.forEach((i, shell) -> {
            volume[2 * i] -= length * direction[2 * i];
            volume[2 * i + 1] -= length * direction[2 * i + 1];
        });
    }

    /** Random numbers of the order of an epoch (part 0) or of a mini-batch: they depend on nothing before. */
    private SplittableRandom random(int part) {
        long place = ((long) epochs << 32 | part) * 0xd1342543de82ef95L;
        return new SplittableRandom(new SplittableRandom(options.seed() ^ place).nextLong());
    }

    private double change(float[] before) {
        double sum = cube.sum((ky, kz, first) -> {
            double row = 0;
            for (int kx = 0, end = cube.end(ky, kz); kx <= end; kx++) {
                int i = first + kx;
                double re = volume[2 * i] - before[2 * i];
                double im = volume[2 * i + 1] - before[2 * i + 1];
                double weight = objective.symmetryOrder() * (diagonal == null ? unit : Math.abs(diagonal[i]));
                row += (kx == 0 ? 1 : 2) * weight * (re * re + im * im);
            }
            return row;
        });
        return Math.sqrt(sum * batches.images() / cube.ballSize());
    }

    private float[] withRidge(float[] given) {
        float[] sum = new float[cube.size()];
        cube.forEach((i, shell) -> sum[i] = given[i] + ridge[shell]);
        return sum;
    }

    private float[] filled(double value) {
        float[] values = new float[cube.size()];
        cube.forEach((i, shell) -> values[i] = (float) value);
        return values;
    }
}
