/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import ij.VirtualStack;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.cryosgd.particles.ImageSource;
import org.cryosgd.particles.ParticleSet;

/** Particle images as a virtual stack: slice i is read when it is looked at. */
final class ParticleImages extends VirtualStack {
    private final ParticleSet particles;

    ParticleImages(ParticleSet particles) {
        super(particles.box(), particles.box(), null, null);
        this.particles = particles;
        setBitDepth(32);
    }

    @Override
    public ImageProcessor getProcessor(int slice) {
        ImageSource images = particles.images();
        float[] pixels = new float[images.box() * images.box()];
        try {
            images.read(particles.particles().get(slice - 1).image(), pixels);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new FloatProcessor(images.box(), images.box(), pixels);
    }

    @Override
    public int getSize() {
        return particles.size();
    }

    @Override
    public int size() {
        return particles.size();
    }

    @Override
    public String getSliceLabel(int slice) {
        return slice < 1 || slice > size()
                ? null
                : particles.particles().get(slice - 1).name();
    }

    @Override
    public String getFileName(int slice) {
        return getSliceLabel(slice);
    }

    /** What is written into a slice is lost: the files stay as they are. */
    @Override
    public void setPixels(Object pixels, int slice) {}

    @Override
    public void deleteSlice(int slice) {
        throw new UnsupportedOperationException("particles are chosen with Import Particles..., select=");
    }
}
