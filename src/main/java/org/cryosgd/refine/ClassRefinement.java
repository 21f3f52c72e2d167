/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.heterogeneity.Classification;
import org.cryosgd.heterogeneity.ClassificationResult;
import org.cryosgd.heterogeneity.ComparedBy;
import org.cryosgd.heterogeneity.OneMapCheck;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.particles.ParticleSet;

/**
 * Maps and poses of several classes from particles alone: all particles are refined as one map, sorted at the poses of that map ({@link
 * Classification}), and then each class is refined for itself, from its map at low resolution. A class whose map is much worse than
 * the best starts from nothing, since the common poses say nothing about it.
 *
 * <p>One object, one run, as {@link Refinement}. The half sets stay as they are throughout.
 */
public final class ClassRefinement {
    /** Particles are compared at details coarser than this, and coarser than the common map has them. */
    private static final double FINEST_ANGSTROM = 8;

    /** A class starts from its map filtered to this. */
    private static final double START_ANGSTROM = 20;

    /** Fewer particles of a half set are not refined. */
    private static final int LEAST = 10;

    private final RefineOptions options;
    private final Refinement common;
    private RefineListener listener = (history, fsc, map) -> {};

    /** @param options with the number of classes; with 1 it is a {@link Refinement} */
    public ClassRefinement(RefineOptions options) {
        this.options = options;
        // where optics are refined, each class does so for itself
        common = new Refinement(
                options.classes() == 1 ? options : options.withClasses(1).withCtfRefine(false));
    }

    /** Writes a checkpoint of the common map to this file after each epoch. */
    public ClassRefinement checkpoint(Path file) {
        common.checkpoint(file);
        return this;
    }

    /** Lets someone look at each epoch. */
    public ClassRefinement listener(RefineListener other) {
        listener = other;
        common.listener(other);
        return this;
    }

    /**
     * Lets {@link #run} go on where the common map of a run of the same options and particles has written a checkpoint.
     *
     * @throws org.cryosgd.io.file.FormatException if the file is none
     */
    public ClassRefinement resume(Path file) throws IOException {
        common.resume(file);
        return this;
    }

    /**
     * Runs it.
     *
     * @param particles their poses, if they have any, are not looked at
     * @param monitor a stop before the classes are refined gives the common map and no classes
     * @return the result of the largest class, with those of all classes
     * @throws IOException if an image cannot be read or used; the message names it
     */
    public RefineResult run(ParticleSet particles, ProgressMonitor monitor) throws IOException {
        long begin = System.nanoTime();
        RefineResult together = common.run(particles, monitor);
        if (options.classes() == 1) return looked(together, monitor, begin);
        if (monitor.stopped() || !together.supported()) {
            monitor.warn("the particles were not sorted into classes, for "
                    + (together.supported() ? "the run was stopped" : together.objection()) + ".");
            // the common map may have converged, the run has not: it can go on from there
            return monitor.stopped() ? together.of(null, false, seconds(begin)) : together;
        }
        try {
            ClassificationResult sorted = sort(together, monitor);
            boolean alike = sorted.count() == 1
                    && sorted.size(1) == together.particles().size();
            if (sorted.count() == 1) monitor.say("Classes: one. The images do not tell the particles apart.");
            if (!sorted.aside().isEmpty()) monitor.say(sorted.aside());
            List<RefineResult> results = new ArrayList<>();
            boolean converged = together.converged();
            for (int c = 1; c <= sorted.count(); c++) {
                RefineResult result = alike ? together : refined(c, together.particles(), sorted, monitor);
                if (result != null) converged &= result.converged();
                results.add(result);
            }
            RefinedClasses classes = results.stream().allMatch(Objects::isNull)
                    ? one(together, monitor)
                    : new RefinedClasses(options.classes(), sorted.classOf(), sorted.probabilities(), results);
            for (int c = 1; c <= classes.count() && classes.count() > 1; c++) monitor.say(classes.describe(c));
            RefineResult largest = classes.results().get(0) == null
                    ? together
                    : classes.results().get(0);
            return largest.of(classes, converged, seconds(begin));
        } catch (CancellationException e) {
            monitor.warn("the run was stopped before all classes were refined: the results are those of all particles"
                    + " together.");
            return together.of(null, false, seconds(begin));
        }
    }

