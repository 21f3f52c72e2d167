/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.io.star.ParticleFile;
import org.cryosgd.io.star.ParticleStar;
import org.cryosgd.optics.Aberrations;
import org.cryosgd.optics.Magnification;
import org.cryosgd.particles.Particle;
import org.junit.jupiter.api.Test;

/** Images that RELION made with even aberrations. */
class RelionAberrationsTest {
    @Test
    void evenAberrationsAreRelions() throws IOException {
        Projections.Image image = new Projections(MrcFiles.readVolume(Path.of("sample-images/phantom.mrc"))).image();
        try (ParticleFile file = ParticleStar.open(Path.of("src/test/resources/optics/relion_even.star"), null)) {
            assertEquals(3, file.particles().size());
            for (Particle p : file.particles().particles()) {
                float[] theirs = new float[48 * 48];
                file.particles().images().read(p.image(), theirs);
                // within |k| = n/2 − 1 they agree to rounding; the rim, where cells are cut in other ways, is 1e-3 of
                // the power
                assertTrue(correlation(image, p, theirs) > 0.9999);
                Aberrations a = p.optics().aberrations();
                Particle opposite = new Particle(
                        p.name(),
                        p.image(),
                        p.pose(),
                        p.optics().with(a.opposite(), Magnification.NONE),
                        p.defocus(),
                        1);
                assertTrue(correlation(image, opposite, theirs) < 0.9, "the other sign disagrees");
            }
        }
    }

    private static double correlation(Projections.Image image, Particle particle, float[] theirs) {
        float[] ours = new float[theirs.length];
        image.pixels(particle, ours);
        return RelionProjectionTest.correlation(ours, theirs);
    }
}
