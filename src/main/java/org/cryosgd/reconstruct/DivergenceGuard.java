/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import java.util.Arrays;
import java.util.Locale;
import org.cryosgd.images.Batch;
import org.cryosgd.objective.Objective;
import org.cryosgd.optimize.Epoch;

/**
 * Checks F on some of the fitted images. An epoch diverges if it makes them fit worse than they did before it, and either
 * worse than no map at all or while the mean of F over all mini-batches has grown too.
 */
final class DivergenceGuard {
    /** Images of the check. */
    private static final int SAMPLE = 50;

    /** An epoch that changes the map by less than its noise has not diverged. */
    private static final double SMALL = 1;

    /** F of a sample moves by as much without a reason. */
    private static final double TOLERANCE = 1 + 2e-3;

    private final Objective objective;
    private final Batch sample;
    private final double zero;
    private double value;
    private double loss = Double.POSITIVE_INFINITY;
    private double found;

    /** @param random whether the start is random, so that F is larger there than without a map */
    DivergenceGuard(Objective objective, int[] images, float[] start, boolean random) {
        this.objective = objective;
        sample = Batch.of(Arrays.copyOf(images, Math.min(SAMPLE, images.length)));
        zero = objective.valueAtZero(sample);
        value = random ? objective.value(start, sample) : zero;
    }

    /** Whether the epoch that led to {@code volume} may stay. */
    boolean accepts(Epoch epoch, float[] volume) {
        if (epoch.change() < SMALL) return true;
        found = objective.value(volume, sample);
        boolean worse = !(found <= TOLERANCE * value);
        boolean accepted = !worse || found <= TOLERANCE * zero && epoch.loss() <= TOLERANCE * loss;
        if (accepted) {
            value = found;
            loss = epoch.loss();
        }
        return accepted;
    }

    /** What is thrown where steps cannot be made shorter. */
    IllegalStateException failure(int epoch) {
        return new IllegalStateException(String.format(
                Locale.ROOT,
                "the fit diverged in epoch %d: F is %.4g on images that it has fitted, and was %.4g before. Choose a smaller"
                        + " eta= or steps=lineSearch, or preconditioner=exact.",
                epoch,
                found,
                value));
    }

    /** F of the sample and the mean of F over the mini-batches, after the last epoch. */
    double[] state() {
        return new double[] {value, loss};
    }

    void restore(double[] state) {
        value = state[0];
        loss = state[1];
    }
}
