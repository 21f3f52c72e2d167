/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import static org.cryosgd.math.Require.require;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.cryosgd.images.Place;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.reconstruct.Problem;
import org.cryosgd.reconstruct.ReconstructionResult;

/**
 * Particles at known poses, sorted by which of several maps they fit best. The maps are found from all images by {@link BlockSgd}, each half set
 * alone. They start from given maps, or from groups along the directions that {@link Variability} finds. Classes whose difference the
 * halves do not share are made one. docs/variability.md has the method.
 *
 * <p>One object, one run; it uses the threads of {@link org.cryosgd.math.Tasks}. The result does not depend on their number.
 */
public final class Classification {
    /** Two classes differ if their differences in the two halves correlate by this. */
    private static final double SHARED = Variability.SHARED;

    /** Directions for the first groups: so many for each class but one, and these more. */
    private static final int MORE_DIRECTIONS = 1;

    private static final int MOST_DIRECTIONS = 4;

    public static final int MOST_CLASSES = 20;

    private final ComparedBy options;
    private final int classes;
    private final List<Volume> starts;

    /**
     * @param classes number of classes at most
     * @param starts maps to start from, one for each class; empty for none
     */
    public Classification(ComparedBy options, int classes, List<Volume> starts) {
        require(classes >= 2 && classes <= MOST_CLASSES, "classes", "from 2 to " + MOST_CLASSES, classes);
        require(starts.isEmpty() || starts.size() == classes, "volumes", "one for each class", starts.size());
        this.options = options;
        this.classes = classes;
        this.starts = starts;
    }

    /**
     * Runs it.
     *
     * @param particles with poses
     * @param monitor a stop ends the run with nothing found
     * @throws IOException if an image cannot be read or used; the message names it
     * @throws CancellationException if it is stopped
     */
    public ClassificationResult run(ParticleSet particles, ProgressMonitor monitor) throws IOException {
        long begin = System.nanoTime();
        return maps(particles, sort(particles, monitor), begin, monitor);
    }

    /** The same, without maps of the classes at all frequencies. */
    public ClassificationResult sort(ParticleSet particles, ProgressMonitor monitor) throws IOException {
        int directions = starts.isEmpty() ? directions() + 1 : 0;
        try (Problem problem = options.compared(Place.current(), particles, Math.max(classes, directions), monitor)) {
            return sort(problem, monitor);
        }
    }

    private int directions() {
        return Math.min(MOST_DIRECTIONS, classes - 1 + MORE_DIRECTIONS);
    }

    private ClassificationResult sort(Problem problem, ProgressMonitor monitor) {
        float[] where = options.where(problem);
        float[][][] start = starts.isEmpty() ? alongDirections(problem, monitor) : given(problem);
        List<Membership> memberships = null;
        PairedFit fit = null;
        while (true) {
            int count = start[0].length;
            memberships = List.of(
                    new Membership(count, problem.images().size()),
                    new Membership(count, problem.images().size()));
            fit = new PairedFit(problem, memberships, where, Preconditioning.BLOCK, options.seed());
            for (int h = 0; h < 2; h++)
                for (int c = 0; c < count; c++)
                    System.arraycopy(start[h][c], 0, fit.half(h).volumes()[c], 0, start[h][c].length);
            if (count == 1) break;
            fit.prepare(monitor);
            fit.compare(count);
            for (int epoch = 1; epoch <= options.epochs(); epoch++) {
                fit.epoch(epoch, options.etaNearby(epoch), monitor);
                if (monitor.stopped()) throw new CancellationException("stopped: nothing is written");
                fit.compare(count);
                for (int h = 0; h < 2; h++)
                    memberships.get(h).estimateParts(fit.half(h).numbers());
                monitor.say(line(epoch, memberships));
            }
            int[] same = alike(fit);
            if (same == null) break;
            monitor.say(String.format(
                    Locale.ROOT,
                    "Classes %d and %d are made one: what they differ by is not the same in both halves.",
                    same[0] + 1,
                    same[1] + 1));
            start = merged(fit, memberships, same);
        }
        return ClassificationResult.of(problem, fit, fit.observe(monitor), memberships, classes);
    }

