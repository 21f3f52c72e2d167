/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.SplittableRandom;
import org.cryosgd.projection.HalfCube;
import org.junit.jupiter.api.Test;

class ProbeSignsTest {
    private static final HalfCube CUBE = new HalfCube(7);

    @Test
    void aProbeTravelsInTwoBitsForEachVoxel() {
        float[] probe = CUBE.ball(HessianDiagonal.probe(CUBE, new SplittableRandom(3)), 2);
        byte[] signs = ProbeSigns.of(probe);
        assertEquals((probe.length / 2 + 3) / 4, signs.length);
        // but for the sign of zeros
        assertArrayEquals(probe, ProbeSigns.values(signs, probe.length / 2), Float.MIN_VALUE);
    }

    @Test
    void anotherDirectionIsNoProbe() {
        assertNull(ProbeSigns.of(new float[] {1, 0, 0.5f, 0}));
        assertNull(ProbeSigns.of(new float[] {1, 1}));
        assertNull(ProbeSigns.of(new float[] {0, 0}));
    }
}
