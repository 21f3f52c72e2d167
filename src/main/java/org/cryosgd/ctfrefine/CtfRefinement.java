/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.ctfrefine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.cryosgd.assess.FourierShellCorrelation;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.assess.MaskedFsc;
import org.cryosgd.assess.Masks;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.optics.AppliedCtf;
import org.cryosgd.optics.MtfRatio;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.HalfSets;
import org.cryosgd.particles.NoiseSpectrum;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.reconstruct.MemoryPlan;

/**
 * Estimates optics and defocus from particles with poses. Each half set sees its own images alone, in two folds: those of one fold
 * are compared with the map of the other. The halves share which terms are used, and the values of the lens.
 * docs/ctfrefine.md has the method.
 *
 * <p>One object, one run at a time; it uses the threads of {@link org.cryosgd.math.Tasks}. The result does not depend on their number.
 */
public final class CtfRefinement {
    /** Frequencies of each pass, as shares of those that count: large errors are found at low ones first. */
    private static final double[] LIMITS = {0.35, 0.5, 0.7, 0.85, 1, 1};

    private static final double[] LIMITS_AGAIN = {1, 1};
    private static final int AGAIN = 2;
    private static final int MOST_ROUNDS = 4;

    /** Values are the same if they differ by less than this part of their standard errors. */
    private static final double SAME = 0.5;

    /** The same where poses change between the runs: each run gets a part of the way only. */
    private static final double SAME_FROM_EARLIER = 0.25;

    /** A variance that is next to nothing beside that of a measurement. */
    private static final double EXACT = 1e-6;

    /**
     * Noise of the map moves all images of a view alike, so it does not average out in the magnification. A map of as many images as are
     * compared with it has at most as much noise as they have.
     */
    private static final double MATRIX_VARIANCE = 2;

    private static final int LEAST_PARTICLES = 20;
    private static final int CHANGES = 161;
    private static final double LEAST_STRENGTH = 0.05;

    /** Given half maps agree with those of the particles by at least this, at the lower half of the frequencies. */
    private static final double LEAST_AGREEMENT = 0.6;

    private final CtfRefineOptions options;

    public CtfRefinement(CtfRefineOptions options) {
        this.options = options;
    }

    /**
     * Makes maps of the particles, estimates, and does both again with the values that were found until they stay.
     *
     * @param set with poses and CTFs
     * @param given half maps to check, which must be those of these particles; null for none
     * @param mask of the particle; null for a ball
     * @throws IOException if an image cannot be read
     * @throws IllegalArgumentException if the maps do not fit the particles
     */
    public CtfRefineResult run(ParticleSet set, Volume[] given, Volume mask, ProgressMonitor monitor)
            throws IOException {
        return run(set, null, given, mask, monitor);
    }

    /**
     * The same from values that an earlier run has found. All evidence, errors and what particles of a group have in common are still
     * of the difference from the table.
     *
     * @param set with present poses, and with the CTFs of the table
     * @param earlier the same particles with the CTFs of the earlier run; null for none
     * @return with {@link CtfRefineResult#rounds} of 1 if the earlier values stay as they are
     */
    public CtfRefineResult run(
            ParticleSet set, List<Particle> earlier, Volume[] given, Volume mask, ProgressMonitor monitor)
            throws IOException {
        Run run = new Run(set, mask, true, monitor);
        if (earlier != null) for (Group group : run.groups) group.startFrom(set.particles(), earlier);
        for (int h = 0; given != null && h < 2; h++) run.check(given[h], h);
        for (int round = 1; ; round++) {
            for (int h = 0; h < 2; h++) {
                FoldMaps maps = FoldMaps.made(run.now(h), run.sets[h], options, mask, run.around, monitor);
                stopIfAsked(monitor);
                if (round == 1 && given != null) run.compare(maps, given[h], h);
                run.estimate(maps, h, round);
            }
            if (run.decide() || round == MOST_ROUNDS) return run.result(round);
        }
    }

