/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class PartSumsTest {
    /** Rounded after each addition: 2²⁴ + 1 is 2²⁴ as a float, so that the order decides. */
    @Test
    void partsAreAddedInTheirOrder() {
        float[][] parts = {{1 << 24, 1}, {1, 1}, {-(1 << 24), 1 << 24}};
        float[] sum = {5, 5};
        float[] other = {7};
        PartSums total = new PartSums(sum, other);
        for (float[] part : parts) {
            System.arraycopy(part, 0, total.next()[0], 0, 2);
            total.next()[1][0] = 1;
            total.add();
        }
        assertArrayEquals(new float[] {0, 2 + (1 << 24)}, sum);
        assertArrayEquals(new float[] {3}, other);
    }

    @Test
    void theFirstPartIsWrittenOverTheResult() {
        float[] sum = {5};
        PartSums total = new PartSums(sum);
        assertSame(sum, total.next()[0]);
        total.add();
        assertNotSame(sum, total.next()[0]);
        assertArrayEquals(new float[] {5}, sum);
    }
}
