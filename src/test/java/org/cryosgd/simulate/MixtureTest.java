/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.cryosgd.math.Rotation;
import org.cryosgd.math.Volume;
import org.cryosgd.optics.Aberrations;
import org.cryosgd.optics.Magnification;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.Pose;
import org.ejml.data.DMatrix3x3;
import org.junit.jupiter.api.Test;

class MixtureTest {
    private static final int N = 64;
    private static final double SIGMA = 1.8;
    private static final double VOXEL = 2;
    private static final double[] RESTING = {-9, 4, 2};
    private static final double[] TURNED = {8, -3, 5};

    private static Volume gaussians(double height, double[]... centres) {
        float[] voxels = new float[N * N * N];
        for (double[] c : centres)
            for (int i = 0; i < voxels.length; i++) {
                double x = i % N - N / 2 - c[0];
                double y = i / N % N - N / 2 - c[1];
                double z = i / (N * N) - N / 2 - c[2];
                voxels[i] += (float) (height * Math.exp(-(x * x + y * y + z * z) / (2 * SIGMA * SIGMA)));
            }
        return new Volume(N, VOXEL, voxels);
    }

    /** x > 0, where the turned Gaussian is to 1e-4 and the resting one is not. */
    private static Volume right() {
        float[] voxels = new float[N * N * N];
        for (int i = 0; i < voxels.length; i++) voxels[i] = i % N > N / 2 ? 1 : 0;
        return new Volume(N, VOXEL, voxels);
    }

    private static Mixture turning(double[] hinge, double[] axis, double degrees) {
        return new Mixture(List.of(), List.of(), right(), hinge, axis, degrees, Mixture.Distribution.TWO);
    }

    /** One Gaussian stays. The other is where the turn about the hinge takes its centre, in every view, magnified or not. */
    @Test
    void aDomainTurnsAboutItsHinge() {
        double[] hinge = {3, 5, -4};
        Conformations shapes =
                new Conformations(turning(hinge, new double[] {1, 2, -2}, 50), new int[1], new double[] {25});
        Projections projections = new Projections(gaussians(1, RESTING, TURNED), shapes);
        DMatrix3x3 t = shapes.turn(0);
        assertEquals(25, Math.toDegrees(Rotation.angle(t, Rotation.fromEuler(0, 0, 0))), 1e-9);
        double[] from = {TURNED[0] - hinge[0] / VOXEL, TURNED[1] - hinge[1] / VOXEL, TURNED[2] - hinge[2] / VOXEL};
        double[] to = times(t, from);
        for (int d = 0; d < 3; d++) to[d] += hinge[d] / VOXEL;
        for (Magnification m : List.of(Magnification.NONE, new Magnification(1.02, 0.01, 0.01, 0.97))) {
            Optics optics = new Optics("o", 300, 2.7, 0.1, VOXEL, N).with(Aberrations.NONE, m);
            DMatrix3x3 a = Rotation.fromEuler(20, 40, -75);
            float[] pixels = new float[N * N];
            projections.image().pixels(new Particle("p", 0, new Pose(20, 40, -75, 3.1, -4.7), optics, null, 0), pixels);
            double[] centre = {3.1 / VOXEL, -4.7 / VOXEL};
            for (double[] c : List.of(RESTING, to)) {
                double[] seen = times(a, c);
                // frequency k of the image is M k of the map, so x of the map is Mᵀ x of the image
                double x = m.xx() * seen[0] + m.yx() * seen[1] - centre[0] + N / 2;
                double y = m.xy() * seen[0] + m.yy() * seen[1] - centre[1] + N / 2;
                double[] found = centreOfMass(pixels, x, y);
                assertEquals(x, found[0], 0.02, m + " x");
                assertEquals(y, found[1], 0.02, m + " y");
            }
        }
    }

    private static double[] times(DMatrix3x3 a, double[] v) {
        return new double[] {
            a.a11 * v[0] + a.a12 * v[1] + a.a13 * v[2],
            a.a21 * v[0] + a.a22 * v[1] + a.a23 * v[2],
            a.a31 * v[0] + a.a32 * v[1] + a.a33 * v[2]
        };
    }

