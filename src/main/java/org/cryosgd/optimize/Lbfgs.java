/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.cryosgd.objective.LeastSquares;
import org.cryosgd.projection.HalfCube;

/**
 * L-BFGS on {@link LeastSquares} (Nocedal and Wright, Numerical Optimization, algorithm 7.5). The step is the exact
 * minimiser along the direction, which satisfies the strong Wolfe conditions; F being quadratic, one pass over all
 * images gives the gradient and the Hessian product of the direction, and with them the step and the change of the
 * gradient.
 *
 * <p>The object keeps its state between iterations. Not thread safe.
 */
public final class Lbfgs implements Optimizer {
    private final LeastSquares objective;
    private final HalfCube cube;
    private final int[] images;
    private final int memory;
    private final float[] volume;
    private final float[] gradient;
    private final float[] direction;
    private final Deque<Pair> pairs = new ArrayDeque<>();

    /** A step s, the change y of the gradient, and 1/⟨s, y⟩. */
    private record Pair(float[] s, float[] y, double rho) {}

    /**
     * Sees all images once.
     *
     * @param images numbers of the images to fit
     * @param start v at the start, becomes this object's own
     * @param memory how many steps are remembered, two complex volumes each
     */
    public Lbfgs(LeastSquares objective, int[] images, float[] start, int memory) {
        this.objective = objective;
        this.cube = objective.cube();
        this.images = images;
        this.volume = start;
        this.memory = memory;
        gradient = new float[start.length];
        direction = new float[start.length];
        objective.gradient(volume, images, gradient);
    }

    /** One iteration. */
    @Override
    public void iterate() {
        direction();
        Pair reused = pairs.size() < memory ? null : pairs.removeLast();
        float[] y = reused == null ? new float[volume.length] : reused.y();
        float[] s = reused == null ? new float[volume.length] : reused.s();
        objective.gradientAndProduct(volume, direction, images, gradient, y);
        double curvature = cube.dot(direction, y);
        if (!(curvature > 0)) return;
        float step = (float) (-cube.dot(gradient, direction) / curvature);
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
}
