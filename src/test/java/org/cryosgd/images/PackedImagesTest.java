/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.imglib2.parallel.Parallelization;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.RealFft2D;
import org.cryosgd.optics.AppliedCtf;
import org.cryosgd.optics.Ctf;
import org.cryosgd.optics.Defocus;
import org.cryosgd.optics.Mtf;
import org.cryosgd.particles.HalfSets;
import org.cryosgd.particles.ImageException;
import org.cryosgd.particles.ImageSource;
import org.cryosgd.particles.Normalise;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;
import org.cryosgd.particles.Preparation;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.SliceData;
import org.cryosgd.testimages.AlteredImages;
import org.cryosgd.testimages.ImagesInMemory;
import org.cryosgd.testimages.Samples;
import org.cryosgd.testimages.SmallProblem;
import org.junit.jupiter.api.Test;

class PackedImagesTest {
    private static final HalfDisc DISC = new HalfDisc(SmallProblem.RADIUS);
    private static final int COUNT = 20;

    private static ParticleSet particles() {
        float[] volume = Samples.volume(new HalfCube(SmallProblem.RADIUS), 1);
        return SmallProblem.particles(volume, Interpolation.TRILINEAR, COUNT, 1, 2);
    }

    /** Images from the scratch file are the very floats that would be in memory, whatever the order of a batch. */
    @Test
    void aSmallCacheDoesNotChangeABit() throws IOException {
        ParticleSet set = particles();
        long three = 3 * PackedImages.bytesPerImage(DISC) + 5;
        for (int threads = 1; threads <= 2; threads++)
            try (SmallProblem memory = new SmallProblem(set, Interpolation.TRILINEAR, 0.1);
                    SmallProblem scratch = Parallelization.runWithNumThreads(
                            threads, () -> new SmallProblem(set, Interpolation.TRILINEAR, 0.1, three));
                    SmallProblem nothing = new SmallProblem(set, Interpolation.TRILINEAR, 0.1, 0)) {
                float[] v = Samples.volume(memory.cube, 3);
                float[][] gradients = {memory.zero(), memory.zero(), memory.zero()};
                for (Batch batch : List.of(memory.all, Batch.of(17, 0, 5, 2, 19), Batch.of(1), Batch.of(19))) {
                    double value = memory.objective.gradient(v, batch, gradients[0]);
                    assertEquals(value, scratch.objective.gradient(v, batch, gradients[1]));
                    assertEquals(value, nothing.objective.gradient(v, batch, gradients[2]));
                    assertArrayEquals(gradients[0], gradients[1]);
                    assertArrayEquals(gradients[0], gradients[2]);
                    assertEquals(memory.objective.value(v, batch), scratch.objective.value(v, batch));
                }
            }
    }

    /** A shift by whole pixels is undone: the image moved there is the image at its place. */
    @Test
    void theShiftMovesTheImageOntoTheProjection() throws IOException {
        ParticleSet set = particles();
        Particle first = set.particles().get(0);
        Pose pose = first.pose();
        double pixel = set.pixelSizeAngstrom();
        ParticleSet centred = set.with(List.of(withShift(first, 0, 0)));
        float[] raw = new float[SmallProblem.BOX * SmallProblem.BOX];
        set.images().read(first.image(), raw);
        int n = SmallProblem.BOX;
        // the same image 3 to the right and 2 up: it has to move by (−3, −2) pixels to lie where it was
        float[] moved = new float[n * n];
        for (int y = 0; y < n; y++) for (int x = 0; x < n; x++) moved[(y + 2) % n * n + (x + 3) % n] = raw[y * n + x];
        ImageSource source = new ImagesInMemory(n, new float[][] {moved});
        assertEquals(0, first.image());
        ParticleSet shifted =
                new ParticleSet("moved", List.of(withShift(first, -3 * pixel, -2 * pixel)), source, pixel);
        try (PackedImages a = SmallProblem.pack(centred, DISC, Long.MAX_VALUE);
                PackedImages b = SmallProblem.pack(shifted, DISC, Long.MAX_VALUE)) {
            float[] expected = points(a, 0);
            float[] found = points(b, 0);
            // rounding of a transform of values of norm √(2·75)
            assertArrayEquals(expected, found, 2e-5f);
            assertEquals(a.energy(0), b.energy(0), 1e-5 * a.energy(0));
            assertEquals(pose.psiDegrees(), first.pose().psiDegrees());
        }
    }

