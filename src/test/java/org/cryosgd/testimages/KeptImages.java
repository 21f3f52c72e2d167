/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.testimages;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.cryosgd.particles.ImageSource;
import org.cryosgd.particles.ParticleSet;

/** Images that are read once and then kept: a simulation computes an image each time that it is read. */
public final class KeptImages implements ImageSource {
    private final ImageSource source;
    private final AtomicReferenceArray<float[]> kept;

    private KeptImages(ImageSource source) {
        this.source = source;
        kept = new AtomicReferenceArray<>(source.count());
    }

    /** The particles of a set with the same images. */
    public static ParticleSet of(ParticleSet set) {
        return set.withImages(new KeptImages(set.images()));
    }

    @Override
    public int count() {
        return source.count();
    }

    @Override
    public List<Path> files() {
        return source.files();
    }

    @Override
    public long identity(int index) {
        return source.identity(index);
    }

    @Override
    public long bytes() {
        return source.bytes();
    }

    @Override
    public int box() {
        return source.box();
    }

    @Override
    public int box(int index) {
        return source.box(index);
    }

    @Override
    public void read(int index, float[] pixels) throws IOException {
        int size = box(index) * box(index);
        float[] image = kept.get(index);
        if (image == null) {
            source.read(index, pixels);
            kept.set(index, Arrays.copyOf(pixels, size));
        } else System.arraycopy(image, 0, pixels, 0, size);
    }
}
