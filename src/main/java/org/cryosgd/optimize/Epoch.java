/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize;

import org.cryosgd.objective.Objective;

/**
 * What one epoch did.
 *
 * @param loss mean of F over the mini-batches, each before its step
 * @param step length of the last step
 * @param change root mean square change of v in units of its standard error 1/√(N D), N counting each image once per
 *     operation of the symmetry
 * @param left how far v is from the minimiser, by what is known, in the units of {@code change}
 * @param complete false where it was stopped
 */
public record Epoch(double loss, double step, double change, double left, boolean complete) {
    /** Of an optimizer that takes what an epoch has changed for what is left. */
    Epoch(double loss, double step, double change, boolean complete) {
        this(loss, step, change, change, complete);
    }

    /**
     * The change from one volume to another, as above.
     *
     * @param diagonal D, one float per voxel; null takes the objective's scale
     */
    public static double change(Objective objective, float[] before, float[] after, float[] diagonal) {
        double scale = objective.scale();
        double sum = objective.cube().sumOverBall((i, shell) -> {
            double re = after[2 * i] - before[2 * i];
            double im = after[2 * i + 1] - before[2 * i + 1];
            double weight = objective.symmetryOrder() * (diagonal == null ? scale : Math.abs(diagonal[i]));
            return weight * (re * re + im * im);
        });
        return Math.sqrt(sum * objective.size() / objective.cube().ballSize());
    }

    /** An epoch that was stopped before it began. */
    static Epoch none() {
        return new Epoch(Double.NaN, 0, 0, false);
    }
}
