/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.testimages;

import java.util.ArrayList;
import java.util.List;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.ImageSource;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;

/** Images in memory, for tests. */
public record ImagesInMemory(int box, float[][] images) implements ImageSource {
    @Override
    public int count() {
        return images.length;
    }

    @Override
    public void read(int index, float[] pixels) {
        System.arraycopy(images[index], 0, pixels, 0, box * box);
    }

    /** One particle for each image, with nothing known of it. */
    public static ParticleSet set(int box, float[]... images) {
        Optics optics = new Optics("o", 300, 2.7, 0.1, 2, box);
        List<Particle> particles = new ArrayList<>();
        for (int i = 0; i < images.length; i++)
            particles.add(new Particle("00000" + (i + 1) + "@test.mrcs", i, null, optics, null, 0));
        return new ParticleSet("test", particles, new ImagesInMemory(box, images), 2);
    }
}
