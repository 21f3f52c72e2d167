/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.math.Volume;
import org.cryosgd.reconstruct.MemoryPlan;
import org.cryosgd.reconstruct.Problem;
import org.cryosgd.reconstruct.ReconstructionResult;

/**
 * What {@link Classification} found. Classes are numbered by their size, the largest first, from 1 on.
 *
 * @param sets numbers of the particles of each half
 * @param asked number of classes that were asked for; fewer are left where some were alike
 * @param classOf class of each particle; 0 for those that are set aside ({@link SetAside})
 * @param noise how many are set aside as being as likely noise
 * @param unexplained how many are set aside for power that no class explains
 * @param probabilities of that class
 * @param likelihoods log likelihood of each image at its class, beside that of noise alone
 * @param misfits power of each image beyond its class and its noise, in standard deviations of the power of noise
 * @param parts of the particles, for each class
 * @param compared maps of the classes at the frequencies that were compared
 * @param fsc of their halves
 * @param maps of the classes at all frequencies; null where a half set has no particle of it
 * @param memory the plan of the comparison
 * @param seconds of the whole run
 */
public record ClassificationResult(
        int[][] sets,
        int asked,
        int[] classOf,
        int noise,
        int unexplained,
        double[] probabilities,
        double[] likelihoods,
        double[] misfits,
        double[] parts,
        List<Volume> compared,
        List<FscCurve> fsc,
        List<ReconstructionResult> maps,
        MemoryPlan memory,
        double seconds) {
    /** A class is poor where its resolution is so many times that of the best. */
    private static final double POOR = 2;

    static ClassificationResult of(
            Problem problem, PairedFit fit, PairedFit.Fits fits, List<Membership> memberships, int asked) {
        int count = memberships.get(0).volumes();
        int images = problem.images().size();
        SetAside aside = SetAside.of(
                fits, Arrays.stream(problem.sets()).flatMapToInt(Arrays::stream).toArray());
        boolean[] left = new boolean[images];
        for (int i : aside.noise()) left[i] = true;
        for (int i : aside.unexplained()) left[i] = true;
        int[] likeliest = new int[images];
        double[] probabilities = new double[images];
        int[] sizes = new int[count];
        for (int h = 0; h < 2; h++)
            for (int i : problem.sets()[h]) {
                double[] p = memberships.get(h).probabilities(i);
                for (int c = 1; c < count; c++) if (p[c] > p[likeliest[i]]) likeliest[i] = c;
                probabilities[i] = p[likeliest[i]];
                if (!left[i]) sizes[likeliest[i]]++;
            }
        int[] order = IntStream.range(0, count)
                .boxed()
                .sorted((a, b) -> sizes[b] - sizes[a])
                .mapToInt(c -> c)
                .toArray();
        int[] number = new int[count];
        for (int n = 0; n < count; n++) number[order[n]] = n + 1;
        fit.compare(0);
        return new ClassificationResult(
                problem.sets(),
                asked,
                IntStream.range(0, images)
                        .map(i -> left[i] ? 0 : number[likeliest[i]])
                        .toArray(),
                aside.noise().length,
                aside.unexplained().length,
                probabilities,
                fits.likelihoods(),
                fits.misfits(),
                Arrays.stream(order)
                        .mapToDouble(c -> sizes[c] / (double) images)
                        .toArray(),
                Arrays.stream(order).mapToObj(c -> problem.map(fit.together(c))).toList(),
                Arrays.stream(order).mapToObj(fit::fsc).toList(),
                List.of(),
                problem.memory(),
                0);
    }

    /** Number of classes. */
    public int count() {
        return parts.length;
    }

    /** Number of particles of a class, from 1 on. */
    public int size(int number) {
        return (int) Arrays.stream(classOf).filter(c -> c == number).count();
    }

    /** What was set aside, in a sentence; empty for nothing. */
    public String aside() {
        if (noise + unexplained == 0) return "";
        return "Set aside (class 0): " + noise + " particles that are as likely noise, " + unexplained
                + " with more power than their class and noise explain, such as aggregates.";
    }

    /** Whether a class is so much worse than the best one that it may be of other things than the particle. */
    public static boolean isPoor(double angstrom, double bestAngstrom) {
        return angstrom > POOR * bestAngstrom;
    }

    /** What is said of such a class after its resolution; empty of another. */
    public static String doubt(double angstrom, double bestAngstrom) {
        return isPoor(angstrom, bestAngstrom)
                ? " That is less than half as fine as the best class: these may be other things than the particle."
                : "";
    }

    ClassificationResult with(List<ReconstructionResult> found, double time) {
        return new ClassificationResult(
                sets,
                asked,
                classOf,
                noise,
                unexplained,
                probabilities,
                likelihoods,
                misfits,
                parts,
                compared,
                fsc,
                found,
                memory,
                time);
    }
}
