/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.views;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Shuffle;
import org.cryosgd.refine.fit.HalfRefinement;
import org.cryosgd.refine.search.Candidate;
import org.cryosgd.refine.search.GlobalSearch;

/**
 * Where the views of a half set are such that poses and map can be wrong together ({@link BasRelief}), moves both to the
 * likeliest tilts. Each part of the images is judged by a map of the other part: a map that has seen an image agrees with
 * it at any tilt. In the same way all rotations are then searched once.
 *
 * <pre>
 * f ← maximum of Σ over both parts: log evidence of its images, climbed to from tilts times f, by the map of the other
 * poses ← at tilts times f, search of all rotations, each part by the map of the other
 * map ← fit to the poses of both
 * </pre>
 *
 * @param limit frequencies that take part
 */
public record TiltSearch(HalfRefinement half, int limit, long seed, ProgressMonitor monitor, String what) {
    /**
     * What was found.
     *
     * @param factor f of the tilts
     * @param evidence the largest sum over the images, a logarithm
     */
    public record Found(double factor, double evidence) {}

    /**
     * Runs it. A stop leaves the half undefined; {@link HalfRefinement#restore} what {@link HalfRefinement#copy} has kept.
     *
     * @param grids of the search of all rotations, made only if it is needed
     * @return empty where views are such that nothing was searched for or changed
     */
    public Optional<Found> run(Supplier<GlobalSearch> grids) {
        Candidate[][] before = half.poses();
        BasRelief relief =
                BasRelief.of(Arrays.stream(before).map(c -> c[0].rotation()).toList(), half.symmetry());
        if (!relief.possible()) return Optional.empty();
        int[] all = half.all();
        Shuffle.inPlace(all, new SplittableRandom(seed));
        int[] one = Arrays.copyOf(all, all.length / 2);
        int[] two = Arrays.copyOfRange(all, all.length / 2, all.length);
        double[] most = {Double.NEGATIVE_INFINITY};
        double factor = BasRelief.maximum(f -> {
            double sum = 0;
            for (int[] part : List.of(one, two)) {
                fit(part == one ? two : one, relief, before, f);
                half.climb(part, limit, monitor, what);
                Candidate[][] found = half.poses();
                for (int i : part) sum += Candidate.logEvidence(found[i]);
            }
            most[0] = Math.max(most[0], sum);
            return sum;
        });
        GlobalSearch global = grids.get();
        Candidate[][] found = new Candidate[before.length][];
        for (int[] part : List.of(one, two)) {
            fit(part == one ? two : one, relief, before, factor);
            half.search(part, limit, global, monitor, what);
            Candidate[][] now = half.poses();
            for (int i : part) found[i] = now[i];
        }
        half.setPoses(found);
        half.fit(all, seed, monitor, what);
        return Optional.of(new Found(factor, most[0]));
    }

    private void fit(int[] part, BasRelief relief, Candidate[][] from, double f) {
        half.setPoses(Arrays.stream(from)
                .map(of -> Arrays.stream(of)
                        .map(c -> c.withRotation(relief.tilted(c.rotation(), f)))
                        .toArray(Candidate[]::new))
                .toArray(Candidate[][]::new));
        half.fit(part, seed, monitor, what);
    }
}
