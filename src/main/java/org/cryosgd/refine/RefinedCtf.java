/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.cryosgd.ctfrefine.CtfRefineOptions;
import org.cryosgd.ctfrefine.CtfRefineResult;
import org.cryosgd.ctfrefine.CtfRefinement;
import org.cryosgd.ctfrefine.Term;
import org.cryosgd.io.file.StateFile;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.optics.Aberrations;
import org.cryosgd.optics.AppliedCtf;
import org.cryosgd.optics.Defocus;
import org.cryosgd.optics.Magnification;
import org.cryosgd.optics.Mtf;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;

/**
 * Optics and defocus that a refinement has found on its way. It is a part of its state.
 *
 * @param groups optics before and after
 * @param groupOf number of the group of each particle of the set; −1 for one that stays as it is
 * @param defocus U, V, angle and the standard error of each particle; the errors are 0 where the defocus stays
 * @param rounds how often it was estimated
 * @param settled whether the last time changed nothing
 */
record RefinedCtf(List<CtfRefineResult.Group> groups, int[] groupOf, double[][] defocus, int rounds, boolean settled) {
    /** Poses follow the optics, so both are found in turns. */
    private static final int MOST_ROUNDS = 8;

    private static final List<List<Double>> NO_MTF = List.of(List.of(), List.of());

    /**
     * Beam tilt, aberrations and defocus from particles at their poses. All evidence is against the table, however often it is
     * estimated.
     *
     * @param table all particles as the table has them
     * @param posed the chosen ones at their poses, with what was found so far
     * @param before what was found so far; null for nothing
     */
    static RefinedCtf estimate(
            ParticleSet table,
            ParticleSet posed,
            int[] chosen,
            RefinedCtf before,
            RefineOptions options,
            ProgressMonitor monitor)
            throws IOException {
        CtfRefineOptions d = CtfRefineOptions.defaults();
        CtfRefineOptions how = new CtfRefineOptions(
                options.preparation(),
                true,
                true,
                false,
                true,
                d.defocusRangeAngstrom(),
                options.symmetry(),
                options.seed(),
                options.cacheMegabytes());
        ParticleSet asInTable = posed.with(chosen.length, n -> {
            Particle p = posed.particles().get(n);
            Defocus of = table.particles().get(chosen[n]).defocus();
            return p.withOptics(table.particles().get(chosen[n]).optics())
                    .withDefocus(p.defocus().with(of.defocusUAngstrom(), of.defocusVAngstrom(), of.angleDegrees()));
        });
        CtfRefineResult result = new CtfRefinement(how)
                .run(asInTable, before == null ? null : posed.particles(), null, options.mask(), monitor);
        int[] groupOf = new int[table.size()];
        Arrays.fill(groupOf, -1);
        double[][] defocus = new double[4][table.size()];
        for (int n = 0; n < chosen.length; n++) {
            Particle found = result.particles().get(n);
            int i = chosen[n];
            Optics optics = asInTable.particles().get(n).optics();
            for (int g = 0; g < result.groups().size(); g++)
                if (result.groups().get(g).before().equals(optics)) groupOf[i] = g;
            defocus[0][i] = found.defocus().defocusUAngstrom();
            defocus[1][i] = found.defocus().defocusVAngstrom();
            defocus[2][i] = found.defocus().angleDegrees();
            if (result.defocusErrors() != null) defocus[3][i] = result.defocusErrors()[n];
        }
        int rounds = before == null ? 1 : before.rounds + 1;
        boolean same = before == null ? !result.changed() : result.rounds() == 1;
        return new RefinedCtf(result.groups(), groupOf, defocus, rounds, same);
    }

    /** Whether it is estimated no more. */
    boolean finished() {
        return settled || rounds == MOST_ROUNDS;
    }

    /** What was found of the lens so far, on one line. */
    String values() {
        return groups.stream()
                .map(g -> String.format(
                        Locale.ROOT,
                        "beam tilt of %s %.4g, %.4g mrad",
                        g.before().name(),
                        g.after().aberrations().beamTiltXMrad(),
                        g.after().aberrations().beamTiltYMrad()))
                .collect(Collectors.joining("; "));
    }

    /** Whether anything differs from the table. */
    boolean changed() {
        return errors() != null || groups.stream().anyMatch(g -> !g.used().isEmpty());
    }

    private double[] errors() {
        return Arrays.stream(defocus[3]).anyMatch(e -> e > 0) ? defocus[3] : null;
    }

    /** The set with what was found. */
    ParticleSet apply(ParticleSet table) {
        return table.with(table.size(), i -> {
            Particle p = table.particles().get(i);
            if (groupOf[i] < 0) return p;
            return p.withOptics(groups.get(groupOf[i]).after())
                    .withDefocus(p.defocus().with(defocus[0][i], defocus[1][i], defocus[2][i]));
        });
    }

