/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cryosgd.assess.Masks;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.io.star.ParticleStar;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Volume;
import org.cryosgd.optics.Aberrations;
import org.cryosgd.optics.AppliedCtf;
import org.cryosgd.optics.Magnification;
import org.cryosgd.optics.Mtf;
import org.cryosgd.particles.Background;
import org.cryosgd.particles.Normalise;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.testimages.AlteredImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A particle less its structure is noise, and a particle less a part of it is the particle of the rest. */
class SignalSubtractionTest {
    private static final SubtractionOptions AS_THEY_ARE = new SubtractionOptions(Normalise.NONE, false, true, 1);

    @TempDir
    Path folder;

    private final Volume map = Phantom.create(32, 3, 60, 60, 1);

    /** Two groups of other lenses, pixels and boxes. The noise is that of the same seed, from a map that is nearly nothing. */
    @ParameterizedTest
    @EnumSource(AppliedCtf.class)
    void aParticleLessEverythingIsNoise(AppliedCtf applied) throws IOException {
        SimulationOptions options =
                SimulationOptions.defaults().withCount(8).withSeed(5).withOptics(optics(applied));
        Path noisy = write("noisy.star", map, options.withSnr(0.1));
        Path clean = write("clean.star", map, options.withSnr(0));
        Path less = subtract(noisy, map, AS_THEY_ARE);
        try (ParticleFile a = ParticleStar.open(noisy, null);
                ParticleFile b = ParticleStar.open(clean, null);
                ParticleFile rest = ParticleStar.open(less, null)) {
            assertEquals(2, rest.particles().optics().size());
            assertTrue(rest.particles().mixed());
            for (int i = 0; i < 8; i++) {
                float[] noise = image(a.particles(), i);
                float[] signal = image(b.particles(), i);
                float[] left = image(rest.particles(), i);
                double largest = 0;
                double error = 0;
                for (int p = 0; p < noise.length; p++) {
                    largest = Math.max(largest, Math.abs(signal[p]));
                    error = Math.max(error, Math.abs(left[p] - (noise[p] - signal[p])));
                }
                // single precision, and pixel sizes and boxes that went through a table of six decimals
                assertEquals(0, error / largest, 2e-5, "image " + i);
            }
        }
    }

    /** Projection is linear: taking half of the map off leaves the particles of the other half. */
    @Test
    void aParticleLessAPartIsTheParticleOfTheRest() throws IOException {
        Volume part = half(map);
        float[] others = map.voxels().clone();
        for (int i = 0; i < others.length; i++) others[i] -= part.voxels()[i];
        SimulationOptions options =
                SimulationOptions.defaults().withCount(4).withSnr(0).withSeed(2);
        Path whole = write("whole.star", map, options);
        Path wanted = write("wanted.star", new Volume(32, 3, others), options);
        compare(wanted, subtract(whole, part, AS_THEY_ARE));
        // of a map that is twice as strong as in the images, half is right
        Volume twice = new Volume(32, 3, part.voxels().clone());
        for (int i = 0; i < others.length; i++) twice.voxels()[i] *= 2;
        compare(wanted, subtract(whole, twice, AS_THEY_ARE.withScale(0.5)));
    }

    /** Images of any scale, on a ramp and dark on bright; the map is on the scale of normalised ones. */
    @Test
    void imagesKeepTheirScaleAndBackground() throws IOException {
        SimulationOptions options =
                SimulationOptions.defaults().withCount(3).withSeed(2).withShift(0);
        try (ParticleFile file = ParticleStar.open(write("noisy.star", map, options.withSnr(0.05)), null);
                ParticleFile clean = ParticleStar.open(write("clean.star", map, options.withSnr(0)), null)) {
            ParticleSet set = file.particles();
            ParticleSet altered = AlteredImages.of(set, (index, pixels) -> {
                for (int i = 0; i < pixels.length; i++) pixels[i] = 50 - 7 * pixels[i] + 0.3f * (i % 32);
            });
            for (int i = 0; i < 3; i++) {
                float[] before = image(altered, i);
                double deviation = Math.sqrt(new Background(32).fit(before).variance());
                // the map as strong as it is in this image once that is normalised
                float[] voxels = map.voxels().clone();
                for (int v = 0; v < voxels.length; v++) voxels[v] *= (float) (7 / deviation);
                float[] after = new float[32 * 32];
                new SignalSubtraction(
                                new Volume(32, 3, voxels),
                                altered,
                                new SubtractionOptions(Normalise.RING, true, true, 1))
                        .images()
                        .read(i, after);
                float[] signal = image(clean.particles(), i);
                for (int p = 0; p < signal.length; p++)
                    // single precision of values around 50
                    assertEquals(before[p] + 7 * signal[p], after[p], 1e-4 * deviation, "pixel " + p);
            }
        }
    }

