/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.optics.AppliedCtf;
import org.cryosgd.optics.Ctf;
import org.cryosgd.optics.MtfRatio;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.Normalise;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;

/**
 * What a map adds to the images of particles: its {@link Projections} through all that was done to an image. Premultiplied
 * images have the CTF twice. Where cameras differ, each image has the MTF of its camera over the mean of all, since that is
 * what a reconstruction undoes. Where images are normalised and pixel sizes differ, a pixel holds signal in proportion to its
 * size. For one thread; nothing is allocated per image but its CTF.
 */
final class MapImages {
    /** Tables of as many optics are kept. */
    private static final int KEPT = 16;

    private final Projections projections;
    private final ParticleSet set;
    private final List<Optics> optics;
    private final Normalise normalise;
    private final boolean ctf;
    private final double finestAngstrom;
    private final Map<List<Double>, Projections.Image> kinds = new HashMap<>();
    private final Map<Optics, float[]> mtfs = new IdentityHashMap<>();
    private float[] factors = {};
    private float[] row = {};

    /**
     * @param normalise what was done to the images that the map was made of
     * @param ctf whether images have a CTF
     * @param finestAngstrom finer details are left out; 0 for none
     */
    MapImages(Projections projections, ParticleSet set, Normalise normalise, boolean ctf, double finestAngstrom) {
        this.projections = projections;
        this.set = set;
        this.normalise = normalise;
        this.ctf = ctf;
        this.finestAngstrom = finestAngstrom;
        optics = set.optics();
    }

    /**
     * Makes the image of a particle, on the scale of its normalised image.
     *
     * @param pixels box·box values of its image, x fastest; overwritten
     */
    void of(Particle particle, float[] pixels) {
        int box = set.boxOf(particle);
        double pixel = set.pixelSizeOf(particle);
        Projections.Image image =
                kinds.computeIfAbsent(List.of((double) box, pixel), kind -> projections.image(box, pixel));
        image.pixels(ctf ? particle : particle.withDefocus(null), factors(particle, image.disc()), pixels);
    }

    /** Of each point, or null where all are 1. */
    private float[] factors(Particle particle, HalfDisc disc) {
        boolean multiplied = ctf && particle.optics().applied() == AppliedCtf.PREMULTIPLIED;
        double boxAngstrom = set.widthOf(particle);
        float[] mtf = mtf(particle.optics(), disc, boxAngstrom);
        double ratio = normalise == Normalise.RING ? set.pixelSizeOf(particle) / set.pixelSizeAngstrom() : 1;
        if (!multiplied && mtf == null && ratio == 1 && finestAngstrom == 0) return null;
        if (factors.length != disc.size()) {
            factors = new float[disc.size()];
            row = new float[disc.radius() + 1];
        }
        Arrays.fill(factors, (float) ratio);
        if (mtf != null) for (int i = 0; i < factors.length; i++) factors[i] *= mtf[i];
        // what images are multiplied by has no scale: that was found afterwards
        if (multiplied) multiply(new Ctf(particle.optics(), particle.defocus().unscaled(), boxAngstrom), disc);
        if (finestAngstrom > 0) cut(disc, boxAngstrom / finestAngstrom);
        return factors;
    }

    private float[] mtf(Optics of, HalfDisc disc, double boxAngstrom) {
        if (!mtfs.containsKey(of)) {
            if (mtfs.size() >= KEPT) mtfs.clear();
            mtfs.put(of, MtfRatio.factors(of, optics, disc, boxAngstrom));
        }
        return mtfs.get(of);
    }

    private void multiply(Ctf transfer, HalfDisc disc) {
        for (int ky = -disc.radius(), i = 0; ky <= disc.radius(); ky++) {
            int count = disc.end(ky) - disc.first(ky);
            transfer.row(ky, disc.first(ky), count, row);
            for (int j = 0; j < count; j++, i++) factors[i] *= row[j];
        }
    }

    private void cut(HalfDisc disc, double most) {
        for (int ky = -disc.radius(), i = 0; ky <= disc.radius(); ky++)
            for (int kx = disc.first(ky); kx < disc.end(ky); kx++, i++)
                if (kx * kx + ky * ky > most * most) factors[i] = 0;
    }
}
