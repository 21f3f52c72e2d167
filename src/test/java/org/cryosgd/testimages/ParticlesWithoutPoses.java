/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.testimages;

import java.util.List;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;
import org.cryosgd.simulate.Junk;

/** Particles of which less is known, and images of nothing. */
public final class ParticlesWithoutPoses {
    private ParticlesWithoutPoses() {}

    public static List<Particle> of(ParticleSet set) {
        Pose none = new Pose(0, 0, 0, 0, 0);
        return set.particles().stream()
                .map(p -> new Particle(p.name(), p.image(), none, p.optics(), p.defocus(), p.halfSet()))
                .toList();
    }

    /** White noise in place of every image. */
    public static ParticleSet noise(ParticleSet set, long seed) {
        return noise(set, seed, i -> true);
    }

    /** White noise in place of the images that {@code junk} names, at the level of the others. */
    public static ParticleSet noise(ParticleSet set, long seed, java.util.function.IntPredicate junk) {
        return Junk.in(set, seed, junk);
    }
}