    /** Its strength in particles that were simulated of it is 1, in each kind of image, and within its error. */
    @ParameterizedTest
    @EnumSource(AppliedCtf.class)
    void theStrengthOfAMapIsFound(AppliedCtf applied) throws IOException {
        SimulationOptions options =
                SimulationOptions.defaults().withCount(200).withSnr(0.1).withOptics(optics(applied));
        try (ParticleFile file = ParticleStar.open(write("noisy.star", map, options), null)) {
            float[] voxels = map.voxels().clone();
            for (int i = 0; i < voxels.length; i++) voxels[i] *= 4;
            MapStrength strength = MapStrength.of(new Volume(32, 3, voxels), file.particles(), AS_THEY_ARE);
            assertEquals(0.25, strength.factor(), 4 * strength.error());
            assertTrue(strength.error() < 0.02, () -> "error " + strength.error());
            MapStrength dark =
                    MapStrength.of(map, file.particles(), new SubtractionOptions(Normalise.NONE, true, true, 1));
            assertEquals(-1, dark.factor(), 4 * dark.error());
        }
    }

    @Test
    void aStopLeavesNothing() throws IOException {
        Path whole = write("whole.star", map, SimulationOptions.defaults().withCount(300));
        Path out = folder.resolve("less.star");
        ProgressMonitor stop = new ProgressMonitor() {
            private boolean begun;

            @Override
            public void at(long done, long total, String what) {
                begun = done > 0;
            }

            @Override
            public boolean stopped() {
                return begun;
            }
        };
        try (ParticleFile file = ParticleStar.open(whole, null)) {
            SignalSubtraction subtraction = new SignalSubtraction(map, file.particles(), AS_THEY_ARE);
            assertFalse(subtraction.write(file, out, stop));
            try (Stream<Path> files = Files.list(folder)) {
                assertEquals(2, files.count(), "the simulated particles only");
            }
            assertTrue(subtraction.write(file, out, ProgressMonitor.NONE));
            assertTrue(Files.exists(folder.resolve("less.mrcs")));
        }
    }

    private SimulatedOptics optics(AppliedCtf applied) {
        return new SimulatedOptics(
                new Aberrations(0.4, -0.2, List.of(0.0, 0.0, 0.0, 0.0, 0.0, 0.3), List.of()),
                new Magnification(1.02, 0.005, 0.005, 0.99),
                2,
                List.of(3.0, 3.3),
                List.of(32, 28),
                List.<Mtf>of(),
                applied);
    }

    private static Volume half(Volume map) {
        Volume mask = Masks.sphere(32, 3, 4, 2);
        return Masks.apply(map, mask);
    }

    private Path write(String name, Volume of, SimulationOptions options) throws IOException {
        Path star = folder.resolve(name);
        new ParticleSimulation(of, options).write(star, ProgressMonitor.NONE);
        return star;
    }

    private Path subtract(Path star, Volume part, SubtractionOptions options) throws IOException {
        Path out = folder.resolve("less.star");
        try (ParticleFile file = ParticleStar.open(star, null)) {
            assertTrue(new SignalSubtraction(part, file.particles(), options).write(file, out, ProgressMonitor.NONE));
        }
        return out;
    }

    private static void compare(Path wanted, Path found) throws IOException {
        try (ParticleFile a = ParticleStar.open(wanted, null);
                ParticleFile b = ParticleStar.open(found, null)) {
            for (int i = 0; i < a.particles().size(); i++) {
                float[] x = image(a.particles(), i);
                float[] y = image(b.particles(), i);
                double norm = 0;
                for (float value : x) norm = Math.max(norm, Math.abs(value));
                assertTrue(norm > 0, "nothing is left");
                // single precision
                for (int p = 0; p < x.length; p++) assertEquals(x[p], y[p], 2e-5 * norm);
            }
        }
    }

    private static float[] image(ParticleSet set, int i) throws IOException {
        int box = set.boxOf(set.particles().get(i));
        float[] pixels = new float[box * box];
        set.images().read(i, pixels);
        return pixels;
    }
}
