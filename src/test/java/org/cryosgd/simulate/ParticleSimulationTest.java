/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.imglib2.parallel.Parallelization;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.io.star.ParticleStar;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Rotation;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.ejml.data.DMatrix3x3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParticleSimulationTest {
    private static final int N = 32;
    private static final Volume MAP = Phantom.create(N, 3, 150, 150, 1);
    private static final SimulationOptions OPTIONS =
            SimulationOptions.defaults().withCount(200).withSnr(0.3).withSeed(5);

    @TempDir
    Path folder;

    private static float[] pixels(ParticleSet set, int index) throws IOException {
        float[] pixels = new float[set.box() * set.box()];
        set.images().read(index, pixels);
        return pixels;
    }

    private static double variance(float[] values) {
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += (double) value * value;
        }
        return squares / values.length - sum * sum / values.length / values.length;
    }

    @Test
    void theNoiseHasTheStatedRatioToTheSignal() throws IOException {
        ParticleSet noisy = new ParticleSimulation(MAP, OPTIONS).particles("a");
        ParticleSet clean = new ParticleSimulation(MAP, OPTIONS.withSnr(0)).particles("a");
        double signal = 0;
        double noise = 0;
        for (int i = 0; i < clean.size(); i++) {
            float[] image = pixels(clean, i);
            float[] difference = pixels(noisy, i);
            signal += variance(image) / clean.size();
            for (int j = 0; j < difference.length; j++) difference[j] -= image[j];
            noise += variance(difference) / clean.size();
        }
        // of 200·32² normal numbers the variance has a relative error of √(2/(200·32²)) = 0.3 %; five of those
        assertEquals(0.3, signal / noise, 0.3 * 5 * Math.sqrt(2.0 / (200 * N * N)));
    }

    /** The tilt is |N(0, 10°)| for 70 % and has the density sin(tilt)/2 for the others. */
    @Test
    void preferredViewsAreNearTheAxis() {
        int count = 4000;
        SimulationOptions options = OPTIONS.withCount(count).withPreferred(0.7, 10);
        double near = new ParticleSimulation(MAP, options)
                        .truth("a").stream()
                                .filter(particle -> particle.pose().tiltDegrees() < 10)
                                .count()
                / (double) count;
        double expected = 0.7 * 0.682689 + 0.3 * (1 - Math.cos(Math.toRadians(10))) / 2;
        // five standard deviations of a fraction of 4000
        assertEquals(expected, near, 5 * Math.sqrt(expected * (1 - expected) / count));
    }

    @Test
    void noiseIsWhiteAndIndependentBetweenImages() throws IOException {
        ParticleSimulation simulation = new ParticleSimulation(MAP, OPTIONS);
        ParticleSet noisy = simulation.particles("a");
        ParticleSet clean = new ParticleSimulation(MAP, OPTIONS.withSnr(0)).particles("a");
        double neighbours = 0;
        double images = 0;
        float[] before = new float[N * N];
        for (int i = 0; i < 100; i++) {
            float[] noise = pixels(noisy, i);
            float[] image = pixels(clean, i);
            for (int j = 0; j < noise.length; j++) noise[j] = (float) ((noise[j] - image[j]) / simulation.noiseSigma());
            for (int j = 1; j < noise.length; j++) neighbours += noise[j] * noise[j - 1];
            for (int j = 0; j < noise.length; j++) images += noise[j] * before[j];
            before = noise;
        }
        // sums of about 100·32² products of unit variance
        assertEquals(0, neighbours, 5 * Math.sqrt(100 * N * N));
        assertEquals(0, images, 5 * Math.sqrt(100 * N * N));
    }

    @Test
    void theSameSeedGivesTheSameFilesOnOneThreadAndOnTwo() throws IOException {
        Path one = folder.resolve("one.star");
        Path two = folder.resolve("two.star");
        Path other = folder.resolve("other.star");
        Parallelization.runSingleThreaded(() -> write(one, OPTIONS));
        Parallelization.runWithNumThreads(2, () -> write(two, OPTIONS));
        write(other, OPTIONS.withSeed(6));
        try (ParticleFile a = ParticleStar.open(one, null);
                ParticleFile b = ParticleStar.open(two, null);
                ParticleFile c = ParticleStar.open(other, null)) {
            for (int i = 0; i < 200; i++) {
                assertArrayEquals(pixels(a.particles(), i), pixels(b.particles(), i));
                assertNotEquals(pixels(a.particles(), i)[0], pixels(c.particles(), i)[0]);
                assertEquals(
                        a.particles().particles().get(i).pose(),
                        b.particles().particles().get(i).pose());
            }
        }
    }

    private static void write(Path star, SimulationOptions options) {
        try {
            new ParticleSimulation(MAP, options).write(star, ProgressMonitor.NONE);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theTruthInTheFileReproducesItsImages() throws IOException {
        Path star = folder.resolve("clean.star");
        write(star, OPTIONS.withSnr(0).withCount(10));
        Projections.Image image = new Projections(MAP).image();
        try (ParticleFile file = ParticleStar.open(star, null).requirePoses().requireCtf()) {
            assertEquals("RELION 3.1", file.format());
            assertEquals(3, file.particles().pixelSizeAngstrom(), 1e-9);
            float[] again = new float[N * N];
            for (Particle particle : file.particles().particles()) {
                image.pixels(particle, again);
                float[] stored = pixels(file.particles(), particle.image());
                double most = Math.sqrt(variance(stored));
                // six decimals in the file
                assertArrayEquals(stored, again, (float) (1e-4 * most));
            }
        }
    }

    @Test
    void halfSetsAreOfEqualSizeAndMixed() {
        List<Particle> truth = new ParticleSimulation(MAP, OPTIONS).truth("a");
        assertEquals(100, truth.stream().filter(p -> p.halfSet() == 1).count());
        assertEquals(100, truth.stream().filter(p -> p.halfSet() == 2).count());
        long even = truth.stream()
                .filter(p -> p.halfSet() == 1 && p.image() % 2 == 0)
                .count();
        // hypergeometric: mean 50, standard deviation 3.5
        assertEquals(50, even, 18);
    }

    /** For uniform rotations every entry of the matrix has mean 0 and mean square 1/3; so do directions of view. */
    @Test
    void viewsAreUniform() {
        int count = 4000;
        List<Particle> truth = new ParticleSimulation(MAP, OPTIONS.withCount(count)).truth("a");
        double[] mean = new double[9];
        double[] square = new double[9];
        for (Particle p : truth) {
            DMatrix3x3 a = Rotation.fromEuler(
                    p.pose().rotDegrees(), p.pose().tiltDegrees(), p.pose().psiDegrees());
            for (int i = 0; i < 9; i++) {
                mean[i] += a.get(i / 3, i % 3) / count;
                square[i] += a.get(i / 3, i % 3) * a.get(i / 3, i % 3) / count;
            }
        }
        // entries are uniform in [−1, 1]: variance 1/3, variance of the square 1/5 − 1/9
        for (int i = 0; i < 9; i++) {
            assertEquals(0, mean[i], 5 * Math.sqrt(1 / 3.0 / count));
            assertEquals(1 / 3.0, square[i], 5 * Math.sqrt((1 / 5.0 - 1 / 9.0) / count));
        }
    }

    @Test
    void shiftsAndDefocusAreAsAskedFor() {
        int count = 4000;
        SimulationOptions options = OPTIONS.withCount(count).withShift(7).withDefocus(10000, 20000);
        double squares = 0;
        double defocus = 0;
        for (Particle p : new ParticleSimulation(MAP, options).truth("a")) {
            squares += p.pose().shiftXAngstrom() * p.pose().shiftXAngstrom() / count;
            double u = p.defocus().defocusUAngstrom();
            double v = p.defocus().defocusVAngstrom();
            assertTrue((u + v) / 2 >= 10000 && (u + v) / 2 <= 20000);
            assertTrue(u >= v && u - v <= 800);
            defocus += (u + v) / 2 / count;
        }
        assertEquals(49, squares, 49 * 5 * Math.sqrt(2.0 / count));
        assertEquals(15000, defocus, 5 * 10000 / Math.sqrt(12.0 * count));
    }

    @Test
    void aStopLeavesWholeFilesOfWhatWasReady() throws IOException {
        ProgressMonitor monitor = new ProgressMonitor() {
            @Override
            public boolean stopped() {
                return true;
            }
        };
        Path star = folder.resolve("stopped.star");
        int written = new ParticleSimulation(MAP, OPTIONS).write(star, monitor).size();
        assertTrue(written > 0 && written < 200, "written " + written);
        try (ParticleFile file = ParticleStar.open(star, null)) {
            assertEquals(written, file.particles().size());
            assertEquals(0.0, pixels(file.particles(), written - 1)[0], 1e3);
        }
    }

    @Test
    void anOutputThatCannotBeWrittenLeavesNothing() throws IOException {
        Path star = folder.resolve("taken.star");
        Files.createDirectory(star);
        ParticleSimulation simulation = new ParticleSimulation(MAP, OPTIONS);
        assertThrows(IOException.class, () -> simulation.write(star, ProgressMonitor.NONE));
        assertFalse(Files.exists(folder.resolve("taken.mrcs")));
        Path stack = folder.resolve("stack.mrcs");
        assertThrows(IllegalArgumentException.class, () -> simulation.write(stack, ProgressMonitor.NONE));
        assertFalse(Files.exists(stack));
    }

    @Test
    void badOptionsAreRefused() {
        SimulationOptions good = SimulationOptions.defaults();
        assertThrows(IllegalArgumentException.class, () -> good.withCount(0));
        assertThrows(IllegalArgumentException.class, () -> good.withSnr(-0.1));
        assertThrows(IllegalArgumentException.class, () -> good.withSnr(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> good.withShift(-1));
        assertThrows(IllegalArgumentException.class, () -> good.withShift(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> good.withDefocus(2, 1));
        assertThrows(IllegalArgumentException.class, () -> good.withDefocus(Double.NaN, 1));
    }
}
