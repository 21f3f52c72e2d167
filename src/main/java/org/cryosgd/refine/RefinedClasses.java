/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cryosgd.heterogeneity.ClassificationResult;

/**
 * Classes of particles, each with its own map and poses. They are numbered by their size, the largest first, from 1 on.
 *
 * @param asked how many were asked for; fewer are left where some were alike
 * @param classOf class of each particle that was read; 0 for those that are set aside
 * @param probabilities of that class
 * @param results of the classes; null where a class has too few particles to be refined
 */
public record RefinedClasses(int asked, int[] classOf, double[] probabilities, List<RefineResult> results) {
    /** Number of classes. */
    public int count() {
        return results.size();
    }

    /** Number of particles of a class. */
    public int size(int number) {
        return (int) Arrays.stream(classOf).filter(c -> c == number).count();
    }

    /** What each class is, in a line. */
    public String describe(int number) {
        RefineResult result = results.get(number - 1);
        String line = String.format(
                Locale.ROOT,
                "Class %d: %d particles (%.1f %%), ",
                number,
                size(number),
                100.0 * size(number) / classOf.length);
        if (result == null) return line + "too few to be refined.";
        if (!result.supported()) return line + "no structure that the data support: this may be junk.";
        double best = results.stream()
                .filter(r -> r != null && r.supported())
                .mapToDouble(RefineResult::resolutionAngstrom)
                .min()
                .orElseThrow();
        return line
                + String.format(Locale.ROOT, "%.2f Å that can be relied upon.", result.resolutionAngstrom())
                + ClassificationResult.doubt(result.resolutionAngstrom(), best);
    }
}
