/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.cryosgd.math.RealFft3D;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaddedTransformTest {
    /** Both are float transforms of at most 48³ unit numbers: errors of a few ulp times √(size³ log₂ padded³) are below 1e-3. */
    private static final double TOLERANCE = 1e-3;

    @ParameterizedTest(name = "{0} voxels in {1}, radius {2}")
    @CsvSource({
        "16, 16, 7",
        "16, 16, 8",
        "16, 32, 15",
        "16, 32, 5",
        "18, 36, 11",
        "15, 30, 9",
        "24, 48, 23",
        "20, 20, 3"
    })
    void agreesWithTheWholeTransform(int size, int padded, int radius) {
        float[] voxels = random(size * size * size, 1);
        HalfCube cube = new HalfCube(radius);
        float[] along = factors(size);
        float[] volume = new PaddedTransform(cube, size, padded).forward(voxels, along);
        RealFft3D fft = new RealFft3D(padded);
        for (int i = 0; i < voxels.length; i++) voxels[i] *= factor(along, i);
        float[] spectrum = fft.forward(placed(voxels, size, padded));
        cube.forEachFrequency((i, kx, ky, kz) -> {
            int in = fft.index(kx, Math.floorMod(ky, padded), Math.floorMod(kz, padded));
            assertEquals(spectrum[in], volume[2 * i], TOLERANCE, "re at " + kx + " " + ky + " " + kz);
            assertEquals(spectrum[in + 1], volume[2 * i + 1], TOLERANCE, "im at " + kx + " " + ky + " " + kz);
        });
        float[] outside = volume.clone();
        cube.clip(outside, 2);
        for (int i = 0; i < volume.length; i++) assertEquals(outside[i], volume[i], "beyond the ball");
    }

    @ParameterizedTest(name = "{0} voxels in {1}, radius {2}")
    @CsvSource({"16, 16, 7", "16, 32, 15", "16, 32, 5", "18, 36, 11", "15, 30, 9", "24, 48, 23"})
    void theInverseAgreesWithTheWholeInverse(int size, int padded, int radius) {
        HalfCube cube = new HalfCube(radius);
        float[] volume = cube.randomNormal(2);
        RealFft3D fft = new RealFft3D(padded);
        float[] spectrum = new float[fft.spectrumLength()];
        cube.forEachFrequency((i, kx, ky, kz) -> {
            int out = fft.index(kx, Math.floorMod(ky, padded), Math.floorMod(kz, padded));
            spectrum[out] = volume[2 * i];
            spectrum[out + 1] = volume[2 * i + 1];
        });
        float[] whole = fft.inverse(spectrum);
        float[] along = factors(size);
        float[] voxels = new PaddedTransform(cube, size, padded).inverse(volume, along);
        // the largest values are those of a sum of about radius³ · 4 unit numbers over padded³
        double scale = Math.sqrt(4 * Math.pow(radius, 3)) / Math.pow(padded, 3);
        for (int z = 0, i = 0; z < size; z++)
            for (int y = 0; y < size; y++)
                for (int x = 0; x < size; x++, i++)
                    assertEquals(
                            factor(along, i) * whole[at(x, y, z, size, padded)],
                            voxels[i],
                            1e-5 * scale,
                            "at " + x + " " + y + " " + z);
    }

    /** Numbers from ½ to 1 for the places along an axis. */
    private static float[] factors(int size) {
        Random random = new Random(3);
        float[] factors = new float[size];
        for (int i = 0; i < size; i++) factors[i] = 0.5f + 0.5f * random.nextFloat();
        return factors;
    }

    private static float factor(float[] along, int voxel) {
        int size = along.length;
        return along[voxel % size] * along[voxel / size % size] * along[voxel / size / size];
    }

    private static float[] placed(float[] voxels, int size, int padded) {
        float[] all = new float[padded * padded * padded];
        for (int z = 0, i = 0; z < size; z++)
            for (int y = 0; y < size; y++)
                for (int x = 0; x < size; x++, i++) all[at(x, y, z, size, padded)] = voxels[i];
        return all;
    }

    private static int at(int x, int y, int z, int size, int padded) {
        int h = size / 2;
        return (Math.floorMod(z - h, padded) * padded + Math.floorMod(y - h, padded)) * padded
                + Math.floorMod(x - h, padded);
    }

    private static float[] random(int length, long seed) {
        Random random = new Random(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) values[i] = (float) random.nextGaussian();
        return values;
    }
}
