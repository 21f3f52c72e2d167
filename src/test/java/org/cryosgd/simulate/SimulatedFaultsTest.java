/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.io.star.ParticleStar;
import org.cryosgd.io.star.table.StarBlock;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.RealFft2D;
import org.cryosgd.math.Volume;
import org.cryosgd.optics.AppliedCtf;
import org.cryosgd.optics.Ctf;
import org.cryosgd.optics.Mtf;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each fault is measured in the images. */
class SimulatedFaultsTest {
    private static final int N = 32;
    private static final int COUNT = 100;
    private static final double VOXEL = 3;
    private static final Volume MAP = Phantom.create(N, VOXEL, 150, 150, 1);
    private static final SimulationOptions OPTIONS =
            SimulationOptions.defaults().withCount(COUNT).withSnr(0.3).withSeed(5);
    private static final Mtf MTF = new Mtf("camera.star", 1, List.of(0.0, 0.25, 0.5), List.of(1.0, 0.7, 0.2));

    @TempDir
    Path folder;

    private static SimulatedFaults faults(String name, double value) {
        IntToDoubleFunction other = i -> i == 1 ? 1 : 0;
        List<String> names = List.of(
                "micrographs",
                "noiseSpread",
                "micrographContrast",
                "imageContrast",
                "structuralNoise",
                "readoutNoise",
                "ramp",
                "neighbours",
                "carbon",
                "defocusError");
        assertTrue(names.contains(name), name);
        double[] v = new double[10];
        for (int i = 0; i < 10; i++) v[i] = names.get(i).equals(name) ? value : other.applyAsDouble(i);
        return new SimulatedFaults((int) v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], false);
    }

    private static SimulatedFaults micrographs(int count, double noiseSpread, double contrast) {
        return new SimulatedFaults(count, noiseSpread, contrast, 0, 0, 0, 0, 0, 0, 0, false);
    }

    private static ParticleSet particles(SimulationOptions options) {
        return new ParticleSimulation(MAP, options).particles("a.mrcs");
    }

    private static float[] pixels(ParticleSet set, int index) throws IOException {
        float[] pixels = new float[N * N];
        set.images().read(index, pixels);
        return pixels;
    }

    private static float[] difference(ParticleSet a, ParticleSet b, int index) throws IOException {
        float[] difference = pixels(a, index);
        float[] other = pixels(b, index);
        for (int i = 0; i < other.length; i++) difference[i] -= other[i];
        return difference;
    }

    private static double meanSquare(float[] values) {
        double sum = 0;
        for (float value : values) sum += (double) value * value;
        return sum / values.length;
    }

    /** What a frequency is expected to have of |F|², in an image. */
    private interface Power {
        double of(Particle particle, int kx, int ky);
    }

    /**
     * Ring by ring, over all images, the power of white noise that was filtered. Each |F|² has an exponential distribution, whose
     * standard deviation is its mean; conjugates are counted once. Five standard deviations of the sum.
     */
    private static void assertPower(ParticleSet noisy, ParticleSet clean, Power expected) throws IOException {
        RealFft2D fft = new RealFft2D(N);
        float[] half = new float[2 * N * (N / 2 + 1)];
        double[] found = new double[N / 2];
        double[] mean = new double[N / 2];
        double[] variance = new double[N / 2];
        for (int image = 0; image < noisy.size(); image++) {
            fft.forward(difference(noisy, clean, image), 0, half, N / 2 + 1);
            for (int kx = 1; kx < N / 2; kx++)
                for (int ky = -N / 2 + 1; ky < N / 2; ky++) {
                    int ring = (int) Math.round(Math.hypot(kx, ky));
                    if (ring >= N / 2) continue;
                    int i = 2 * (kx * N + Math.floorMod(ky, N));
                    found[ring] += half[i] * half[i] + half[i + 1] * half[i + 1];
                    double power = expected.of(noisy.particles().get(image), kx, ky);
                    mean[ring] += power;
                    variance[ring] += power * power;
                }
        }
        for (int ring = 1; ring < N / 2; ring++)
            assertEquals(mean[ring], found[ring], 5 * Math.sqrt(variance[ring]), "ring " + ring);
    }

    @Test
    void structuralNoiseHasTheSpectrumOfTheIceTimesTheCtf() throws IOException {
        ParticleSimulation simulation = new ParticleSimulation(MAP, OPTIONS.withFaults(faults("structuralNoise", 1)));
        double sigma2 = Math.pow(simulation.noiseSigma(), 2);
        List<Particle> truth = simulation.truth("a");
        double passes = StructuralNoise.variance(N, N * VOXEL, truth);
        assertPower(
                simulation.particles("a"),
                particles(OPTIONS.withSnr(0)),
                (p, kx, ky) -> sigma2
                        * N
                        * N
                        / passes
                        * Math.pow(
                                new Ctf(p.optics(), p.defocus(), N * VOXEL).at(kx, ky)
                                        / (1 + 400 * (kx * kx + ky * ky) / (N * VOXEL * N * VOXEL)),
                                2));
    }

    @Test
    void theSumOfStructuralAndOtherNoiseHasTheStatedVariance() throws IOException {
        ParticleSimulation simulation = new ParticleSimulation(MAP, OPTIONS.withFaults(faults("structuralNoise", 0.4)));
        ParticleSet noisy = simulation.particles("a");
        ParticleSet clean = particles(OPTIONS.withSnr(0));
        double variance = 0;
        for (int i = 0; i < COUNT; i++) variance += meanSquare(difference(noisy, clean, i)) / COUNT;
        // of white noise the variance has the relative error √(2/n²); of coloured noise n² is (Σ P)²/Σ P² of its power
        // P
        double power = 0;
        double squares = 0;
        Particle first = clean.particles().get(0);
        Ctf ctf = new Ctf(first.optics(), first.defocus(), N * VOXEL);
        for (int kx = -N / 2 + 1; kx < N / 2; kx++)
            for (int ky = -N / 2 + 1; ky < N / 2; ky++) {
                double p = Math.pow(StructuralNoise.amplitude(Math.hypot(kx, ky) / (N * VOXEL)) * ctf.at(kx, ky), 2);
                power += p;
                squares += p * p;
            }
        double sigma2 = Math.pow(simulation.noiseSigma(), 2);
        double ice = 0.4 * Math.sqrt(2 * squares / COUNT) / power;
        double shot = 0.6 * Math.sqrt(2.0 / COUNT) / N;
        assertEquals(sigma2, variance, 5 * sigma2 * (ice + shot));
    }

    @Test
    void theMtfDampsSignalAndShotNoiseAndNotReadOutNoise() throws IOException {
        SimulatedOptics camera = SimulatedOptics.plain().withMtfs(List.of(MTF));
        ParticleSimulation simulation =
                new ParticleSimulation(MAP, OPTIONS.withOptics(camera).withFaults(faults("readoutNoise", 0.3)));
        ParticleSet damped = particles(OPTIONS.withOptics(camera).withSnr(0));
        double sigma2 = Math.pow(simulation.noiseSigma(), 2);
        assertPower(simulation.particles("a"), damped, (p, kx, ky) -> {
            double m = MTF.at(Math.hypot(kx, ky) / N);
            return sigma2 * N * N * (0.7 * m * m + 0.3);
        });
        ParticleSet clean = particles(OPTIONS.withSnr(0));
        for (int image = 0; image < 3; image++)
            assertFiltered(pixels(clean, image), pixels(damped, image), (kx, ky) -> MTF.at(Math.hypot(kx, ky) / N));
    }

    private static void assertFiltered(float[] before, float[] after, ImageFilter.Factor factor) {
        RealFft2D fft = new RealFft2D(N);
        float[] a = new float[2 * N * (N / 2 + 1)];
        float[] b = a.clone();
        fft.forward(before, 0, a, N / 2 + 1);
        fft.forward(after, 0, b, N / 2 + 1);
        double most = 0;
        for (float value : a) most = Math.max(most, Math.abs(value));
        for (int kx = 0; kx < N / 2; kx++)
            for (int ky = -N / 2 + 1; ky < N / 2; ky++)
                for (int part = 0; part < 2; part++) {
                    int i = 2 * (kx * N + Math.floorMod(ky, N)) + part;
                    // three transforms in floats
                    assertEquals(factor.of(kx, ky) * a[i], b[i], 1e-5 * most, kx + ", " + ky);
                }
    }

    @Test
    void theNoiseOfEachMicrographIsAsTheFileSays() throws IOException {
        SimulationOptions options = OPTIONS.withFaults(micrographs(5, 3, 0));
        Path star = folder.resolve("uneven.star");
        ParticleSimulation simulation = new ParticleSimulation(MAP, options);
        simulation.write(star, ProgressMonitor.NONE);
        ParticleSet clean = particles(options.withSnr(0));
        try (ParticleFile file = ParticleStar.open(star, null)) {
            Map<String, Double> squares = new HashMap<>();
            Map<String, Double> stated = new HashMap<>();
            double[] factors = file.table().numbers("rlnCryosgdTrueNoise");
            for (int i = 0; i < COUNT; i++) {
                String micrograph = file.particles().particles().get(i).group();
                squares.merge(micrograph, meanSquare(difference(file.particles(), clean, i)) / 20, Double::sum);
                stated.put(micrograph, factors[i]);
            }
            assertEquals(5, squares.size());
            double sigma = simulation.noiseSigma();
            for (String m : squares.keySet()) {
                double factor = stated.get(m);
                assertTrue(factor >= 1 / Math.sqrt(3) && factor <= Math.sqrt(3), "factor " + factor);
                // 20 images of 32² normal numbers, five standard deviations of half the variance's relative error
                assertEquals(factor, Math.sqrt(squares.get(m)) / sigma, factor * 5 * Math.sqrt(1 / (2.0 * 20 * N * N)));
            }
            assertEquals(5, new HashSet<>(stated.values()).size());
        }
    }

    @Test
    void particlesOfAMicrographHaveItsDefocusAndOneOpticsGroup() {
        SimulatedOptics two = new SimulatedOptics(
                SimulatedOptics.plain().aberrations(),
                SimulatedOptics.plain().magnification(),
                2,
                List.of(),
                List.of());
        List<Particle> truth = new ParticleSimulation(
                        MAP, OPTIONS.withCount(4000).withOptics(two).withFaults(micrographs(7, 1, 0)))
                .truth("a");
        Map<String, Set<String>> groups = new HashMap<>();
        Map<String, Double> sum = new HashMap<>();
        Map<String, Integer> count = new HashMap<>();
        for (Particle p : truth) {
            groups.computeIfAbsent(p.group(), m -> new HashSet<>())
                    .add(p.optics().name());
            sum.merge(p.group(), p.defocus().defocusUAngstrom(), Double::sum);
            count.merge(p.group(), 1, Integer::sum);
        }
        assertEquals(7, groups.size());
        groups.values().forEach(g -> assertEquals(1, g.size()));
        double squares = 0;
        for (Particle p : truth) {
            double mean = sum.get(p.group()) / count.get(p.group());
            squares += Math.pow(p.defocus().defocusUAngstrom() - mean, 2) / (truth.size() - 7);
        }
        // 300 Å; five standard deviations of a standard deviation of 4000 numbers
        assertEquals(300, Math.sqrt(squares), 5 * 300 / Math.sqrt(2.0 * truth.size()));
    }

    @Test
    void contrastMultipliesTheParticleAndIsInTheFile() throws IOException {
        SimulationOptions options = OPTIONS.withSnr(0).withCount(1000).withFaults(faults("imageContrast", 0.2));
        Path star = folder.resolve("contrast.star");
        new ParticleSimulation(MAP, options).write(star, ProgressMonitor.NONE);
        ParticleSet plain = particles(options.withFaults(SimulatedFaults.NONE));
        try (ParticleFile file = ParticleStar.open(star, null)) {
            double[] contrast = file.table().numbers("rlnCryosgdTrueContrast");
            double mean = 0;
            double squares = 0;
            for (int i = 0; i < 1000; i++) {
                mean += contrast[i] / 1000;
                squares += Math.pow(contrast[i] - 1, 2) / 1000;
                if (i >= 20) continue;
                float[] expected = pixels(plain, i);
                for (int j = 0; j < expected.length; j++) expected[j] *= (float) contrast[i];
                // six decimals in the file
                float[] found = pixels(file.particles(), i);
                assertArrayEquals(expected, found, (float) (1e-5 * Math.sqrt(meanSquare(expected)) + 1e-6));
            }
            assertEquals(1, mean, 5 * 0.2 / Math.sqrt(1000));
            assertEquals(0.2, Math.sqrt(squares), 5 * 0.2 / Math.sqrt(2000));
            assertTrue(!file.table().has("rlnCtfScalefactor"), "the truth is in no column that is read");
        }
    }

    @Test
    void rampsArePlanesOfTheStatedRise() throws IOException {
        SimulationOptions options = OPTIONS.withCount(1000).withFaults(faults("ramp", 2));
        ParticleSimulation simulation = new ParticleSimulation(MAP, options);
        ParticleSet ramps = simulation.particles("a");
        ParticleSet none = particles(options.withFaults(SimulatedFaults.NONE));
        double sigma = simulation.noiseSigma();
        double squares = 0;
        for (int i = 0; i < 1000; i++) {
            float[] plane = difference(ramps, none, i);
            // from the middle to the left and to the lower edge
            double x = (plane[N / 2 * N + N / 2] - plane[N / 2 * N]) / sigma;
            double y = (plane[N / 2 * N + N / 2] - plane[N / 2]) / sigma;
            squares += (x * x + y * y) / 2000;
            double corner = sigma * (-x - y);
            // differences of floats of up to some ten σ
            assertEquals(corner, plane[0], 1e-4 * sigma);
            assertEquals(-corner * (1 - 2.0 / N), plane[N * N - 1], 1e-4 * sigma);
        }
        assertEquals(2, Math.sqrt(squares), 5 * 2 / Math.sqrt(2.0 * 2000));
    }

    @Test
    void neighboursAreOtherParticlesAtTheEdge() throws IOException {
        SimulationOptions options = OPTIONS.withSnr(0).withCount(400).withFaults(faults("neighbours", 0.5));
        Path star = folder.resolve("crowded.star");
        new ParticleSimulation(MAP, options).write(star, ProgressMonitor.NONE);
        ParticleSet alone = particles(options.withFaults(SimulatedFaults.NONE));
        try (ParticleFile file = ParticleStar.open(star, null)) {
            int[] flags = file.table().integers("rlnCryosgdTrueNeighbour");
            int crowded = 0;
            double outside = 0;
            double all = 0;
            double own = 0;
            for (int i = 0; i < 400; i++) {
                float[] other = difference(file.particles(), alone, i);
                assertEquals(flags[i] == 1, meanSquare(other) > 0);
                crowded += flags[i];
                for (int p = 0; p < N * N && flags[i] == 1; p++) {
                    double square = (double) other[p] * other[p];
                    all += square;
                    if (Math.hypot(p % N - N / 2, p / N - N / 2) > N / 4.0) outside += square;
                }
                own += meanSquare(pixels(alone, i)) * N * N / 400;
            }
            // binomial: mean 200, standard deviation 10
            assertEquals(200, crowded, 50);
            // the circle of half the box has 20 % of the pixels, and a neighbour begins beyond it
            assertTrue(outside > 0.8 * all, outside / all + " outside");
            // as much signal as the particle itself; views differ by about 20 %, 1 % in the mean of 200
            assertEquals(1, all / crowded / own, 0.1);
        }
    }

    @Test
    void carbonIsThickerBehindItsEdge() throws IOException {
        float[] film = new float[N * N];
        new CarbonEdge(0, 0.25).cover(film, N, N, 2);
        // e = x − 16 − 8 pixels: far before, at the edge, seven pixels behind
        assertEquals(0, film[N / 2 * N], 1e-5);
        assertEquals(2 * 1.5 / 2, film[N / 2 * N + 24], 1e-5);
        assertEquals(2 * 1.5 / (1 + Math.exp(-7 / 1.5)), film[N / 2 * N + 31], 1e-5);
        SimulationOptions options = OPTIONS.withCount(400).withFaults(faults("carbon", 0.2));
        ParticleSet covered = particles(options);
        ParticleSet none = particles(options.withFaults(SimulatedFaults.NONE));
        int count = 0;
        for (int i = 0; i < 400; i++) if (meanSquare(difference(covered, none, i)) > 1e-9) count++;
        // binomial: mean 80, standard deviation 8
        assertEquals(80, count, 40);
    }

    /**
     * The same map in a box of twice the width gives images whose middle is what a cut image is, but for the interpolation of the
     * transform, which errs by some per cent. At 3 µm detail of 6 Å is moved by 98 Å, and half the box has 48 Å.
     */
    @Test
    void cutImagesLoseWhatDefocusMovesOutOfTheBox() throws IOException {
        float[] padded = new float[8 * N * N * N];
        for (int z = 0; z < N; z++)
            for (int y = 0; y < N; y++)
                System.arraycopy(
                        MAP.voxels(), (z * N + y) * N, padded, ((z + N / 2) * 2 * N + y + N / 2) * 2 * N + N / 2, N);
        SimulationOptions clean = OPTIONS.withSnr(0).withCount(10).withDefocus(30000, 30000);
        SimulatedFaults cut = new SimulatedFaults(0, 1, 0, 0, 0, 0, 0, 0, 0, 0, true);
        ParticleSet cuts = particles(clean.withFaults(cut));
        ParticleSet periodic = particles(clean);
        ParticleSet wide = new ParticleSimulation(new Volume(2 * N, VOXEL, padded), clean).particles("wide");
        for (int i = 0; i < 10; i++) {
            float[] large = new float[4 * N * N];
            wide.images().read(i, large);
            float[] middle = new float[N * N];
            for (int y = 0; y < N; y++) System.arraycopy(large, (y + N / 2) * 2 * N + N / 2, middle, y * N, N);
            double found = correlation(middle, pixels(cuts, i));
            assertTrue(found > 0.99, "cut " + found);
            double around = correlation(middle, pixels(periodic, i));
            assertTrue(1 - around > 3 * (1 - found), "periodic " + around + ", cut " + found);
        }
    }

    private static double correlation(float[] a, float[] b) {
        double ab = 0;
        for (int i = 0; i < a.length; i++) ab += (double) a[i] * b[i];
        return ab / a.length / Math.sqrt(meanSquare(a) * meanSquare(b));
    }

    @Test
    void aDefocusErrorIsInTheTableAndNotInTheImages() throws IOException {
        SimulationOptions options = OPTIONS.withCount(1000).withFaults(faults("defocusError", 400));
        Path star = folder.resolve("wrong.star");
        new ParticleSimulation(MAP, options).write(star, ProgressMonitor.NONE);
        ParticleSet right = particles(options.withFaults(SimulatedFaults.NONE));
        try (ParticleFile file = ParticleStar.open(star, null)) {
            StarBlock table = file.table();
            double squares = 0;
            for (int i = 0; i < 1000; i++) {
                double u = table.number(i, "rlnDefocusU") - table.number(i, "rlnCryosgdTrueDefocusU");
                double v = table.number(i, "rlnDefocusV") - table.number(i, "rlnCryosgdTrueDefocusV");
                assertEquals(u, v, 1e-5);
                squares += u * u / 1000;
                assertEquals(
                        right.particles().get(i).defocus().defocusUAngstrom(),
                        table.number(i, "rlnCryosgdTrueDefocusU"),
                        1e-5);
                if (i < 10) assertArrayEquals(pixels(right, i), pixels(file.particles(), i), 1e-5f);
            }
            assertEquals(400, Math.sqrt(squares), 5 * 400 / Math.sqrt(2000));
        }
    }

    @Test
    void modifiedImagesAreTheRecordedOnesTimesTheCtfOrItsSign() throws IOException {
        ParticleSet recorded = particles(OPTIONS);
        for (AppliedCtf applied : List.of(AppliedCtf.PHASE_FLIPPED, AppliedCtf.PREMULTIPLIED)) {
            Path star = folder.resolve(applied + ".star");
            SimulationOptions options =
                    OPTIONS.withOptics(SimulatedOptics.plain().withApplied(applied));
            new ParticleSimulation(MAP, options).write(star, ProgressMonitor.NONE);
            try (ParticleFile file = ParticleStar.open(star, null)) {
                assertEquals(applied, file.particles().optics().get(0).applied());
                for (int i = 0; i < 3; i++) {
                    Particle p = recorded.particles().get(i);
                    Ctf ctf = new Ctf(p.optics(), p.defocus(), N * VOXEL);
                    assertFiltered(
                            pixels(recorded, i),
                            pixels(file.particles(), i),
                            (kx, ky) ->
                                    applied == AppliedCtf.PREMULTIPLIED ? ctf.at(kx, ky) : Math.signum(ctf.at(kx, ky)));
                }
            }
        }
    }

    @Test
    void aFaultIsTheSameWithAndWithoutTheOthers() throws IOException {
        SimulatedFaults all = new SimulatedFaults(10, 2, 0.1, 0.2, 0.3, 0.1, 1, 0.5, 0.2, 300, false);
        Path one = folder.resolve("one.star");
        Path both = folder.resolve("both.star");
        new ParticleSimulation(MAP, OPTIONS.withFaults(faults("carbon", 0.2))).write(one, ProgressMonitor.NONE);
        new ParticleSimulation(MAP, OPTIONS.withFaults(all)).write(both, ProgressMonitor.NONE);
        try (ParticleFile a = ParticleStar.open(one, null);
                ParticleFile b = ParticleStar.open(both, null)) {
            String column = "rlnCryosgdTrueCarbon";
            assertArrayEquals(a.table().texts(column), b.table().texts(column));
            assertNotEquals(pixels(a.particles(), 0)[0], pixels(b.particles(), 0)[0]);
            assertEquals(
                    a.particles().particles().get(7).pose(),
                    b.particles().particles().get(7).pose());
        }
    }

    /** The columns are RELION's, and those of a plain set are what they were. */
    @Test
    void theMtfIsInTheTableOfOpticsGroups() throws IOException {
        Path star = folder.resolve("camera.star");
        SimulationOptions options =
                OPTIONS.withCount(4).withOptics(SimulatedOptics.plain().withMtfs(List.of(MTF)));
        new ParticleSimulation(MAP, options).write(star, ProgressMonitor.NONE);
        try (ParticleFile file = ParticleStar.open(star, null)) {
            StarBlock optics = file.star().block("optics");
            assertEquals("camera.star", optics.text(0, "rlnMtfFileName"));
            assertEquals(VOXEL, optics.number(0, "rlnMicrographOriginalPixelSize"));
        }
        Path plain = folder.resolve("plain.star");
        new ParticleSimulation(MAP, OPTIONS.withCount(4)).write(plain, ProgressMonitor.NONE);
        try (ParticleFile file = ParticleStar.open(plain, null)) {
            assertNull(file.particles().optics().get(0).mtf());
            assertTrue(file.table().columns().stream().noneMatch(c -> c.contains("True")));
            assertTrue(!file.star().block("optics").has("rlnMtfFileName"));
        }
    }

    @Test
    void valuesThatCannotBeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> faults("ramp", -1));
        assertThrows(IllegalArgumentException.class, () -> faults("structuralNoise", 1.1));
        String message = assertThrows(IllegalArgumentException.class, () -> faults("noiseSpread", 3))
                .getMessage();
        assertTrue(message.contains("micrographs"), message);
        SimulationOptions tooMany = OPTIONS.withCount(3).withFaults(micrographs(4, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new ParticleSimulation(MAP, tooMany));
    }
}
