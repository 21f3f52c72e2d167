/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.particles.NoiseSpectrum;
import org.cryosgd.particles.ParticleSet;

/**
 * The noise of each micrograph or particle group, as a factor of the spectrum S that all have in common: first a level, then
 * a factor for each ring. Both are shrunk towards 1, the more the fewer images a group has. With the mean x̄ of a group of m
 * images (of their power over S; then of their power over level · S in one ring), in units of the mean over all groups,
 *
 * <pre>
 *     factor = 1 + (x̄ − 1) τ²/(τ² + s²/m)
 *     s² = variance within groups,   τ² = max(0, mean (x̄ − 1)² − mean s²/m)       (empirical Bayes, James and Stein 1961)
 * </pre>
 *
 * <p>so that groups that differ no more than their images do have the common noise. Particles without a group are one group.
 */
final class GroupNoise {
    /** Images that are measured: a part of all, but no fewer and no more than so many, and of each group. */
    private static final double PART = 0.2;

    private static final int FEWEST = 1000;
    private static final int MOST = 10_000;
    private static final int OF_GROUP = 50;

    /** The lowest rings are disturbed by what the mask outside the particle lets through. */
    private static final int FIRST_RING = 2;

    private final int particles;
    private final List<List<Integer>> groups;
    private final int[] images;
    private final int[] first;

    private GroupNoise(int particles, List<List<Integer>> groups, int[] images, int[] first) {
        this.particles = particles;
        this.groups = groups;
        this.images = images;
        this.first = first;
    }

    /** Chooses the images to measure, of particles of one half set and one common spectrum. */
    static GroupNoise of(ParticleSet set) {
        Map<String, List<Integer>> byName = new LinkedHashMap<>();
        for (int i = 0; i < set.size(); i++)
            byName.computeIfAbsent(set.particles().get(i).group(), name -> new ArrayList<>())
                    .add(i);
        List<List<Integer>> groups = List.copyOf(byName.values());
        // few groups have enough images for the spectrum that they have in common
        int ofGroup = Math.max(OF_GROUP, NoiseSpectrum.SAMPLE / groups.size());
        int most = Math.max(1, Math.min(ofGroup, sample(set.size()) / groups.size()));
        List<Integer> chosen = new ArrayList<>();
        int[] first = new int[groups.size() + 1];
        for (int g = 0; g < groups.size(); g++) {
            List<Integer> members = groups.get(g);
            int count = Math.min(most, members.size());
            for (int n = 0; n < count; n++) chosen.add(members.get((int) ((long) n * members.size() / count)));
            first[g + 1] = chosen.size();
        }
        return new GroupNoise(
                set.size(), groups, chosen.stream().mapToInt(Integer::intValue).toArray(), first);
    }

    /** The images to measure, group after group. */
    int[] images() {
        return images;
    }

    /**
     * The noise of each group.
     *
     * @param power of {@link #images} outside the particle, a row for each
     * @param common σ² of each ring
     * @return σ² of each particle; those of a group share an array
     */
    float[][] of(double[][] power, HalfDisc disc, float[] common) {
        float[][] noise = new float[particles][];
        Arrays.fill(noise, common);
        int rings = disc.radius() + 1;
        if (groups.size() < 2 || rings <= FIRST_RING) return noise;
        double[] mean = new double[rings];
        for (double[] row : power) for (int ring = 0; ring < rings; ring++) mean[ring] += row[ring] / power.length;
        // images that were masked have nothing outside
        for (double value : mean) if (!(value > 0)) return noise;
        double[] levels = factors(levelOfEach(power, mean, disc), first);
        double[][] factors = new double[groups.size()][rings];
        for (int ring = FIRST_RING; ring < rings; ring++) {
            double[] ofEach = new double[power.length];
            for (int g = 0; g < groups.size(); g++)
                for (int i = first[g]; i < first[g + 1]; i++) ofEach[i] = power[i][ring] / (mean[ring] * levels[g]);
            double[] shape = factors(ofEach, first);
            for (int g = 0; g < groups.size(); g++) factors[g][ring] = levels[g] * shape[g];
        }
        for (int g = 0; g < groups.size(); g++) {
            Arrays.fill(factors[g], 0, FIRST_RING, factors[g][FIRST_RING]);
            float[] own = new float[rings];
            for (int ring = 0; ring < rings; ring++) own[ring] = (float) (common[ring] * factors[g][ring]);
            for (int i : groups.get(g)) noise[i] = own;
        }
        return noise;
    }

    private static int sample(int images) {
        return (int) Math.max(FEWEST, Math.min(MOST, PART * images));
    }

    /** The mean of power/S over the points of all rings from the first on. */
    private static double[] levelOfEach(double[][] power, double[] mean, HalfDisc disc) {
        int[] counts = disc.ringCounts();
        double[] levels = new double[power.length];
        double points = 0;
        for (int ring = FIRST_RING; ring < mean.length; ring++) points += counts[ring];
        for (int i = 0; i < power.length; i++)
            for (int ring = FIRST_RING; ring < mean.length; ring++)
                levels[i] += counts[ring] / points * power[i][ring] / mean[ring];
        return levels;
    }

    /**
     * The shrunk factor of each group.
     *
     * @param values of images, group after group
     * @param first place of the first image of each group, and the end
     */
    static double[] factors(double[] values, int[] first) {
        int groups = first.length - 1;
        double[] means = new double[groups];
        double all = 0;
        double within = 0;
        for (int g = 0; g < groups; g++) {
            for (int i = first[g]; i < first[g + 1]; i++) means[g] += values[i] / (first[g + 1] - first[g]);
            for (int i = first[g]; i < first[g + 1]; i++) within += (values[i] - means[g]) * (values[i] - means[g]);
            all += means[g] / groups;
        }
        int free = values.length - groups;
        double[] factors = new double[groups];
        Arrays.fill(factors, 1);
        // one image a group does not say what is the group's and what is its own
        if (free < 2 || !(all > 0)) return factors;
        within /= free * all * all;
        double between = 0;
        for (int g = 0; g < groups; g++) {
            double off = means[g] / all - 1;
            between += (off * off - within / (first[g + 1] - first[g])) / groups;
        }
        between = Math.max(0, between);
        for (int g = 0; g < groups; g++) {
            double own = within / (first[g + 1] - first[g]);
            if (between > 0) factors[g] = 1 + (means[g] / all - 1) * between / (between + own);
        }
        return factors;
    }
}
