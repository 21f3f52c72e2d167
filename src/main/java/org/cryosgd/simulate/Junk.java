/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import java.io.IOException;
import java.util.Random;
import java.util.function.IntPredicate;
import org.cryosgd.particles.ImageSource;
import org.cryosgd.particles.ParticleSet;

/**
 * Images of which some are white noise of standard deviation 1. Safe to use from several threads at once.
 *
 * @param images the others
 * @param seed of the noise; the same seed gives the same pixels
 * @param junk numbers of the images that are noise
 */
public record Junk(ImageSource images, long seed, IntPredicate junk) implements ImageSource {
    /** The particles with noise in place of some of their images. */
    public static ParticleSet in(ParticleSet set, long seed, IntPredicate junk) {
        return set.withImages(new Junk(set.images(), seed, junk));
    }

    @Override
    public int count() {
        return images.count();
    }

    @Override
    public int box() {
        return images.box();
    }

    @Override
    public int box(int index) {
        return images.box(index);
    }

    @Override
    public void read(int index, float[] pixels) throws IOException {
        images.read(index, pixels);
        if (!junk.test(index)) return;
        Random random = new Random(31 * seed + index);
        for (int i = 0; i < box(index) * box(index); i++) pixels[i] = (float) random.nextGaussian();
    }
}
