/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize.precondition;

import static org.cryosgd.math.Require.require;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.cryosgd.images.Batch;
import org.cryosgd.math.State;
import org.cryosgd.objective.Objective;
import org.cryosgd.projection.HalfCube;

/**
 * D while poses change: the exact diagonal of the last mini-batches, D ← D + rate (D_batch − D), with a rate that falls like
 * 1/t to a least one. D̂ = max(D, a tenth of the mean of its shell) + ridge: where no view has been yet, steps stay short.
 */
public final class ForgettingDiagonal implements Preconditioner {
    /** D is not taken as smaller than this part of the mean of its shell. */
    public static final double FLOOR = 0.1;

    private final Objective objective;
    private float[] observed;
    private final float[] diagonal;
    private double leastRate;
    private long observations;

    /** @param leastRate the rate does not become smaller */
    public ForgettingDiagonal(Objective objective, double leastRate) {
        this.objective = objective;
        setLeastRate(leastRate);
        observed = new float[objective.cube().size()];
        diagonal = new float[objective.cube().size()];
    }

    /** Works in the memory of another one of as many voxels from now on; steps of both follow each other. */
    public void workIn(ForgettingDiagonal other) {
        observed = other.observed;
    }

    /** Changes how fast it forgets. */
    public void setLeastRate(double rate) {
        require(rate >= 0 && rate <= 1, "rate", "between 0 and 1", rate);
        leastRate = rate;
    }

    /** Begins anew. */
    public void clear() {
        Arrays.fill(diagonal, 0);
        observations = 0;
    }

    @Override
    public double observe(float[] v, Batch batch, SplittableRandom random, float[] gradient) {
        double value = objective.gradientAndDiagonal(v, batch, gradient, observed);
        float rate = (float) Math.max(1.0 / ++observations, leastRate);
        objective.cube().forEach((i, shell) -> diagonal[i] += rate * (observed[i] - diagonal[i]));
        return value;
    }

    @Override
    public void apply(float[] gradient, float[] direction) {
        HalfCube cube = objective.cube();
        double[] means = cube.shellMeans((i, shell) -> diagonal[i]);
        float[] ridge = objective.ridge();
        cube.forEach((i, shell) -> {
            float d = Math.max(diagonal[i], (float) (FLOOR * means[shell])) + ridge[shell];
            float inverse = d > 0 ? 1 / d : 0;
            direction[2 * i] = inverse * gradient[2 * i];
            direction[2 * i + 1] = inverse * gradient[2 * i + 1];
        });
    }

    /** D without the ridge. */
    @Override
    public float[] diagonal() {
        return diagonal;
    }

    @Override
    public State state() {
        return new State(new double[] {observations}, new float[][] {diagonal});
    }

    @Override
    public void restore(State state) {
        state.check(1, 1);
        State.copy(state.volumes()[0], diagonal);
        observations = (long) state.numbers()[0];
    }
}
