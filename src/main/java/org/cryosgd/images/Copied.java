/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.particles.ParticleSet;

/**
 * What becomes of images that have the same pixels under other names. In two half sets they would make the half maps agree
 * in their noise, so a copy goes to the half set of the first one.
 */
final class Copied {
    private final ParticleSet set;
    private final List<Copies.Pair> pairs = new ArrayList<>();
    private final List<Copies.Pair> moved = new ArrayList<>();
    private final int[][] sets;

    /**
     * @param halves numbers of the particles of each half set
     * @param found copies; those of one name, as of a particle at several poses, are meant to be
     */
    Copied(ParticleSet set, int[][] halves, List<Copies.Pair> found) {
        this.set = set;
        int[] half = new int[set.size()];
        for (int h = 0; h < halves.length; h++) for (int i : halves[h]) half[i] = h;
        for (Copies.Pair pair : found) {
            if (identity(pair.first()) == identity(pair.copy())) continue;
            pairs.add(pair);
            if (half[pair.first()] != half[pair.copy()]) {
                moved.add(pair);
                half[pair.copy()] = half[pair.first()];
            }
        }
        sets = moved.isEmpty()
                ? halves
                : IntStream.range(0, halves.length)
                        .mapToObj(h -> IntStream.range(0, half.length)
                                .filter(i -> half[i] == h)
                                .toArray())
                        .toArray(int[][]::new);
        for (int h = 0; h < sets.length; h++)
            if (sets[h].length == 0)
                throw new IllegalArgumentException("half set " + (h + 1) + " of " + set.name()
                        + " holds only copies: images with the same pixels as those of the other one, such as "
                        + rows(moved.get(0))
                        + ". Half maps need images of their own: remove the copies, or use halfMaps=false.");
    }

    private long identity(int particle) {
        return set.images().identity(set.particles().get(particle).image());
    }

    /** Copies that changed their half set. */
    List<Copies.Pair> moved() {
        return moved;
    }

    /** The half sets, with all copies of an image in one. */
    int[][] sets() {
        return sets;
    }

    private String rows(Copies.Pair pair) {
        return String.format(
                Locale.ROOT,
                "particle %d (%s) and particle %d (%s)",
                pair.first() + 1,
                set.particles().get(pair.first()).name(),
                pair.copy() + 1,
                set.particles().get(pair.copy()).name());
    }

    /** Says what was found. */
    void warn(ProgressMonitor monitor) {
        if (pairs.isEmpty()) return;
        String line = pairs.size() == 1
                ? "Two particles have the same pixels: " + rows(pairs.get(0)) + "."
                : pairs.size() + " particles have the same pixels as an earlier one, such as " + rows(pairs.get(0))
                        + ".";
        if (!moved.isEmpty())
            line += " " + moved.size()
                    + (moved.size() == 1 ? " copy was" : " copies were")
                    + " in the other half set and now belong to that of the first one, so that the half maps stay"
                    + " independent.";
        monitor.warn(line + " Copies count twice in the map: remove them if they are not meant to be there.");
    }
}
