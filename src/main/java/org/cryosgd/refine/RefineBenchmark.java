/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import org.cryosgd.assess.FourierShellCorrelation;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.assess.PoseAgreement;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.reconstruct.Reconstruction;
import org.cryosgd.reconstruct.options.ReconstructionOptions;
import org.cryosgd.simulate.Junk;
import org.cryosgd.simulate.ParticleSimulation;
import org.cryosgd.simulate.SimulationOptions;

/**
 * Refinements of particles whose poses are known, and how near they come: a table, one line for each. The refinements do
 * not see the poses.
 */
public final class RefineBenchmark {
    private static final String COLUMNS = "%-16s%5s %9s %7s %7s %7s %7s %9s %7s %6s";

    private final Volume map;
    private final RefineOptions options;
    private final ProgressMonitor monitor;

    /**
     * @param map the true map, on any scale; null for none
     * @param options of each refinement, but for the seed
     */
    public RefineBenchmark(Volume map, RefineOptions options, ProgressMonitor monitor) {
        this.map = map;
        this.options = options;
        this.monitor = monitor;
    }

    /** Refines {@code truth}, with seeds from 1 on. */
    public void seeds(ParticleSet truth, int count) throws IOException {
        if (map != null) {
            FscCurve known = against(truth);
            monitor.say(String.format(
                    Locale.ROOT,
                    "Known poses: mean FSC against the map %.4f, 0.5 at %.2f Å",
                    known.mean(),
                    known.resolutionAt(FscCurve.KNOWN_MAP)));
        }
        monitor.say(
                "Reported and FSC 0.5 against the true map in Å, and by how many shells the reported one is better");
        row("case", "seed", "reported", "median", "<5°", "<10°", "FSC", "FSC 0.5", "shells", "s");
        for (int seed = 1; seed <= count; seed++) line("as given", truth, p -> true, options.withSeed(seed));
    }

    /** What must end in an honest report, made of {@code truth}; preferred views are simulated from the map, if there is one. */
    public void hardCases(ParticleSet truth) throws IOException {
        RefineOptions once = options.withSeed(1);
        line("20 % noise", Junk.in(truth, 1, i -> i % 5 == 0), p -> p.image() % 5 != 0, once);
        line("noise alone", Junk.in(truth, 1, i -> true), p -> false, once);
        line("C2 imposed", truth, p -> true, once.withSymmetry(Symmetry.of("C2")));
        List<Particle> uneven = new ArrayList<>();
        for (int i = 0; i < truth.size(); i++)
            uneven.add(truth.particles().get(i).withHalfSet(i < 20 ? 2 : 1));
        line("half set of 20", truth.with(uneven), p -> true, once);
        if (map == null) return;
        for (double snr : new double[] {0.1, 0.02})
            line(
                    "preferred, " + snr,
                    new ParticleSimulation(
                                    map,
                                    SimulationOptions.defaults()
                                            .withCount(truth.size())
                                            .withSnr(snr)
                                            .withPreferred(0.9, 15))
                            .particles("preferred"),
                    p -> true,
                    once);
    }

    private void line(String name, ParticleSet truth, Predicate<Particle> real, RefineOptions how) throws IOException {
        RefineResult result = new Refinement(how).run(truth, monitor.stopsAlone());
        if (monitor.stopped()) throw new CancellationException("stopped: the lines so far are complete");
        List<Particle> found = result.particles().particles();
        List<Pose> truePoses = new ArrayList<>();
        List<Pose> foundPoses = new ArrayList<>();
        for (int i = 0; i < found.size(); i++)
            if (real.test(found.get(i))) {
                truePoses.add(truth.particles().get(i).pose());
                foundPoses.add(found.get(i).pose());
            }
        double reported = result.resolutionAngstrom();
        Object[] cells = {
            name, how.seed(), number("%.2f", reported), "", "", "", "", "", "", number("%.1f", result.seconds())
        };
        if (!truePoses.isEmpty()) {
            PoseAgreement agreement = PoseAgreement.of(truePoses, foundPoses);
            cells[3] = number("%.2f°", agreement.medianDegrees());
            cells[4] = number("%.2f%%", 100 * agreement.below(5));
            cells[5] = number("%.2f%%", 100 * agreement.below(10));
            if (map != null) {
                FscCurve curve = against(truth.with(found.stream()
                        .map(p -> p.withPose(agreement.inTrueFrame(p.pose())))
                        .toList()));
                double resolution = curve.resolutionAt(FscCurve.KNOWN_MAP);
                cells[6] = number("%.4f", curve.mean());
                cells[7] = number("%.2f", resolution);
                cells[8] = number("%+.2f", map.size() * map.voxelSizeAngstrom() * (1 / reported - 1 / resolution));
            }
        }
        row(cells);
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "none" : String.format(Locale.ROOT, format, value);
    }

    private void row(Object... cells) {
        monitor.say(String.format(Locale.ROOT, COLUMNS, cells));
    }

    private FscCurve against(ParticleSet particles) throws IOException {
        Volume found = new Reconstruction(ReconstructionOptions.defaults().withHalfMaps(false))
                .run(particles, ProgressMonitor.NONE)
                .map();
        return FourierShellCorrelation.of(found, map);
    }
}
