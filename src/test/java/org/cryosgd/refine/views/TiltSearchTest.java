/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.views;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import net.imglib2.parallel.Parallelization;
import org.cryosgd.images.PackedImages;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Rotation;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;
import org.cryosgd.particles.Preparation;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.refine.RefineResult;
import org.cryosgd.refine.Refinement;
import org.cryosgd.refine.fit.HalfRefinement;
import org.cryosgd.refine.search.Candidate;
import org.cryosgd.refine.search.GlobalSearch;
import org.cryosgd.refine.search.ViewPrior;
import org.cryosgd.simulate.ParticleSimulation;
import org.cryosgd.testimages.KeptImages;
import org.cryosgd.testimages.Phantoms;
import org.ejml.data.DMatrix3x3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Particles that are nearly all seen along one axis. */
class TiltSearchTest {
    private static final int BOX = 32;

    private static ParticleSet particles(int count, double preferred) {
        return KeptImages.of(new ParticleSimulation(
                        Phantoms.phantom(BOX), Phantoms.options(count, 1, 3).withPreferred(preferred, 15))
                .particles("preferred"));
    }

    private static DMatrix3x3 rotation(Particle particle) {
        Pose p = particle.pose();
        return Rotation.fromEuler(p.rotDegrees(), p.tiltDegrees(), p.psiDegrees());
    }

    /** The factor that a half finds for true poses whose tilts have been multiplied by {@code f}. */
    private static Optional<TiltSearch.Found> relieved(ParticleSet set, double f) throws Exception {
        HalfDisc disc = new HalfDisc(BOX / 2 - 1);
        int[] all = IntStream.range(0, set.size()).toArray();
        try (PackedImages images = PackedImages.pack(
                set, new int[][] {all}, Preparation.defaults(), true, false, disc, 1L << 28, ProgressMonitor.NONE)) {
            float[] nothing = new float[2 * new HalfCube(disc.radius()).size()];
            HalfRefinement half = new HalfRefinement(
                    images,
                    set.particles(),
                    all,
                    BOX,
                    Phantoms.VOXEL,
                    Symmetry.NONE,
                    null,
                    nothing,
                    new ViewPrior(Symmetry.NONE, 200));
            BasRelief relief = new BasRelief(new double[] {0, 0, 1}, 0.9);
            HalfRefinement.Saved state = half.copy();
            double small = Math.toRadians(1);
            for (int i = 0; i < all.length; i++) {
                Pose p = set.particles().get(i).pose();
                DMatrix3x3 a = relief.tilted(rotation(set.particles().get(i)), f);
                state.poses()[i] = new Candidate[] {
                    new Candidate(
                            a,
                            p.shiftXAngstrom() / Phantoms.VOXEL,
                            p.shiftYAngstrom() / Phantoms.VOXEL,
                            0,
                            new double[] {small, small, small})
                };
            }
            half.restore(state);
            GlobalSearch global = GlobalSearch.forRadius(8, 1, BOX, Symmetry.NONE);
            return new TiltSearch(half, 12, 1, ProgressMonitor.NONE, "test").run(() -> global);
        }
    }

    /** Of 150 images, better than two thirds of a step of the climb, which is log 1.25 = 0.22. */
    @Test
    void theFactorOfTheTiltsIsFound() throws Exception {
        ParticleSet set = particles(150, 0.9);
        for (double f : new double[] {1.5, 1, 0.7})
            assertEquals(0, Math.log(relieved(set, f).orElseThrow().factor() * f), 0.15, "factor " + f);
    }

    @Test
    void evenViewsAreLeftAlone() throws Exception {
        assertEquals(Optional.empty(), relieved(particles(60, 0), 1));
    }

    /** Stopped while tilts are searched for: the poses of the epoch before, and a run that goes on ends as the whole. */
    @Test
    void aStopWhileTiltsAreSearchedForKeepsThePosesBefore(@TempDir Path folder) throws Exception {
        ParticleSet set = particles(24, 0.95);
        Path file = folder.resolve("refine.checkpoint");
        List<String> said = new ArrayList<>();
        RefineResult whole = Phantoms.run(Phantoms.refine(7, 1), set, 2, new ProgressMonitor() {
            @Override
            public void say(String line) {
                said.add(line);
            }
        });
        assertTrue(said.stream().anyMatch(line -> line.startsWith("Most views are along one axis")), said::toString);
        boolean[] tilts = new boolean[1];
        RefineResult stopped = Parallelization.runWithNumThreads(2, (Callable<RefineResult>)
                () -> new Refinement(Phantoms.refine(7, 1)).checkpoint(file).run(set, new ProgressMonitor() {
                    @Override
                    public void at(long done, long total, String what) {
                        tilts[0] |= what.startsWith("Tilts after epoch") && what.endsWith("half 2");
                    }

                    @Override
                    public boolean stopped() {
                        return tilts[0];
                    }
                }));
        assertTrue(stopped.ending().startsWith("Stopped"), stopped.ending());
        RefineResult resumed = Parallelization.runWithNumThreads(2, (Callable<RefineResult>)
                () -> new Refinement(Phantoms.refine(7, 1)).resume(file).run(set, ProgressMonitor.NONE));
        assertEquals(whole.particles().particles(), resumed.particles().particles());
        assertArrayEquals(whole.maps().map().voxels(), resumed.maps().map().voxels());
        assertTrue(
                stopped.particles().particles().stream()
                                .map(Particle::pose)
                                .distinct()
                                .count()
                        > 20,
                "poses were kept");
    }
}
