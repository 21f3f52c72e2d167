/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.particles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.cryosgd.optics.Defocus;
import org.cryosgd.optics.Optics;
import org.cryosgd.testimages.ImagesInMemory;
import org.junit.jupiter.api.Test;

class DelocalisationTest {
    private static ParticleSet set(double defocus, int box, double pixel) {
        Optics optics = new Optics("g", 300, 2.7, 0.1, pixel, box);
        Particle particle = new Particle("1@a", 0, null, optics, Defocus.of(defocus, defocus, 0), 1);
        return new ParticleSet("a", List.of(particle), new ImagesInMemory(box, new float[1][box * box]), pixel);
    }

    /** λ Δf/d = 0.0197 Å · 30 000 Å / 2.6 Å = 227 Å, less 12 Å of the spherical aberration, is beyond half of 166 Å. */
    @Test
    void detailThatIsMovedOutOfTheBoxIsToldWithTheBoxThatHoldsIt() {
        String warning = Delocalisation.warning(set(30000, 128, 1.3), 2.6);
        assertTrue(warning.contains("more than 3.0 µm defocus"), warning);
        // 590.6/83.2 Å = 7.1 Å, less the spherical aberration, and the first step of 1 % below it
        assertTrue(warning.contains("finer than 7.0") || warning.contains("finer than 7.1"), warning);
        // 83.2 Å of particle and twice 215.5 Å are 514.2 Å, 395.6 pixels
        assertTrue(warning.endsWith("a box of 396 pixels."), warning);
    }

    /** A box as large as that is not warned of. */
    @Test
    void theBoxThatIsRecommendedWillDo() {
        assertNull(Delocalisation.warning(set(30000, 396, 1.3), 2.6));
    }

    @Test
    void coarseDetailStaysWhereItIs() {
        assertNull(Delocalisation.warning(set(30000, 128, 1.3), 6));
        assertNull(Delocalisation.warning(set(8000, 128, 1.3), 2.6));
        assertEquals(
                Delocalisation.warning(set(30000, 128, 1.3), 2.6), Delocalisation.warning(set(-30000, 128, 1.3), 2.6));
    }
}
