/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.refine.fit.HalfRefinement;
import org.cryosgd.refine.search.GlobalSearch;
import org.cryosgd.refine.views.TiltSearch;

/**
 * The search for the tilts where all views are nearly along one axis, in each half by itself, so that the FSC shows what it
 * leaves open. Then the halves are aligned again, as at the start.
 *
 * @param halves both, filled before {@link #search}
 * @param shiftRange in pixels
 */
record BothTilts(
        HalfRefinement[] halves,
        BothFrames frames,
        int box,
        double shiftRange,
        RefineOptions options,
        ProgressMonitor monitor) {

    /** What comes next: the same schedule where nothing was searched for or a stop was asked for. */
    Schedule search(Schedule schedule) {
        HalfRefinement.Saved[] before = {halves[0].copy(), halves[1].copy()};
        int limit = schedule.limit();
        int epoch = schedule.epoch();
        List<Optional<TiltSearch.Found>> found = new ArrayList<>();
        for (int h = 0; h < 2; h++)
            found.add(new TiltSearch(
                            halves[h],
                            limit,
                            31 * options.seed() + 2L * epoch + h,
                            monitor,
                            "Tilts after epoch " + epoch + ", half " + (h + 1))
                    .run(() -> GlobalSearch.ofEpoch(limit, shiftRange, box, options.symmetry())));
        if (found.stream().allMatch(Optional::isEmpty)) return schedule;
        frames.align(epoch);
        if (monitor.stopped()) {
            for (int h = 0; h < 2; h++) halves[h].restore(before[h]);
            return schedule;
        }
        double[] factors = found.stream()
                .mapToDouble(f -> f.isEmpty() ? 1 : f.get().factor())
                .toArray();
        double evidence = found.stream()
                .mapToDouble(f -> f.isEmpty() ? 0 : f.get().evidence())
                .sum();
        monitor.say(RefineLog.tilts(factors[0], factors[1]));
        return schedule.afterTilts(Math.max(Math.abs(Math.log(factors[0])), Math.abs(Math.log(factors[1]))), evidence);
    }
}
