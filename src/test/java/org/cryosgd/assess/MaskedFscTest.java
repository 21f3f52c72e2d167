/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cryosgd.math.Volume;
import org.junit.jupiter.api.Test;

class MaskedFscTest {
    private static final int N = 32;

    /** A tight mask correlates the noise of neighbouring frequencies, and its own shape adds a positive curve. */
    @Test
    void aMaskOverPureNoiseGivesNoCorrectedCorrelation() {
        Volume half1 = plus(FourierShellCorrelationTest.noise(N, 1, 1), 3);
        Volume half2 = plus(FourierShellCorrelationTest.noise(N, 1, 2), 3);
        Volume mask = Masks.sphere(N, 1, 6, 2);
        MaskedFsc fsc = MaskedFsc.of(half1, half2, mask, 1);
        assertEquals(1, fsc.randomisedFrom());
        assertTrue(fsc.masked().values()[2] > 0.3, "the mask's own shape correlates");
        // about 1/6 of a ball of radius 7 in a box of 32 is independent: 4.4 % of the voxels of a shell
        for (int shell = 4; shell < N / 2; shell++)
            assertEquals(
                    0,
                    fsc.corrected().values()[shell],
                    5 / Math.sqrt(0.044 * 4 * Math.PI * shell * shell),
                    "shell " + shell);
    }

    @Test
    void withoutAFallNothingIsRandomisedOrCorrected() {
        Volume map = FourierShellCorrelationTest.noise(16, 1, 1);
        MaskedFsc fsc = MaskedFsc.of(map, map, Masks.sphere(16, 1, 5, 2), 1);
        assertEquals(9, fsc.randomisedFrom());
        assertArrayEquals(fsc.masked().values(), fsc.corrected().values());
    }

    @Test
    void theMaskMustFitTheMaps() {
        Volume map = FourierShellCorrelationTest.noise(16, 1, 1);
        assertThrows(IllegalArgumentException.class, () -> MaskedFsc.of(map, map, Masks.sphere(18, 1, 5, 2), 1));
        assertThrows(IllegalArgumentException.class, () -> MaskedFsc.of(map, map, map, 1));
    }

    private static Volume plus(Volume map, float constant) {
        for (int i = 0; i < map.voxels().length; i++) map.voxels()[i] += constant;
        return map;
    }
}
