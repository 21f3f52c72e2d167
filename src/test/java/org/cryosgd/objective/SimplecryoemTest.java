/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cryosgd.images.Batch;
import org.cryosgd.math.Rotation;
import org.cryosgd.optics.Ctf;
import org.cryosgd.optics.Defocus;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.testimages.ImagesInMemory;
import org.cryosgd.testimages.SmallProblem;
import org.ejml.data.DMatrix3x3;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Agreement with simplecryoem, the code of the paper, on 20 images of 16 pixels: loss, gradient, Hessian times a probe
 * and diagonal, to the 1e-5 that the project demands. That program sums over all 256 frequencies of an image, where we
 * sum over the disc of radius 7; {@link Outside} computes what the others contribute, in double precision.
 */
class SimplecryoemTest {
    private static final int N = 16;
    private static final int RADIUS = 7;
    private static final int COUNT = 20;
    private static final double AGREEMENT = 1e-5;

    private static JsonObject json;
    private static double lambda;

    /** A value for each frequency of the periodic cube, zero beyond the ball. */
    private static final class Full {
        final double[] re = new double[N * N * N];
        final double[] im = new double[N * N * N];

        static int index(int kx, int ky, int kz) {
            return (Math.floorMod(kz, N) * N + Math.floorMod(ky, N)) * N + Math.floorMod(kx, N);
        }

        /** From the file, where the ball is listed by y, x and z. */
        static Full read(String re, String im) {
            Full full = new Full();
            double[] real = numbers(re);
            double[] imaginary = im == null ? new double[real.length] : numbers(im);
            int next = 0;
            for (int y = 0; y < N; y++)
                for (int x = 0; x < N; x++)
                    for (int z = 0; z < N; z++) {
                        int kx = x < N / 2 ? x : x - N;
                        int ky = y < N / 2 ? y : y - N;
                        int kz = z < N / 2 ? z : z - N;
                        if (!inBall(kx, ky, kz)) continue;
                        full.re[index(kx, ky, kz)] = real[next];
                        full.im[index(kx, ky, kz)] = imaginary[next++];
                    }
            assertEquals(real.length, next);
            return full;
        }

        double norm2() {
            double sum = 0;
            for (int i = 0; i < re.length; i++) sum += re[i] * re[i] + im[i] * im[i];
            return sum;
        }
    }

    private static boolean inBall(int kx, int ky, int kz) {
        return kx * kx + ky * ky + kz * kz <= RADIUS * RADIUS;
    }

    /**
     * The frequencies of the images beyond the disc: the corners wrap around the periodic grid back into the ball, data
     * are zero there, and beyond the low-pass filter of 1/16 Å the CTF has its value at zero frequency.
     */
    private static final class Outside {
        final double[] loss = new double[COUNT];
        /** Mean over images of A*A applied to the volume. */
        final Full applied = new Full();
        /** The same, with squares of the interpolation weights. */
        final double[] diagonal = new double[N * N * N];

        Outside(Full volume, ParticleSet set, Interpolation interpolation) {
            int corners = interpolation == Interpolation.NEAREST ? 1 : 8;
            int[] voxels = new int[8];
            double[] weights = new double[8];
            for (int i = 0; i < COUNT; i++) {
                Particle particle = set.particles().get(i);
                Ctf ctf = new Ctf(particle.optics(), particle.defocus(), N * set.pixelSizeAngstrom());
                Pose pose = particle.pose();
                DMatrix3x3 a = Rotation.fromEuler(pose.rotDegrees(), pose.tiltDegrees(), pose.psiDegrees());
                for (int ky = -N / 2; ky < N / 2; ky++)
                    for (int kx = -N / 2; kx < N / 2; kx++) {
                        int k2 = kx * kx + ky * ky;
                        if (k2 <= RADIUS * RADIUS) continue;
                        double x = kx * a.a11 + ky * a.a21;
                        double y = kx * a.a12 + ky * a.a22;
                        double z = kx * a.a13 + ky * a.a23;
                        if (corners == 1) nearest(x, y, z, voxels, weights);
                        else trilinear(x, y, z, voxels, weights);
                        double c = k2 > N * N / 4 ? ctf.at(0, 0) : ctf.at(kx, ky);
                        double re = 0;
                        double im = 0;
                        for (int j = 0; j < corners; j++) {
                            re += weights[j] * volume.re[voxels[j]];
                            im += weights[j] * volume.im[voxels[j]];
                        }
                        loss[i] += 0.5 * c * c * (re * re + im * im);
                        for (int j = 0; j < corners; j++) {
                            double w = c * c * weights[j] / COUNT;
                            applied.re[voxels[j]] += w * re;
                            applied.im[voxels[j]] += w * im;
                            diagonal[voxels[j]] += w * weights[j];
                        }
                    }
            }
        }

