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
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import net.imglib2.parallel.Parallelization;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.reconstruct.Reconstruction;
import org.cryosgd.reconstruct.options.ReconstructionOptions;
import org.cryosgd.simulate.ParticleSimulation;
import org.cryosgd.testimages.ParticlesWithoutPoses;
import org.cryosgd.testimages.Phantoms;
import org.cryosgd.testimages.PoseErrors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefinementTest {
    private static final int BOX = 32;

    private static List<Pose> poses(RefineResult result, int half) {
        return result.particles().particles().stream()
                .filter(p -> p.halfSet() == half)
                .map(Particle::pose)
                .toList();
    }

    /** Within which 99 % of the density are, in Å. */
    private static double radius(Volume map) {
        int n = map.size();
        double[] inside = new double[n];
        for (int z = 0, i = 0; z < n; z++)
            for (int y = 0; y < n; y++)
                for (int x = 0; x < n; x++, i++)
                    inside[(int) Math.sqrt(Math.pow(x - n / 2, 2) + Math.pow(y - n / 2, 2) + Math.pow(z - n / 2, 2))] +=
                            map.voxels()[i];
        Arrays.parallelPrefix(inside, Double::sum);
        int r = 0;
        while (inside[r] < 0.99 * inside[n - 1]) r++;
        return r * map.voxelSizeAngstrom();
    }

    private static double median(double[] values, List<Particle> particles, Predicate<Particle> of) {
        double[] some = IntStream.range(0, values.length)
                .filter(i -> of.test(particles.get(i)))
                .mapToDouble(i -> values[i])
                .sorted()
                .toArray();
        return some[some.length / 2];
    }

    /**
     * From nothing. A map of resolution d of a particle of radius r is made of views that are right to d/r, or its edge
     * would be smeared over d, and of shifts that are right to d/2π, where a phase is wrong by 1 rad.
     */
    @Test
    void posesAreFoundFromNothingUpToRotationShiftAndHand() throws Exception {
        ParticleSet set = Phantoms.particles(BOX, 80, 2, 3);
        RefineResult result = Phantoms.run(Phantoms.refine(2, 3), set);
        PoseErrors errors = Phantoms.errors(result, set);
        assertTrue(result.supported());
        assertEquals(2, result.history().size());
        double d = result.resolutionAngstrom();
        double r = radius(Phantoms.phantom(BOX));
        assertTrue(errors.median() < Math.toDegrees(d / r), errors + " at " + d + " Å, radius " + r);
        assertTrue(errors.medianPixels() * Phantoms.VOXEL < d / (2 * Math.PI), errors + " at " + d + " Å");
        // two shells less than what the same images give with their true poses
        double known = new Reconstruction(ReconstructionOptions.defaults())
                .run(set, ProgressMonitor.NONE)
                .resolutionAngstrom();
        double length = BOX * Phantoms.VOXEL;
        assertTrue(length / d > length / known - 2, d + " Å, with known poses " + known);
    }

    /** Poses of the input are not looked at, and the number of threads changes nothing. */
    @Test
    void scrambledPosesAndOtherThreadsGiveTheSameBits() throws Exception {
        ParticleSet set = Phantoms.particles(BOX, 16, 4, 5);
        RefineOptions options = Phantoms.refine(2, 1);
        RefineResult a = Phantoms.run(options, set, 2, ProgressMonitor.NONE);
        RefineResult b = Phantoms.run(options, Phantoms.scrambled(set), 1, ProgressMonitor.NONE);
        for (int i = 0; i < set.size(); i++)
            assertEquals(
                    a.particles().particles().get(i).pose(),
                    b.particles().particles().get(i).pose());
        assertArrayEquals(a.maps().map().voxels(), b.maps().map().voxels());
        RefineResult c = Phantoms.run(options.withSeed(2), set);
        assertNotEquals(poses(a, 1), poses(c, 1), "another seed is another run");
    }

    /** In the first epoch not even the FSC has come in: half 1 is the same whatever half 2 holds. */
    @Test
    void oneHalfKnowsNothingOfTheOther() throws Exception {
        ParticleSet set = Phantoms.particles(BOX, 16, 4, 5);
        ParticleSet other =
                ParticlesWithoutPoses.noise(set, 1, i -> set.particles().get(i).halfSet() == 2);
        RefineResult a = Phantoms.run(Phantoms.refine(1, 1), set);
        RefineResult b = Phantoms.run(Phantoms.refine(1, 1), other);
        assertEquals(poses(a, 1), poses(b, 1));
        for (int i = 0; i < set.size(); i++) {
            Particle p = a.particles().particles().get(i);
            if (p.halfSet() != 1) continue;
            assertEquals(
                    p.defocus().scale(),
                    b.particles().particles().get(i).defocus().scale());
            assertEquals(a.logLikelihoods()[i], b.logLikelihoods()[i], p.name());
        }
        assertNotEquals(poses(a, 2), poses(b, 2));
    }

    @Test
    void noiseAloneHasNoResolution() throws Exception {
        ParticleSet noise = ParticlesWithoutPoses.noise(Phantoms.particles(BOX, 40, 1, 3), 4);
        List<String> warnings = new ArrayList<>();
        RefineResult result = Phantoms.run(Phantoms.refine(1, 0), noise, 2, new ProgressMonitor() {
            @Override
            public void warn(String line) {
                warnings.add(line);
            }
        });
        assertFalse(result.supported());
        assertTrue(Double.isNaN(result.resolutionAngstrom()));
        assertTrue(warnings.stream().anyMatch(w -> w.contains("not supported by the data")), warnings::toString);
    }

    /** Each ends with a sentence, poses for all, and finite maps. */
    @ParameterizedTest
    @ValueSource(strings = {"wrong symmetry", "half of two", "junk", "preferred"})
    void badDataEndInAReport(String kind) throws Exception {
        ParticleSet set = Phantoms.particles(BOX, 24, 2, 3);
        RefineOptions options = Phantoms.refine(1, 0);
        switch (kind) {
            case "wrong symmetry" ->
                options = new RefineOptions(
                        options.preparation(),
                        true,
                        Symmetry.of("C4"),
                        null,
                        30,
                        null,
                        options.shiftRangeAngstrom(),
                        1,
                        1,
                        1,
                        0,
                        100);
            case "half of two" ->
                set = set.with(set.particles().stream()
                        .map(p -> new Particle(
                                p.name(), p.image(), p.pose(), p.optics(), p.defocus(), p.image() < 2 ? 2 : 1))
                        .toList());
            case "junk" -> set = ParticlesWithoutPoses.noise(set, 2, i -> i % 5 == 0);
            default ->
                set = new ParticleSimulation(
                                Phantoms.phantom(BOX),
                                Phantoms.options(24, 2, 3).withPreferred(0.95, 5))
                        .particles("preferred");
        }
        List<String> warnings = new ArrayList<>();
        RefineResult result = Phantoms.run(options, set, 2, new ProgressMonitor() {
            @Override
            public void warn(String line) {
                warnings.add(line);
            }
        });
        assertTrue(result.ending().matches("[A-Z].*\\."), result.ending());
        assertEquals(set.size(), result.particles().size());
        assertTrue(poses(result, 1).stream().distinct().count() > 4, "poses were found");
        for (float v : result.maps().map().voxels()) assertTrue(Float.isFinite(v));
        List<Particle> particles = result.particles().particles();
        switch (kind) {
            case "wrong symmetry" -> assertFalse(result.supported(), "C4 of a phantom without symmetry");
            // two clear images can agree with the others at 18 Å, but leave half of the frequencies out
            case "half of two" ->
                assertTrue(
                        !result.supported() || warnings.stream().anyMatch(w -> w.contains("uneven")),
                        warnings::toString);
            case "junk" -> {
                Predicate<Particle> junk = p -> p.image() % 5 == 0;
                double real = median(result.logLikelihoods(), particles, junk.negate());
                double noise = median(result.logLikelihoods(), particles, junk);
                assertTrue(real > noise, "particles " + real + ", noise " + noise);
            }
            default -> assertTrue(warnings.stream().anyMatch(w -> w.contains("uneven")), warnings::toString);
        }
    }

    /** Two groups of other contrast, which are part of the state. */
    @Test
    void aRunThatGoesOnFromACheckpointEndsAsOneThatWasNeverStopped(@TempDir Path folder) throws Exception {
        ParticleSet simulated = Phantoms.particles(BOX, 24, 4, 5);
        ParticleSet set = simulated.with(simulated.particles().stream()
                .map(p -> new Particle(
                        p.name(), p.image(), p.pose(), p.optics(), p.defocus(), p.halfSet(), "group" + p.image() % 2))
                .toList());
        Path file = folder.resolve("refine.checkpoint");
        RefineResult whole = Phantoms.run(Phantoms.refine(2, 1), set);
        Parallelization.runWithNumThreads(2, (Callable<RefineResult>)
                () -> new Refinement(Phantoms.refine(1, 1)).checkpoint(file).run(set, ProgressMonitor.NONE));
        RefineResult resumed = Parallelization.runWithNumThreads(2, (Callable<RefineResult>)
                () -> new Refinement(Phantoms.refine(2, 1)).resume(file).run(set, ProgressMonitor.NONE));
        assertEquals(whole.particles().particles(), resumed.particles().particles());
        assertArrayEquals(whole.logLikelihoods(), resumed.logLikelihoods());
        assertArrayEquals(whole.maps().map().voxels(), resumed.maps().map().voxels());
        assertTrue(
                whole.particles().particles().stream()
                                .map(p -> p.defocus().scale())
                                .distinct()
                                .count()
                        > 2,
                "contrasts were found in each half");
        assertThrows(
                IllegalArgumentException.class,
                () -> new Refinement(Phantoms.refine(2, 2)).resume(file).run(set, ProgressMonitor.NONE));
    }

    /** The checkpoint of the last epoch says that the run has converged: nothing is searched again. */
    @Test
    void theCheckpointOfAConvergedRunGivesItsResult(@TempDir Path folder) throws Exception {
        ParticleSet set = Phantoms.particles(BOX, 24, 4, 5);
        Path file = folder.resolve("refine.checkpoint");
        RefineOptions options = Phantoms.refine(40, 1); // so few images need many, with up to eight searches for tilts
        RefineResult whole = Parallelization.runWithNumThreads(2, (Callable<RefineResult>)
                () -> new Refinement(options).checkpoint(file).run(set, ProgressMonitor.NONE));
        assertTrue(whole.converged(), whole.ending());
        RefineResult resumed = Parallelization.runWithNumThreads(2, (Callable<RefineResult>)
                () -> new Refinement(options).resume(file).run(set, ProgressMonitor.NONE));
        assertEquals(whole.history().size(), resumed.history().size());
        assertTrue(resumed.converged());
        assertEquals(whole.ending(), resumed.ending());
        assertEquals(whole.particles().particles(), resumed.particles().particles());
        assertArrayEquals(whole.maps().map().voxels(), resumed.maps().map().voxels());
        assertArrayEquals(whole.maps().half2().voxels(), resumed.maps().half2().voxels());
    }

    /** Stops when asked in the second epoch, with the poses of the first one. */
    @Test
    void aStopKeepsThePoses() throws Exception {
        ParticleSet set = Phantoms.particles(BOX, 16, 4, 5);
        boolean[] second = new boolean[1];
        RefineResult stopped = Phantoms.run(Phantoms.refine(5, 1), set, 2, new ProgressMonitor() {
            @Override
            public void at(long done, long total, String what) {
                second[0] |= what.startsWith("Epoch 2");
            }

            @Override
            public boolean stopped() {
                return second[0];
            }
        });
        assertTrue(stopped.ending().startsWith("Stopped"), stopped.ending());
        assertEquals(1, stopped.history().size());
        PoseErrors none = Phantoms.errors(stopped, set);
        assertTrue(none.degrees().length == 16 && stopped.maps().particles() == 16);
        assertTrue(poses(stopped, 1).stream().distinct().count() > 4, "poses were found");
    }

    @Test
    void aStopBeforeThereArePosesSaysSo() {
        ParticleSet set = Phantoms.particles(BOX, 8, 4, 5);
        ProgressMonitor stopped = new ProgressMonitor() {
            @Override
            public boolean stopped() {
                return true;
            }
        };
        CancellationException e = assertThrows(
                CancellationException.class, () -> new Refinement(Phantoms.refine(1, 0)).run(set, stopped));
        assertTrue(e.getMessage().contains("nothing is written"), e.getMessage());
    }
}
