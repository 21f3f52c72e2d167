/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Rotation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The volume is divided into blocks, and the points of an image among them. */
class BlocksTest {
    /** A volume of ones has slices of ones: the energy counts the points, one of each that lies in one block. */
    @ParameterizedTest
    @CsvSource({"NEAREST, 1, 0", "TRILINEAR, 1, 1e-5", "NEAREST, 2, 0", "TRILINEAR, 2, 1e-5"})
    void everyPointBelongsToExactlyOneBlock(Interpolation interpolation, int padding, double tolerance) {
        HalfDisc disc = new HalfDisc(44); // four blocks along y at padding 1, two along x
        HalfCube cube = new HalfCube(padding * disc.radius());
        Projector projector = new Projector(cube, disc, interpolation, padding);
        float[] ones = new float[2 * cube.size()];
        for (int i = 0; i < ones.length; i += 2) ones[i] = 1;
        float[] points = new float[3 * disc.size()];
        Arrays.fill(points, 1);
        for (Slice slice : slices()) {
            double energy = projector.energy(ones, List.of(List.of(new SliceData(slice, points, 0))));
            // nearest: whole numbers below 2^24, exact. Trilinear: eight weights of rounding 6e-8 each, squared
            assertEquals(disc.size(), energy, tolerance * disc.size(), () -> "slice " + slice.nx + " " + slice.ny);
        }
    }

    /** Views along the axes, nearly along them, at 45°, where many points lie on the bounds of blocks, and any. */
    private static List<Slice> slices() {
        List<Slice> slices = new ArrayList<>();
        float[][] axes = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {-1, 0, 0}, {0, -1, 0}, {0, 0, -1}};
        float half = (float) Math.sqrt(0.5);
        for (float[] x : axes)
            for (float[] y : axes)
                if (x[0] * y[0] + x[1] * y[1] + x[2] * y[2] == 0) {
                    slices.add(new Slice(x[0], x[1], x[2], y[0], y[1], y[2]));
                    for (float tilt : new float[] {1e-3f, 1e-6f, 1e-12f, half}) {
                        float cos = (float) Math.sqrt(1 - tilt * tilt);
                        slices.add(new Slice(
                                cos * x[0] + tilt * y[0],
                                cos * x[1] + tilt * y[1],
                                cos * x[2] + tilt * y[2],
                                cos * y[0] - tilt * x[0],
                                cos * y[1] - tilt * x[1],
                                cos * y[2] - tilt * x[2]));
                    }
                }
        Random random = new Random(5);
        for (int i = 0; i < 100; i++)
            slices.add(Slice.of(Rotation.fromQuaternion(
                    random.nextGaussian(), random.nextGaussian(), random.nextGaussian(), random.nextGaussian())));
        return slices;
    }
}
