/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.particles;

import java.util.Arrays;
import java.util.Locale;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.optics.Ctf;
import org.cryosgd.optics.Optics;

/**
 * Where defocus puts fine detail: detail of size d lies λ Δf/d − C_s λ³/d³ away from where it belongs. What is further away than
 * half the box is cut with the image, from a particle in its middle half of it already there.
 */
public final class Delocalisation {
    private static final int SAMPLE = 1000;

    /** Detail that is so much coarser than the finest may be cut before anything is said. */
    private static final double TOLERATED = 1.5;

    private Delocalisation() {}

    /**
     * What a user should know of it, or null where the box holds enough.
     *
     * @param set of particles with CTF
     * @param finestAngstrom finest detail that is asked for
     */
    public static String warning(ParticleSet set, double finestAngstrom) {
        int count = Math.min(SAMPLE, set.size());
        double[] coarsest = new double[count];
        double[] defocus = new double[count];
        double[] moved = new double[count];
        double width = Double.POSITIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            Particle particle = set.particles().get((int) ((long) i * set.size() / count));
            if (particle.defocus() == null) return null;
            defocus[i] = Math.abs(particle.defocus().defocusUAngstrom()
                            + particle.defocus().defocusVAngstrom())
                    / 2;
            moved[i] = distance(particle.optics(), defocus[i], finestAngstrom);
            coarsest[i] = cutFrom(particle.optics(), defocus[i], set.widthOf(particle) / 2, finestAngstrom);
            width = Math.min(width, set.widthOf(particle));
        }
        for (double[] values : new double[][] {coarsest, defocus, moved}) Arrays.sort(values);
        double cut = coarsest[count / 2];
        if (cut <= TOLERATED * finestAngstrom) return null;
        // for a particle that fills half of the box that there is
        double needed = width / 2 + 2 * moved[count / 2];
        return String.format(
                Locale.ROOT,
                "half of the particles have more than %.2g µm defocus, which puts detail finer than %.3g Å outside of the box of"
                        + " %.4g Å, where it is lost. To keep detail of %.3g Å, extract the particles again with a box of %d pixels.",
                defocus[count / 2] / 1e4,
                cut,
                width,
                finestAngstrom,
                2 * (long) Math.ceil(needed / set.pixelSizeAngstrom() / 2));
    }

    /**
     * Warns where there is reason to.
     *
     * @param radius largest frequency of the map in cycles per box
     */
    public static void warn(ParticleSet set, int radius, ProgressMonitor monitor) {
        String warning = warning(set, set.box() * set.pixelSizeAngstrom() / radius);
        if (warning != null) monitor.warn(warning);
    }

    /** How far detail of a size is moved, in Å. */
    private static double distance(Optics optics, double defocusAngstrom, double sizeAngstrom) {
        double lambda = Ctf.wavelengthAngstrom(optics.voltageKv());
        double k = 1 / sizeAngstrom;
        return Math.abs(
                lambda * k * (defocusAngstrom - 1e7 * optics.sphericalAberrationMm() * lambda * lambda * k * k));
    }

    /** The coarsest detail that is moved by more than {@code reach}, looked for from 50 Å down; that asked for if none is. */
    private static double cutFrom(Optics optics, double defocusAngstrom, double reach, double finestAngstrom) {
        for (double size = 50; size > finestAngstrom; size *= 0.99)
            if (distance(optics, defocusAngstrom, size) > reach) return size;
        return finestAngstrom;
    }
}
