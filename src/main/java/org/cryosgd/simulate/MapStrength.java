/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.cryosgd.math.Tasks;
import org.cryosgd.math.Volume;
import org.cryosgd.particles.Background;
import org.cryosgd.particles.ImageException;
import org.cryosgd.particles.Normalise;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;

/**
 * How strong a map is in images: the factor a that brings images of the map nearest to the particles, a = Σ p·y / Σ p·p over
 * the pixels of up to 200 of them, y being the images less the plane of their background, p those of the map likewise. Both
 * are compared at frequencies that are surely in the map, up to 1/(15 Å) or half of Nyquist.
 *
 * @param factor a, 1 where map and images are on one scale, negative where one is dark and the other bright
 * @param error standard error of a
 */
public record MapStrength(double factor, double error) {
    private static final int IMAGES = 200;

    private static final double FINEST_ANGSTROM = 15;

    /** Measures a; the scale of the options is not used. */
    public static MapStrength of(Volume map, ParticleSet set, SubtractionOptions options) throws IOException {
        Projections projections = new Projections(map);
        double finest = Math.max(FINEST_ANGSTROM, 4 * set.pixelSizeAngstrom());
        int count = Math.min(IMAGES, set.size());
        double[][] sums = new double[count][];
        try {
            Tasks.forEach(
                    count,
                    () -> new MapImages(projections, set, options.normalise(), options.correctCtf(), finest),
                    (images, i) -> sums[i] =
                            sums(set, set.particles().get((int) ((long) i * set.size() / count)), images, options));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        double py = 0;
        double pp = 0;
        for (double[] sum : sums) {
            py += sum[0];
            pp += sum[1];
        }
        if (pp == 0) return new MapStrength(0, 0);
        double a = py / pp;
        double squares = 0;
        for (double[] sum : sums) squares += (sum[0] - a * sum[1]) * (sum[0] - a * sum[1]);
        return new MapStrength(a, Math.sqrt(squares) / pp);
    }

    private static double[] sums(ParticleSet set, Particle particle, MapImages images, SubtractionOptions options) {
        int box = set.boxOf(particle);
        float[] y = new float[box * box];
        float[] p = new float[box * box];
        try {
            set.images().read(particle.image(), y);
            Background background = new Background(box);
            Background.Plane plane = background.fit(y);
            if (options.normalise() == Normalise.RING && !plane.varies())
                throw ImageException.ofEvenBackground(particle);
            double deviation = options.normalise() == Normalise.RING ? Math.sqrt(plane.variance()) : 1;
            background.flatten(y, plane, (float) ((options.invert() ? -1 : 1) / deviation));
            images.of(particle, p);
            background.flatten(p, background.fit(p), 1);
            double py = 0;
            double pp = 0;
            for (int i = 0; i < y.length; i++) {
                py += (double) p[i] * y[i];
                pp += (double) p[i] * p[i];
            }
            return new double[] {py, pp};
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
