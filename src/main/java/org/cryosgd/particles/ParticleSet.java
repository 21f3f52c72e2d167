/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.particles;

import static org.cryosgd.math.Require.require;

import java.util.List;
import java.util.function.UnaryOperator;
import org.cryosgd.optics.Optics;

/**
 * Particles of one box and one pixel size together with their images.
 *
 * @param name for messages and titles, usually the file's name
 * @param particles in file order; kept as {@link ParticleColumns}
 * @param images where their pixels come from
 * @param pixelSizeAngstrom pixel size of the images
 */
public record ParticleSet(String name, List<Particle> particles, ImageSource images, double pixelSizeAngstrom) {
    public ParticleSet {
        particles = ParticleColumns.of(particles);
        require(pixelSizeAngstrom > 0, "pixel size (Å)", "positive", pixelSizeAngstrom);
    }

    /** Width of the images in pixels. */
    public int box() {
        return images.box();
    }

    public int size() {
        return particles.size();
    }

    /** The same particles, their optics changed. */
    public ParticleSet withOptics(UnaryOperator<Optics> other) {
        return with(((ParticleColumns) particles).withOptics(other));
    }

    /** The different optics of the particles. */
    public List<Optics> optics() {
        return ((ParticleColumns) particles).optics();
    }

    /**
     * Memory in bytes that the particles take, about, without their pixels: their values, where each image is, and the table
     * of the file that they were read from. It grows with their number and belongs into every plan.
     */
    public long bytes() {
        return ((ParticleColumns) particles).bytes() + images.bytes();
    }

    /** The particles of these numbers, in that order. */
    public ParticleSet select(int[] numbers) {
        return with(((ParticleColumns) particles).select(numbers));
    }

    /** The same images, another list of particles. */
    public ParticleSet with(List<Particle> chosen) {
        return new ParticleSet(name, chosen, images, pixelSizeAngstrom);
    }
}