    private static String line(int epoch, List<Membership> memberships) {
        StringBuilder line = new StringBuilder("Epoch " + epoch + ": parts");
        for (int c = 0; c < memberships.get(0).volumes(); c++)
            line.append(String.format(
                    Locale.ROOT,
                    " %.1f/%.1f",
                    100 * memberships.get(0).parts()[c],
                    100 * memberships.get(1).parts()[c]));
        return line.append(" %").toString();
    }

    /** Given maps as volumes, for both halves alike. */
    private float[][][] given(Problem problem) {
        float[][] volumes = starts.stream().map(m -> problem.maps().fromMap(m)).toArray(float[][]::new);
        return new float[][][] {volumes, volumes};
    }

    /** The middles of groups along the directions that particles differ along. The halves share where these are along the directions. */
    private float[][][] alongDirections(Problem problem, ProgressMonitor monitor) {
        Variability variability = new Variability(options, directions(), 2);
        VariabilityResult found = variability.fit(problem, monitor);
        // all directions: those that the halves do not share have next to no strength
        double[][] points = Arrays.stream(found.sets())
                .flatMapToInt(Arrays::stream)
                .mapToObj(i -> found.scaled(i))
                .toArray(double[][]::new);
        double[][] middles = KMeans.middles(points, classes, options.seed());
        float[][][] start = new float[2][classes][];
        for (int h = 0; h < 2; h++) for (int c = 0; c < classes; c++) start[h][c] = found.mapAt(h, middles[c]);
        return start;
    }

    /** The two classes that are most alike, or null where all differ. */
    private static int[] alike(PairedFit fit) {
        int count = fit.half(0).volumes().length;
        int[] worst = null;
        double least = SHARED;
        for (int c = 0; c < count; c++)
            for (int d = c + 1; d < count; d++) {
                double correlation = Subspace.correlation(
                        fit.cube(),
                        difference(fit.half(0).volumes(), c, d),
                        difference(fit.half(1).volumes(), c, d));
                if (correlation >= least) continue;
                least = correlation;
                worst = new int[] {c, d};
            }
        return worst;
    }

    private static float[] difference(float[][] volumes, int c, int d) {
        float[] difference = volumes[c].clone();
        for (int i = 0; i < difference.length; i++) difference[i] -= volumes[d][i];
        return difference;
    }

    /** The volumes with two of them as their mean, by their parts. */
    private static float[][][] merged(PairedFit fit, List<Membership> memberships, int[] same) {
        float[][][] merged = new float[2][][];
        for (int h = 0; h < 2; h++) {
            double[] parts = memberships.get(h).parts();
            float share = (float) (parts[same[0]] / (parts[same[0]] + parts[same[1]]));
            List<float[]> volumes = new ArrayList<>();
            for (int c = 0; c < parts.length; c++) {
                if (c == same[1]) continue;
                float[] v = fit.half(h).volumes()[c].clone();
                float[] other = fit.half(h).volumes()[same[1]];
                if (c == same[0]) for (int i = 0; i < v.length; i++) v[i] = share * v[i] + (1 - share) * other[i];
                volumes.add(v);
            }
            merged[h] = volumes.toArray(float[][]::new);
        }
        return merged;
    }

    /** The maps of the classes at all frequencies, each of its particles. */
    private ClassificationResult maps(
            ParticleSet particles, ClassificationResult found, long begin, ProgressMonitor monitor) throws IOException {
        try (Problem all = options.whole(particles, found.sets(), monitor)) {
            List<ReconstructionResult> maps = new ArrayList<>();
            for (int c = 1; c <= found.count(); c++) {
                if (monitor.stopped()) throw new CancellationException("stopped: nothing is written");
                monitor.at(c - 1, found.count(), "Maps of the classes");
                int wanted = c;
                int[][] members = Arrays.stream(all.sets())
                        .map(set -> IntStream.of(set)
                                .filter(i -> found.classOf()[i] == wanted)
                                .toArray())
                        .toArray(int[][]::new);
                maps.add(options.map(all.with(all.images(), members)));
            }
            return found.with(maps, (System.nanoTime() - begin) * 1e-9);
        }
    }
}
