/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cryosgd.math.Volume;
import org.junit.jupiter.api.Test;

/** A ball of radius 5 in a box of 32: bright, and dark as in a map of inverted contrast. */
class MaskWarningTest {
    private static String warning(float density) {
        int n = 32;
        float[] data = new float[n * n * n];
        for (int z = 0, i = 0; z < n; z++)
            for (int y = 0; y < n; y++)
                for (int x = 0; x < n; x++, i++)
                    if (Math.hypot(Math.hypot(x - 16, y - 16), z - 16) <= 5) data[i] = density;
        return new MaskCreation(0, Double.NaN, true, 1, 2)
                .of(new Volume(n, 2, data))
                .warning();
    }

    @Test
    void aMaskOfTheWholeBoxIsSaidAndTheAdviceHelps() {
        assertTrue(warning(-1).contains("multiply the map by -1"), warning(-1));
        assertEquals("", warning(1));
    }
}