        private static void nearest(double x, double y, double z, int[] voxels, double[] weights) {
            voxels[0] = Full.index((int) Math.rint(x), (int) Math.rint(y), (int) Math.rint(z));
            weights[0] = 1;
        }

        private static void trilinear(double x, double y, double z, int[] voxels, double[] weights) {
            for (int j = 0; j < 8; j++) {
                int cx = (int) Math.floor(x) + (j & 1);
                int cy = (int) Math.floor(y) + (j >> 1 & 1);
                int cz = (int) Math.floor(z) + (j >> 2);
                voxels[j] = Full.index(cx, cy, cz);
                weights[j] = (1 - Math.abs(x - cx)) * (1 - Math.abs(y - cy)) * (1 - Math.abs(z - cz));
            }
        }
    }

    /** Collects a relative distance, norm by norm. */
    private static final class Distance {
        private double difference;
        private double norm;

        void add(double expected, double found) {
            difference += (expected - found) * (expected - found);
            norm += expected * expected;
        }

        void check(String what) {
            double relative = Math.sqrt(difference / norm);
            assertTrue(relative <= AGREEMENT, what + " differs by " + relative);
        }
    }

    @BeforeAll
    static void read() throws IOException {
        try (Reader reader = new InputStreamReader(
                SimplecryoemTest.class.getResourceAsStream("/objective/simplecryoem_tiny16_ball.json"),
                StandardCharsets.UTF_8)) {
            json = JsonParser.parseReader(reader).getAsJsonObject();
        }
        lambda = json.get("lam").getAsDouble();
    }

