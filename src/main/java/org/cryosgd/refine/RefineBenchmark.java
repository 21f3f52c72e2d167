/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cryosgd.assess.FourierShellCorrelation;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.assess.PoseAgreement;
import org.cryosgd.math.Volume;
import org.cryosgd.math.Watch;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;
import org.cryosgd.reconstruct.Reconstruction;
import org.cryosgd.reconstruct.ReconstructionOptions;

/** Refinements of particles whose poses are known, and how near they come; a table, one line for each seed. */
public final class RefineBenchmark {
    private RefineBenchmark() {}

    /**
     * Runs it.
     *
     * @param truth particles with true poses, which the refinement does not see
     * @param map the true map, on any scale; null for none
     * @param initial map to start from; null for random starts
     * @param count of seeds, from 1 on
     */
    public static void run(ParticleSet truth, Volume map, Volume initial, int count, Watch watch) throws IOException {
        List<Pose> poses = truth.particles().stream().map(Particle::pose).toList();
        if (map != null) {
            FscCurve known = against(map, truth);
            watch.say(String.format(
                    Locale.ROOT,
                    "Known poses: mean FSC against the map %.4f, 0.5 at %.2f Å",
                    known.mean(),
                    known.resolutionAt(FscCurve.KNOWN_MAP)));
        }
        watch.say("seed  reported Å  median °  <5°  <10°  other hand  mean FSC  0.5 at Å  seconds");
        for (int seed = 1; seed <= count && !watch.stopped(); seed++) {
            RefineOptions options = RefineOptions.defaults().withSeed(seed).withInitial(initial);
            RefineResult result = new Refinement(options).run(truth, Watch.NONE);
            List<Particle> found = result.particles().particles();
            PoseAgreement agreement =
                    PoseAgreement.of(poses, found.stream().map(Particle::pose).toList());
            String fsc = "";
            if (map != null) {
                List<Particle> moved = new ArrayList<>();
                for (Particle p : found) moved.add(p.withPose(agreement.inTrueFrame(p.pose())));
                FscCurve curve = against(map, truth.with(moved));
                fsc = String.format(Locale.ROOT, "  %.4f  %.2f", curve.mean(), curve.resolutionAt(FscCurve.KNOWN_MAP));
            }
            watch.say(String.format(
                    Locale.ROOT,
                    "%d  %.2f  %.2f  %.4f  %.4f  %s%s  %.1f",
                    seed,
                    result.resolutionAngstrom(),
                    agreement.medianDegrees(),
                    agreement.below(5),
                    agreement.below(10),
                    agreement.mirrored() ? "yes" : "no",
                    fsc,
                    result.seconds()));
        }
    }

    private static FscCurve against(Volume map, ParticleSet particles) throws IOException {
        Volume found = new Reconstruction(ReconstructionOptions.defaults().withHalfMaps(false))
                .run(particles, Watch.NONE)
                .map();
        return FourierShellCorrelation.of(found, map);
    }
}
