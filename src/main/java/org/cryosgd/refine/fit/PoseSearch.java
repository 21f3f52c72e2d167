/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Rotation;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.SliceData;
import org.cryosgd.refine.search.Candidate;
import org.cryosgd.refine.search.Explained;
import org.cryosgd.refine.search.GlobalSearch;
import org.cryosgd.refine.search.LocalSearch;
import org.cryosgd.refine.search.PosePrior;
import org.cryosgd.refine.search.ViewPrior;

/**
 * Finds the likeliest poses of an image in a map: by climbing from the last ones, or from the best ones of all rotations,
 * first at low frequencies, then at all. One object for one thread.
 */
final class PoseSearch {
    /** Maxima of the global search that are climbed at low frequencies, those of them that are climbed at all, and those that are kept. */
    private static final int GUESSES = 12;

    private static final int CLIMBED = 8;

    static final int KEPT = 3;

    /** So many guesses are climbed at least. */
    private static final int LEAST = 3;

    /** What a pose may be behind the best one at low frequencies, in log likelihood, and still be the best one at all. */
    private static final double BEHIND = 20;

    /** A pose that is less likely than the best one by this factor, in log likelihood, does not count. */
    private static final double UNLIKELY = -Math.log(1e-3);

    /** The longest step near a pose that is known beforehand. */
    private static final double WIDEST = Math.toRadians(8);

    /** Standard deviations of the prior: no step is longer. */
    private static final double MOST_SIGMA = 2;

    private final HalfDisc disc;
    private final GlobalSearch global;
    private final GlobalSearch.Scores scores;
    private final LocalSearch coarse;
    private final LocalSearch middle;
    private final LocalSearch fine;
    private final float[] temperature;
    private Explained explained;

    /**
     * @param padded frequencies of {@code volume}, padded twice
     * @param volume the map as it is projected
     * @param disc of the images
     * @param limit frequencies that take part
     * @param global grids for a search of all rotations, which have taken the map; null to look near the last poses only
     * @param temperature of each ring
     * @param box of the images in pixels
     */
    PoseSearch(
            HalfCube padded,
            float[] volume,
            ViewPrior views,
            HalfDisc disc,
            int limit,
            GlobalSearch global,
            float[] temperature,
            int box) {
        this.disc = disc;
        this.global = global;
        this.temperature = temperature;
        fine = new LocalSearch(padded, 2, volume, views, new HalfDisc(limit), box);
        int low = global == null ? limit : Math.min(limit, global.disc().radius() + 3);
        coarse = global == null ? null : new LocalSearch(padded, 2, volume, views, new HalfDisc(low), box);
        int between = (int) Math.round(Math.sqrt((double) low * limit));
        middle = limit < 2 * low ? null : new LocalSearch(padded, 2, volume, views, new HalfDisc(between), box);
        scores = global == null ? null : global.new Scores();
    }

    /**
     * Distinct maxima of the likelihood, the best first.
     *
     * @param last poses so far; may be null where there are grids
     * @param prior what is known of the pose beforehand; null for nothing
     * @param exact whether the last poses climb to the end even where one step is near enough for a map
     */
    Candidate[] find(SliceData image, Candidate[] last, PosePrior prior, boolean exact) {
        fine.take(image.points(), image.offset(), disc, temperature);
        fine.near(prior);
        double end = 0.5 / fine.radius();
        double longest = 2 * end;
        double aside = end;
        if (prior != null) {
            // no step may jump over what the prior makes likely
            double known = MOST_SIGMA * prior.rotationSigma();
            longest = Math.min(known, Math.max(longest, Math.min(prior.rotationSigma(), WIDEST)));
            aside = Math.min(known, aside);
        }
        Candidate[] near = last;
        if (global != null) {
            near = guesses(image, last).toArray(Candidate[]::new);
            longest = Math.max(longest, 0.5 / (middle == null ? coarse : middle).radius());
        }
        List<LocalSearch.Maximum> found = new ArrayList<>();
        for (Candidate c : near)
            found.add(exact && global == null ? fine.exact(c, longest, aside) : fine.follow(c, longest, aside));
        explained = Collections.max(
                        found, Comparator.comparingDouble(m -> m.pose().score()))
                .explained();
        List<Candidate> poses = new ArrayList<>();
        for (LocalSearch.Maximum maximum : found) poses.add(maximum.pose());
        return distinct(poses, end, KEPT, UNLIKELY).toArray(Candidate[]::new);
    }

    /** What the map explains of the last image at its best pose. */
    Explained explained() {
        return explained;
    }

    /** Maxima at frequencies below the limit, climbed from the best ones of all rotations. */
    private List<Candidate> guesses(SliceData image, Candidate[] last) {
        double end = 0.5 / coarse.radius();
        List<Candidate> guesses = distinct(everywhere(image, last, end), end, CLIMBED, BEHIND);
        if (middle == null) return guesses;
        middle.take(image.points(), image.offset(), disc, temperature);
        double finer = 0.5 / middle.radius();
        List<Candidate> found = new ArrayList<>();
        for (Candidate c : guesses) found.add(middle.climb(c, Math.max(2 * finer, end)));
        return distinct(found, finer, CLIMBED, BEHIND);
    }

    private List<Candidate> everywhere(SliceData image, Candidate[] last, double end) {
        coarse.take(image.points(), image.offset(), disc, temperature);
        float[] low = LowPassImages.lowPass(image, disc, global.disc());
        double longest = global.rotations().spacingRadians() / 2;
        List<Candidate> found = new ArrayList<>();
        double best = Double.NEGATIVE_INFINITY;
        double gain = 1;
        for (Candidate guess : global.guesses(low, temperature, scores, GUESSES)) {
            // even if it gained by climbing as much as the best one did, it would be too far behind
            if (found.size() >= LEAST && gain * guess.score() < best - BEHIND) break;
            Candidate climbed = coarse.climb(guess, longest);
            found.add(climbed);
            if (climbed.score() > best) {
                best = climbed.score();
                gain = Math.max(1, best / guess.score());
            }
        }
        if (last != null) for (Candidate c : last) found.add(coarse.climb(c, end));
        return found;
    }

    /**
     * The best ones of those further apart than two steps.
     *
     * @param most that are kept
     * @param behind the best one, in log likelihood, at most
     */
    private static List<Candidate> distinct(List<Candidate> all, double step, int most, double behind) {
        all.sort(Comparator.comparingDouble(c -> -c.score()));
        List<Candidate> kept = new ArrayList<>();
        for (Candidate c : all) {
            if (kept.size() == most
                    || !kept.isEmpty() && c.score() < kept.get(0).score() - behind) break;
            if (kept.stream().allMatch(k -> Rotation.angle(k.rotation(), c.rotation()) > 2 * step)) kept.add(c);
        }
        return kept;
    }
}
