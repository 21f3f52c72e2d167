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
import org.cryosgd.optics.Defocus;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.HalfSets;
import org.cryosgd.particles.NoiseSpectrum;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;

/**
 * Estimates optics and defocus from particles with poses and two half maps. Each half set sees its own half map alone; the halves
 * share their FSC, and which terms are used. docs/ctfrefine.md has the method.
 *
 * <p>One object, one run at a time; it uses the threads of {@link org.cryosgd.math.Tasks}. The result does not depend on their number.
 */
public final class CtfRefinement {
    /** Frequencies of each pass, as shares of those that count: large errors are found at low ones first. */
    private static final double[] LIMITS = {0.35, 0.5, 0.7, 0.85, 1, 1};

    private static final int AGAIN = 2;
    private static final int LEAST_PARTICLES = 20;
    private static final int CHANGES = 161;
    private static final double LEAST_STRENGTH = 0.05;

    private final CtfRefineOptions options;

    public CtfRefinement(CtfRefineOptions options) {
        this.options = options;
    }

    /**
     * Runs it.
     *
     * @param set with poses and CTFs
     * @param half1 map of half set 1, neither sharpened nor filtered
     * @param half2 of half set 2
     * @param mask of the particle; null for a ball
     * @throws IOException if an image cannot be read
     * @throws IllegalArgumentException if the maps do not fit the particles
     */
    public CtfRefineResult run(ParticleSet set, Volume half1, Volume half2, Volume mask, ProgressMonitor monitor)
            throws IOException {
        int box = options.preparation().boxFor(set.box());
        double voxel = set.pixelSizeAngstrom() * set.box() / box;
        check(half1, "first half map", box, voxel);
        check(half2, "second half map", box, voxel);
        Volume around = mask == null ? Masks.insideBox(box, voxel) : mask;
        Volume[] maps = {Masks.apply(half1, around), Masks.apply(half2, around)};
        FscCurve fsc = mask == null
                ? FourierShellCorrelation.of(maps[0], maps[1])
                : MaskedFsc.of(half1, half2, mask, options.seed()).corrected();
        int[][] sets = HalfSets.split(set, options.seed());
        List<Group> groups = groups(set, sets, monitor);
        HalfDisc disc = new HalfDisc(box / 2 - 1);
        for (int h = 0; h < 2; h++) {
            Reference reference = new Reference(maps[h], fsc, options.magnification());
            double[] weight = new double[disc.radius() + 1];
            for (Group group : groups) group.measure(h, set, disc, weight);
            for (Group group : groups) group.begin(h, set, disc, reference, box * voxel, weight);
            for (Group group : groups) group.first(h, monitor);
        }
        for (Group group : groups) group.decide();
        for (int h = 0; h < 2; h++) for (Group group : groups) group.second(h, monitor);
        return result(set, groups);
    }

