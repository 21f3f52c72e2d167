/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.particles;

import static org.cryosgd.math.Require.require;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The division of particles into two halves that never see each other. */
public final class HalfSets {
    private HalfSets() {}

    /**
     * The numbers of the particles of each half: as the file says where every particle has a half set, else at random.
     *
     * @throws IllegalArgumentException if a half is empty
     */
    public static int[][] split(ParticleSet set, long seed) {
        require(set.size() >= 2, "number of particles", "at least 2 for half maps (or use halfMaps=false)", set.size());
        List<Particle> particles = set.particles();
        boolean given = particles.stream().allMatch(p -> p.halfSet() == 1 || p.halfSet() == 2);
        int[] half = given ? particles.stream().mapToInt(Particle::halfSet).toArray() : random(particles.size(), seed);
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

    private static int[] random(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] half = new int[count];
        Arrays.setAll(half, i -> 1 + (i & 1));
        for (int i = count - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int other = half[i];
            half[i] = half[j];
            half[j] = other;
        }
        return half;
    }
}
