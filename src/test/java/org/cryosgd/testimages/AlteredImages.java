/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.testimages;

import java.io.IOException;
import org.cryosgd.particles.ImageSource;
import org.cryosgd.particles.ParticleSet;

/** Images of another source that are changed when they are read. */
public record AlteredImages(ImageSource source, Change change) implements ImageSource {
    /** What is done to the pixels of image {@code index}. */
    public interface Change {
        void to(int index, float[] pixels);
    }

    /** The particles of a set with changed images. */
    public static ParticleSet of(ParticleSet set, Change change) {
        return new ParticleSet(
                "altered", set.particles(), new AlteredImages(set.images(), change), set.pixelSizeAngstrom());
    }

    @Override
    public int count() {
        return source.count();
    }

    @Override
    public int box() {
        return source.box();
    }

    @Override
    public long identity(int index) {
        return source.identity(index);
    }

    @Override
    public void read(int index, float[] pixels) throws IOException {
        source.read(index, pixels);
        change.to(index, pixels);
    }
}
