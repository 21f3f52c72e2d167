/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import net.imglib2.parallel.Parallelization;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.refine.fit.LocalPrior;
import org.cryosgd.testimages.AlteredImages;
import org.cryosgd.testimages.Phantoms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a refinement does with either prior of the signal. */
class RegularisationTest {
    private static final int BOX = 32;

    private static RefineOptions near(int epochs, long seed, Regularisation regularise) {
        return Phantoms.refine(epochs, seed).withLocal(new LocalPoses(5, 5)).withRegularise(regularise);
    }

    /** What a run says. */
    private static final class Said implements ProgressMonitor {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void say(String line) {
            lines.add(line);
        }

        /** Epochs that chose filters. */
        private long choices() {
            return lines.stream()
                    .filter(l -> l.startsWith("Map of the search: "))
                    .count();
        }
    }

    /** A run near the poses, which chooses filters where it should. */
    private static RefineResult run(RefineOptions options, ParticleSet set) throws Exception {
        Said said = new Said();
        RefineResult result = Phantoms.run(options, set, 2, said);
        assertEquals(options.regularise() == Regularisation.LOCAL, said.choices() > 0, said.lines::toString);
        return result;
    }

    /**
     * Noise agrees nowhere, however often its filters are chosen. The ball that a map fills is φ = 0.3 of the box, so that shell k has n = 4π k² φ
     * independent values and an FSC of 0 ± 1/√n. The mean over shells 4 to 15 is 0 ± √(Σ 1/n)/12 = 0.02; four of these are allowed.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void noiseHasNoResolution(int seed) throws Exception {
        ParticleSet noise = AlteredImages.of(Phantoms.particles(BOX, 80, 1, seed), (index, pixels) -> {
            Random random = new Random(1000L * seed + index);
            for (int i = 0; i < pixels.length; i++) pixels[i] = (float) random.nextGaussian();
        });
        for (Regularisation regularise : Regularisation.values()) {
            RefineResult result = run(near(3, seed, regularise), noise);
            assertFalse(result.supported());
            assertTrue(Double.isNaN(result.resolutionAngstrom()));
            double mean = Arrays.stream(result.maps().fsc().values(), 4, BOX / 2)
                    .average()
                    .orElseThrow();
            assertTrue(Math.abs(mean) < 0.08, regularise + ": mean FSC " + mean);
        }
    }

    /**
     * Particles at random poses are the same ball in both halves, which agrees in the first shells. Filters do not make it agree further. Shell
     * 4 has about 100 independent values, so that an FSC of noise there is ± 0.1, and where the curve falls, by 0.7 from one shell to the
     * next, its crossing is uncertain by 0.15 shells: 0.5 are three of them.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void randomPosesHaveNoResolution(int seed) throws Exception {
        ParticleSet set = Phantoms.particles(BOX, 80, 0.2, seed);
        Random random = new Random(seed);
        ParticleSet scrambled = set.with(set.particles().stream()
                .map(p -> p.withPose(new Pose(
                        360 * random.nextDouble(),
                        Math.toDegrees(Math.acos(2 * random.nextDouble() - 1)),
                        360 * random.nextDouble(),
                        0,
                        0)))
                .toList());
        double[] shells = new double[2];
        for (Regularisation regularise : Regularisation.values()) {
            RefineResult result = run(near(3, seed, regularise), scrambled);
            assertFalse(result.supported());
            assertTrue(Double.isNaN(result.resolutionAngstrom()));
            List<RefineRecord> history = result.history();
            shells[regularise.ordinal()] = shell(history.get(history.size() - 1));
        }
        assertEquals(shells[0], shells[1], 0.5);
    }

    /** Of the resolution, in cycles per box. */
    private static double shell(RefineRecord epoch) {
        return BOX * Phantoms.VOXEL / epoch.resolutionAngstrom();
    }

    @Test
    void theLocalPriorIsTheDefaultAndStaysWhatItIs() {
        assertEquals(Regularisation.LOCAL, RefineOptions.defaults().regularise());
        RefineOptions shell = Phantoms.refine(3, 1).withRegularise(Regularisation.SHELL);
        // what is changed elsewhere keeps it
        for (RefineOptions changed : List.of(
                shell.withSeed(2),
                shell.withClasses(2),
                shell.withMask(null),
                shell.ofClass(Phantoms.phantom(BOX), 20))) assertEquals(Regularisation.SHELL, changed.regularise());
    }

    /** The choice is made again from what the checkpoint holds. */
    @Test
    void aRunThatGoesOnEndsAsOneThatWasNeverStopped(@TempDir Path folder) throws Exception {
        ParticleSet set = Phantoms.particles(BOX, 100, 4, 5);
        Path file = folder.resolve("refine.checkpoint");
        Said said = new Said();
        RefineResult whole = Phantoms.run(options(3), set, 2, said);
        assertEquals(2, said.choices(), said.lines::toString);
        Parallelization.runWithNumThreads(2, (Callable<RefineResult>)
                () -> new Refinement(options(2)).checkpoint(file).run(set, ProgressMonitor.NONE));
        RefineResult resumed = Parallelization.runWithNumThreads(1, (Callable<RefineResult>)
                () -> new Refinement(options(3)).resume(file).run(set, ProgressMonitor.NONE));
        assertEquals(whole.particles().particles(), resumed.particles().particles());
        assertArrayEquals(whole.logLikelihoods(), resumed.logLikelihoods());
        assertArrayEquals(whole.maps().map().voxels(), resumed.maps().map().voxels());
        // the setting is one of the run
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> new Refinement(options(3).withRegularise(Regularisation.SHELL))
                        .resume(file)
                        .run(set, ProgressMonitor.NONE));
        assertTrue(e.getMessage().contains("its regularise had local, now shell"), e.getMessage());
        RefineResult shell = Phantoms.run(options(3).withRegularise(Regularisation.SHELL), set);
        assertNotEquals(poses(whole), poses(shell), "filters change the search");
        // the first epoch from a random start has no FSC, so that there is nothing to choose
        assertEquals(
                poses(Phantoms.run(options(1).withRegularise(Regularisation.SHELL), set)),
                poses(Phantoms.run(options(1), set)));
    }

    private static RefineOptions options(int epochs) {
        return Phantoms.refine(epochs, 1).withRegularise(Regularisation.LOCAL);
    }

    private static List<Pose> poses(RefineResult result) {
        return result.particles().particles().stream().map(Particle::pose).toList();
    }

    /** Filters are chosen while nothing is searched, beside the volume and D of both halves and what these work in. */
    @Test
    void thePlanCountsTheFilters() {
        ParticleSet set = Phantoms.particles(BOX, 4, 4, 5);
        long shell = RefineMemory.plan(set, BOX, options(1).withRegularise(Regularisation.SHELL))
                .volumeBytes();
        long local = RefineMemory.plan(set, BOX, options(1)).volumeBytes();
        long cube = new HalfCube(BOX / 2 - 1).size();
        long halves = 4 * (2 * 3 + 2 + 2 + 1 + 3) * cube;
        assertTrue(local >= halves + LocalPrior.bytes(BOX, cube), "choice");
        // the search needs a padded map, and a choice less than that at any box
        assertTrue(local >= shell && shell >= halves + 8L * new HalfCube(BOX - 2).size(), shell + " and " + local);
    }
}
