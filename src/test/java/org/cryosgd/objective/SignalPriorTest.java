/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Random;
import org.cryosgd.math.Volume;
import org.cryosgd.projection.FourierVolume;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.testimages.Samples;
import org.cryosgd.testimages.SmallProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With nearest neighbour, where b = D v + noise of variance D/N in each voxel exactly. */
class SignalPriorTest {
    private static final int COUNT = 200;
    private static final double LAMBDA = 1e-8;
    private static final double SUPPORT = 1.0 / 3;
    private static final HalfCube CUBE = new HalfCube(SmallProblem.RADIUS);

    /** Sums of D and its squares over the full shells. */
    private static final class Shells {
        final double[] d = new double[SmallProblem.RADIUS + 2];
        final double[] d2 = new double[d.length];
        final double[] d4 = new double[d.length];
        final double[] count = new double[d.length];

        Shells(float[] diagonal) {
            CUBE.forEachFrequency((i, kx, ky, kz) -> {
                int shell = CUBE.shell(kx, ky, kz);
                int weight = kx == 0 ? 1 : 2;
                count[shell] += weight;
                d[shell] += weight * diagonal[i];
                d2[shell] += weight * Math.pow(diagonal[i], 2);
                d4[shell] += weight * Math.pow(diagonal[i], 4);
            });
        }
    }

    private static SmallProblem problem(float[] volume) throws IOException {
        return new SmallProblem(
                SmallProblem.particles(volume, Interpolation.NEAREST, COUNT, 1, 4), Interpolation.NEAREST, 0);
    }

    /** The power of shell s of the truth is 100 / s². */
    @Test
    void aStrongSignalHasItsPowerRecovered() throws IOException {
        float[] volume = Samples.volume(CUBE, 1);
        // both parts have variance 1, so |v|² has 2
        CUBE.forEachFrequency((i, kx, ky, kz) -> {
            double factor = Math.sqrt(50) / Math.max(1, CUBE.shell(kx, ky, kz));
            volume[2 * i] *= (float) factor;
            volume[2 * i + 1] *= (float) factor;
        });
        try (SmallProblem problem = problem(volume)) {
            float[] b = problem.zero();
            float[] diagonal = new float[CUBE.size()];
            problem.objective.gradientAndDiagonal(problem.zero(), problem.all, b, diagonal);
            float[] ridge =
                    SignalPrior.ridge(CUBE, Interpolation.NEAREST, b, diagonal, COUNT, Symmetry.NONE, 1, LAMBDA);
            Shells shells = new Shells(diagonal);
            for (int shell = 1; shell <= SmallProblem.RADIUS; shell++) {
                double expected = 100.0 / (shell * shell);
                // the map is taken to fill this part of the box
                double tau2 = SUPPORT / (COUNT * (ridge[shell] - LAMBDA));
                double noise = shells.d[shell] / (COUNT * expected * shells.d2[shell]);
                // |b|² is exponential and the same at k and −k: √(2 Σ D⁴) / Σ D² of signal and noise, taken four times
                double deviation = Math.sqrt(2 * shells.d4[shell]) / shells.d2[shell] * (1 + noise);
                assertEquals(1, tau2 / expected, 4 * deviation, "shell " + shell);
            }
        }
    }

    /** Noise alone: |b|² is D/N but for the scatter δ of a shell, so that the ridge outweighs D. */
    @Test
    void pureNoiseGivesARidgeThatSuppressesTheMap() throws IOException {
        try (SmallProblem problem = problem(new float[2 * CUBE.size()])) {
            float[] b = problem.zero();
            float[] diagonal = new float[CUBE.size()];
            problem.objective.gradientAndDiagonal(problem.zero(), problem.all, b, diagonal);
            float[] ridge =
                    SignalPrior.ridge(CUBE, Interpolation.NEAREST, b, diagonal, COUNT, Symmetry.NONE, 1, LAMBDA);
            Shells shells = new Shells(diagonal);
            for (int shell = 1; shell <= SmallProblem.RADIUS; shell++) {
                // |b|² is exponential and the same at k and −k: τ² N Σ D² = δ Σ D, δ being at most four deviations
                double delta = 4 * Math.sqrt(2 * shells.d2[shell]) / shells.d[shell];
                double least = SUPPORT * shells.d2[shell] / (delta * shells.d[shell]);
                assertTrue(ridge[shell] >= least, "shell " + shell + ": " + ridge[shell] + " is below " + least);
                // a signal is never taken for less than a deviation of the noise; rounding to float and λ
                double most = SUPPORT * shells.d2[shell] / (Math.sqrt(2 / shells.count[shell]) * shells.d[shell]);
                assertTrue(ridge[shell] <= 1.001 * most, "shell " + shell + ": " + ridge[shell] + " is above " + most);
            }
        }
    }

