/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.particles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.cryosgd.optics.Optics;
import org.junit.jupiter.api.Test;

class HalfSetsTest {
    private static final int COUNT = 60;

    /** Each image three times, as a file that was expanded by C3 has it. */
    private static ParticleSet expanded(IntUnaryOperator halfSet) {
        Optics optics = new Optics("o", 300, 2.7, 0.1, 1, 16);
        List<Particle> particles = new ArrayList<>();
        for (int i = 0; i < COUNT; i++)
            particles.add(new Particle("row " + i, i, null, optics, null, halfSet.applyAsInt(i)));
        ImageSource images = new ImageSource() {
            @Override
            public int count() {
                return COUNT;
            }

            @Override
            public int box() {
                return 16;
            }

            @Override
            public long identity(int index) {
                return index / 3;
            }

            @Override
            public void read(int index, float[] pixels) {}
        };
        return new ParticleSet("expanded.star", particles, images, 1);
    }

    @Test
    void particlesOfOneImageAreInOneHalf() {
        int[][] halves = HalfSets.split(expanded(i -> 0), 3);
        assertEquals(COUNT, halves[0].length + halves[1].length);
        assertEquals(COUNT / 2, halves[0].length);
        Set<Integer> first = new HashSet<>();
        for (int i : halves[0]) first.add(i / 3);
        for (int i : halves[1]) assertTrue(!first.contains(i / 3), "image " + i / 3 + " is in both halves");
    }

    @Test
    void aColumnThatPutsAnImageIntoBothHalvesIsRefused() {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> HalfSets.split(expanded(i -> i == 10 ? 2 : 1), 3))
                .getMessage();
        assertTrue(message.startsWith("particles 10 and 11 of expanded.star are the same image"), message);
        assertEquals(30, HalfSets.split(expanded(i -> 1 + i / 3 % 2), 3)[0].length);
    }

    @Test
    void oneImageHasNoHalves() {
        ParticleSet set = expanded(i -> 0);
        ParticleSet one = set.with(set.particles().subList(0, 3));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> HalfSets.split(one, 3))
                .getMessage()
                .contains("different images"));
    }
}
