/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize.precondition;

import java.util.SplittableRandom;
import org.cryosgd.images.Batch;
import org.cryosgd.math.State;
import org.cryosgd.objective.Objective;

/** D was computed beforehand and stays. */
public class GivenDiagonal implements Preconditioner {
    final Objective objective;
    final float[] diagonal;
    private final float alpha;

    /**
     * @param diagonal D with the ridge, one float per voxel; becomes this object's own
     * @param threshold α in D̂ = max(|D|, α), in units of the objective's scale; 0 is off
     */
    public GivenDiagonal(Objective objective, float[] diagonal, double threshold) {
        this.objective = objective;
        this.diagonal = diagonal;
        alpha = Thresholded.alpha(threshold, objective.scale());
    }

    @Override
    public double observe(float[] v, Batch batch, SplittableRandom random, float[] gradient) {
        return objective.gradient(v, batch, gradient);
    }

    @Override
    public void apply(float[] gradient, float[] direction) {
        Thresholded.divide(objective.cube(), gradient, diagonal, alpha, direction);
    }

    @Override
    public float[] diagonal() {
        return diagonal;
    }

    @Override
    public State state() {
        return new State(new double[0], new float[][] {diagonal});
    }

    @Override
    public void restore(State state) {
        State.copy(state.check(0, 1).volumes()[0], diagonal);
    }
}
