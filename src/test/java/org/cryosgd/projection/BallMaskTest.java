/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BallMaskTest {
    private static final int BOX = 64;

    /** Even a mask of white noise: 26 and 30 voxels do for a radius of 6, and of 7, and the whole box for one of 20. */
    @ParameterizedTest
    @CsvSource({"6", "7", "20", "31"})
    void itIsTheProductInTheWholeBox(int radius) {
        HalfCube cube = new HalfCube(radius);
        float[] volume = cube.randomNormal(3);
        float[] mask = new float[BOX * BOX * BOX];
        Random random = new Random(4);
        for (int i = 0; i < mask.length; i++) mask[i] = random.nextFloat();
        float[] expected = new FourierVolume(cube, Interpolation.TRILINEAR, 1, BOX).masked(volume, mask);
        // values are about 1, roundings of some forty sums of 6e-8 each
        assertArrayEquals(expected, new BallMask(cube, mask, BOX).masked(volume), 5e-6f);
    }

    @ParameterizedTest
    @CsvSource({"5, 64, 6", "25, 64, 30", "29, 64, 30", "61, 64, 64", "200, 64, 64", "91, 128, 96"})
    void aQuickBoxHasSmallFactors(int least, int box, int expected) {
        assertEquals(expected, FourierVolume.quickBox(least, box));
    }
}
