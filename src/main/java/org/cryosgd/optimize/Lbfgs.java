/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize;

import static org.cryosgd.math.Require.require;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import org.cryosgd.images.Batch;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.State;
import org.cryosgd.objective.Objective;
import org.cryosgd.projection.HalfCube;

/**
 * L-BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.5). The step is the exact
 * minimiser along the direction, which satisfies the strong Wolfe conditions; F being quadratic, one pass over all
 * images gives the gradient and the Hessian product of the direction, and with them the step and the change of the
 * gradient. Every epoch is one iteration; the first one sees the images once more.
 */
public final class Lbfgs implements Optimizer {
    /** Steps that are remembered, two complex volumes each. */
    public static final int MEMORY = 10;

    private final Objective objective;
    private final HalfCube cube;
    private final Batch images;
    private final int memory;
    private final float[] volume;
    private final float[] gradient;
    private final float[] direction;
    private final Deque<Pair> pairs = new ArrayDeque<>();
    private boolean begun;

    /** A step s, the change y of the gradient, and 1/⟨s, y⟩. */
    private record Pair(float[] s, float[] y, double rho) {}

    /**
     * @param images all that are fitted
     * @param start v at the start, becomes this object's own
     * @param memory how many steps are remembered, two complex volumes each
     */
    public Lbfgs(Objective objective, Batch images, float[] start, int memory) {
        this.objective = objective;
        this.cube = objective.cube();
        this.images = images;
        this.volume = start;
        this.memory = memory;
        gradient = new float[start.length];
        direction = new float[start.length];
    }

    @Override
    public Epoch epoch(ProgressMonitor monitor) {
        if (monitor.stopped()) return Epoch.none();
        monitor.at(0, 1, "Fitting");
        try {
            if (!begun) objective.gradient(volume, images, gradient);
        } catch (CancellationException e) {
            if (!monitor.stopped()) throw e;
            return Epoch.none();
        }
        begun = true;
        direction();
        Pair reused = pairs.size() < memory ? null : pairs.removeLast();
        float[] y = reused == null ? new float[volume.length] : reused.y();
        float[] s = reused == null ? new float[volume.length] : reused.s();
        double loss;
        try {
            loss = objective.gradientAndProduct(volume, direction, images, gradient, y);
        } catch (CancellationException e) {
            if (reused != null) pairs.addLast(reused);
            if (!monitor.stopped()) throw e;
            return Epoch.none();
        }
        double curvature = cube.dot(direction, y);
        if (!(curvature > 0)) return new Epoch(loss, 0, 0, true);
        float step = (float) (-cube.dot(gradient, direction) / curvature);
        float[] before = volume.clone();
        cube.forEach((i, shell) -> {
            for (int c = 2 * i; c < 2 * i + 2; c++) {
                s[c] = step * direction[c];
                y[c] *= step;
                volume[c] += s[c];
                gradient[c] += y[c];
            }
        });
        double product = cube.dot(s, y);
        if (product > 0) pairs.addFirst(new Pair(s, y, 1 / product));
        return new Epoch(loss, step, Epoch.change(objective, before, volume, null), true);
    }

    /** The two-loop recursion; the initial inverse Hessian is ⟨s, y⟩/⟨y, y⟩ of the last step. */
    private void direction() {
        cube.forEach((i, shell) -> {
            direction[2 * i] = -gradient[2 * i];
            direction[2 * i + 1] = -gradient[2 * i + 1];
        });
        double[] alpha = new double[pairs.size()];
        int number = 0;
        for (Pair pair : pairs) {
            alpha[number] = pair.rho() * cube.dot(pair.s(), direction);
            add(-alpha[number++], pair.y());
        }
        if (pairs.isEmpty()) return;
        Pair last = pairs.peekFirst();
        float gamma = (float) (1 / (last.rho() * cube.dot(last.y(), last.y())));
        cube.forEach((i, shell) -> {
            direction[2 * i] *= gamma;
            direction[2 * i + 1] *= gamma;
        });
        for (Iterator<Pair> oldest = pairs.descendingIterator(); oldest.hasNext(); ) {
            Pair pair = oldest.next();
            double beta = pair.rho() * cube.dot(pair.y(), direction);
            add(alpha[--number] - beta, pair.s());
        }
    }

    /** direction ← direction + factor · values */
    private void add(double factor, float[] values) {
        float f = (float) factor;
        cube.forEach((i, shell) -> {
            direction[2 * i] += f * values[2 * i];
            direction[2 * i + 1] += f * values[2 * i + 1];
        });
    }

    @Override
    public float[] volume() {
        return volume;
    }

    @Override
    public State state() {
        double[] numbers = new double[1 + pairs.size()];
        float[][] volumes = new float[2 + 2 * pairs.size()][];
        numbers[0] = begun ? 1 : 0;
        volumes[0] = volume;
        volumes[1] = gradient;
        int number = 0;
        for (Pair pair : pairs) {
            volumes[2 + 2 * number] = pair.s();
            volumes[3 + 2 * number] = pair.y();
            numbers[++number] = pair.rho();
        }
        return new State(numbers, volumes);
    }

    @Override
    public void restore(State state) {
        int count = state.numbers().length - 1;
        require(count >= 0 && count <= memory, "steps of the saved state", "at most " + memory, count);
        state.check(1 + count, 2 + 2 * count);
        State.copy(state.volumes()[0], volume);
        State.copy(state.volumes()[1], gradient);
        begun = state.numbers()[0] > 0;
        pairs.clear();
        for (int i = 0; i < count; i++) {
            Pair pair = new Pair(new float[volume.length], new float[volume.length], state.numbers()[1 + i]);
            State.copy(state.volumes()[2 + 2 * i], pair.s());
            State.copy(state.volumes()[3 + 2 * i], pair.y());
            pairs.addLast(pair);
        }
    }
}
