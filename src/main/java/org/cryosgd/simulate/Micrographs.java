/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import static org.cryosgd.math.Require.require;

import java.util.Locale;
import java.util.SplittableRandom;
import org.cryosgd.optics.Defocus;

/**
 * The micrographs that particles are from, and what their particles share. With u uniform from −½ to ½ and g normal, for each
 * micrograph:
 *
 * <pre>
 * noise = noiseSpread^u, contrast = max(0.2, 1 + micrographContrast · g)
 * </pre>
 *
 * Defocus and astigmatism are as of a particle without micrographs; each particle then has its own height of standard deviation
 * 300 Å. Micrograph m is of optics group m modulo their number; particles of a group fill its micrographs one after the other.
 */
final class Micrographs {
    private static final double HEIGHT_ANGSTROM = 300;
    private static final double LEAST_CONTRAST = 0.2;

    private final int count;
    private final int particles;
    private final int groups;
    private final double[] noise;
    private final double[] contrast;
    private final Defocus[] defocus;

    Micrographs(SimulationOptions options, SplittableRandom random) {
        count = options.faults().micrographs();
        particles = options.count();
        groups = options.optics().groups();
        require(count == 0 || count >= groups, "micrographs", "at least one for each optics group", count);
        require(count <= particles, "micrographs", "at most one for each particle", count);
        noise = new double[count];
        contrast = new double[count];
        defocus = new Defocus[count];
        Gaussian gaussian = new Gaussian(random.split());
        for (int m = 0; m < count; m++) {
            noise[m] = Math.pow(options.faults().noiseSpread(), random.nextDouble() - 0.5);
            contrast[m] = contrast(options.faults().micrographContrast(), gaussian);
            defocus[m] = options.defocus(random);
        }
    }

    static double contrast(double spread, Gaussian gaussian) {
        return Math.max(LEAST_CONTRAST, 1 + spread * gaussian.next());
    }

    boolean isNone() {
        return count == 0;
    }

    /** The micrograph of a particle. */
    int of(int particle) {
        int group = particle % groups;
        long ofGroup = (particles - group + groups - 1) / groups;
        long own = (count - group + groups - 1) / groups;
        return group + groups * (int) (particle / groups * own / ofGroup);
    }

    String name(int particle) {
        return isNone() ? "" : String.format(Locale.ROOT, "micrograph%04d.mrc", of(particle) + 1);
    }

    double noise(int particle) {
        return isNone() ? 1 : noise[of(particle)];
    }

    double contrast(int particle) {
        return isNone() ? 1 : contrast[of(particle)];
    }

    /** The defocus of a particle of its micrograph; {@code other} without micrographs. */
    Defocus defocus(int particle, Defocus other, Gaussian gaussian) {
        return isNone() ? other : DefocusError.moved(defocus[of(particle)], HEIGHT_ANGSTROM * gaussian.next());
    }
}
