/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize;

import java.util.concurrent.CancellationException;
import org.cryosgd.images.Batch;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.State;
import org.cryosgd.objective.Objective;
import org.cryosgd.projection.HalfCube;

/**
 * Conjugate gradients, preconditioned with a given diagonal or not. Every epoch is one iteration that sees all images once:
 * one pass gives the gradient and the Hessian product of the direction, and with them the exact step. The first epoch sees
 * them once more.
 */
public final class ConjugateGradients implements Optimizer {
    private final Objective objective;
    private final HalfCube cube;
    private final Batch images;
    private final float[] diagonal;
    private final float[] volume;
    private final float[] gradient;
    private final float[] product;
    private final float[] scaled;
    private final float[] direction;
    private boolean begun;
    private double slope;

    /**
     * @param images all that are fitted
     * @param start v at the start, becomes this object's own
     * @param diagonal of the Hessian with its ridge, positive in the ball; null for none
     */
    public ConjugateGradients(Objective objective, Batch images, float[] start, float[] diagonal) {
        this.objective = objective;
        this.cube = objective.cube();
        this.images = images;
        this.volume = start;
        this.diagonal = diagonal;
        gradient = new float[start.length];
        product = new float[start.length];
        scaled = new float[start.length];
        direction = new float[start.length];
    }

    private void begin() {
        objective.gradient(volume, images, gradient);
        precondition();
        slope = cube.dot(gradient, scaled);
        cube.forEach((i, shell) -> {
            direction[2 * i] = -scaled[2 * i];
            direction[2 * i + 1] = -scaled[2 * i + 1];
        });
        begun = true;
    }

    @Override
    public Epoch epoch(ProgressMonitor monitor) {
        if (monitor.stopped()) return Epoch.none();
        monitor.at(0, 1, "Fitting");
        double loss;
        try {
            if (!begun) begin();
            loss = objective.gradientAndProduct(volume, direction, images, gradient, product);
        } catch (CancellationException e) {
            if (!monitor.stopped()) throw e;
            return Epoch.none();
        }
        double curvature = cube.dot(direction, product);
        if (!(curvature > 0)) return new Epoch(loss, 0, 0, true);
        float step = (float) (-cube.dot(gradient, direction) / curvature);
        float[] before = volume.clone();
        cube.forEach((i, shell) -> {
            for (int c = 2 * i; c < 2 * i + 2; c++) {
                volume[c] += step * direction[c];
                gradient[c] += step * product[c];
            }
        });
        precondition();
        double last = slope;
        slope = cube.dot(gradient, scaled);
        float beta = (float) (slope / last);
        cube.forEach((i, shell) -> {
            for (int c = 2 * i; c < 2 * i + 2; c++) direction[c] = beta * direction[c] - scaled[c];
        });
        return new Epoch(loss, step, Epoch.change(objective, before, volume, diagonal), true);
    }

    /** scaled ← D⁻¹ ∇F */
    private void precondition() {
        cube.forEach((i, shell) -> {
            float inverse = diagonal == null ? 1 : 1 / Math.max(diagonal[i], Float.MIN_NORMAL);
            scaled[2 * i] = inverse * gradient[2 * i];
            scaled[2 * i + 1] = inverse * gradient[2 * i + 1];
        });
    }

    /** ‖∇F‖ at the current v in the norm of D⁻¹. */
    public double gradientNorm() {
        if (!begun) begin();
        return Math.sqrt(slope);
    }

    @Override
    public float[] volume() {
        return volume;
    }

    @Override
    public float[] diagonal() {
        return diagonal;
    }

    @Override
    public State state() {
        return new State(new double[] {begun ? 1 : 0, slope}, new float[][] {volume, gradient, direction, diagonal});
    }

    @Override
    public void restore(State state) {
        state.check(2, 4);
        State.copy(state.volumes()[0], volume);
        State.copy(state.volumes()[1], gradient);
        State.copy(state.volumes()[2], direction);
        State.copy(state.volumes()[3], diagonal);
        begun = state.numbers()[0] > 0;
        slope = state.numbers()[1];
    }
}
