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
 * @param classOf class of each particle
 * @param probabilities of that class
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
        double[] probabilities,
        double[] parts,
        List<Volume> compared,
        List<FscCurve> fsc,
        List<ReconstructionResult> maps,
        MemoryPlan memory,
        double seconds) {

    static ClassificationResult of(Problem problem, PairedFit fit, List<Membership> memberships, int asked) {
        int count = memberships.get(0).volumes();
        int images = problem.images().size();
        int[] likeliest = new int[images];
        double[] probabilities = new double[images];
        int[] sizes = new int[count];
        for (int h = 0; h < 2; h++)
            for (int i : problem.sets()[h]) {
                double[] p = memberships.get(h).probabilities(i);
                for (int c = 1; c < count; c++) if (p[c] > p[likeliest[i]]) likeliest[i] = c;
                probabilities[i] = p[likeliest[i]];
                sizes[likeliest[i]]++;
            }
        int[] order = IntStream.range(0, count)
                .boxed()
                .sorted((a, b) -> sizes[b] - sizes[a])
                .mapToInt(c -> c)
                .toArray();
        int[] number = new int[count];
        for (int n = 0; n < count; n++) number[order[n]] = n + 1;
        int total = Arrays.stream(sizes).sum();
        fit.compare(0);
        return new ClassificationResult(
                problem.sets(),
                asked,
                Arrays.stream(likeliest).map(c -> number[c]).toArray(),
                probabilities,
                Arrays.stream(order).mapToDouble(c -> sizes[c] / (double) total).toArray(),
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

    ClassificationResult with(List<ReconstructionResult> found) {
        return new ClassificationResult(
                sets, asked, classOf, probabilities, parts, compared, fsc, found, memory, seconds);
    }

    ClassificationResult took(double time) {
        return new ClassificationResult(sets, asked, classOf, probabilities, parts, compared, fsc, maps, memory, time);
    }
}