    private static float[] points(PackedImages images, int index) throws IOException {
        SliceData image = images.load(new int[] {index}, 0).get(0);
        return Arrays.copyOfRange(image.points(), image.offset(), image.offset() + 3 * DISC.size());
    }

    private static Particle withShift(Particle p, double x, double y) {
        Pose pose =
                new Pose(p.pose().rotDegrees(), p.pose().tiltDegrees(), p.pose().psiDegrees(), x, y);
        return new Particle(p.name(), p.image(), pose, p.optics(), p.defocus(), p.halfSet());
    }

    /** w = C²/σ² and b = S* C y/σ²: without CTF and noise model, w is 1, with the origin's half. */
    @Test
    void withoutCtfAllWeightsAreOne() throws IOException {
        Preparation preparation = new Preparation(Normalise.NONE, false, 0);
        try (PackedImages images = PackedImages.pack(
                particles(),
                HalfSets.together(particles()),
                preparation,
                false,
                true,
                DISC,
                Long.MAX_VALUE,
                ProgressMonitor.NONE)) {
            float[] points = points(images, 3);
            for (int i = 0; i < DISC.size(); i++)
                assertEquals(i == DISC.origin() ? 0.5f : 1, points[3 * i + 2], "point " + i);
        }
    }

    /** Images whose transform was multiplied by C, or by its sign, hold what they held before. */
    @Test
    void imagesInWhichSomethingWasDoneAboutTheCtfGiveTheSame() throws IOException {
        ParticleSet set = particles();
        for (AppliedCtf applied : List.of(AppliedCtf.PHASE_FLIPPED, AppliedCtf.PREMULTIPLIED))
            for (double scale : new double[] {1, 0.5}) {
                ParticleSet scaled = set.with(set.particles().stream()
                        .map(p -> p.withDefocus(p.defocus().times(scale)))
                        .toList());
                ParticleSet done = new ParticleSet("done", scaled.particles(), processed(set, applied), 4)
                        .withOptics(optics -> optics.withApplied(applied));
                try (PackedImages a = SmallProblem.pack(scaled, DISC, Long.MAX_VALUE);
                        PackedImages b = SmallProblem.pack(done, DISC, Long.MAX_VALUE)) {
                    for (int i = 0; i < COUNT; i++) {
                        // two more transforms in single precision of values of norm 16
                        assertArrayEquals(points(a, i), points(b, i), 2e-5f, applied + ", image " + i);
                        assertEquals(a.energy(i), b.energy(i), 0.2 * a.energy(i), "but for zeros of the CTF");
                    }
                }
            }
    }

