/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.math;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CosineEdgeTest {
    @Test
    void fallsFromOneToZero() {
        assertEquals(1, CosineEdge.at(-3, 4));
        assertEquals(1, CosineEdge.at(0, 4));
        // the cosine of a right angle is known to an ulp of π/2
        assertEquals(0.5, CosineEdge.at(2, 4), 1e-16);
        assertEquals(0.5 + Math.sqrt(0.125), CosineEdge.at(1, 4), 1e-15);
        assertEquals(0, CosineEdge.at(4, 4));
        assertEquals(0, CosineEdge.at(1e12, 4));
    }

    @Test
    void isHardWithoutAWidth() {
        assertEquals(1, CosineEdge.at(0, 0));
        assertEquals(0, CosineEdge.at(1e-300, 0));
    }

    /** The forms that stood in the code before have the same bits. */
    @Test
    void hasTheBitsOfItsOtherForms() {
        for (int i = 1; i < 10_000; i++) {
            double x = i / 10_000.0;
            assertEquals(0.5 * (1 + Math.cos(Math.PI * x)), CosineEdge.at(x, 1));
            assertEquals(0.5 + 0.5 * Math.cos(Math.PI * (7 * x) / 7), CosineEdge.at(7 * x, 7));
        }
    }
}
