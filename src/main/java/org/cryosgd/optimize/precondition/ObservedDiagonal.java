/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize.precondition;

import static org.cryosgd.math.Require.require;

import java.util.SplittableRandom;
import org.cryosgd.images.Batch;
import org.cryosgd.math.State;
import org.cryosgd.objective.HessianDiagonal;
import org.cryosgd.objective.Objective;
import org.cryosgd.projection.HalfCube;

/**
 * D as Algorithm 1 has it: D_avg is the mean of what all mini-batches since the start have shown, and
 * D ← β D + (1 − β) D_avg. Each mini-batch shows its diagonal in the pass that makes its gradient: by one Hutchinson probe,
 * as in the paper, or exactly.
 */
public final class ObservedDiagonal implements Preconditioner {
    /** How a mini-batch shows the diagonal of its Hessian. */
    private interface Observation {
        double observe(float[] v, Batch batch, SplittableRandom random, float[] gradient, float[] observed);
    }

    private final Objective objective;
    private final Observation observation;
    private final float beta;
    private final float alpha;
    private final float[] observed;
    private final float[] average;
    private final float[] diagonal;
    private int observations;

    private ObservedDiagonal(Objective objective, double decay, double threshold, Observation observation) {
        require(decay >= 0 && decay < 1, "decay", "in [0, 1)", decay);
        this.objective = objective;
        this.observation = observation;
        beta = (float) decay;
        alpha = Thresholded.alpha(threshold, objective.scale());
        HalfCube cube = objective.cube();
        observed = new float[cube.size()];
        average = new float[cube.size()];
        diagonal = new float[cube.size()];
        float start = (float) objective.scale();
        cube.forEach((i, shell) -> diagonal[i] = start);
    }

    /**
     * One random probe z of each mini-batch: z ⊙ H z.
     *
     * @param decay β
     * @param threshold α in D̂ = max(|D|, α), in units of the objective's scale; 0 is off
     */
    public static ObservedDiagonal hutchinson(Objective objective, double decay, double threshold) {
        float[] product = new float[2 * objective.cube().size()];
        return new ObservedDiagonal(objective, decay, threshold, (v, batch, random, gradient, observed) -> {
            float[] z = HessianDiagonal.probe(objective.cube(), random);
            return objective.gradientAndProbe(v, z, batch, gradient, product, observed);
        });
    }

    /** The exact diagonal of each mini-batch; arguments as of {@link #hutchinson}. */
    public static ObservedDiagonal exact(Objective objective, double decay, double threshold) {
        return new ObservedDiagonal(
                objective,
                decay,
                threshold,
                (v, batch, random, gradient, observed) -> objective.gradientAndDiagonal(v, batch, gradient, observed));
    }

    @Override
    public double observe(float[] v, Batch batch, SplittableRandom random, float[] gradient) {
        double value = observation.observe(v, batch, random, gradient, observed);
        HessianDiagonal.observe(objective.cube(), observed, average, ++observations);
        float[] ridge = objective.ridge();
        objective
                .cube()
                .forEach((i, shell) -> diagonal[i] = beta * diagonal[i] + (1 - beta) * (average[i] + ridge[shell]));
        return value;
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
        return new State(new double[] {observations}, new float[][] {diagonal, average});
    }

    @Override
    public void restore(State state) {
        state.check(1, 2);
        State.copy(state.volumes()[0], diagonal);
        State.copy(state.volumes()[1], average);
        observations = (int) state.numbers()[0];
    }
}
