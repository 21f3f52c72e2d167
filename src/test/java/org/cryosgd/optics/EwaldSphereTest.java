/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class EwaldSphereTest {
    /** A sphere of radius 1/λ through the origin, straight from its equation, without the parabola. */
    @Test
    void thePhaseAtTheEndsOfTheParticleIsOneRadian() {
        for (double kv : new double[] {100, 200, 300})
            for (double diameter : new double[] {100, 500, 2000}) {
                double lambda = Ctf.wavelengthAngstrom(kv);
                double k = 1 / EwaldSphere.finestFlatAngstrom(kv, diameter);
                double away = 1 / lambda - Math.sqrt(1 / (lambda * lambda) - k * k);
                // the sphere differs from the parabola by the part λ² k²/4, at most (0.037/4)²/4
                assertEquals(1, 2 * Math.PI * away * diameter / 2, 1e-4);
            }
    }
}
