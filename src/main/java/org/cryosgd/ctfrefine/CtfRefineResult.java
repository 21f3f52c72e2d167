/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.ctfrefine;

import java.util.List;
import java.util.Set;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.Particle;

/**
 * What was found.
 *
 * @param particles in the order of the set: what belongs to a particle as its own half has it, optics as the mean of both halves
 * @param groups one for each optics group that was looked at
 * @param defocusErrors standard error of each particle's defocus in ångström, 0 where it was not changed; null where none was
 * @param rounds of maps and estimates
 */
public record CtfRefineResult(List<Particle> particles, List<Group> groups, double[] defocusErrors, int rounds) {
    /**
     * An optics group.
     *
     * @param before as the table has it
     * @param after with what the evidence supports
     * @param used the terms that it supports
     * @param errors of the values of {@code after}
     * @param lines what was found, in words
     */
    public record Group(Optics before, Optics after, Set<Term> used, Errors errors, List<String> lines) {}

    /**
     * Standard errors; null where nothing was changed.
     *
     * @param tilt along x and y in mrad
     * @param odd of each odd Zernike coefficient
     * @param even of each even Zernike coefficient
     * @param matrix of rlnMagMat00, 01, 10, 11
     */
    public record Errors(double[] tilt, double[] odd, double[] even, double[] matrix) {}

    /** Whether anything differs from the table. */
    public boolean changed() {
        return defocusErrors != null || groups.stream().anyMatch(g -> !g.used().isEmpty());
    }
}
