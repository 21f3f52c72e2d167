/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize;

import static org.cryosgd.math.Require.require;

import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import org.cryosgd.images.Batch;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.State;
import org.cryosgd.objective.Objective;
import org.cryosgd.optimize.precondition.Preconditioner;
import org.cryosgd.optimize.step.Step;
import org.cryosgd.optimize.step.StepRule;

/**
 * Stochastic gradient descent, preconditioned with the diagonal of the Hessian: Algorithm 1 of Toader, Brubaker and Lederman
 * (Acta Cryst. D81, 2025).
 *
 * <pre>
 * for every mini-batch B of an epoch
 *     z ← random ±1                                       Hutchinson's probe
 *     D_avg ← running mean of z ⊙ H_B z since the start
 *     D ← β D + (1 − β) D_avg                             D̂ = max(|D|, α)
 *     d ← D̂⁻¹ ∇F_B(v)
 *     v ← v − η d                                         η by the Armijo rule on F_B
 * </pre>
 *
 * <p>Where D and η come from is chosen by {@link Preconditioner} and {@link StepRule}: a D that is computed beforehand, or
 * none, which is plain SGD; steps that decay, or are fixed.
 */
public final class PreconditionedSgd implements Optimizer {
    /** Steps are not made shorter more often: 2⁻⁶ of a stable step does not diverge for its length. */
    private static final int MOST_RETREATS = 6;

    private final Objective objective;
    private final Batches batches;
    private final Preconditioner preconditioner;
    private final UnaryOperator<float[]> constraint;
    private final long seed;
    private float[] gradient;
    private float[] direction;
    private StepRule rule;
    private int retreats;
    private float[] volume;
    private float[] before;
    private double eta;
    private long steps;
    private double loss;
    private int epochs;
    private int done;

    /**
     * @param start v at the start, becomes this object's own
     * @param constraint what v is replaced with after each epoch, such as its product with a mask in real space
     * @param seed of the order of the images and of the probes
     */
    public PreconditionedSgd(
            Objective objective,
            Batches batches,
            float[] start,
            Preconditioner preconditioner,
            StepRule rule,
            UnaryOperator<float[]> constraint,
            long seed) {
        this.objective = objective;
        this.batches = batches;
        this.volume = start;
        this.preconditioner = preconditioner;
        this.rule = rule;
        this.constraint = constraint;
        this.seed = seed;
        gradient = new float[start.length];
        direction = new float[start.length];
    }

    @Override
    public void workIn(Optimizer other) {
        if (!(other instanceof PreconditionedSgd same)) return;
        gradient = same.gradient;
        direction = same.direction;
    }

    @Override
    public Epoch epoch(ProgressMonitor monitor) {
        batches.shuffle(random(0));
        if (done == 0) {
            eta = rule.atEpoch(eta);
            before = volume.clone();
            loss = 0;
        }
        for (; done < batches.count() && !monitor.stopped(); done++) {
            monitor.at(done, batches.count(), "Fitting");
            try {
                loss += step(batches.get(done), random(1 + done));
            } catch (CancellationException e) {
                if (!monitor.stopped()) throw e;
                break;
            }
        }
        boolean complete = done == batches.count();
        if (complete) volume = constraint.apply(volume);
        Epoch result = new Epoch(loss / done, eta, change(), complete);
        if (complete) {
            epochs++;
            done = 0;
        }
        return result;
    }

    /**
     * One step of the algorithm; F of the mini-batch before it.
     *
     * @throws CancellationException if one of its passes is stopped; then nothing has changed
     */
    public double step(Batch batch, SplittableRandom random) {
        // a step whose second pass is stopped is undone
        State unobserved = objective.isInterruptible() ? preconditioner.state().copy() : null;
        double value = preconditioner.observe(volume, batch, random, gradient);
        preconditioner.apply(gradient, direction);
        steps++;
        try {
            eta = rule.length(new Along(batch));
        } catch (CancellationException e) {
            steps--;
            if (unobserved != null) preconditioner.restore(unobserved);
            throw e;
        }
        move((float) eta);
        return value;
    }

    /** The step along the present direction. */
    private final class Along implements Step {
        private final Batch batch;

        Along(Batch batch) {
            this.batch = batch;
        }

        @Override
        public long number() {
            return steps;
        }

        @Override
        public double last() {
            return eta;
        }

        @Override
        public double slope() {
            return objective.cube().dot(gradient, direction);
        }

        @Override
        public double curvature() {
            return objective.curvature(direction, batch);
        }
    }

    /** v ← v − η d */
    private void move(float length) {
        float[] v = volume;
        float[] d = direction;
        objective.cube().forEachRow((first, end) -> {
            for (int i = 2 * first; i < 2 * end; i++) v[i] -= length * d[i];
        });
    }

    /** Random numbers of the order of an epoch (part 0) or of a mini-batch: they depend on nothing before. */
    private SplittableRandom random(int part) {
        long place = ((long) epochs << 32 | part) * 0xd1342543de82ef95L;
        return new SplittableRandom(new SplittableRandom(seed ^ place).nextLong());
    }

    private double change() {
        return Epoch.change(objective, before, volume, preconditioner.diagonal());
    }

    /** Other steps from now on. */
    public void setRule(StepRule other) {
        rule = other;
    }

    /** Another v; the counts of steps and epochs go on. */
    public void setVolume(float[] other) {
        volume = other;
    }

    /** The next step is the first one again. */
    public void restart() {
        steps = 0;
    }

    @Override
    public float[] volume() {
        return volume;
    }

    @Override
    public float[] diagonal() {
        return preconditioner.diagonal();
    }

    @Override
    public boolean retreat() {
        StepRule shorter = rule.shorter();
        if (shorter.equals(rule) || retreats == MOST_RETREATS) return false;
        rule = shorter;
        retreats++;
        volume = before.clone();
        return true;
    }

    @Override
    public State state() {
        return new State(new double[] {epochs, done, steps, eta, loss, retreats}, new float[][] {volume, before})
                .and(preconditioner.state());
    }

    @Override
    public void restore(State state) {
        State own = state.from(6, 2);
        require(
                state.volumes()[0].length == gradient.length,
                "length of the saved volume",
                String.valueOf(gradient.length),
                state.volumes()[0].length);
        preconditioner.restore(own);
        epochs = (int) state.numbers()[0];
        done = (int) state.numbers()[1];
        steps = (long) state.numbers()[2];
        eta = state.numbers()[3];
        loss = state.numbers()[4];
        for (retreats = 0; retreats < (int) state.numbers()[5]; retreats++) rule = rule.shorter();
        volume = state.volumes()[0];
        before = state.volumes()[1];
    }
}