    /**
     * Estimates from maps that none of the images is in.
     *
     * @param map1 for half set 1, neither sharpened nor filtered
     * @param map2 for half set 2
     */
    CtfRefineResult run(ParticleSet set, Volume map1, Volume map2, Volume mask, ProgressMonitor monitor)
            throws IOException {
        Run run = new Run(set, mask, false, monitor);
        Volume[] maps = {map1, map2};
        for (int h = 0; h < 2; h++) {
            run.check(maps[h], h);
            maps[h] = Masks.apply(maps[h], run.around);
        }
        FscCurve fsc = mask == null
                ? FourierShellCorrelation.of(maps[0], maps[1])
                : MaskedFsc.of(map1, map2, mask, options.seed()).corrected();
        for (int h = 0; h < 2; h++) run.estimate(FoldMaps.given(run.sets[h], maps[h], fsc), h, 1);
        run.decide();
        return run.result(1);
    }

    private static void stopIfAsked(ProgressMonitor monitor) {
        if (monitor.stopped()) throw new CancellationException("stopped: nothing is written");
    }

    /** One run over a set. */
    private final class Run {
        private final ParticleSet set;
        private final ProgressMonitor monitor;
        private final int box;
        private final double voxel;
        private final Volume around;
        private final MemoryPlan memory;
        private final HalfDisc disc;
        private final int[][] sets;
        private final List<Group> groups;
        private final FoldMaps[] maps = new FoldMaps[2];

        private final boolean mapsAreOfImages;

        Run(ParticleSet set, Volume mask, boolean mapsAreOfImages, ProgressMonitor monitor) throws IOException {
            this.mapsAreOfImages = mapsAreOfImages;
            this.set = set;
            this.monitor = monitor;
            box = options.preparation().boxFor(set.box());
            voxel = set.pixelSizeAngstrom() * set.box() / box;
            around = mask == null ? Masks.insideBox(box, voxel) : mask;
            Masks.check(around, box, voxel);
            disc = new HalfDisc(box / 2 - 1);
            memory = CtfRefineMemory.plan(set, disc, box, options);
            monitor.say(CtfRefineMemory.describe(memory, disc, set.size()));
            memory.check();
            sets = HalfSets.split(set, options.seed());
            groups = groups(set, sets, monitor);
            for (int h = 0; h < 2; h++) {
                // those of the particles that the maps of the half are made of
                List<Optics> cameras = set.select(sets[h]).optics();
                for (Group group : groups) group.measure(h, set, disc, cameras);
            }
            if (mapsAreOfImages) for (Group group : groups) group.matrixVariance = MATRIX_VARIANCE;
        }