    /** Of the pixels within 3 σ of a point. The Gaussians are further apart than that in this view. */
    private static double[] centreOfMass(float[] pixels, double x, double y) {
        double mass = 0;
        double[] sum = new double[2];
        for (int i = 0; i < pixels.length; i++) {
            if (Math.hypot(i % N - x, i / N - y) > 3 * SIGMA) continue;
            mass += pixels[i];
            sum[0] += pixels[i] * (i % N);
            sum[1] += pixels[i] * (i / N);
        }
        assertTrue(mass > 10, "no Gaussian near " + x + ", " + y);
        return new double[] {sum[0] / mass, sum[1] / mass};
    }

    /** Of 10 000 draws, within four standard deviations of a binomial or of a mean. */
    @Test
    void partsAndAnglesAreThoseThatAreAsked() {
        Mixture mixture = new Mixture(
                List.of(gaussians(2, RESTING), gaussians(3, RESTING)),
                List.of(5.0, 0.0, 3.0),
                null,
                new double[3],
                new double[] {0, 0, 1},
                0,
                Mixture.Distribution.UNIFORM);
        int count = 10000;
        int[] classes = mixture.classes(count, new SplittableRandom(1));
        long first = Arrays.stream(classes).filter(c -> c == 0).count();
        assertEquals(0, Arrays.stream(classes).filter(c -> c == 1).count());
        assertEquals(0.625 * count, first, 4 * Math.sqrt(count * 0.625 * 0.375));
        for (Mixture.Distribution d : Mixture.Distribution.values()) {
            double square = 0;
            SplittableRandom random = new SplittableRandom(2);
            for (int i = 0; i < count; i++) square += Math.pow(d.angle(20, random), 2) / count;
            double expected =
                    400 * (d == Mixture.Distribution.UNIFORM ? 1 / 3.0 : d == Mixture.Distribution.TWO ? 0.25 : 1);
            // the square of a normal number has the largest variance of the three, 2
            assertEquals(expected, square, 4 * expected * Math.sqrt(2.0 / count), d.name());
        }
    }

    /** The image of a particle of the second map is that of the second map alone. */
    @Test
    void everyParticleIsOfItsMap() throws Exception {
        Volume other = gaussians(2, TURNED);
        SimulationOptions options = SimulationOptions.defaults().withCount(20).withSnr(0);
        Mixture mixture = new Mixture(
                List.of(other),
                List.of(),
                null,
                new double[3],
                new double[] {0, 0, 1},
                0,
                Mixture.Distribution.UNIFORM);
        var mixed = new ParticleSimulation(gaussians(1, RESTING), options.withMixture(mixture)).particles("m");
        var first = new ParticleSimulation(gaussians(1, RESTING), options).particles("a");
        var second = new ParticleSimulation(other, options).particles("b");
        int[] classes = Conformations.of(mixture, 20, options.seed()).classes();
        assertTrue(Arrays.stream(classes).distinct().count() == 2);
        float[] seen = new float[N * N];
        float[] expected = new float[N * N];
        for (int i = 0; i < 20; i++) {
            mixed.images().read(i, seen);
            (classes[i] == 0 ? first : second).images().read(i, expected);
            for (int p = 0; p < seen.length; p++) assertEquals(expected[p], seen[p], "pixel " + p + " of " + i);
        }
    }

    @Test
    void whatDoesNotFitIsSaid() {
        assertThrows(IllegalArgumentException.class, () -> turning(new double[3], new double[3], 10));
        assertThrows(IllegalArgumentException.class, () -> turning(new double[3], new double[] {0, 0, 1}, 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Mixture(
                        List.of(),
                        List.of(1.0, 2.0),
                        null,
                        new double[3],
                        new double[] {0, 0, 1},
                        0,
                        Mixture.Distribution.TWO));
    }
}
