/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.cryosgd.math.Rotation;
import org.cryosgd.math.Volume;
import org.cryosgd.optics.Ctf;
import org.cryosgd.optics.Defocus;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.Pose;
import org.ejml.data.DMatrix3x3;
import org.junit.jupiter.api.Test;

class ProjectionsTest {
    private static final int N = 64;
    private static final double SIGMA = 1.8;
    private static final double VOXEL = 2;
    private static final double[] CENTRE = {3.3, -2.1, 4.6};
    /**
     * At the grid points, as at the origin, interpolation is exact and leaves the map divided by the window: an excess
     * of (π²/3) ⟨r²⟩ / (2n)², which the points in between make up for.
     */
    private static final double WINDOW_ERROR =
            Math.PI * Math.PI / 3 * (3.3 * 3.3 + 2.1 * 2.1 + 4.6 * 4.6 + 3 * SIGMA * SIGMA) / (4 * N * N);

    private static final Optics OPTICS = new Optics("o", 300, 2.7, 0.1, VOXEL, N);

    private static Volume gaussian() {
        float[] voxels = new float[N * N * N];
        for (int i = 0; i < voxels.length; i++) {
            double x = i % N - N / 2 - CENTRE[0];
            double y = i / N % N - N / 2 - CENTRE[1];
            double z = i / (N * N) - N / 2 - CENTRE[2];
            voxels[i] = (float) Math.exp(-(x * x + y * y + z * z) / (2 * SIGMA * SIGMA));
        }
        return new Volume(N, VOXEL, voxels);
    }

    private static float[] image(Pose pose, Defocus defocus) {
        float[] pixels = new float[N * N];
        new Projections(gaussian()).image().pixels(new Particle("p", 0, pose, OPTICS, defocus, 0), pixels);
        return pixels;
    }

    /** The projection of a Gaussian is a Gaussian of height σ√(2π) where the matrix takes its centre. */
    @Test
    void aGaussianProjectsToAGaussianAtTheRotatedCentreMinusTheShift() {
        for (double[] angles : new double[][] {{0, 0, 0}, {20, 40, -75}, {-130, 150, 10}}) {
            Pose pose = new Pose(angles[0], angles[1], angles[2], 3.1, -4.7);
            DMatrix3x3 a = Rotation.fromEuler(angles[0], angles[1], angles[2]);
            double x0 = a.a11 * CENTRE[0] + a.a12 * CENTRE[1] + a.a13 * CENTRE[2] - 3.1 / VOXEL;
            double y0 = a.a21 * CENTRE[0] + a.a22 * CENTRE[1] + a.a23 * CENTRE[2] + 4.7 / VOXEL;
            float[] pixels = image(pose, null);
            double height = SIGMA * Math.sqrt(2 * Math.PI);
            for (int i = 0; i < pixels.length; i++) {
                double x = i % N - N / 2 - x0;
                double y = i / N - N / 2 - y0;
                double expected = height * Math.exp(-(x * x + y * y) / (2 * SIGMA * SIGMA));
                assertEquals(expected, pixels[i], 1.1 * WINDOW_ERROR * height, "pixel " + i);
            }
        }
    }

    /** At frequency 0 the CTF is the amplitude contrast. */
    @Test
    void theMeanIsTheAmplitudeContrastTimesTheMass() {
        double sum = 0;
        for (float pixel : image(new Pose(10, 20, 30, 4, 5), Defocus.of(15000, 14000, 30))) sum += pixel;
        double mass = Math.pow(SIGMA * Math.sqrt(2 * Math.PI), 3);
        assertEquals(0.1 * mass * (1 + WINDOW_ERROR), sum, 1e-4 * mass);
    }

    /** The strength of one Fourier component with CTF, over that without, is the CTF there. */
    @Test
    void theCtfMultipliesTheTransform() {
        Pose pose = new Pose(0, 0, 0, 0, 0);
        Defocus defocus = new Defocus(15000, 9000, 25, 40, 30, 0.8);
        Ctf ctf = new Ctf(OPTICS, defocus, N * VOXEL);
        for (int[] k : new int[][] {{3, 0}, {0, 4}, {2, -3}, {5, 5}}) {
            double[] without = component(image(pose, null), k);
            double[] with = component(image(pose, defocus), k);
            double expected = ctf.at(k[0], k[1]);
            // the components are about 5 to 60, their rounding errors 1e-4
            assertEquals(expected * without[0], with[0], 1e-3);
            assertEquals(expected * without[1], with[1], 1e-3);
        }
    }

    private static double[] component(float[] pixels, int[] k) {
        double[] sum = new double[2];
        for (int i = 0; i < pixels.length; i++) {
            double angle = -2 * Math.PI * (k[0] * (i % N - N / 2) + k[1] * (i / N - N / 2)) / N;
            sum[0] += pixels[i] * Math.cos(angle);
            sum[1] += pixels[i] * Math.sin(angle);
        }
        return sum;
    }

    @Test
    void varianceIsThatOfThePixels() {
        Particle particle = new Particle("p", 0, new Pose(10, 50, 30, 4, 5), OPTICS, Defocus.of(9000, 8000, 30), 0);
        float[] pixels = image(particle.pose(), particle.defocus());
        double sum = 0;
        double squares = 0;
        for (float pixel : pixels) {
            sum += pixel / pixels.length;
            squares += pixel * pixel / pixels.length;
        }
        double variance = new Projections(gaussian()).image().variance(particle);
        assertEquals(squares - sum * sum, variance, 1e-4 * variance);
    }

    @Test
    void anOddOrTinyBoxIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Projections(new Volume(17, 1, new float[17 * 17 * 17])));
        assertThrows(IllegalArgumentException.class, () -> new Projections(new Volume(8, 1, new float[512])));
    }
}
