/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Preparation;
import org.cryosgd.projection.Slice;
import org.cryosgd.projection.SliceData;

/**
 * What another process needs to pack some of the images of a set: the recipe, and no pixels. Image by image the bits are those
 * of {@link PackedImages#pack}. Thread safe.
 *
 * @param noise σ² of each ring of each image of the set
 * @param radius of the images' points
 * @param mapRadius of the map's frequencies
 * @param straight whether points are frequencies of the map, as {@link PackedImages#packStraight} has them
 */
public record PartPacking(
        ParticleSet set,
        Preparation preparation,
        boolean correctCtf,
        float[][] noise,
        int radius,
        int mapRadius,
        boolean straight)
        implements Serializable {
    /** Noise of a set, measured on a sample of its images in this process. */
    public static PartPacking of(
            ParticleSet set,
            int[][] sets,
            Preparation preparation,
            boolean correctCtf,
            boolean whiteNoise,
            HalfDisc map,
            boolean straight)
            throws IOException {
        HalfDisc measured = PackedImages.discOf(set, map);
        HalfDisc disc = straight ? map : measured;
        float[][] noise =
                MeasuredNoise.of(set, sets, preparation, correctCtf, whiteNoise, measured, straight ? map : null);
        return new PartPacking(set, preparation, correctCtf, noise, disc.radius(), map.radius(), straight);
    }

    /** Some packed images: those from {@code first} on. */
    public static final class Part implements Serializable {
        private final int first;
        private final int floats;
        private final float[][] matrices;
        private final float[][] points;
        private final float[][] energies;
        private final float[][] prints;

        private Part(int first, int count, int floats) {
            this.first = first;
            this.floats = floats;
            matrices = new float[count][];
            points = new float[count][];
            energies = new float[count][];
            prints = new float[count][];
        }

        /** Number of the first image. */
        public int first() {
            return first;
        }

        /** Σ |y|²/σ² of each ring of each image. */
        public float[][] energies() {
            return energies;
        }

        /** Values by which copies of an image are found. */
        public float[][] prints() {
            return prints;
        }

        /** These images under their numbers in the set. Their noise is not among them. */
        public Images view(HalfDisc disc) {
            return new PartImages(this, disc);
        }

        /** Bytes of the packed points. */
        public long bytes() {
            return 4L * floats * points.length;
        }

        /** The images of these numbers, which are all in this part. */
        public List<SliceData> images(int[] numbers) {
            List<SliceData> images = new ArrayList<>(numbers.length);
            for (int number : numbers) {
                float[] m = matrices[number - first];
                images.add(new SliceData(new Slice(m[0], m[1], m[2], m[3], m[4], m[5]), points[number - first], 0));
            }
            return images;
        }
    }

    /**
     * Reads and packs the images {@code first} … {@code end} − 1, on this thread.
     *
     * @throws IOException if an image cannot be read or used
     */
    public Part pack(int first, int end) throws IOException {
        HalfDisc disc = new HalfDisc(radius);
        ImagePacker packer = new ImagePacker(set, preparation, disc, mapRadius, straight);
        Copies copies = new Copies(set.size(), disc);
        Part part = new Part(first, end - first, 3 * disc.size());
        for (int i = first; i < end; i++) {
            Particle particle = set.particles().get(i);
            int at = i - first;
            part.points[at] = new float[part.floats];
            part.energies[at] = new float[radius + 1];
            packer.pack(particle, correctCtf, noise[i], part.points[at], 0, part.energies[at]);
            copies.observe(i, packer.transform());
            part.prints[at] = copies.print(i);
            Slice s = packer.slice(particle);
            part.matrices[at] = new float[] {s.xx(), s.xy(), s.xz(), s.yx(), s.yy(), s.yz()};
        }
        return part;
    }

    /**
     * The half sets once copies of an image are in one of them.
     *
     * @param prints of all images
     * @param moved gets the number of each image that changed its half set, with that of the first one
     */
    public int[][] setsOf(int[][] sets, float[][] prints, Map<Integer, Integer> moved, ProgressMonitor monitor) {
        Copies copies = new Copies(prints, new HalfDisc(radius));
        Copied copied = new Copied(set, sets, copies.pairs());
        copied.warn(monitor);
        for (Copies.Pair pair : copied.moved()) moved.put(pair.copy(), pair.first());
        return copied.sets();
    }
}
