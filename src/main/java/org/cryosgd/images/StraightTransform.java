/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import java.util.Arrays;
import org.cryosgd.math.CosineEdge;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.RealFft2D;
import org.cryosgd.optics.Magnification;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;

/**
 * The transform of an image at the frequencies q of the map, where its own frequencies are k = M⁻¹ q. So a search of poses
 * need not know of magnifications, pixel sizes and boxes. The image is cut to the width of the map, padded {@value #PADDING}
 * times, transformed and interpolated linearly; before, it is divided by the window of the interpolation. What is r pixels from
 * the middle of a box of n is wrong by at most π²r²/(48 n²): 1.3 % at half of the box and 5 % at its edge.
 *
 * <p>One per thread; nothing is allocated per image but where the kind of image changes.
 */
final class StraightTransform {
    private static final int PADDING = 4;

    /** Width of the edge of the cut, in parts of the map's width. */
    private static final double EDGE = 1.0 / 16;

    private final ParticleSet set;
    private final HalfDisc disc;
    private final float[] transform;
    private final boolean[] outside;
    private Magnification m;
    private int box;
    private int columns;
    private RealFft2D fft;
    private float[] padded;
    private float[] half;
    private float[] window;
    private double kept;

    /** @param disc frequencies of the map */
    StraightTransform(ParticleSet set, HalfDisc disc) {
        this.set = set;
        this.disc = disc;
        transform = new float[2 * disc.size()];
        outside = new boolean[disc.size()];
    }

    /** Whether the frequencies of an image are others than those of the map. */
    static boolean needed(ParticleSet set, Particle particle) {
        return !set.magnificationOf(particle).isNone();
    }

    /** Prepares for images like that of {@code particle}. */
    void use(Particle particle) {
        Magnification other = set.magnificationOf(particle);
        if (other.equals(m) && set.boxOf(particle) == box) return;
        m = other;
        if (set.boxOf(particle) != box) {
            box = set.boxOf(particle);
            fft = new RealFft2D(PADDING * box);
            padded = new float[PADDING * box * PADDING * box];
            columns = PADDING * box / 2 + 1;
            half = new float[2 * PADDING * box * columns];
        }
        window = window(set.pixelSizeAngstrom() * set.box() / set.pixelSizeOf(particle));
        double sum = 0;
        for (int y = 0, i = 0; y < box; y++)
            for (int x = 0; x < box; x++, i++) {
                double cut = window[i] * linear(x - box / 2, PADDING * box) * linear(y - box / 2, PADDING * box);
                sum += cut * cut;
            }
        kept = sum / window.length;
        Magnification inverse = m.inverse();
        int highest = box / 2 - 1;
        for (int ky = -disc.radius(), i = 0; ky <= disc.radius(); ky++)
            for (int kx = disc.first(ky); kx < disc.end(ky); kx++, i++) {
                double x = inverse.xx() * kx + inverse.xy() * ky;
                double y = inverse.yx() * kx + inverse.yy() * ky;
                outside[i] = x * x + y * y > highest * highest;
            }
    }

    /** Points that the image is too coarse for. */
    boolean[] outside() {
        return outside;
    }

    /** The part of the power of the noise that the cut keeps: times it, σ² of the image is that of its transform here. */
    double keptPower() {
        return kept;
    }

    /** Independent values of the image per point of the map's disc, at most 1: less where the image is narrower than the map. */
    double independent() {
        return Math.min(1, 1 / Math.abs(m.xx() * m.yy() - m.xy() * m.yx()));
    }

    /** The ring of the image, not whole, that a ring of the map is: |k| for |q|, as the mean of all directions. */
    double ringOf(int ring) {
        return ring / Math.sqrt(Math.abs(m.xx() * m.yy() - m.xy() * m.yx()));
    }

    /**
     * The transform about voxel ⌊n/2⌋, re and im for each point; overwritten by the next call.
     *
     * @param pixels box·box values; read only
     * @param scale factor
     */
    float[] of(float[] pixels, float scale) {
        int n = PADDING * box;
        int corner = n / 2 - box / 2;
        Arrays.fill(padded, 0);
        for (int y = 0; y < box; y++)
            for (int x = 0; x < box; x++)
                padded[(y + corner) * n + x + corner] = scale * window[y * box + x] * pixels[y * box + x];
        fft.forward(padded, 0, half, columns);
        Magnification inverse = m.inverse();
        for (int ky = -disc.radius(), i = 0; ky <= disc.radius(); ky++)
            for (int kx = disc.first(ky); kx < disc.end(ky); kx++, i++) {
                if (outside[i]) transform[2 * i] = transform[2 * i + 1] = 0;
                else
                    interpolate(
                            PADDING * (inverse.xx() * kx + inverse.xy() * ky),
                            PADDING * (inverse.yx() * kx + inverse.yy() * ky),
                            2 * i);
            }
        return transform;
    }

    private void interpolate(double u, double v, int out) {
        double sign = u < 0 ? -1 : 1;
        double x = sign * u;
        double y = sign * v;
        int ix = (int) x;
        int iy = (int) Math.floor(y);
        double fx = x - ix;
        double fy = y - iy;
        double re = 0;
        double im = 0;
        int n = PADDING * box;
        for (int dx = 0; dx < 2; dx++)
            for (int dy = 0; dy < 2; dy++) {
                int kx = ix + dx;
                int ky = iy + dy;
                double weight = (dx == 0 ? 1 - fx : fx) * (dy == 0 ? 1 - fy : fy);
                if (((kx + ky) & 1) != 0) weight = -weight;
                int in = 2 * (kx * n + Math.floorMod(ky, n));
                re += weight * half[in];
                im += weight * half[in + 1];
            }
        transform[out] = (float) re;
        transform[out + 1] = (float) (sign * im);
    }

    /**
     * What pixels are multiplied by: a soft cut to the map's width, and one over the window of the interpolation.
     *
     * @param width of the map in pixels of the image
     */
    private float[] window(double width) {
        float[] factors = new float[box * box];
        double[] line = new double[box];
        for (int x = 0; x < box; x++) {
            double from = Math.abs(x - box / 2);
            double cut = width >= box ? 1 : CosineEdge.at(from - (0.5 - EDGE) * width, EDGE * width);
            line[x] = cut / linear(x - box / 2, PADDING * box);
        }
        for (int y = 0, i = 0; y < box; y++)
            for (int x = 0; x < box; x++, i++) factors[i] = (float) (line[x] * line[y]);
        return factors;
    }

    /** The window of linear interpolation between samples of a transform of {@code period} pixels. */
    private static double linear(int pixel, int period) {
        double phase = Math.PI * pixel / period;
        double sinc = pixel == 0 ? 1 : Math.sin(phase) / phase;
        return sinc * sinc;
    }
}
