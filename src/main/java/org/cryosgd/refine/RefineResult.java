/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import java.util.List;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.reconstruct.ReconstructionResult;

/**
 * What a refinement found.
 *
 * @param particles with their poses and half sets
 * @param maps reconstructed at those poses
 * @param agreement FSC of the two independent starts after they were laid on each other, of shells 0 … n/2; zero beyond
 *     the frequencies of the starts
 * @param supported whether the data support a map at all: false where independent halves found nothing in common
 * @param history epoch by epoch
 * @param converged whether it ended by itself, or could go on
 * @param ending why it ended, a sentence
 * @param seconds of the whole run
 */
public record RefineResult(
        ParticleSet particles,
        ReconstructionResult maps,
        FscCurve agreement,
        boolean supported,
        List<RefineRecord> history,
        boolean converged,
        String ending,
        double seconds) {
    public RefineResult {
        history = List.copyOf(history);
    }

    /** Resolution in Å at FSC 0.143; NaN where no map is supported. */
    public double resolutionAngstrom() {
        return supported ? maps.resolutionAngstrom() : Double.NaN;
    }
}