    /**
     * Two cameras with the MTFs 0.4 and 0.8 at all frequencies, images multiplied by these: the packed images are as of one camera
     * with their mean, 0.6, since b/w is 0.6 times the slice for both. With σ = 1, w is (C MTF/0.6)².
     */
    @Test
    void camerasOfOtherMtfsGiveTheSliceTimesTheirMean() throws IOException {
        ParticleSet set = particles();
        int n = set.box();
        double[] damping = {0.4, 0.8};
        float[][] pixels = new float[set.size()][n * n];
        List<Particle> list = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            Particle p = set.particles().get(i);
            double value = damping[i % 2];
            set.images().read(p.image(), pixels[i]);
            for (int j = 0; j < n * n; j++) pixels[i][j] *= (float) value;
            Mtf mtf = new Mtf("camera", 1, List.of(0.0, 0.5), List.of(value, value));
            list.add(new Particle(p.name(), i, p.pose(), p.optics().withMtf(mtf), p.defocus(), 0));
        }
        ParticleSet cameras = new ParticleSet("cameras", list, new ImagesInMemory(n, pixels), 4);
        for (AppliedCtf applied : List.of(AppliedCtf.NONE, AppliedCtf.PREMULTIPLIED)) {
            ParticleSet plain = set.withOptics(o -> o.withApplied(applied));
            ParticleSet both = cameras.withOptics(o -> o.withApplied(applied));
            try (PackedImages a = SmallProblem.pack(plain, DISC, Long.MAX_VALUE);
                    PackedImages b = SmallProblem.pack(both, DISC, Long.MAX_VALUE)) {
                for (int i = 0; i < COUNT; i++) {
                    float[] before = points(a, i);
                    float[] after = points(b, i);
                    float m = (float) (damping[i % 2] / 0.6);
                    for (int k = 0; k < DISC.size(); k++) {
                        // b is of norm 16 at most, some roundings in single precision
                        for (int part = 0; part < 2; part++)
                            assertEquals(0.6 * m * m * before[3 * k + part], after[3 * k + part], 2e-5);
                        assertEquals(m * m * before[3 * k + 2], after[3 * k + 2], 2e-6);
                    }
                }
            }
        }
    }

    /** The noise of premultiplied images, σ² C², is told from their CTF. */
    @Test
    void theNoiseOfPremultipliedImagesIsThatBefore() throws IOException {
        int n = SmallProblem.BOX;
        int count = 600;
        Random random = new Random(4);
        float[][] pixels = new float[count][n * n];
        List<Particle> list = new ArrayList<>();
        Particle first = particles().particles().get(0);
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < n * n; j++) pixels[i][j] = (float) (3 * random.nextGaussian());
            double defocus = 8000 + 15000 * random.nextDouble();
            list.add(new Particle("noise", i, first.pose(), first.optics(), Defocus.of(defocus, defocus, 0), 0));
        }
        ParticleSet set = new ParticleSet("noise", list, new ImagesInMemory(n, pixels), 4);
        ParticleSet done = new ParticleSet("done", list, processed(set, AppliedCtf.PREMULTIPLIED), 4)
                .withOptics(optics -> optics.withApplied(AppliedCtf.PREMULTIPLIED));
        try (PackedImages a = packed(set);
                PackedImages b = packed(done)) {
            // the mask of the background mixes neighbouring rings, whose C² differ by up to a factor of two in so small
            // a
            // box; without the correction the factor would be the mean of C², 0.02 to 0.5
            for (int ring = 2; ring < DISC.radius(); ring++)
                assertEquals(1, b.noise(0)[ring] / a.noise(0)[ring], 0.5, "ring " + ring);
        }
    }

    private static PackedImages packed(ParticleSet set) throws IOException {
        return PackedImages.pack(
                set,
                HalfSets.together(set),
                new Preparation(Normalise.NONE, false, 0),
                true,
                false,
                DISC,
                Long.MAX_VALUE,
                ProgressMonitor.NONE);
    }

    /** The images of a set, each transform times its CTF or the sign of it. */
    private static ImageSource processed(ParticleSet set, AppliedCtf applied) throws IOException {
        int n = set.box();
        RealFft2D fft = new RealFft2D(n);
        float[] half = new float[2 * n * (n / 2 + 1)];
        float[][] pixels = new float[set.size()][n * n];
        for (int i = 0; i < set.size(); i++) {
            Particle p = set.particles().get(i);
            set.images().read(p.image(), pixels[i]);
            fft.forward(pixels[i], 0, half, n / 2 + 1);
            Ctf ctf = new Ctf(p.optics(), p.defocus().unscaled(), n * set.pixelSizeAngstrom());
            for (int kx = 0; kx <= n / 2; kx++)
                for (int row = 0; row < n; row++) {
                    double c = ctf.at(kx, row < n / 2 ? row : row - n);
                    float factor = (float) (applied == AppliedCtf.PREMULTIPLIED ? c : Math.signum(c));
                    half[2 * (kx * n + row)] *= factor;
                    half[2 * (kx * n + row) + 1] *= factor;
                }
            fft.inverse(half, pixels[i], 0);
        }
        return new ImagesInMemory(n, pixels);
    }

    /** Doubling all pixels quadruples σ², which divides: the weights fall to a quarter, the energies stay. */
    @Test
    void measuredNoiseIsTheUnitOfTheObjective() throws IOException {
        ParticleSet set = particles();
        ParticleSet doubled = new ParticleSet("doubled", set.particles(), scaled(set.images(), 2), 4);
        Preparation preparation = new Preparation(Normalise.NONE, false, 0);
        try (PackedImages a = PackedImages.pack(
                        set,
                        HalfSets.together(set),
                        preparation,
                        true,
                        false,
                        DISC,
                        Long.MAX_VALUE,
                        ProgressMonitor.NONE);
                PackedImages b = PackedImages.pack(
                        doubled,
                        HalfSets.together(doubled),
                        preparation,
                        true,
                        false,
                        DISC,
                        Long.MAX_VALUE,
                        ProgressMonitor.NONE)) {
            for (int i = 0; i < COUNT; i++) assertEquals(a.energy(i), b.energy(i), 1e-6 * a.energy(i));
            float[] one = points(a, 1);
            float[] other = points(b, 1);
            // a power of two changes no digit
            for (int i = 0; i < DISC.size(); i++) {
                assertEquals(one[3 * i] / 2, other[3 * i], 1e-6f * Math.abs(one[3 * i]));
                assertEquals(one[3 * i + 2] / 4, other[3 * i + 2], 1e-6f * one[3 * i + 2]);
            }
        }
    }

    /** The noise of a half set is measured in that half alone. */
    @Test
    void theNoiseOfAHalfIsItsOwn() throws IOException {
        ParticleSet set = particles();
        int[][] halves = {{0, 2, 4, 6, 8, 10, 12, 14, 16, 18}, {1, 3, 5, 7, 9, 11, 13, 15, 17, 19}};
        ParticleSet mixed = AlteredImages.of(set, (index, pixels) -> {
            if (index % 2 == 1) for (int i = 0; i < pixels.length; i++) pixels[i] *= 2;
        });
        Preparation preparation = new Preparation(Normalise.NONE, false, 0);
        try (PackedImages a = PackedImages.pack(
                        set, halves, preparation, true, false, DISC, Long.MAX_VALUE, ProgressMonitor.NONE);
                PackedImages b = PackedImages.pack(
                        mixed, halves, preparation, true, false, DISC, Long.MAX_VALUE, ProgressMonitor.NONE)) {
            // a factor of 2 in the pixels changes no digit
            for (int ring = 0; ring <= DISC.radius(); ring++) {
                assertEquals(a.noise(4)[ring], b.noise(4)[ring], 0f);
                assertEquals(4 * a.noise(7)[ring], b.noise(7)[ring], 0f);
            }
        }
    }

    private static ImageSource scaled(ImageSource source, float factor) {
        return new AlteredImages(source, (index, pixels) -> {
            for (int i = 0; i < pixels.length; i++) pixels[i] *= factor;
        });
    }

    /** The message of the reader comes out, from whichever thread, with and without a scratch file. */
    @Test
    void aDamagedImageEndsThePackingWithItsName() {
        ParticleSet set = particles();
        ParticleSet damaged = new ParticleSet("damaged", set.particles(), scaled(set.images(), Float.NaN), 4);
        for (long cache : new long[] {0, Long.MAX_VALUE})
            Parallelization.runWithNumThreads(2, () -> {
                ImageException thrown =
                        assertThrows(ImageException.class, () -> SmallProblem.pack(damaged, DISC, cache));
                assertTrue(thrown.getMessage().contains("image "), thrown.getMessage());
            });
    }

    @Test
    void progressIsToldAndAStopIsObeyed() throws IOException {
        List<String> told = new ArrayList<>();
        ProgressMonitor monitor = new ProgressMonitor() {
            @Override
            public void at(long done, long total, String what) {
                told.add(done + " of " + total);
            }

            @Override
            public boolean stopped() {
                return !told.isEmpty();
            }
        };
        Preparation preparation = new Preparation(Normalise.NONE, false, 0);
        PackedImages.pack(
                        particles(),
                        HalfSets.together(particles()),
                        preparation,
                        true,
                        true,
                        DISC,
                        Long.MAX_VALUE,
                        monitor)
                .close();
        assertEquals(List.of("20 of 20"), told);
        ImageSource unreadable = scaled(particles().images(), Float.NaN);
        ParticleSet set = new ParticleSet("never read", particles().particles(), unreadable, 4);
        PackedImages.pack(set, HalfSets.together(set), preparation, true, true, DISC, Long.MAX_VALUE, monitor)
                .close();
    }
}