    /** White noise, averaged over a group: what is left of it is counted and voxels near the axes, which are read twice. */
    @ParameterizedTest
    @ValueSource(strings = {"C3", "C4", "D3", "T", "O", "I2", "I3"})
    void averagingLeavesItsShareOfTheNoise(String name) {
        Symmetry group = Symmetry.of(name);
        HalfCube cube = new HalfCube(24);
        float[] noise = Samples.volume(cube, 3);
        float[] averaged = noise.clone();
        group.average(cube, averaged, 2);
        double left = group.order() * cube.dot(averaged, averaged) / cube.dot(noise, noise);
        double share = SignalPrior.noiseShare(Interpolation.NEAREST, group);
        // 29 000 normal numbers over the order are independent; four deviations, and 2 % for what the axes have
        assertEquals(1, left / share, 0.02 + 4 * Math.sqrt(2.0 * group.order() / 29_000));
    }

    /** λ is added, and is all there is where nothing was seen. */
    @Test
    void lambdaIsTheLeast() {
        float[] nothing = new float[2 * CUBE.size()];
        float[] diagonal = new float[CUBE.size()];
        float[] ridge = SignalPrior.ridge(CUBE, Interpolation.NEAREST, nothing, diagonal, COUNT, Symmetry.NONE, 1, 0.5);
        assertEquals(SmallProblem.RADIUS + 2, ridge.length);
        for (float value : ridge) assertEquals(0.5f, value);
    }

    /**
     * A ball of normal numbers has the share of its volume. The limit of 12 cycles makes its radius uncertain by about a voxel of 48, a ninth, so its
     * root by a sixth; few independent values are in it. So a quarter is allowed. Normal numbers everywhere have a share of one, which is more than is used.
     */
    @Test
    void theSupportIsTheRootOfTheShareOfTheBox() {
        HalfCube cube = new HalfCube(15);
        int n = 48;
        for (double radius : new double[] {9, 12, 100}) {
            Random random = new Random(1);
            Volume map = new Volume(n, 1, new float[n * n * n]);
            for (int z = 0, i = 0; z < n; z++)
                for (int y = 0; y < n; y++)
                    for (int x = 0; x < n; x++, i++) {
                        double r2 = Math.pow(x - 24, 2) + Math.pow(y - 24, 2) + Math.pow(z - 24, 2);
                        if (r2 < radius * radius) map.voxels()[i] = (float) random.nextGaussian();
                    }
            float[] b = new FourierVolume(cube, Interpolation.NEAREST, 1, n).fromMap(map);
            float[] diagonal = new float[cube.size()];
            // an uneven diagonal, and a voxel in fifty that nothing is known of
            for (int i = 0; i < diagonal.length; i++) diagonal[i] = i % 50 == 0 ? 0 : 1 + i % 3;
            for (int i = 0; i < diagonal.length; i++) {
                b[2 * i] *= diagonal[i];
                b[2 * i + 1] *= diagonal[i];
            }
            double share = 4.0 / 3 * Math.PI * Math.pow(radius / n, 3);
            double expected = Math.min(1.0 / 3, Math.sqrt(share));
            assertEquals(
                    expected,
                    SignalPrior.support(cube, Interpolation.NEAREST, b, diagonal, 1),
                    radius == 100 ? 1e-9 : 0.25 * expected,
                    "radius " + radius);
        }
    }
}