    private static double[] numbers(String key) {
        JsonArray array = json.getAsJsonArray(key);
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) values[i] = array.get(i).getAsDouble();
        return values;
    }

    private static ParticleSet particles() {
        double pixel = json.get("pixel_size").getAsDouble();
        double[] angles = numbers("angles_psi_tilt_rot_rad");
        double[] shifts = numbers("shifts_A");
        double[] ctf = numbers("ctf_params");
        double[] values = numbers("images_real");
        float[][] images = new float[COUNT][N * N];
        List<Particle> particles = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            for (int j = 0; j < N * N; j++) images[i][j] = (float) values[i * N * N + j];
            Pose pose = new Pose(
                    Math.toDegrees(angles[3 * i + 2]),
                    Math.toDegrees(angles[3 * i + 1]),
                    Math.toDegrees(angles[3 * i]),
                    shifts[2 * i],
                    shifts[2 * i + 1]);
            double[] c = Arrays.copyOfRange(ctf, 9 * i, 9 * i + 9);
            Optics optics = new Optics("o", c[4], c[6], c[5], pixel, N);
            particles.add(new Particle("image " + i, i, pose, optics, new Defocus(c[0], c[1], c[2], c[3], c[7], 1), 0));
        }
        return new ParticleSet("tiny16", particles, new ImagesInMemory(N, images), pixel);
    }

    private static String prefix(Interpolation interpolation) {
        return interpolation == Interpolation.NEAREST ? "nn_" : "tri_";
    }

    private static float[] half(SmallProblem problem, Full full) {
        float[] half = problem.zero();
        problem.cube.forEachFrequency((i, kx, ky, kz) -> {
            half[2 * i] = (float) full.re[Full.index(kx, ky, kz)];
            half[2 * i + 1] = (float) full.im[Full.index(kx, ky, kz)];
        });
        return half;
    }

    @ParameterizedTest
    @EnumSource(Interpolation.class)
    void theLossOfEveryImageAndTheirMeanAgree(Interpolation interpolation) throws IOException {
        ParticleSet set = particles();
        try (SmallProblem problem = new SmallProblem(set, interpolation, lambda)) {
            Full volume = Full.read("volume_re", "volume_im");
            Outside outside = new Outside(volume, set, interpolation);
            // there the ridge counts the volume's corners, too
            double beyond = 0.5 * lambda * (json.get("volume_norm2").getAsDouble() - volume.norm2());
            double[] losses = numbers(prefix(interpolation) + "loss_per_image");
            float[] v = half(problem, volume);
            double mean = 0;
            for (int i = 0; i < COUNT; i++) {
                double expected = losses[i] - beyond - outside.loss[i];
                assertEquals(expected, problem.objective.value(v, Batch.of(i)), AGREEMENT * expected, "image " + i);
                mean += expected / COUNT;
            }
            assertEquals(mean, problem.objective.value(v, problem.all), AGREEMENT * mean);
        }
    }

    /** Theirs is the complex conjugate of ours. */
    @ParameterizedTest
    @EnumSource(Interpolation.class)
    void gradientsAgree(Interpolation interpolation) throws IOException {
        ParticleSet set = particles();
        try (SmallProblem problem = new SmallProblem(set, interpolation, lambda)) {
            Full volume = Full.read("volume_re", "volume_im");
            Outside outside = new Outside(volume, set, interpolation);
            String name = prefix(interpolation);
            Full expected = Full.read(name + "grad_re", name + "grad_im");
            float[] gradient = problem.zero();
            problem.objective.gradient(half(problem, volume), problem.all, gradient);
            Distance distance = new Distance();
            problem.cube.forEachFrequency((i, kx, ky, kz) -> {
                int j = Full.index(kx, ky, kz);
                distance.add(expected.re[j] - outside.applied.re[j], gradient[2 * i]);
                distance.add(-expected.im[j] - outside.applied.im[j], gradient[2 * i + 1]);
            });
            distance.check("gradient");
        }
    }

    /** Their probe is ±1 on the full cube; see {@link HessianDiagonal} for how a half cube holds it. */
    @ParameterizedTest
    @EnumSource(Interpolation.class)
    void hessianTimesProbeAgrees(Interpolation interpolation) throws IOException {
        ParticleSet set = particles();
        try (SmallProblem problem = new SmallProblem(set, interpolation, lambda)) {
            String name = prefix(interpolation);
            Full z = Full.read(name + "z", null);
            Outside outside = new Outside(z, set, interpolation);
            Full expected = Full.read(name + "Hz", null);
            float[] zeta = problem.zero();
            problem.cube.forEachFrequency((i, kx, ky, kz) -> {
                double here = z.re[Full.index(kx, ky, kz)];
                double opposite = z.re[Full.index(-kx, -ky, -kz)];
                zeta[2 * i] = (float) (here + opposite) / 2;
                zeta[2 * i + 1] = (float) (here - opposite) / 2;
            });
            float[] product = problem.zero();
            problem.objective.gradientAndProduct(zeta, zeta, problem.all, problem.zero(), product);
            Distance distance = new Distance();
            problem.cube.forEachFrequency((i, kx, ky, kz) -> {
                int here = Full.index(kx, ky, kz);
                int opposite = Full.index(-kx, -ky, -kz);
                distance.add(expected.re[here] - outside.applied.re[here], product[2 * i] + product[2 * i + 1]);
                distance.add(expected.re[opposite] - outside.applied.re[opposite], product[2 * i] - product[2 * i + 1]);
            });
            distance.check("H z");
        }
    }

    @ParameterizedTest
    @EnumSource(Interpolation.class)
    void diagonalsAgree(Interpolation interpolation) throws IOException {
        ParticleSet set = particles();
        try (SmallProblem problem = new SmallProblem(set, interpolation, lambda)) {
            Outside outside = new Outside(new Full(), set, interpolation);
            Full expected = Full.read(prefix(interpolation) + "hessian_diag", null);
            float[] diagonal = HessianDiagonal.exact(problem.objective, problem.all);
            Distance distance = new Distance();
            problem.cube.forEachFrequency((i, kx, ky, kz) -> {
                for (int sign = -1; sign <= 1; sign += 2) {
                    int j = Full.index(sign * kx, sign * ky, sign * kz);
                    distance.add(expected.re[j] - outside.diagonal[j], diagonal[i]);
                }
            });
            distance.check("diagonal");
        }
    }
}
