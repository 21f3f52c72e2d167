/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.particles;

import static org.cryosgd.math.Require.require;

import java.util.List;

/**
 * Particles of one box and one pixel size together with their images.
 *
 * @param name for messages and titles, usually the file's name
 * @param particles in file order
 * @param images where their pixels come from
 * @param pixelSizeAngstrom pixel size of the images
 */
public record ParticleSet(String name, List<Particle> particles, ImageSource images, double pixelSizeAngstrom) {
    public ParticleSet {
        particles = List.copyOf(particles);
        require(pixelSizeAngstrom > 0, "pixel size (Å)", "positive", pixelSizeAngstrom);
    }

    /** Width of the images in pixels. */
    public int box() {
        return images.box();
    }

    public int size() {
        return particles.size();
    }

    /** The same images, another list of particles. */
    public ParticleSet with(List<Particle> chosen) {
        return new ParticleSet(name, chosen, images, pixelSizeAngstrom);
    }
}
