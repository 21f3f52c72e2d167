/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RefineResultTest {
    /** Half maps that hold s of a shell without noise agree with the signal by √s, and two such maps whose C² is s by s/(2 − s). */
    @Test
    void whatHalfMapsDoNotHoldCounts() {
        assertEquals(0.5 / 1.5, RefineResult.reliable(1, 0.5, 1e30), 1e-12);
        double fsc = 0.4;
        double squared = 0.7 * 2 * fsc / (1 + fsc);
        assertEquals(squared / (2 - squared), RefineResult.reliable(fsc, 0.7, 1e30), 1e-12);
    }

    @Test
    void evenMapsLoseTheStandardErrorOnly() {
        assertEquals(1, RefineResult.reliable(1, 1, 100));
        assertEquals(0.5 - 0.75 / 10, RefineResult.reliable(0.5, 1, 100), 1e-12);
        assertEquals(-0.2 - 0.96 / 10, RefineResult.reliable(-0.2, 0.3, 100), 1e-12);
        assertEquals(0.5 - 0.75, RefineResult.reliable(0.5, 1, 0.2), 1e-12);
    }
}
