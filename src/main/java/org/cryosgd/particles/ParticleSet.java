/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.particles;

import static org.cryosgd.math.Require.require;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.cryosgd.optics.Magnification;
import org.cryosgd.optics.Optics;

/**
 * Particles together with their images. Box and pixel size are those of the map. Where the set is mixed, images of an optics
 * group may have other ones, {@link #boxOf} and {@link #pixelSizeOf}; otherwise all images have these.
 *
 * @param name for messages and titles, usually the file's name
 * @param particles in file order; kept as {@link ParticleColumns}
 * @param images where their pixels come from
 * @param pixelSizeAngstrom pixel size of the images, of the first optics group where the set is mixed
 * @param mixed whether boxes and pixel sizes of the images differ
 */
public record ParticleSet(
        String name, List<Particle> particles, ImageSource images, double pixelSizeAngstrom, boolean mixed)
        implements Serializable {
    public ParticleSet {
        particles = ParticleColumns.of(particles);
        require(pixelSizeAngstrom > 0, "pixel size (Å)", "positive", pixelSizeAngstrom);
    }

    /** Of images that all have one box and one pixel size. */
    public ParticleSet(String name, List<Particle> particles, ImageSource images, double pixelSizeAngstrom) {
        this(name, particles, images, pixelSizeAngstrom, false);
    }

    /** Width of the images in pixels, of the first where the set is mixed. */
    public int box() {
        return images.box();
    }

    /** Width of the image of a particle in pixels. */
    public int boxOf(Particle particle) {
        return mixed ? images.box(particle.image()) : images.box();
    }

    /** Pixel size of the image of a particle. */
    public double pixelSizeOf(Particle particle) {
        return mixed ? particle.optics().pixelSizeAngstrom() : pixelSizeAngstrom;
    }

    /** Width of the image of a particle in ångström: its frequencies are whole cycles in this. */
    public double widthOf(Particle particle) {
        return pixelSizeOf(particle) * boxOf(particle);
    }

    /** The matrix that takes the frequencies of the image of a particle, in cycles per box, to those of the map. */
    public Magnification magnificationOf(Particle particle) {
        Magnification own = particle.optics().magnification();
        return mixed ? own.times(pixelSizeAngstrom * box() / widthOf(particle)) : own;
    }

    /** Whether a frequency of an image may be another one in the map. */
    public boolean magnified() {
        return mixed || optics().stream().anyMatch(o -> !o.magnification().isNone());
    }

    /** The particles whose images have the box and the pixel size of the map; all where the set is not mixed. */
    public ParticleSet ofOneKind() {
        if (!mixed) return this;
        int[] numbers = IntStream.range(0, size())
                .filter(i -> boxOf(particles.get(i)) == box()
                        && Math.abs(pixelSizeOf(particles.get(i)) / pixelSizeAngstrom - 1) < 1e-4)
                .toArray();
        ParticleSet some = select(numbers);
        return new ParticleSet(name, some.particles(), images, pixelSizeAngstrom);
    }

    /** Some image of each kind: of each optics group, and of each box in it. */
    public List<Particle> kinds() {
        if (!mixed && optics().size() == 1) return particles.subList(0, 1);
        Map<List<Object>, Particle> kinds = new LinkedHashMap<>();
        for (Particle particle : particles) kinds.putIfAbsent(List.of(particle.optics(), boxOf(particle)), particle);
        return List.copyOf(kinds.values());
    }

    public int size() {
        return particles.size();
    }

    /** The same particles, their optics changed. */
    public ParticleSet withOptics(UnaryOperator<Optics> other) {
        return with(((ParticleColumns) particles).withOptics(other));
    }

    /** The particles with empty names and groups: much faster to go through where those do not matter. */
    public List<Particle> unnamed() {
        return ((ParticleColumns) particles).unnamed();
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

    /** The same images, other particles: {@code particle} makes number 0 … count − 1, one at a time. */
    public ParticleSet with(int count, IntFunction<Particle> particle) {
        return with(new AbstractList<>() {
            @Override
            public Particle get(int i) {
                return particle.apply(i);
            }

            @Override
            public int size() {
                return count;
            }
        });
    }

    /** The same images, another list of particles. */
    public ParticleSet with(List<Particle> chosen) {
        return new ParticleSet(name, chosen, images, pixelSizeAngstrom, mixed);
    }

    /** The same particles, image i of which is image i of {@code other}. */
    public ParticleSet withImages(ImageSource other) {
        return new ParticleSet(name, particles, other, pixelSizeAngstrom, mixed);
    }
}
