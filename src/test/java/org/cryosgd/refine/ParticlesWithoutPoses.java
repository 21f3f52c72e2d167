/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import java.util.List;
import java.util.Random;
import org.cryosgd.particles.ImageSource;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;

/** Particles of which less is known, and images of nothing. */
final class ParticlesWithoutPoses {
    private ParticlesWithoutPoses() {}

    static List<Particle> of(ParticleSet set) {
        Pose none = new Pose(0, 0, 0, 0, 0);
        return set.particles().stream()
                .map(p -> new Particle(p.name(), p.image(), none, p.optics(), p.defocus(), p.halfSet()))
                .toList();
    }

    /** White noise in place of every image. */
    static ParticleSet noise(ParticleSet set, long seed) {
        return noise(set, seed, i -> true);
    }

    /** White noise in place of the images that {@code junk} names, at the level of the others. */
    static ParticleSet noise(ParticleSet set, long seed, java.util.function.IntPredicate junk) {
        return new ParticleSet(
                set.name(), set.particles(), new Junk(set.images(), seed, junk), set.pixelSizeAngstrom());
    }

    private record Junk(ImageSource images, long seed, java.util.function.IntPredicate junk) implements ImageSource {
        @Override
        public int count() {
            return images.count();
        }

        @Override
        public int box() {
            return images.box();
        }

        @Override
        public void read(int index, float[] pixels) throws java.io.IOException {
            images.read(index, pixels);
            if (!junk.test(index)) return;
            Random random = new Random(31 * seed + index);
            for (int i = 0; i < pixels.length; i++) pixels[i] = (float) random.nextGaussian();
        }
    }
}
