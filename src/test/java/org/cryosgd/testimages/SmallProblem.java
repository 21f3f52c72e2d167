/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.testimages;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.cryosgd.images.Batch;
import org.cryosgd.images.PackedImages;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.RealFft2D;
import org.cryosgd.math.Rotation;
import org.cryosgd.objective.LeastSquares;
import org.cryosgd.optics.Ctf;
import org.cryosgd.optics.Defocus;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.HalfSets;
import org.cryosgd.particles.Normalise;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;
import org.cryosgd.particles.Preparation;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.Slice;
import org.cryosgd.projection.Symmetry;
import org.ejml.data.DMatrix3x3;

/** The objective of a few images of 16 pixels, made by the model that is fitted, with white noise of σ = 1. */
public final class SmallProblem implements AutoCloseable {
    public static final int BOX = 16;
    public static final int RADIUS = 7;
    private static final double PIXEL = 4;

    public final HalfDisc disc = new HalfDisc(RADIUS);
    public final HalfCube cube = new HalfCube(RADIUS);
    public final float[] ridge;
    public final int[] numbers;
    public final Batch all;
    public final PackedImages images;
    public final LeastSquares objective;

    public SmallProblem(ParticleSet set, Interpolation interpolation, double lambda) throws IOException {
        this(set, interpolation, lambda, Long.MAX_VALUE);
    }

    public SmallProblem(ParticleSet set, Interpolation interpolation, double lambda, long cacheBytes)
            throws IOException {
        images = pack(set, disc, cacheBytes);
        ridge = new float[RADIUS + 2];
        Arrays.fill(ridge, (float) lambda);
        numbers = IntStream.range(0, set.size()).toArray();
        all = Batch.of(numbers);
        Projector projector = new Projector(cube, disc, interpolation, 1);
        objective = new LeastSquares(projector, images, Symmetry.NONE, ridge);
    }

    /** As they are, with their CTF, σ = 1. */
    public static PackedImages pack(ParticleSet set, HalfDisc disc, long cacheBytes) throws IOException {
        return PackedImages.pack(
                set,
                HalfSets.together(set),
                new Preparation(Normalise.NONE, false, 0),
                true,
                true,
                disc,
                cacheBytes,
                ProgressMonitor.NONE);
    }

    /** Images of {@code volume}, with noise of this σ, at random poses, shifts and defocus. */
    public static ParticleSet particles(
            float[] volume, Interpolation interpolation, int count, double sigma, long seed) {
        HalfDisc disc = new HalfDisc(RADIUS);
        Projector projector = new Projector(new HalfCube(RADIUS), disc, interpolation, 1);
        Optics optics = new Optics("o", 300, 2.7, 0.1, PIXEL, BOX);
        List<DMatrix3x3> rotations = Samples.rotations(count, seed);
        Random random = new Random(seed);
        RealFft2D fft = new RealFft2D(BOX);
        float[] slice = new float[2 * disc.size()];
        float[][] pixels = new float[count][BOX * BOX];
        List<Particle> particles = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] angles = Rotation.toEuler(rotations.get(i));
            Pose pose = new Pose(angles[0], angles[1], angles[2], 9 * random.nextDouble(), -7 * random.nextDouble());
            double defocus = 8000 + 15000 * random.nextDouble();
            Particle particle = new Particle(
                    "image " + i, i, pose, optics, Defocus.of(defocus, defocus - 700, 180 * random.nextDouble()), 0);
            particles.add(particle);
            projector.slice(volume, Slice.of(Rotation.fromEuler(angles[0], angles[1], angles[2])), slice);
            fft.inverse(image(slice, disc, particle), pixels[i], 0);
            // a transform of n² pixels has n² times their variance
            for (int j = 0; j < pixels[i].length; j++) pixels[i][j] += (float) (sigma / BOX * random.nextGaussian());
        }
        return new ParticleSet("small", particles, new ImagesInMemory(BOX, pixels), PIXEL);
    }

    /** CTF and shift applied, in the layout of the inverse transform. */
    private static float[] image(float[] slice, HalfDisc disc, Particle particle) {
        Ctf ctf = new Ctf(particle.optics(), particle.defocus(), BOX * PIXEL);
        float[] half = new float[2 * BOX * (BOX / 2 + 1)];
        for (int ky = -RADIUS, i = 0; ky <= RADIUS; ky++)
            for (int kx = disc.first(ky); kx < disc.end(ky); kx++, i += 2) {
                Pose pose = particle.pose();
                double phase = 2 * Math.PI * (kx * pose.shiftXAngstrom() + ky * pose.shiftYAngstrom()) / (BOX * PIXEL);
                double c = ctf.at(kx, ky) * (((kx + ky) & 1) == 0 ? 1 : -1);
                float re = (float) (c * (slice[i] * Math.cos(phase) - slice[i + 1] * Math.sin(phase)));
                float im = (float) (c * (slice[i] * Math.sin(phase) + slice[i + 1] * Math.cos(phase)));
                int at = 2 * (kx * BOX + Math.floorMod(ky, BOX));
                half[at] = re;
                half[at + 1] = im;
                if (kx == 0) {
                    int opposite = 2 * Math.floorMod(-ky, BOX);
                    half[opposite] = re;
                    half[opposite + 1] = ky == 0 ? 0 : -im;
                }
            }
        return half;
    }

    public float[] zero() {
        return new float[2 * cube.size()];
    }

    /** The minimiser where H is diagonal: −∇F(0) / diag(H). */
    public float[] direct() {
        float[] solution = zero();
        float[] diagonal = new float[cube.size()];
        objective.gradientAndDiagonal(zero(), all, solution, diagonal);
        cube.forEach((i, shell) -> {
            solution[2 * i] /= -(diagonal[i] + ridge[shell]);
            solution[2 * i + 1] /= -(diagonal[i] + ridge[shell]);
        });
        return solution;
    }

    /** ‖a − b‖ / ‖b‖ over the full cube. */
    public double distance(float[] a, float[] b) {
        float[] difference = a.clone();
        for (int i = 0; i < a.length; i++) difference[i] -= b[i];
        return Math.sqrt(cube.dot(difference, difference) / cube.dot(b, b));
    }

    @Override
    public void close() {
        images.close();
    }
}
