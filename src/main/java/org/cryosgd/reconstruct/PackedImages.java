/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Rotation;
import org.cryosgd.math.Tasks;
import org.cryosgd.math.Watch;
import org.cryosgd.optics.Ctf;
import org.cryosgd.particles.NoiseSpectrum;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;
import org.cryosgd.particles.Preparation;
import org.cryosgd.particles.PreparedImage;
import org.cryosgd.projection.Slice;
import org.cryosgd.projection.SliceData;

/**
 * All images of a set as {@link SliceData}, three floats per point of the half disc. The first ones stay in memory, as
 * many as the cache holds; the others are read back from a scratch file when they are asked for.
 */
public final class PackedImages implements AutoCloseable {
    private final HalfDisc disc;
    private final Slice[] slices;
    private final double[] energies;
    private final float[] noise;
    private final float[][] cached;
    private final ScratchFile scratch;
    private final List<float[]> buffers = new ArrayList<>();

    private PackedImages(HalfDisc disc, int count, int inMemory, float[] noise, ScratchFile scratch) {
        this.disc = disc;
        this.noise = noise;
        this.scratch = scratch;
        slices = new Slice[count];
        energies = new double[count];
        cached = new float[inMemory][];
    }

    /** Bytes of one packed image. */
    public static long bytesPerImage(HalfDisc disc) {
        return 12L * disc.size();
    }

