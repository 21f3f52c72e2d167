/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.optics.Aberrations;
import org.cryosgd.optics.Magnification;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.ImageSource;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images of Gaussian spots, whose transforms are known at every frequency, and images of white noise. */
class StraightTransformTest {
    private static final int BOX = 64;
    private static final double PIXEL = 2;
    private static final HalfDisc DISC = new HalfDisc(BOX / 2 - 1);

    /** Two groups; the map is that of the first, and images of the second are of another kind. */
    private static ParticleSet set(int box, double pixel, Magnification m) {
        Optics first = new Optics("a", 300, 2.7, 0.1, PIXEL, BOX);
        Optics other = new Optics("b", 300, 2.7, 0.1, pixel, box).with(Aberrations.NONE, m);
        ImageSource boxes = new ImageSource() {
            @Override
            public int count() {
                return 2;
            }

            @Override
            public int box() {
                return BOX;
            }

            @Override
            public int box(int index) {
                return index == 0 ? BOX : box;
            }

            @Override
            public void read(int index, float[] pixels) {}
        };
        return new ParticleSet(
                "mixed",
                List.of(
                        new Particle("1@a.mrcs", 0, null, first, null, 0),
                        new Particle("1@b.mrcs", 1, null, other, null, 0)),
                boxes,
                PIXEL,
                true);
    }

    private static StraightTransform transform(ParticleSet set) {
        StraightTransform straight = new StraightTransform(set, DISC);
        straight.use(set.particles().get(1));
        return straight;
    }

    /**
     * Spots are within 0.3 n of the middle, where linear interpolation is wrong by at most π² 0.3²/48 = 1.9 %, on average over
     * them by half of that. Samples of a spot alias: with s = 1.2 pixels, 0.11 % at k = 0.38 per pixel, exp(−2π² s² (0.62² − 0.38²)).
     */
    @ParameterizedTest
    @CsvSource({
        "64, 2, 1.03, 0.01, -0.02, 0.96",
        "64, 2, 1, 0, 0, 1.02",
        "60, 2.2, 1, 0, 0, 1",
        "96, 1.6, 0.98, 0, 0.01, 1"
    })
    void spotsHaveTheTransformOfTheirFormula(int box, double pixel, double xx, double xy, double yx, double yy) {
        Magnification own = new Magnification(xx, xy, yx, yy);
        StraightTransform straight = transform(set(box, pixel, own));
        Random random = new Random(1);
        double[][] spots = new double[12][];
        for (int s = 0; s < spots.length; s++) {
            double angle = 2 * Math.PI * random.nextDouble();
            double far = 0.3 * BOX * PIXEL * Math.sqrt(random.nextDouble());
            spots[s] = new double[] {far * Math.cos(angle), far * Math.sin(angle), 1 + random.nextDouble()};
        }
        double width = 1.2 * pixel;
        float[] pixels = new float[box * box];
        for (int y = 0, i = 0; y < box; y++)
            for (int x = 0; x < box; x++, i++)
                for (double[] spot : spots) {
                    double dx = (x - box / 2) * pixel - spot[0];
                    double dy = (y - box / 2) * pixel - spot[1];
                    pixels[i] += (float) (spot[2] * Math.exp(-(dx * dx + dy * dy) / (2 * width * width)));
                }
        float[] found = straight.of(pixels, 1);
        Magnification inverse = own.inverse();
        int compared = 0;
        for (int ky = -DISC.radius(), i = 0; ky <= DISC.radius(); ky++)
            for (int kx = DISC.first(ky); kx < DISC.end(ky); kx++, i++) {
                if (straight.outside()[i]) {
                    assertEquals(0, found[2 * i]);
                    continue;
                }
                double u = (inverse.xx() * kx + inverse.xy() * ky) / (BOX * PIXEL);
                double v = (inverse.yx() * kx + inverse.yy() * ky) / (BOX * PIXEL);
                double envelope = 2
                        * Math.PI
                        * width
                        * width
                        / (pixel * pixel)
                        * Math.exp(-2 * Math.PI * Math.PI * width * width * (u * u + v * v));
                double re = 0;
                double im = 0;
                double most = 0;
                for (double[] spot : spots) {
                    double phase = -2 * Math.PI * (u * spot[0] + v * spot[1]);
                    re += spot[2] * envelope * Math.cos(phase);
                    im += spot[2] * envelope * Math.sin(phase);
                    most += spot[2] * envelope;
                }
                if (Math.hypot(u, v) * pixel > 0.38) continue;
                compared++;
                assertEquals(re, found[2 * i], 0.012 * most, "re at " + kx + ", " + ky);
                assertEquals(im, found[2 * i + 1], 0.012 * most, "im at " + kx + ", " + ky);
            }
        assertTrue(compared > DISC.size() / 2, "points compared: " + compared);
    }

    /**
     * The mean power of 40 images in all points varies by √(2/(40 · 1500)) = 0.6 %, three times that is tolerated. All points
     * lie between those of the padded transform: where many lie on them, the power is up to 4 % too large.
     */
    @ParameterizedTest
    @CsvSource({"64, 2, 1.03", "60, 2.2, 1", "96, 1.6, 1", "52, 2, 1"})
    void whiteNoiseKeepsItsPower(int box, double pixel, double stretch) {
        StraightTransform straight = transform(set(box, pixel, new Magnification(stretch, 0.01, 0.01, stretch)));
        Random random = new Random(2);
        double sum = 0;
        int points = 0;
        for (int image = 0; image < 40; image++) {
            float[] pixels = new float[box * box];
            for (int i = 0; i < pixels.length; i++) pixels[i] = (float) random.nextGaussian();
            float[] found = straight.of(pixels, 1);
            for (int i = 0; i < DISC.size(); i++) {
                if (straight.outside()[i]) continue;
                sum += found[2 * i] * found[2 * i] + found[2 * i + 1] * found[2 * i + 1];
                points++;
            }
        }
        assertEquals(1, sum / points / (box * box * straight.keptPower()), 0.018);
    }
}
