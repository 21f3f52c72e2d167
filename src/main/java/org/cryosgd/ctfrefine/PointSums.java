/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.ctfrefine;

/**
 * Sums over the images of a group at each point of the half disc. With the reference r, the CTF c = a sin γ, its derivative
 * d = a cos γ, w = |r|²/σ², b = r̄ y/σ² before the odd phase is turned back and b' after it, they are all that the estimates of a group need.
 */
final class PointSums {
    /** c b, re and im. */
    final double[] oddRe;

    final double[] oddIm;

    /** c² w. */
    final double[] oddWeight;

    /** Gradient d re b' − c d w and weight d² w of a phase of the CTF. */
    final double[] even;

    final double[] evenWeight;

    /** Gradient along the two axes of the frequency, its weights xx, xy, yy, and those together with a phase of the CTF; null where not wanted. */
    final double[][] move;

    /** c re b' and c² w of the lower frequencies: how strong the images are. */
    double overlap;

    double power;

    PointSums(int size, boolean withMoves) {
        oddRe = new double[size];
        oddIm = new double[size];
        oddWeight = new double[size];
        even = new double[size];
        evenWeight = new double[size];
        move = withMoves ? new double[7][size] : null;
    }

    void add(PointSums other) {
        add(oddRe, other.oddRe);
        add(oddIm, other.oddIm);
        add(oddWeight, other.oddWeight);
        add(even, other.even);
        add(evenWeight, other.evenWeight);
        for (int c = 0; move != null && c < move.length; c++) add(move[c], other.move[c]);
        overlap += other.overlap;
        power += other.power;
    }

    private static void add(double[] to, double[] from) {
        for (int i = 0; i < to.length; i++) to[i] += from[i];
    }
}
