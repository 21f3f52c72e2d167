/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HalfDiscTest {
    private record Point(int kx, int ky) {}

    /** With the conjugates, every frequency of the disc once. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 7, 31, 63})
    void pointsAndTheirOppositesAreTheFullDisc(int radius) {
        HalfDisc disc = new HalfDisc(radius);
        Set<Point> seen = new HashSet<>();
        int number = 0;
        for (int ky = -radius; ky <= radius; ky++) {
            assertEquals(number, disc.start(ky), "first point of row " + ky);
            for (int kx = disc.first(ky); kx < disc.end(ky); kx++, number++) {
                assertTrue(seen.add(new Point(kx, ky)));
                assertTrue(kx == 0 && ky == 0 || seen.add(new Point(-kx, -ky)), "(" + kx + ", " + ky + ") twice");
                assertEquals(Math.round(Math.hypot(kx, ky)), disc.ring(number));
            }
        }
        assertEquals(number, disc.size());
        Set<Point> expected = new HashSet<>();
        for (int ky = -radius; ky <= radius; ky++)
            for (int kx = -radius; kx <= radius; kx++)
                if (kx * kx + ky * ky <= radius * radius) expected.add(new Point(kx, ky));
        assertEquals(expected, seen);
    }

    @Test
    void theOriginIsTheFirstPointOfItsRow() {
        HalfDisc disc = new HalfDisc(9);
        assertEquals(0, disc.first(0));
        assertEquals(disc.start(0), disc.origin());
        assertEquals(0, disc.ring(disc.origin()));
        assertEquals(1, disc.first(-1));
        assertEquals(0, disc.first(1));
    }

    /** |k| of 0; 1, √2; 2, √5; of 2√2 … 3 within a radius of 3. */
    @Test
    void ringsCountTheFullDisc() {
        assertArrayEquals(new int[] {1, 8, 12, 8}, new HalfDisc(3).ringCounts());
    }

    @Test
    void aRadiusThatCannotBeNumberedIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new HalfDisc(0));
        assertThrows(IllegalArgumentException.class, () -> new HalfDisc(4096));
    }
}
