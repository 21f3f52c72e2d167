/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize;

import static org.cryosgd.math.Require.require;

import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.cryosgd.images.Batch;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.State;
import org.cryosgd.objective.Objective;
import org.cryosgd.optimize.precondition.GriddedDiagonal;

/**
 * Steps of length 1 with the gradient of all images, v ← v − P ∇F(v), P being a {@link GriddedDiagonal}. One step leaves less than
 * a third of the error, so that after the start v = −P ∇F(0) one epoch, or two, are enough.
 *
 * <p>P supposes that D is smooth, which it is not where all views are within some degrees of each other. Then steps do not become
 * smaller as they should, and mini-batches go on in its place, which always converge.
 */
final class Gridding implements Optimizer {
    /** A step is at most this part of the one before, or mini-batches go on. The start is a step too. */
    private static final double MOST = 0.5;

    /** A change by less than this part of the map's noise need not be smaller than the one before: it ends in rounding. */
    private static final double SMALL = 0.1;

    /** What a step leaves of the error, at least: 0.26 to 0.31 in many sets. */
    private static final double LEFT = 1.0 / 3;

    private final Objective objective;
    private final Batch all;
    private final GriddedDiagonal preconditioner;
    private final UnaryOperator<float[]> constraint;
    private final Function<float[], Optimizer> stochastic;
    private float[] volume;
    private double length;
    private Optimizer other;
    private Gridding partner;

    /**
     * @param start v at the start, which is −P ∇F(0) as constrained; becomes this object's own
     * @param constraint what v is replaced with after each epoch
     * @param stochastic makes the optimizer with mini-batches from its start
     */
    Gridding(
            Objective objective,
            Batch all,
            float[] start,
            GriddedDiagonal preconditioner,
            UnaryOperator<float[]> constraint,
            Function<float[], Optimizer> stochastic) {
        this.objective = objective;
        this.all = all;
        this.preconditioner = preconditioner;
        this.constraint = constraint;
        this.stochastic = stochastic;
        volume = start;
        length = change(new float[start.length], start);
    }

    @Override
    public Epoch epoch(ProgressMonitor monitor) {
        if (other != null) return other.epoch(monitor);
        float[] gradient = new float[volume.length];
        double loss;
        try {
            loss = preconditioner.observe(volume, all, new SplittableRandom(0), gradient);
        } catch (CancellationException e) {
            if (!monitor.stopped()) throw e;
            return Epoch.none();
        }
        float[] next = new float[volume.length];
        preconditioner.apply(gradient, next);
        float[] before = volume;
        objective.cube().forEachRow((first, end) -> {
            for (int i = 2 * first; i < 2 * end; i++) next[i] = before[i] - next[i];
        });
        float[] constrained = constraint.apply(next);
        double change = change(before, constrained);
        if (!(change <= Math.max(MOST * length, SMALL))) {
            monitor.say("Steps with all images do not converge, as where all views are alike: mini-batches go on.");
            retreat();
            return other.epoch(monitor);
        }
        double ratio = Math.min(MOST, Math.max(LEFT, change / length));
        volume = constrained;
        length = change;
        return new Epoch(loss, 1, change, change * ratio / (1 - ratio), true);
    }

    private double change(float[] before, float[] after) {
        return Epoch.change(objective, before, after, preconditioner.diagonal());
    }

    /** From now on with mini-batches, from where it is. */
    @Override
    public boolean retreat() {
        if (other != null) return other.retreat();
        descend();
        return true;
    }

    private void descend() {
        other = stochastic.apply(volume);
        volume = null;
        if (partner != null && partner.other != null) other.workIn(partner.other);
    }

    @Override
    public void workIn(Optimizer same) {
        if (!(same instanceof Gridding gridding)) return;
        partner = gridding;
        gridding.partner = this;
        if (other != null && gridding.other != null) other.workIn(gridding.other);
    }

    @Override
    public float[] volume() {
        return other == null ? volume : other.volume();
    }

    @Override
    public float[] diagonal() {
        return preconditioner.diagonal();
    }

    @Override
    public State state() {
        return other != null
                ? new State(new double[] {1}, new float[0][]).and(other.state())
                : new State(new double[] {0, length}, new float[][] {volume}).and(preconditioner.state());
    }

    @Override
    public void restore(State state) {
        require(state.numbers().length > 0, "numbers of the saved state", "at least 1", state.numbers().length);
        if (state.numbers()[0] == 1) {
            descend();
            other.restore(state.from(1, 0));
            return;
        }
        State own = state.from(2, 1);
        State.copy(state.volumes()[0], volume);
        preconditioner.restore(own);
        length = state.numbers()[1];
    }
}