    /**
     * Reads, prepares and packs all particles of a set, which all have poses.
     *
     * @param correctCtf false takes every CTF as 1; otherwise every particle has a defocus
     * @param whiteNoise σ = 1 for every ring; otherwise it is measured
     * @param cacheBytes memory for images; the rest goes to a scratch file
     * @throws IOException if an image cannot be read or used, or the scratch file cannot be written
     */
    public static PackedImages pack(
            ParticleSet set,
            Preparation preparation,
            boolean correctCtf,
            boolean whiteNoise,
            HalfDisc disc,
            long cacheBytes,
            Watch watch)
            throws IOException {
        int count = set.size();
        float[] noise = whiteNoise ? ones(disc.radius() + 1) : NoiseSpectrum.estimate(set, preparation, disc);
        int inMemory = (int) Math.min(count, cacheBytes / bytesPerImage(disc));
        ScratchFile scratch = inMemory < count ? new ScratchFile(3 * disc.size(), count - inMemory) : null;
        PackedImages packed = new PackedImages(disc, count, inMemory, noise, scratch);
        double boxAngstrom = set.pixelSizeAngstrom() * set.box();
        AtomicInteger done = new AtomicInteger();
        try {
            Tasks.forEach(count, () -> new Packer(set, preparation, disc, noise, boxAngstrom), (packer, i) -> {
                if (watch.stopped()) return;
                Particle particle = set.particles().get(i);
                float[] points = i < inMemory ? new float[3 * disc.size()] : packer.points;
                try {
                    packed.energies[i] = packer.pack(particle, correctCtf, points);
                    if (i < inMemory) packed.cached[i] = points;
                    else scratch.write(i - inMemory, points);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                Pose pose = particle.pose();
                packed.slices[i] =
                        Slice.of(Rotation.fromEuler(pose.rotDegrees(), pose.tiltDegrees(), pose.psiDegrees()));
                int finished = done.incrementAndGet();
                if (finished % 100 == 0 || finished == count) watch.at(finished, count, "Reading particles");
            });
        } catch (UncheckedIOException e) {
            packed.close();
            throw e.getCause();
        } catch (RuntimeException | Error e) {
            packed.close();
            throw e;
        }
        return packed;
    }

    /** Images that are packed already, with σ = 1, for benchmarks. */
    static PackedImages of(HalfDisc disc, List<SliceData> images) {
        PackedImages packed = new PackedImages(disc, images.size(), images.size(), ones(disc.radius() + 1), null);
        for (int i = 0; i < images.size(); i++) {
            packed.slices[i] = images.get(i).slice();
            packed.cached[i] = images.get(i).points();
        }
        return packed;
    }

    private static float[] ones(int length) {
        float[] ones = new float[length];
        Arrays.fill(ones, 1);
        return ones;
    }

    public int size() {
        return slices.length;
    }

    public HalfDisc disc() {
        return disc;
    }

    /** σ² of each ring. */
    public float[] noise() {
        return noise;
    }

    /** Σ |y|²/σ² of image {@code i} over the half disc. */
    double energy(int i) {
        return energies[i];
    }

    /**
     * The images with these numbers, from {@code from} on and at most as many as fit into the buffers. The points of
     * an image that is not in the cache are valid until the next call.
     */
    List<SliceData> load(int[] numbers, int from) {
        List<SliceData> images = new ArrayList<>(numbers.length - from);
        int used = 0;
        for (int i = from; i < numbers.length; i++) {
            int number = numbers[i];
            float[] points;
            if (number < cached.length) points = cached[number];
            else {
                if (used == maxBuffers()) break;
                if (used == buffers.size()) buffers.add(new float[3 * disc.size()]);
                points = buffers.get(used++);
                scratch.read(number - cached.length, points);
            }
            images.add(new SliceData(slices[number], points));
        }
        return images;
    }

    private int maxBuffers() {
        return (int) Math.max(16, (64L << 20) / bytesPerImage(disc));
    }

    @Override
    public void close() {
        Arrays.fill(cached, null);
        if (scratch != null) scratch.close();
    }

    /** Packs images; one per thread. */
    private static final class Packer {
        final float[] points;
        private final PreparedImage image;
        private final HalfDisc disc;
        private final float[] noise;
        private final double boxAngstrom;
        private final float[] ctf;
        private final float[] phaseX;

        Packer(ParticleSet set, Preparation preparation, HalfDisc disc, float[] noise, double boxAngstrom) {
            image = new PreparedImage(set, preparation, disc);
            this.disc = disc;
            this.noise = noise;
            this.boxAngstrom = boxAngstrom;
            points = new float[3 * disc.size()];
            ctf = new float[disc.radius() + 1];
            phaseX = new float[2 * (disc.radius() + 1)];
        }

        /** Fills {@code points} and returns the image's energy. */
        double pack(Particle particle, boolean correctCtf, float[] points) throws IOException {
            image.read(particle);
            float[] y = image.transform();
            Ctf transfer = correctCtf ? new Ctf(particle.optics(), particle.defocus(), boxAngstrom) : null;
            Arrays.fill(ctf, 1);
            // the projection is moved by minus the pose's shift: S = exp(2πi k·shift), its conjugate goes into b
            double turnX = -2 * Math.PI * particle.pose().shiftXAngstrom() / boxAngstrom;
            double turnY = -2 * Math.PI * particle.pose().shiftYAngstrom() / boxAngstrom;
            for (int kx = 0; kx <= disc.radius(); kx++) {
                phaseX[2 * kx] = (float) Math.cos(turnX * kx);
                phaseX[2 * kx + 1] = (float) Math.sin(turnX * kx);
            }
            double energy = 0;
            for (int ky = -disc.radius(), i = 0; ky <= disc.radius(); ky++) {
                int first = disc.first(ky);
                int end = disc.end(ky);
                if (correctCtf) transfer.row(ky, first, end - first, ctf);
                float cosY = (float) Math.cos(turnY * ky);
                float sinY = (float) Math.sin(turnY * ky);
                for (int kx = first; kx < end; kx++, i++) {
                    float inverse = 1 / noise[disc.ring(i)];
                    float c = ctf[kx - first];
                    float re = phaseX[2 * kx] * cosY - phaseX[2 * kx + 1] * sinY;
                    float im = phaseX[2 * kx] * sinY + phaseX[2 * kx + 1] * cosY;
                    float yr = y[2 * i];
                    float yi = y[2 * i + 1];
                    float factor = c * inverse;
                    points[3 * i] = factor * (re * yr - im * yi);
                    points[3 * i + 1] = factor * (re * yi + im * yr);
                    points[3 * i + 2] = factor * c;
                    energy += (double) (yr * yr + yi * yi) * inverse;
                }
            }
            int origin = disc.origin();
            for (int j = 3 * origin; j < 3 * origin + 3; j++) points[j] *= 0.5f;
            float dc = y[2 * origin];
            return energy - 0.5 * dc * dc / noise[0];
        }
    }
}