    private static void check(Volume map, String what, int box, double voxel) {
        if (map.size() != box || Math.abs(map.voxelSizeAngstrom() / voxel - 1) > 0.01)
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "the %s has %d voxels of %.4g Å along each axis, the particles have %d of %.4g Å. Give the half maps of these particles.",
                    what,
                    map.size(),
                    map.voxelSizeAngstrom(),
                    box,
                    voxel));
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
                    group = new Group(p.optics());
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

    private CtfRefineResult result(ParticleSet set, List<Group> groups) {
        Particle[] particles = new Particle[set.size()];
        double[] errors = new double[set.size()];
        boolean any = false;
        List<CtfRefineResult.Group> found = new ArrayList<>();
        for (Group group : groups) {
            any |= group.defocusUsed;
            Optics after = group.mean().applied(group.table);
            found.add(new CtfRefineResult.Group(group.table, after, group.used, group.errors(), group.lines()));
            for (int h = 0; h < 2; h++)
                for (int i = 0; i < group.halves[h].size(); i++) {
                    int number = group.halves[h].number(i);
                    Particle p = set.particles().get(number);
                    Defocus defocus = group.change[h].defocus(
                            p.defocus(),
                            group.table.voltageKv(),
                            group.halves[h].defocus()[i]);
                    if (group.defocusUsed) errors[number] = group.posteriors[h].errors()[i];
                    particles[number] = new Particle(
                            p.name(),
                            p.image(),
                            group.change[h].shifted(p.pose(), group.table.magnification()),
                            after,
                            defocus,
                            p.halfSet(),
                            p.group());
                }
        }
        for (int i = 0; i < particles.length; i++)
            if (particles[i] == null) particles[i] = set.particles().get(i);
        return new CtfRefineResult(Arrays.asList(particles), found, any ? errors : null);
    }

    /** What is known of one optics group on the way. */
    private final class Group {
        private final Optics table;
        private final List<List<Integer>> members = List.of(new ArrayList<>(), new ArrayList<>());
        private final GroupHalf[] halves = new GroupHalf[2];
        private final float[][] noise = new float[2][];
        private final LensChange[] change = new LensChange[2];
        private final Quadratic[] odd = new Quadratic[2];
        private final Quadratic[] even = new Quadratic[2];
        private final DefocusPosterior[] posteriors = new DefocusPosterior[2];
        private final List<Evidence> refused = new ArrayList<>();
        private Set<Term> used = EnumSet.noneOf(Term.class);
        private boolean defocusUsed;
        private double unit;

        Group(Optics table) {
            this.table = table;
        }

        void measure(int h, ParticleSet set, HalfDisc disc, double[] weight) throws IOException {
            noise[h] = NoiseSpectrum.estimate(set.select(numbers(h)), options.preparation(), disc);
            for (int i : members.get(h)) {
                double scale = set.particles().get(i).defocus().scale();
                for (int ring = 0; ring < weight.length; ring++)
                    weight[ring] += options.symmetryOrder() * scale * scale / noise[h][ring];
            }
        }

        private int[] numbers(int h) {
            return members.get(h).stream().mapToInt(Integer::intValue).toArray();
        }

        void begin(int h, ParticleSet set, HalfDisc disc, Reference reference, double mapWidth, double[] weight) {
            int[] numbers = numbers(h);
            halves[h] = new GroupHalf(set, numbers, options.preparation(), disc, reference, noise[h], mapWidth, weight);
            unit = halves[h].last() / set.widthOf(set.particles().get(numbers[0]));
            change[h] = LensChange.none(unit);
        }

        /** All terms together. */
        void first(int h, ProgressMonitor monitor) throws IOException {
            Set<Term> terms = options.terms();
            // how strong the images are comes first: the CTF's phases are judged by it
            pass(h, EnumSet.noneOf(Term.class), halves[h].last(), monitor);
            if (!terms.isEmpty())
                for (double limit : LIMITS) pass(h, terms, (int) Math.ceil(limit * halves[h].last()), monitor);
            if (options.defocus()) focus(h);
            if (options.defocus() && !terms.isEmpty())
                for (int i = 0; i < AGAIN; i++) pass(h, terms, halves[h].last(), monitor);
        }

        /** The terms that the evidence supports, and the defocus. */
        void second(int h, ProgressMonitor monitor) throws IOException {
            if (!defocusUsed) Arrays.fill(halves[h].defocus(), 0);
            halves[h].setOptics(change[h].applied(table));
            if (!used.isEmpty()) for (int i = 0; i < AGAIN; i++) pass(h, used, halves[h].last(), monitor);
            if (defocusUsed) focus(h);
        }

        private void pass(int h, Set<Term> terms, int limit, ProgressMonitor monitor) throws IOException {
            if (monitor.stopped()) throw new CancellationException("stopped: nothing is written");
            monitor.at(0, 1, "optics group " + table.name() + ", half " + (h + 1));
            PointSums sums = halves[h].pass();
            if (!(halves[h].strength() > LEAST_STRENGTH))
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "the particles of half %d do not fit the half map (the map is in them %.3g times as strong). Give the map of"
                                + " these particles at these poses, and invert=true if they are darker than their background.",
                        h + 1,
                        halves[h].strength()));
            odd[h] = Quadratic.odd(sums, halves[h], change[h].odd(), unit, limit);
            even[h] = Quadratic.even(sums, halves[h], change[h].even(), unit, limit);
            change[h] = new LensChange(
                    odd[h].solve(terms, true).values(),
                    even[h].solve(terms, false).values(),
                    unit);
            halves[h].setOptics(change[h].applied(table));
        }

        private void focus(int h) throws IOException {
            double range = options.defocusRangeAngstrom();
            double[] changes = new double[CHANGES];
            for (int c = 0; c < CHANGES; c++) changes[c] = range * (2.0 * c / (CHANGES - 1) - 1);
            double[] defocus = halves[h].defocus();
            Arrays.fill(defocus, 0);
            posteriors[h] = DefocusPosterior.of(halves[h].defocusLikelihoods(changes), changes);
            System.arraycopy(posteriors[h].means(), 0, defocus, 0, defocus.length);
        }

        /** Drops the term with the least evidence until all others have enough. */
        void decide() {
            Set<Term> kept = EnumSet.noneOf(Term.class);
            kept.addAll(options.terms());
            while (!kept.isEmpty()) {
                Evidence worst = null;
                for (Term term : kept) {
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
            for (int h = 0; h < 2; h++)
                change[h] = options.terms().isEmpty()
                        ? change[h]
                        : new LensChange(
                                odd[h].solve(used, true).values(),
                                even[h].solve(used, false).values(),
                                unit);
        }

        private double share(Evidence e) {
            return e.chiSquare() / e.term().needed();
        }

        private Evidence evidence(Term term, Set<Term> terms) {
            Quadratic[] both = term.odd() ? odd : even;
            return Evidence.of(term, both[0].solve(terms, term.odd()), both[1].solve(terms, term.odd()));
        }

        /** The mean of both halves of what belongs to the lens. */
        LensChange mean() {
            LensChange mean = LensChange.none(unit);
            for (Term term : used) {
                double[] to = term.odd() ? mean.odd() : mean.even();
                System.arraycopy(evidence(term, used).values(), 0, to, term.first(), term.count());
            }
            return mean.ofLens();
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
