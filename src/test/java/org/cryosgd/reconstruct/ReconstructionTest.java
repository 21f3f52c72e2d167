/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import net.imglib2.parallel.Parallelization;
import org.cryosgd.assess.FourierShellCorrelation;
import org.cryosgd.assess.Masks;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.io.star.ParticleStar;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.RealFft3D;
import org.cryosgd.math.Volume;
import org.cryosgd.optimize.Method;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.reconstruct.options.FitOptions;
import org.cryosgd.reconstruct.options.ModelOptions;
import org.cryosgd.reconstruct.options.ReconstructionOptions;
import org.cryosgd.reconstruct.options.Start;
import org.cryosgd.reconstruct.options.Steps;
import org.cryosgd.simulate.ParticleSimulation;
import org.cryosgd.simulate.SimulationOptions;
import org.cryosgd.testimages.AlteredImages;
import org.cryosgd.testimages.ImagesInMemory;
import org.cryosgd.testimages.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReconstructionTest {
    private static final Path SHARED = Path.of("../shared/data");

    private static ParticleSet samples() throws IOException {
        return ParticleStar.open(Path.of("sample-images/particles.star"), null).particles();
    }

    private static FitOptions epochs(int epochs) {
        FitOptions d = FitOptions.defaults();
        return new FitOptions(
                d.method(),
                d.hutchinson(),
                d.probes(),
                epochs,
                0,
                d.batchSize(),
                d.batches(),
                d.steps(),
                d.eta(),
                d.armijo(),
                d.decay(),
                d.threshold(),
                d.start());
    }

    private static ReconstructionResult run(ParticleSet particles, ReconstructionOptions options) throws IOException {
        return new Reconstruction(options).run(particles, ProgressMonitor.NONE);
    }

    /** Whatever is in the images of the second half, the first half map stays the same to the last bit. */
    @Test
    void halfMapsNeverTouchEachOther() throws IOException {
        ParticleSet set = samples();
        ParticleSet other = AlteredImages.of(set, (index, pixels) -> {
            if (set.particles().get(index).halfSet() == 2)
                for (int i = 0; i < pixels.length; i++) pixels[i] = 3 * pixels[pixels.length - 1 - i] + i % 7;
        });
        ReconstructionOptions options = ReconstructionOptions.defaults().with(epochs(2));
        ReconstructionResult a = run(set, options);
        ReconstructionResult b = run(other, options);
        assertArrayEquals(a.half1().voxels(), b.half1().voxels());
        assertTrue(FourierShellCorrelation.of(a.half2(), b.half2()).mean() < 0.9, "the second half did change");
    }

    @Test
    void theNumberOfThreadsDoesNotMatter() throws Exception {
        ParticleSet set = samples();
        ReconstructionOptions options = ReconstructionOptions.defaults().with(epochs(1));
        Volume one = Parallelization.runSingleThreaded(() -> run(set, options)).map();
        Volume three =
                Parallelization.runWithNumThreads(3, () -> run(set, options)).map();
        assertArrayEquals(one.voxels(), three.voxels());
    }

    /**
     * Half maps have the amplitudes of the structure, on one scale at all frequencies, where the map of all images is
     * damped by the prior. The deviation of a shell's gain is √((1 − FSC)/(FSC · voxels/2)), below 8 % where FSC is above
     * 0.2 and there are 600 voxels or more: 0.24 are three of them. Interpolation and the mask of the ball take a few per cent.
     */
    @Test
    void halfMapsAreNotDampedByThePrior() throws IOException {
        Volume truth = MrcFiles.readVolume(Path.of("sample-images/phantom.mrc"));
        ReconstructionResult result = run(samples(), ReconstructionOptions.defaults());
        double[] half = gains(result.half1(), truth);
        double[] map = gains(result.map(), truth);
        int last = result.fsc().firstShellBelow(0.2) - 1;
        double mean = 0;
        for (int shell = 6; shell <= last; shell++) {
            assertEquals(1, half[shell] / half[4], 0.24, "shell " + shell + " of " + last);
            mean += half[shell] / half[4] / (last - 5);
        }
        assertEquals(1, mean, 0.1);
        assertTrue(map[last] / map[4] < 0.6, "the prior holds the map: " + map[last] / map[4]);
    }

    /** Re ⟨map, truth⟩ / ⟨truth, truth⟩ of each shell. */
    private static double[] gains(Volume map, Volume truth) {
        int n = map.size();
        RealFft3D fft = new RealFft3D(n);
        float[] a = fft.forward(map.voxels());
        float[] b = fft.forward(truth.voxels());
        double[] cross = new double[n / 2 + 1];
        double[] power = new double[n / 2 + 1];
        for (int z = 0; z < n; z++)
            for (int y = 0; y < n; y++)
                for (int kx = 0; kx < n / 2; kx++) {
                    int ky = y <= n / 2 ? y : y - n;
                    int kz = z <= n / 2 ? z : z - n;
                    int shell = (int) Math.round(Math.sqrt(kx * kx + ky * ky + kz * kz));
                    if (shell > n / 2) continue;
                    int i = fft.index(kx, y, z);
                    cross[shell] += (kx == 0 ? 1 : 2) * ((double) a[i] * b[i] + (double) a[i + 1] * b[i + 1]);
                    power[shell] += (kx == 0 ? 1 : 2) * ((double) b[i] * b[i] + (double) b[i + 1] * b[i + 1]);
                }
        for (int shell = 0; shell < cross.length; shell++) cross[shell] /= power[shell];
        return cross;
    }

    /** The prior holds the map: from the second epoch to the twentieth the truth is not lost. */
    @Test
    void moreEpochsDoNotMakeTheMapWorse() throws IOException {
        Volume truth = MrcFiles.readVolume(Path.of("sample-images/phantom.mrc"));
        ReconstructionOptions options = ReconstructionOptions.defaults().withHalfMaps(false);
        double two = FourierShellCorrelation.of(
                        run(samples(), options.with(epochs(2))).map(), truth)
                .mean();
        double twenty = FourierShellCorrelation.of(
                        run(samples(), options.with(epochs(20))).map(), truth)
                .mean();
        // the standard error of a mean FSC of 0.88 over 23 shells of hundreds of voxels is about 0.002
        assertTrue(twenty > two - 0.002, "after two epochs " + two + ", after twenty " + twenty);
    }

    @Test
    void aStopKeepsTheMapSoFar() throws IOException {
        ProgressMonitor stopper = new ProgressMonitor() {
            private int fitting;

            @Override
            public void at(long done, long total, String what) {
                if (what.startsWith("Epoch")) fitting++;
            }

            @Override
            public boolean stopped() {
                return fitting >= 25;
            }
        };
        ReconstructionResult result =
                new Reconstruction(ReconstructionOptions.defaults().with(epochs(1000))).run(samples(), stopper);
        assertTrue(result.ending().startsWith("Stopped"), result.ending());
        assertFalse(Double.isNaN(result.resolutionAngstrom()));
        assertTrue(result.history().size() < 20);
    }

    /** Noise has no structure in common: the FSC of the half maps falls below 0.143 in the first shells. */
    @Test
    void noiseAloneHasNoResolution() throws IOException {
        ParticleSet set = samples();
        Random random = new Random(5);
        float[][] noise = new float[set.size()][set.box() * set.box()];
        for (float[] image : noise) for (int i = 0; i < image.length; i++) image[i] = (float) random.nextGaussian();
        ParticleSet nothing = new ParticleSet(
                "noise", set.particles(), new ImagesInMemory(set.box(), noise), set.pixelSizeAngstrom());
        ReconstructionResult result = run(nothing, ReconstructionOptions.defaults());
        // 144 Å wide; shell 6 is at 24 Å, and a shell from there on has over 400 voxels: 0.143 is three standard errors
        assertTrue(result.resolutionAngstrom() > 24, "resolution " + result.resolutionAngstrom());
    }

    private static ModelOptions symmetry(String name) {
        ModelOptions d = ModelOptions.defaults();
        return new ModelOptions(
                d.ctf(),
                d.whiteNoise(),
                d.interpolation(),
                d.padding(),
                d.radius(),
                d.lambda(),
                d.prior(),
                d.sphere(),
                Symmetry.of(name));
    }

    /**
     * Few images of a symmetric particle: with its symmetry they make a good map, without it or in the wrong setting a
     * poor one, and the half maps claim no more than the truth.
     */
    @ParameterizedTest
    @CsvSource({"T, C1", "O, C1", "I2, I1", "I3, I4"})
    void symmetryIsWorthItsOrderInImages(String name, String other) throws IOException {
        Volume truth = Samples.symmetricMap(48, Symmetry.of(name), 2);
        SimulationOptions options =
                SimulationOptions.defaults().withCount(60).withSnr(0.1).withSeed(3);
        ParticleSet few = new ParticleSimulation(truth, options).particles("few");
        ReconstructionResult with = run(few, ReconstructionOptions.defaults().with(symmetry(name)));
        ReconstructionResult without = run(few, ReconstructionOptions.defaults().with(symmetry(other)));
        double good = FourierShellCorrelation.of(with.map(), truth).mean();
        double poor = FourierShellCorrelation.of(without.map(), truth).mean();
        double known = FourierShellCorrelation.of(with.map(), truth).resolutionAt(0.5);
        // means of 23 shells, of which a dozen differ
        assertTrue(good > poor + 0.1, good + " against " + poor);
        // a shell of radius 12 has about 1800/(2·24) independent values with 24 operations: a deviation of 0.15 where
        // the
        // FSC falls by as much from shell to shell, on either curve
        double shells = 48 * 3 / with.resolutionAngstrom() - 48 * 3 / known;
        assertTrue(
                shells < 2 * Math.sqrt(Symmetry.of(name).order() / 24.0),
                "half maps claim " + with.resolutionAngstrom() + " Å, the truth says " + known);
    }

    @Test
    void symmetryGivesASymmetricMap() throws IOException {
        Volume map = run(
                        samples(),
                        ReconstructionOptions.defaults().with(symmetry("C2")).with(epochs(1)))
                .map();
        int n = map.size();
        double difference = 0;
        double power = 0;
        for (int z = 0; z < n; z++)
            for (int y = 1; y < n; y++)
                for (int x = 1; x < n; x++) {
                    double a = map.voxels()[(z * n + y) * n + x];
                    double b = map.voxels()[(z * n + n - y) * n + n - x];
                    difference += (a - b) * (a - b);
                    power += a * a;
                }
        // single precision sums of some hundred terms
        assertEquals(0, Math.sqrt(difference / power), 1e-4);
    }

    /** Particles that another program made; relion_reconstruct has 0.936 and 0.823 there. */
    @ParameterizedTest
    @CsvSource({"0.1, 0.946", "0.02, 0.845"})
    void theDefaultsReachTheirMarkOnParticlesOfRelion(String snr, double mark) throws IOException {
        Path star = SHARED.resolve("gs_64_snr" + snr + ".star");
        assumeTrue(Files.exists(star), "needs ../shared/data");
        Volume truth = MrcFiles.readVolume(SHARED.resolve("gs_64.mrc"));
        Volume mask = MrcFiles.readVolume(SHARED.resolve("gs_64_mask.mrc"));
        try (ParticleFile file = ParticleStar.open(star, null)) {
            ReconstructionResult result = run(file.particles(), ReconstructionOptions.defaults());
            double mean = FourierShellCorrelation.of(Masks.apply(result.map(), mask), Masks.apply(truth, mask))
                    .mean();
            assertTrue(mean >= mark, "mean FSC " + mean);
            double known = FourierShellCorrelation.of(result.map(), truth).resolutionAt(0.5);
            double shells = 64 * 2.6 / result.resolutionAngstrom() - 64 * 2.6 / known;
            assertTrue(shells < 1, "half maps claim " + result.resolutionAngstrom() + " Å, the truth says " + known);
        }
    }

    @Test
    void aPixelThatIsNotANumberIsNamedWithItsParticle() throws IOException {
        ParticleSet set = samples();
        Particle bad = set.particles().get(77);
        ParticleSet broken = AlteredImages.of(set, (index, pixels) -> {
            if (index == 77) pixels[5] = Float.NaN;
        });
        IOException e = assertThrows(IOException.class, () -> run(broken, ReconstructionOptions.defaults()));
        assertTrue(e.getMessage().contains(bad.name()) && e.getMessage().contains("(5, 0)"), e.getMessage());
    }

    /** Without a diagonal the map of all particles is the mean of the half maps by their numbers. */
    @Test
    void plainSgdCombinesHalfMapsByTheirNumbers() throws IOException {
        FitOptions d = FitOptions.defaults();
        FitOptions sgd = new FitOptions(
                Method.SGD, false, 1, 2, 0, 0, 10, Steps.AUTO, 0, d.armijo(), d.decay(), true, Start.ZERO);
        ReconstructionResult result =
                run(samples(), ReconstructionOptions.defaults().with(sgd));
        double difference = 0;
        double power = 0;
        for (int i = 0; i < result.map().voxels().length; i++) {
            // 150 particles each
            double mean = 0.5 * (result.half1().voxels()[i] + result.half2().voxels()[i]);
            difference += Math.pow(result.map().voxels()[i] - mean, 2);
            power += mean * mean;
        }
        assertEquals(0, Math.sqrt(difference / power), 1e-5);
    }

    @ParameterizedTest
    @CsvSource({"10", "300"})
    void aFitThatDivergesIsNoResult(int batchSize) {
        FitOptions d = FitOptions.defaults();
        FitOptions wild = new FitOptions(
                Method.PRECOMPUTED,
                false,
                1,
                2,
                0,
                batchSize,
                10,
                Steps.FIXED,
                1e5,
                d.armijo(),
                d.decay(),
                true,
                d.start());
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> run(samples(), ReconstructionOptions.defaults().with(wild)));
        assertTrue(
                e.getMessage().contains("diverged in epoch 1") && e.getMessage().contains("eta="), e.getMessage());
    }
}
