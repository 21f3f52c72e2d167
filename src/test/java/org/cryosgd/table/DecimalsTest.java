/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {
    private static void assertAsFormatted(double value, int decimals) {
        assertEquals(
                String.format(Locale.ROOT, "%." + decimals + "f", value),
                Decimals.text(value, decimals),
                () -> value + " with " + decimals);
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                0,
                -0.0,
                1,
                -1,
                0.5,
                1.5,
                2.5,
                -0.5,
                0.25,
                0.125,
                0.0000005,
                0.0000015,
                1.0000005,
                -0.0000004,
                0.9999996,
                9.9999995,
                99.9999994,
                123456.000001,
                1e6,
                999999.9999999,
                1.1e6,
                1e12,
                1e18,
                -1e300,
                Double.MIN_VALUE,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                0.0000019073486328125,
                4.35,
                1.005,
                2.675
            })
    void specialNumbersAreWrittenAsByFormat(double value) {
        for (int decimals = 0; decimals <= 12; decimals++) assertAsFormatted(value, decimals);
    }

    @Test
    void randomNumbersAreWrittenAsByFormat() {
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 50_000; i++) {
            double value = (2 * random.nextDouble() - 1) * Math.pow(10, random.nextInt(14) - 7);
            assertAsFormatted(value, random.nextInt(10));
            assertAsFormatted((float) value, 6);
            // near and on the middle between two texts
            assertAsFormatted(Math.rint(value * 1e4) / 1e4 + 5e-5, 4);
            assertAsFormatted(Math.nextUp(Math.rint(value * 1e4) / 1e4 + 5e-5), 4);
        }
    }
}
