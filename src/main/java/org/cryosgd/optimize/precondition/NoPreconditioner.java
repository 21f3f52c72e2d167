/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize.precondition;

import java.util.SplittableRandom;
import org.cryosgd.images.Batch;
import org.cryosgd.math.State;
import org.cryosgd.objective.Objective;

/** D̂ = 1: plain gradient descent. */
public record NoPreconditioner(Objective objective) implements Preconditioner {
    @Override
    public double observe(float[] v, Batch batch, SplittableRandom random, float[] gradient) {
        return objective.gradient(v, batch, gradient);
    }

    @Override
    public void apply(float[] gradient, float[] direction) {
        System.arraycopy(gradient, 0, direction, 0, gradient.length);
    }

    @Override
    public float[] diagonal() {
        return null;
    }

    @Override
    public State state() {
        return new State(new double[0], new float[0][]);
    }

    @Override
    public void restore(State state) {
        state.check(0, 0);
    }
}