    /** All particles, where none of the classes could be refined. */
    private RefinedClasses one(RefineResult together, ProgressMonitor monitor) {
        monitor.say("Classes: one. No class would have enough particles to be refined.");
        int[] classOf = new int[together.particles().size()];
        Arrays.fill(classOf, 1);
        double[] probabilities = new double[classOf.length];
        Arrays.fill(probabilities, 1);
        return new RefinedClasses(options.classes(), classOf, probabilities, List.of(together));
    }

    /** The result with what the images say of the question whether one map explains them. A stop leaves it out. */
    private RefineResult looked(RefineResult together, ProgressMonitor monitor, long begin) throws IOException {
        boolean sense = together.supported() && together.poseCheck().determined() && options.local() == null;
        if (!sense || monitor.stopped()) return together;
        try {
            OneMapCheck check = OneMapCheck.of(together.particles(), comparedBy(together), monitor);
            if (check != null) monitor.say(RefineLog.oneMap(check));
            return together.with(check, seconds(begin));
        } catch (CancellationException e) {
            return together;
        }
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) * 1e-9;
    }

    private ClassificationResult sort(RefineResult together, ProgressMonitor monitor) throws IOException {
        return new Classification(comparedBy(together), options.classes(), List.of())
                .sort(together.particles(), monitor);
    }

    private ComparedBy comparedBy(RefineResult together) {
        ComparedBy d = ComparedBy.defaults();
        return new ComparedBy(
                options.preparation(),
                options.ctf(),
                options.symmetry(),
                options.mask(),
                Math.max(FINEST_ANGSTROM, together.resolutionAngstrom()),
                d.epochs(),
                options.seed(),
                options.cacheMegabytes());
    }

    private RefineResult refined(int number, ParticleSet posed, ClassificationResult sorted, ProgressMonitor monitor)
            throws IOException {
        int[] members = IntStream.range(0, posed.size())
                .filter(i -> sorted.classOf()[i] == number)
                .toArray();
        for (int half = 1; half <= 2; half++) {
            int wanted = half;
            long count = IntStream.of(members)
                    .filter(i -> posed.particles().get(i).halfSet() == wanted)
                    .count();
            if (count < LEAST) return null;
        }
        ParticleSet own = posed.select(members);
        double best = sorted.fsc().stream()
                .mapToDouble(f -> f.resolutionAt(FscCurve.KNOWN_MAP))
                .min()
                .orElseThrow();
        boolean poor = ClassificationResult.isPoor(sorted.fsc().get(number - 1).resolutionAt(FscCurve.KNOWN_MAP), best);
        String prefix = String.format(Locale.ROOT, "Class %d: ", number);
        monitor.say(prefix
                + String.format(
                        Locale.ROOT,
                        "%d particles, %s",
                        members.length,
                        poor ? "from nothing, for the common poses do not fit them" : "from its map"));
        RefineResult result = new Refinement(
                        options.ofClass(poor ? null : sorted.compared().get(number - 1), START_ANGSTROM))
                .listener(listener.ofClass(number))
                .run(own, prefixed(prefix, monitor));
        if (monitor.stopped()) throw new CancellationException("stopped");
        return result;
    }

    private static ProgressMonitor prefixed(String prefix, ProgressMonitor monitor) {
        return new ProgressMonitor() {
            @Override
            public void at(long done, long total, String what) {
                monitor.at(done, total, prefix + what);
            }

            @Override
            public void say(String line) {
                monitor.say(prefix + line);
            }

            @Override
            public void warn(String line) {
                monitor.warn(prefix + line);
            }

            @Override
            public boolean stopped() {
                return monitor.stopped();
            }
        };
    }
}