    /** As the result for some of the particles. */
    CtfRefineResult result(List<Particle> particles, int[] chosen) {
        double[] errors = errors();
        return new CtfRefineResult(
                particles,
                groups,
                errors == null
                        ? null
                        : Arrays.stream(chosen).mapToDouble(i -> errors[i]).toArray(),
                rounds);
    }

    void write(StateFile.Out out) throws IOException {
        out.writeInt(groups.size());
        for (CtfRefineResult.Group group : groups) {
            write(out, group.before());
            write(out, group.after());
            out.writeInt(group.used().size());
            for (Term term : group.used()) out.writeInt(term.ordinal());
            CtfRefineResult.Errors e = group.errors();
            for (double[] values : new double[][] {e.tilt(), e.odd(), e.even(), e.matrix()})
                out.doubles(values == null ? new double[0] : values);
            out.writeInt(group.lines().size());
            for (String line : group.lines()) out.text(line);
        }
        out.writeInt(groupOf.length);
        for (int g : groupOf) out.writeInt(g);
        for (double[] values : defocus) out.doubles(values);
        out.writeInt(rounds);
        out.writeBoolean(settled);
    }

    static RefinedCtf read(StateFile.In in) throws IOException {
        List<CtfRefineResult.Group> groups = new ArrayList<>();
        for (int g = in.count(); g > 0; g--) {
            Optics before = readOptics(in);
            Optics after = readOptics(in);
            Set<Term> used = EnumSet.noneOf(Term.class);
            for (int t = in.count(); t > 0; t--) used.add(Term.values()[in.readInt()]);
            double[][] e = new double[4][];
            for (int i = 0; i < e.length; i++) {
                e[i] = in.doubles();
                if (e[i].length == 0) e[i] = null;
            }
            List<String> lines = new ArrayList<>();
            for (int l = in.count(); l > 0; l--) lines.add(in.text());
            groups.add(new CtfRefineResult.Group(
                    before, after, used, new CtfRefineResult.Errors(e[0], e[1], e[2], e[3]), lines));
        }
        int[] groupOf = new int[in.count()];
        for (int i = 0; i < groupOf.length; i++) groupOf[i] = in.readInt();
        double[][] defocus = new double[4][];
        for (int i = 0; i < defocus.length; i++) defocus[i] = in.doubles();
        return new RefinedCtf(groups, groupOf, defocus, in.readInt(), in.readBoolean());
    }

    private static void write(StateFile.Out out, Optics o) throws IOException {
        out.text(o.name());
        out.doubles(
                new double[] {o.voltageKv(), o.sphericalAberrationMm(), o.amplitudeContrast(), o.pixelSizeAngstrom()});
        out.writeInt(o.box());
        out.writeInt(o.applied().ordinal());
        Aberrations a = o.aberrations();
        out.doubles(new double[] {a.beamTiltXMrad(), a.beamTiltYMrad()});
        for (List<Double> list : List.of(a.odd(), a.even()))
            out.doubles(list.stream().mapToDouble(Double::doubleValue).toArray());
        Magnification m = o.magnification();
        out.doubles(new double[] {m.xx(), m.xy(), m.yx(), m.yy()});
        Mtf mtf = o.mtf();
        out.text(mtf == null ? "" : mtf.name());
        out.doubles(mtf == null ? new double[1] : new double[] {mtf.pixelSizeAngstrom()});
        for (List<Double> list : mtf == null ? NO_MTF : List.of(mtf.frequencies(), mtf.values()))
            out.doubles(list.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static Optics readOptics(StateFile.In in) throws IOException {
        String name = in.text();
        double[] lens = in.doubles();
        int box = in.readInt();
        AppliedCtf applied = AppliedCtf.values()[in.readInt()];
        double[] tilt = in.doubles();
        List<Double> odd = Arrays.stream(in.doubles()).boxed().toList();
        List<Double> even = Arrays.stream(in.doubles()).boxed().toList();
        double[] m = in.doubles();
        String camera = in.text();
        double[] pixel = in.doubles();
        List<Double> frequencies = Arrays.stream(in.doubles()).boxed().toList();
        List<Double> values = Arrays.stream(in.doubles()).boxed().toList();
        return new Optics(
                name,
                lens[0],
                lens[1],
                lens[2],
                lens[3],
                box,
                applied,
                new Aberrations(tilt[0], tilt[1], odd, even),
                new Magnification(m[0], m[1], m[2], m[3]),
                values.isEmpty() ? null : new Mtf(camera, pixel[0], frequencies, values));
    }
}
