/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VectorKernelsTest {
    private static final int EDGE = 12;
    private static final int POINTS = 9;

    private interface Loop {
        float run(Segment segment, float[] volume, float[] sums, float[] data);
    }

    static Stream<Arguments> loops() {
        return Stream.of(
                Arguments.of("value", 2, 2, (Loop) TrilinearKernels::value, (Loop) VectorKernels::value),
                Arguments.of("gradient", 2, 2, (Loop) TrilinearKernels::gradient, (Loop) VectorKernels::gradient),
                Arguments.of("product", 4, 4, (Loop) TrilinearKernels::gradientAndProduct, (Loop)
                        VectorKernels::gradientAndProduct));
    }

    /** Many runs of points in all directions, on both halves of the volume, one after the other on the same sums. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("loops")
    void theBitsAreThoseWithoutVectors(String name, int channels, int sumChannels, Loop scalar, Loop vector) {
        Random random = new Random(1);
        float[] volume = normal(channels * EDGE * EDGE * EDGE, random);
        float[] scalarSums = normal(sumChannels * EDGE * EDGE * EDGE, random);
        float[] vectorSums = scalarSums.clone();
        double largest = 0;
        for (int run = 0; run < 500; run++) {
            Segment s = new Segment();
            s.from = 0;
            s.to = 1 + random.nextInt(POINTS);
            s.point = random.nextInt(3);
            s.offset = random.nextInt(5);
            s.sign = run % 2 == 0 ? 1 : -1;
            s.target = run % 3 == 0 ? 0 : 1;
            s.strideY = EDGE;
            s.strideZ = EDGE * EDGE;
            s.x0 = 3;
            s.y0 = 7;
            s.z0 = 11;
            // nine points are at most 8 · 0.6 < 5 voxels from the first, and the block reaches from x0 to x0 + 11
            s.ax = 1.2f * random.nextFloat() - 0.6f;
            s.ay = 1.2f * random.nextFloat() - 0.6f;
            s.az = 1.2f * random.nextFloat() - 0.6f;
            s.bx = s.x0 + 5 + random.nextFloat();
            s.by = s.y0 + 5 + random.nextFloat();
            s.bz = s.z0 + 5 + random.nextFloat();
            float[] data = normal(5 + 3 * (3 + POINTS), random);
            float expected = scalar.run(s, volume, scalarSums, data);
            assertEquals(expected, vector.run(s, volume, vectorSums, data));
            largest = Math.max(largest, Math.abs(expected));
        }
        assertArrayEquals(scalarSums, vectorSums);
        assertTrue(largest > 1, "values were computed");
    }

    /** The other tests are run with the module too, and try these loops. */
    @Test
    void theyAreUsedWhereJavaHasThem() {
        assertTrue(Interpolation.vectors());
    }

    private static float[] normal(int count, Random random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (float) random.nextGaussian();
        return values;
    }
}