        void check(Volume map, int h) {
            if (map.size() != box || Math.abs(map.voxelSizeAngstrom() / voxel - 1) > 0.01)
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "the %s half map has %d voxels of %.4g Å along each axis, the particles have %d of %.4g Å. Give the half maps of these particles.",
                        h == 0 ? "first" : "second",
                        map.size(),
                        map.voxelSizeAngstrom(),
                        box,
                        voxel));
        }

        /** A given half map must be the one of its particles. */
        void compare(FoldMaps own, Volume given, int h) {
            float[] mean = new float[given.voxels().length];
            for (Volume map : own.maps()) for (int i = 0; i < mean.length; i++) mean[i] += map.voxels()[i];
            FscCurve fsc = FourierShellCorrelation.of(new Volume(box, voxel, mean), Masks.apply(given, around));
            int below = own.fsc().firstShellBelow(FscCurve.HALF_MAPS);
            int shells = Math.max(2, (below < 0 ? box / 2 : below) / 2);
            double agreement =
                    Arrays.stream(fsc.values(), 1, shells + 1).average().orElseThrow();
            if (!(agreement > LEAST_AGREEMENT))
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "the %s half map is not that of the particles of half %d at these poses: their correlation is %.2f. Give the half"
                                + " maps of this table, or leave them out.",
                        h == 0 ? "first" : "second",
                        h + 1,
                        agreement));
        }

        /** The particles with what half {@code h} has found so far. */
        ParticleSet now(int h) {
            Particle[] changed = new Particle[set.size()];
            for (Group group : groups) group.change(set, h, changed);
            return set.with(
                    set.size(),
                    i -> changed[i] != null ? changed[i] : set.particles().get(i));
        }

        void estimate(FoldMaps of, int h, int round) throws IOException {
            maps[h] = of;
            compareWith(of, h, group -> group.first(h, round, monitor), options.terms());
            if (options.defocus())
                compareWith(
                        of,
                        h,
                        group -> {
                            group.focus(h);
                            group.again(h, options.terms(), monitor);
                        },
                        options.terms());
        }

        private interface Step {
            void of(Group group) throws IOException;
        }

        /** Does something with the maps of a half in memory. */
        private void compareWith(FoldMaps of, int h, Step step, Set<Term> terms) throws IOException {
            Reference[] references = new Reference[of.maps().length];
            for (int f = 0; f < references.length; f++)
                references[f] = new Reference(of.maps()[f], of.fsc(), options.magnification());
            for (Group group : groups) {
                stopIfAsked(monitor);
                group.use(h, set, of.folds(), disc, references, box * voxel, memory);
                step.of(group);
                group.release(h);
            }
            if (mapsAreOfImages && terms.contains(Term.MAGNIFICATION)) pin(h);
        }

        /**
         * The map is as large as the images are in the mean. So the mean of all groups, weighted with their particles, of the isotropic
         * part of the magnification stays 0. For each group that is a measurement of its part by the others; with one group it is exact.
         */
        private void pin(int h) {
            double[][] found = new double[groups.size()][];
            for (int g = 0; g < found.length; g++) {
                Group group = groups.get(g);
                found[g] = group.even[h].isotropic(group.termsOf(h));
            }
            Quadratic[] pinned = new Quadratic[found.length];
            for (int g = 0; g < found.length; g++) {
                double value = 0;
                double variance = 0;
                double own = groups.get(g).members.get(h).size();
                for (int j = 0; j < found.length; j++) {
                    if (j == g) continue;
                    double weight = groups.get(j).members.get(h).size() / own;
                    value -= weight * found[j][0];
                    variance += weight * weight * found[j][1];
                }
                pinned[g] = groups.get(g).even[h].withIsotropic(value, Math.max(variance, EXACT * found[g][1]));
            }
            for (int g = 0; g < found.length; g++)
                if (found[g][1] > 0) groups.get(g).take(h, pinned[g]);
        }

        /** Which terms are used; whether they, and their values, are those of the round before. */
        boolean decide() {
            boolean same = true;
            for (Group group : groups) same &= group.decide();
            return same;
        }

        /** The values of what is used. */
        CtfRefineResult result(int rounds) throws IOException {
            for (int half = 0; half < 2; half++) {
                int h = half;
                compareWith(maps[h], h, group -> group.again(h, group.used, monitor), options.terms());
                compareWith(maps[h], h, group -> group.focusIfUsed(h), EnumSet.noneOf(Term.class));
            }
            return CtfRefinement.result(set, groups, rounds);
        }
    }

    private List<Group> groups(ParticleSet set, int[][] sets, ProgressMonitor monitor) {
        List<Group> groups = new ArrayList<>();
        Map<List<Object>, Group> known = new HashMap<>();
        for (int h = 0; h < 2; h++)
            for (int i : sets[h]) {
                Particle p = set.particles().get(i);
                List<Object> key = List.of(p.optics(), set.boxOf(p));
                Group group = known.get(key);
                if (group == null) {
                    double unit = (options.preparation().boxFor(set.box()) / 2 - 1) / set.widthOf(p);
                    group = new Group(p.optics(), unit);
                    known.put(key, group);
                    groups.add(group);
                }
                group.members.get(h).add(i);
            }
        groups.removeIf(group -> {
            String why = group.table.applied() != AppliedCtf.NONE
                    ? "the CTF was applied to its images"
                    : group.members.stream().anyMatch(m -> m.size() < LEAST_PARTICLES)
                            ? "it has less than " + LEAST_PARTICLES + " particles in a half set"
                            : null;
            if (why != null) monitor.warn("optics group " + group.table.name() + " stays as it is: " + why + ".");
            return why != null;
        });
        if (groups.isEmpty())
            throw new IllegalArgumentException(
                    "there is no optics group that can be refined. It takes images as they were recorded, and "
                            + LEAST_PARTICLES + " particles in each half set.");
        return groups;
    }

    private static CtfRefineResult result(ParticleSet set, List<Group> groups, int rounds) {
        Particle[] particles = new Particle[set.size()];
        double[] errors = new double[set.size()];
        boolean any = false;
        List<CtfRefineResult.Group> found = new ArrayList<>();
        for (Group group : groups) {
            any |= group.defocusUsed;
            Optics after = group.mean().applied(group.table);
            found.add(new CtfRefineResult.Group(group.table, after, group.used, group.errors(), group.lines()));
            for (int h = 0; h < 2; h++) {
                group.change(set, h, particles);
                for (int i = 0; i < group.members.get(h).size(); i++) {
                    int number = group.members.get(h).get(i);
                    Particle p = particles[number];
                    particles[number] = p.withOptics(after);
                    if (group.defocusUsed) errors[number] = group.posteriors[h].errors()[i];
                }
            }
        }
        for (int i = 0; i < particles.length; i++)
            if (particles[i] == null) particles[i] = set.particles().get(i);
        return new CtfRefineResult(Arrays.asList(particles), found, any ? errors : null, rounds);
    }

    /** What is known of one optics group on the way. */
    private final class Group {
        private final Optics table;
        private final List<List<Integer>> members = List.of(new ArrayList<>(), new ArrayList<>());
        private final GroupFold[][] folds = new GroupFold[2][];
        private final float[][] noise = new float[2][];
        private final float[][] mtf = new float[2][];
        private final LensChange[] change = new LensChange[2];
        private final Quadratic[] odd = new Quadratic[2];
        private final Quadratic[] even = new Quadratic[2];
        /** The terms that were free in the last pass. */
        private final Map<Integer, Set<Term>> solved = new HashMap<>();

        private final DefocusPosterior[] posteriors = new DefocusPosterior[2];
        private final List<Evidence> refused = new ArrayList<>();
        private Set<Term> used = EnumSet.noneOf(Term.class);
        private final double unit;
        private final double[][] defocus = new double[2][];
        private boolean defocusUsed;
        private double matrixVariance = 1;
        private LensChange meanBefore;
        private double[] defocusBefore;
        private boolean started;

        Group(Optics table, double unit) {
            this.table = table;
            this.unit = unit;
            meanBefore = LensChange.none(unit);
            for (int h = 0; h < 2; h++) change[h] = LensChange.none(unit);
        }

        /** Begins with what is different in other CTFs of the particles. */
        void startFrom(List<Particle> particles, List<Particle> earlier) {
            started = true;
            for (int h = 0; h < 2; h++) {
                for (int i = 0; i < defocus[h].length; i++) {
                    int number = members.get(h).get(i);
                    defocus[h][i] = LensChange.meanDefocus(earlier.get(number).defocus())
                            - LensChange.meanDefocus(particles.get(number).defocus());
                }
                int any = members.get(h).get(0);
                change[h] = LensChange.between(particles.get(any), earlier.get(any), unit);
            }
            meanBefore = change[0].ofLens();
            defocusBefore = allDefocus();
        }

        /** @param cameras optics groups that the map of the half is made of */
        void measure(int h, ParticleSet set, HalfDisc disc, List<Optics> cameras) throws IOException {
            noise[h] = NoiseSpectrum.estimate(set.select(numbers(h)), options.preparation(), disc);
            defocus[h] = new double[members.get(h).size()];
            double width = set.widthOf(set.particles().get(members.get(h).get(0)));
            mtf[h] = MtfRatio.factors(table, cameras, disc, width);
        }

        private int[] numbers(int h) {
            return members.get(h).stream().mapToInt(Integer::intValue).toArray();
        }

        /** Makes the folds of a half, with the reference of each. */
        void use(
                int h,
                ParticleSet set,
                int[][] all,
                HalfDisc disc,
                Reference[] references,
                double mapWidth,
                MemoryPlan memory) {
            if (folds[h] == null) {
                folds[h] = new GroupFold[all.length];
                for (int f = 0; f < all.length; f++)
                    folds[h][f] = new GroupFold(
                            set,
                            members.get(h),
                            all[f],
                            options.preparation(),
                            disc,
                            noise[h],
                            mtf[h],
                            mapWidth,
                            defocus[h]);
            }
            int images = CtfRefineMemory.images(memory, disc);
            for (int f = 0; f < all.length; f++) images = folds[h][f].use(references[f], images);
            setOptics(h);
        }

        void release(int h) {
            for (GroupFold fold : folds[h]) fold.release();
        }

        private void setOptics(int h) {
            Optics now = change[h].applied(table);
            for (GroupFold fold : folds[h]) fold.setOptics(now);
        }

        private GroupFold any(int h) {
            return folds[h][0];
        }

        /** Changes particles of half {@code h} as that half has found it. */
        void change(ParticleSet set, int h, Particle[] changed) {
            // shift, defocus and astigmatism are in the particle
            Optics lens = change[h].ofLens().applied(table);
            for (int i = 0; i < members.get(h).size(); i++) {
                int number = members.get(h).get(i);
                Particle p = set.particles().get(number);
                changed[number] = p.withPose(change[h].shifted(p.pose(), table.magnification()))
                        .withOptics(lens)
                        .withDefocus(change[h].defocus(p.defocus(), table.voltageKv(), defocus[h][i]));
            }
        }

        /** All terms together. */
        void first(int h, int round, ProgressMonitor monitor) throws IOException {
            Set<Term> terms = options.terms();
            // how strong the images are comes first: the CTF's phases are judged by it
            pass(h, EnumSet.noneOf(Term.class), any(h).last(), monitor);
            if (!terms.isEmpty())
                for (double limit : round == 1 && !started ? LIMITS : LIMITS_AGAIN)
                    pass(h, terms, (int) Math.ceil(limit * any(h).last()), monitor);
        }

        /** Some terms near where they are. */
        void again(int h, Set<Term> terms, ProgressMonitor monitor) throws IOException {
            solved.put(h, terms);
            if (!terms.isEmpty()) for (int i = 0; i < AGAIN; i++) pass(h, terms, any(h).last(), monitor);
        }

        void focusIfUsed(int h) throws IOException {
            if (defocusUsed) focus(h);
        }

        private Set<Term> termsOf(int h) {
            return solved.get(h);
        }

        /** Another quadratic of the even terms, and the values that it says. */
        private void take(int h, Quadratic other) {
            even[h] = other;
            change[h] = new LensChange(
                    change[h].odd(), other.solve(solved.get(h), false).values(), unit);
        }

        private void pass(int h, Set<Term> terms, int limit, ProgressMonitor monitor) throws IOException {
            PointSums sums = null;
            for (GroupFold fold : folds[h]) {
                stopIfAsked(monitor);
                monitor.at(0, 1, "optics group " + table.name() + ", half " + (h + 1));
                PointSums of = fold.pass();
                if (!(fold.strength() > LEAST_STRENGTH))
                    throw new IllegalArgumentException(String.format(
                            Locale.ROOT,
                            "the particles of half %d do not fit their map (the map is in them %.3g times as strong). Their poses may not"
                                    + " be those of these images, or they are too few or too noisy.",
                            h + 1,
                            fold.strength()));
                if (sums == null) sums = of;
                else sums.add(of);
            }
            odd[h] = Quadratic.odd(sums, any(h), change[h].odd(), unit, limit);
            even[h] = Quadratic.even(sums, any(h), change[h].even(), unit, limit);
            solved.put(h, terms);
            if (terms.isEmpty()) return;
            change[h] = new LensChange(
                    odd[h].solve(terms, true).values(),
                    even[h].solve(terms, false).values(),
                    unit);
            setOptics(h);
        }

        private void focus(int h) throws IOException {
            double range = options.defocusRangeAngstrom();
            double[] changes = new double[CHANGES];
            for (int c = 0; c < CHANGES; c++) changes[c] = range * (2.0 * c / (CHANGES - 1) - 1);
            Arrays.fill(defocus[h], 0);
            float[][] likelihoods = new float[defocus[h].length][];
            for (GroupFold fold : folds[h]) fold.defocusLikelihoods(changes, likelihoods);
            posteriors[h] = DefocusPosterior.of(likelihoods, changes);
            System.arraycopy(posteriors[h].means(), 0, defocus[h], 0, defocus[h].length);
        }

        /**
         * Drops the term with the least evidence until all others have enough. The shift stays beside other odd terms: poses were found with
         * the optics of the table, and their shifts follow the tilt.
         *
         * @return whether what is used is nothing, or what it was in the round before to less than its standard errors
         */
        boolean decide() {
            Set<Term> kept = EnumSet.noneOf(Term.class);
            kept.addAll(options.terms());
            refused.clear();
            while (!kept.isEmpty()) {
                Evidence worst = null;
                for (Term term : kept) {
                    if (term == Term.SHIFT && kept.stream().anyMatch(t -> t.odd() && t != term)) continue;
                    Evidence e = evidence(term, kept);
                    if (!e.supports() && (worst == null || share(e) < share(worst))) worst = e;
                }
                if (worst == null) break;
                kept.remove(worst.term());
                refused.add(worst);
            }
            used = kept;
            defocusUsed = options.defocus()
                    && posteriors[0].gain() > 0
                    && posteriors[1].gain() > 0
                    && posteriors[0].gain() + posteriors[1].gain() > DefocusPosterior.NEEDED;
            LensChange mean = both();
            boolean same = used.stream().allMatch(term -> near(term, mean, meanBefore));
            double[] now = allDefocus();
            if (defocusUsed) same &= defocusBefore != null && near(now, defocusBefore);
            meanBefore = mean;
            defocusBefore = now;
            for (int h = 0; h < 2; h++) {
                if (!options.terms().isEmpty())
                    change[h] = new LensChange(
                            odd[h].solve(used, true).values(),
                            even[h].solve(used, false).values(),
                            unit);
                if (!defocusUsed) Arrays.fill(defocus[h], 0);
            }
            return same;
        }

        /** Whether the values of a term differ by less than {@link #same()} of their standard errors. */
        private boolean near(Term term, LensChange one, LensChange two) {
            double[] a = term.odd() ? one.odd() : one.even();
            double[] b = term.odd() ? two.odd() : two.even();
            for (int i = 0; i < term.count(); i++)
                if (Math.abs(a[term.first() + i] - b[term.first() + i]) > same() * error(term, i)) return false;
            return true;
        }

        private double same() {
            return started ? SAME_FROM_EARLIER : SAME;
        }

        private double[] allDefocus() {
            return Arrays.stream(defocus).flatMapToDouble(Arrays::stream).toArray();
        }

        private boolean near(double[] one, double[] two) {
            double[] errors = Arrays.stream(posteriors)
                    .flatMapToDouble(p -> Arrays.stream(p.errors()))
                    .toArray();
            double square = 0;
            double limit = 0;
            for (int i = 0; i < one.length; i++) {
                square += (one[i] - two[i]) * (one[i] - two[i]);
                limit += errors[i] * errors[i];
            }
            return square < same() * same() * limit;
        }

        private double share(Evidence e) {
            return e.chiSquare() / e.term().needed();
        }

        private Evidence evidence(Term term, Set<Term> terms) {
            Quadratic[] both = term.odd() ? odd : even;
            double variance = term == Term.MAGNIFICATION ? matrixVariance : 1;
            return Evidence.of(term, both[0].solve(terms, term.odd()), both[1].solve(terms, term.odd()), variance);
        }

        /** The mean of both halves of what belongs to the lens. */
        LensChange mean() {
            return both().ofLens();
        }

        private LensChange both() {
            LensChange mean = LensChange.none(unit);
            for (Term term : used) {
                double[] to = term.odd() ? mean.odd() : mean.even();
                System.arraycopy(evidence(term, used).values(), 0, to, term.first(), term.count());
            }
            return mean;
        }

        private double error(Term term, int i) {
            return used.contains(term) ? Math.sqrt(evidence(term, used).covariance()[i][i]) : 0;
        }

        CtfRefineResult.Errors errors() {
            double cube = unit * unit * unit;
            double perTilt = Math.abs(LensChange.phaseOfTilt(table));
            boolean zernikeTilt = perTilt == 0;
            double[] tilt = null;
            if (used.contains(Term.BEAM_TILT) && !zernikeTilt)
                tilt = new double[] {
                    error(Term.BEAM_TILT, 0) / cube / perTilt, error(Term.BEAM_TILT, 1) / cube / perTilt
                };
            double[] oddErrors = null;
            if (used.contains(Term.TREFOIL) || used.contains(Term.BEAM_TILT) && zernikeTilt) {
                double x = zernikeTilt ? error(Term.BEAM_TILT, 0) / cube / 3 : 0;
                double y = zernikeTilt ? error(Term.BEAM_TILT, 1) / cube / 3 : 0;
                oddErrors =
                        new double[] {2 * y, 2 * x, error(Term.TREFOIL, 1) / cube, y, x, error(Term.TREFOIL, 0) / cube};
            }
            double[] evenErrors = null;
            if (used.stream().anyMatch(t -> !t.odd() && t.first() >= 3 && t.first() < Term.PHASES)) {
                double[] square = new double[9];
                for (Term term : List.of(Term.SPHERICAL, Term.SECONDARY, Term.TETRAFOIL))
                    for (int i = 0; i < term.count(); i++) {
                        double[] one = new double[Term.EVEN];
                        one[term.first() + i] = error(term, i);
                        double[] list = LensChange.evenList(one, unit);
                        for (int j = 0; j < list.length; j++) square[j] += list[j] * list[j];
                    }
                evenErrors = Arrays.stream(square).map(Math::sqrt).toArray();
            }
            double[] matrix = null;
            if (used.contains(Term.MAGNIFICATION)) {
                matrix = new double[4];
                for (int i = 0; i < 4; i++) matrix[i] = error(Term.MAGNIFICATION, i);
            }
            return new CtfRefineResult.Errors(tilt, oddErrors, evenErrors, matrix);
        }

        List<String> lines() {
            List<String> lines = new ArrayList<>();
            for (Term term : used) {
                Evidence e = evidence(term, used);
                lines.add(String.format(Locale.ROOT, "%s used (χ² %.0f for %.0f)", term, e.chiSquare(), term.needed()));
            }
            for (Evidence e : refused)
                lines.add(String.format(
                        Locale.ROOT,
                        "%s left as it is (χ² %.1f for %.1f%s)",
                        e.term(),
                        e.chiSquare(),
                        e.term().needed(),
                        e.crossed() > 0 ? "" : ", the halves disagree"));
            if (options.defocus()) {
                double range = options.defocusRangeAngstrom();
                lines.add(String.format(
                        Locale.ROOT,
                        "defocus %s: halves differ from the table by %.0f and %.0f Å, from particle to particle by %.0f and %.0f Å"
                                + " (log likelihood %.1f for %.1f)%s",
                        defocusUsed ? "used" : "left as it is",
                        posteriors[0].mean(),
                        posteriors[1].mean(),
                        posteriors[0].width(),
                        posteriors[1].width(),
                        posteriors[0].gain() + posteriors[1].gain(),
                        DefocusPosterior.NEEDED,
                        atTheEnds(range)));
            }
            return lines;
        }

        private String atTheEnds(double range) {
            int count = posteriors[0].atTheEnds(range) + posteriors[1].atTheEnds(range);
            return count == 0
                    ? ""
                    : "; " + count + " particles are at the ends of the range: give a larger defocusRange";
        }
    }
}
