/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.cryosgd.math.Volume;
import org.cryosgd.testimages.Samples;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FourierVolumeTest {
    private static final int N = 24;

    private static FourierVolume maps(Interpolation interpolation, int padding) {
        return new FourierVolume(cube(padding), interpolation, padding, N);
    }

    private static HalfCube cube(int padding) {
        return new HalfCube(padding * (N / 2 - 1));
    }

    /** Its transform at the ball's edge, 11 of 24, is exp(−2π² 2² (11/24)²) = 6e-8 of its maximum. */
    private static void addBlob(float[] voxels, double x, double y, double z) {
        for (int i = 0; i < voxels.length; i++) {
            double dx = i % N - N / 2 - x;
            double dy = i / N % N - N / 2 - y;
            double dz = i / (N * N) - N / 2 - z;
            voxels[i] += (float) Math.exp(-(dx * dx + dy * dy + dz * dz) / 8);
        }
    }

    @ParameterizedTest
    @CsvSource({"NEAREST, 1", "NEAREST, 2", "TRILINEAR, 1", "TRILINEAR, 2"})
    void aBandLimitedMapComesBack(Interpolation interpolation, int padding) {
        float[] voxels = new float[N * N * N];
        addBlob(voxels, 1.3, -2.2, 0.4);
        FourierVolume maps = maps(interpolation, padding);
        Volume back = maps.toMap(maps.fromMap(new Volume(N, 1.5, voxels)), 1.5);
        assertEquals(1.5, back.voxelSizeAngstrom());
        // what lies beyond the ball, and rounding
        assertArrayEquals(voxels, back.voxels(), 5e-6f);
    }

    /** A point becomes a plane wave of the height 1/window: there the slices' interpolation will undo it. */
    @ParameterizedTest
    @CsvSource({"NEAREST, 1", "NEAREST, 2", "TRILINEAR, 1", "TRILINEAR, 2"})
    void aPointBecomesAWaveDividedByTheWindow(Interpolation interpolation, int padding) {
        int[] at = {5, -3, -9};
        float[] voxels = new float[N * N * N];
        voxels[((at[2] + N / 2) * N + at[1] + N / 2) * N + at[0] + N / 2] = 1;
        float[] volume = maps(interpolation, padding).fromMap(new Volume(N, 1, voxels));
        double m = padding * N;
        double height = 1;
        for (int x : at) {
            double sinc = Math.sin(Math.PI * x / m) / (Math.PI * x / m);
            height /= interpolation == Interpolation.NEAREST ? sinc : sinc * sinc;
        }
        double h = height;
        cube(padding).forEachFrequency((i, kx, ky, kz) -> {
            double phase = -2 * Math.PI * (kx * at[0] + ky * at[1] + kz * at[2]) / m;
            // rounding of some 15 butterflies
            assertEquals(h * Math.cos(phase), volume[2 * i], h * 1e-6);
            assertEquals(h * Math.sin(phase), volume[2 * i + 1], h * 1e-6);
        });
    }

    @ParameterizedTest
    @CsvSource({"NEAREST, 1", "TRILINEAR, 1", "TRILINEAR, 2"})
    void maskingRemovesWhatTheMaskExcludes(Interpolation interpolation, int padding) {
        float[] one = new float[N * N * N];
        addBlob(one, -5, 0, 1);
        float[] both = one.clone();
        addBlob(both, 5, 2, 0);
        float[] mask = new float[N * N * N];
        for (int i = 0; i < mask.length; i++) {
            // 1 around the first, 0 around the second, smooth in between
            double x = (i % N - N / 2) / 3.0;
            mask[i] = (float) (x <= -1 ? 1 : x >= 1 ? 0 : 0.5 * (1 - Math.sin(0.5 * Math.PI * x)));
        }
        FourierVolume maps = maps(interpolation, padding);
        float[] masked = maps.masked(maps.fromMap(new Volume(N, 1, both)), mask);
        float[] found = maps.toMap(masked, 1).voxels();
        // exactly the product, but for what the mask puts beyond the ball: some percent of what it cuts, exp(−25/8) = 4
        // %
        for (int i = 0; i < found.length; i++) assertEquals(both[i] * mask[i], found[i], 2e-3);
    }

    /** With padding, a mask of ones still holds the map at zero beyond the box, as a map that is written has it. */
    @ParameterizedTest
    @CsvSource({"NEAREST, 1", "TRILINEAR, 1"})
    void aMaskOfOnesChangesNothing(Interpolation interpolation, int padding) {
        float[] ones = new float[N * N * N];
        Arrays.fill(ones, 1);
        float[] volume = Samples.volume(cube(padding), 1);
        // rounding of two transforms of some 5600 values of order 1
        assertArrayEquals(volume, maps(interpolation, padding).masked(volume, ones), 1e-5f);
    }
}
