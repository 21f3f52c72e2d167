/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.ctfrefine;

import org.cryosgd.math.HalfDisc;

/** The phase that each change of the defocus adds to the CTF in each ring of frequencies. */
final class RingPhases {
    private final float[][] cos;
    private final float[][] sin;

    RingPhases(HalfDisc disc, Frequencies frequencies, double[] changes) {
        double[] squares = new double[disc.radius() + 1];
        int[] counts = new int[squares.length];
        for (int i = 0; i < disc.size(); i++) {
            squares[disc.ring(i)] += frequencies.x[i] * frequencies.x[i] + frequencies.y[i] * frequencies.y[i];
            counts[disc.ring(i)]++;
        }
        cos = new float[changes.length][squares.length];
        sin = new float[changes.length][squares.length];
        for (int c = 0; c < changes.length; c++)
            for (int ring = 0; ring < squares.length; ring++) {
                double phase = frequencies.perDefocus * changes[c] * squares[ring] / counts[ring];
                cos[c][ring] = (float) Math.cos(phase);
                sin[c][ring] = (float) Math.sin(phase);
            }
    }

    /**
     * The log likelihood 2 c b − c² w, but for a constant, of each change.
     *
     * @param rings sums of a sin γ b, a cos γ b, a² w cos 2γ and a² w sin 2γ over each ring
     */
    float[] likelihoods(double[][] rings) {
        float[] values = new float[cos.length];
        for (int c = 0; c < values.length; c++) {
            double sum = 0;
            for (int ring = 0; ring < cos[c].length; ring++) {
                double u = cos[c][ring];
                double v = sin[c][ring];
                // sin(γ + u) b, and −½ (1 − cos(2γ + 2u)) w
                sum += 2 * (u * rings[0][ring] + v * rings[1][ring])
                        + 0.5 * ((u * u - v * v) * rings[2][ring] - 2 * u * v * rings[3][ring]);
            }
            values[c] = (float) sum;
        }
        return values;
    }
}
