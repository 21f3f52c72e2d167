/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.particles;

import static org.cryosgd.math.Require.require;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.cryosgd.math.Shuffle;

/** The division of particles into two halves that never see each other. */
public final class HalfSets {
    private HalfSets() {}

    /**
     * The numbers of the particles of each half: as the file says where every particle has a half set, else at random.
     * All particles of one image, as in files that were expanded by a symmetry, are in the same half.
     *
     * @throws IllegalArgumentException if a half is empty, or if the file puts one image into both halves
     */
    public static int[][] split(ParticleSet set, long seed) {
        require(set.size() >= 2, "number of particles", "at least 2 for half maps (or use halfMaps=false)", set.size());
        List<Particle> particles = set.unnamed();
        boolean given = particles.stream().allMatch(p -> p.halfSet() == 1 || p.halfSet() == 2);
        int[] image = images(set);
        int[] half = given ? given(set, image) : random(set, image, seed);
        int[][] numbers = new int[2][];
        for (int h = 0; h < 2; h++) {
            int wanted = h + 1;
            numbers[h] = IntStream.range(0, half.length)
                    .filter(i -> half[i] == wanted)
                    .toArray();
            if (numbers[h].length == 0)
                throw new IllegalArgumentException("half set " + wanted + " of " + set.name()
                        + " is empty: all " + half.length + " particles have rlnRandomSubset " + (3 - wanted)
                        + ". Remove that column to have them divided anew, or use halfMaps=false.");
        }
        return numbers;
    }

    /** All particles as one set. */
    public static int[][] together(ParticleSet set) {
        return new int[][] {IntStream.range(0, set.size()).toArray()};
    }

    /** For each particle the number of its image, counted in the order of the particles. */
    private static int[] images(ParticleSet set) {
        List<Particle> particles = set.unnamed();
        int[] image = new int[set.size()];
        // one more than the first particle of an image, 0 where a place is free; at most half of the places are taken
        int[] firsts = new int[Math.max(2, Integer.highestOneBit(Math.min(image.length, 1 << 28)) << 2)];
        int count = 0;
        for (int i = 0; i < image.length; i++) {
            long identity = identity(set, particles, i);
            int place = (int) (identity * 0x9E3779B97F4A7C15L >>> 33) & firsts.length - 1;
            while (firsts[place] != 0 && identity(set, particles, firsts[place] - 1) != identity)
                place = place + 1 & firsts.length - 1;
            if (firsts[place] == 0) {
                firsts[place] = i + 1;
                image[i] = count++;
            } else {
                image[i] = image[firsts[place] - 1];
            }
        }
        return image;
    }

    private static long identity(ParticleSet set, List<Particle> particles, int i) {
        return set.images().identity(particles.get(i).image());
    }

    private static int[] given(ParticleSet set, int[] image) {
        int[] half = set.unnamed().stream().mapToInt(Particle::halfSet).toArray();
        int[] first = new int[half.length];
        Arrays.fill(first, -1);
        for (int i = 0; i < half.length; i++) {
            int before = first[image[i]];
            if (before < 0) first[image[i]] = i;
            else if (half[before] != half[i])
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "particles %d and %d of %s are the same image, %s, in different half sets: the half maps would not be"
                                + " independent. Give all particles of an image one rlnRandomSubset, or remove that column.",
                        before + 1,
                        i + 1,
                        set.name(),
                        set.particles().get(i).name()));
        }
        return half;
    }

    private static int[] random(ParticleSet set, int[] image, long seed) {
        int count = Arrays.stream(image).max().orElseThrow() + 1;
        require(count >= 2, "number of different images of " + set.name(), "at least 2 for half maps", count);
        int[] half = random(count, seed);
        return Arrays.stream(image).map(i -> half[i]).toArray();
    }

    private static int[] random(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] half = new int[count];
        Arrays.setAll(half, i -> 1 + (i & 1));
        Shuffle.inPlace(half, random);
        return half;
    }
}
