/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.optics.Defocus;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.testimages.Phantoms;
import org.junit.jupiter.api.Test;

class RefineWarningTest {
    private static List<String> warnings(ParticleSet set) {
        List<String> warnings = new ArrayList<>();
        ProgressMonitor stopped = new ProgressMonitor() {
            @Override
            public void warn(String line) {
                warnings.add(line);
            }

            @Override
            public boolean stopped() {
                return true;
            }
        };
        assertThrows(CancellationException.class, () -> new Refinement(Phantoms.refine(1, 1)).run(set, stopped));
        return warnings;
    }

    private static ParticleSet withDefocus(double angstrom) {
        ParticleSet set = Phantoms.particles(32, 8, 2, 3);
        return set.with(set.size(), i -> set.particles().get(i).withDefocus(Defocus.of(angstrom, angstrom, 0)));
    }

    /** 10 µm moves detail of 6 Å by λ Δf/d = 0.0197 · 100000/6 = 330 Å; 0.3 µm moves it by 10 Å. */
    @Test
    void defocusThatTheBoxDoesNotHoldIsSaid() {
        List<String> found = warnings(withDefocus(100000));
        assertEquals(1, found.size(), found.toString());
        assertTrue(found.get(0).contains("outside of the box"), found.get(0));
        assertEquals(List.of(), warnings(withDefocus(3000)));
    }
}
