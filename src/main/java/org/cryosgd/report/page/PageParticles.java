/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.page;

import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Preparation;
import org.cryosgd.projection.Symmetry;

/**
 * The particles that a page is about.
 *
 * @param particles with poses
 * @param preparation of their images
 * @param ctf whether they have a CTF
 * @param symmetry of the map
 */
public record PageParticles(ParticleSet particles, Preparation preparation, boolean ctf, Symmetry symmetry) {
    /** These with another set, such as one with the poses that were found. */
    public PageParticles with(ParticleSet other) {
        return new PageParticles(other, preparation, ctf, symmetry);
    }
}
