/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.particles;

import java.io.IOException;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.RealFft2D;

/**
 * Reads particles one after another, normalises them and transforms them. One per thread; nothing is allocated per
 * image but where one has another box than the one before.
 */
public final class PreparedImage {
    private final ParticleSet set;
    private final Preparation preparation;
    private final HalfDisc disc;
    private final float[] transform;
    private final double cropped;
    private int imageBox;
    private RealFft2D fft;
    private Background background;
    private float[] pixels;
    private float[] half;
    private float scale;

    /**
     * @param disc the frequencies that are kept; its radius is below half of the cropped box, but for images of a smaller box
     *     than most in a mixed set
     */
    public PreparedImage(ParticleSet set, Preparation preparation, HalfDisc disc) {
        this.set = set;
        this.preparation = preparation;
        this.disc = disc;
        transform = new float[2 * disc.size()];
        double ratio = preparation.boxFor(set.box()) / (double) set.box();
        cropped = ratio * ratio;
        scale = (float) cropped;
        setBox(set.box());
    }

    private void setBox(int box) {
        imageBox = box;
        fft = new RealFft2D(box);
        background = new Background(box);
        pixels = new float[box * box];
        half = new float[2 * box * (Math.min(disc.radius(), box / 2) + 1)];
    }

    /** The pixels of the particle that was read last, box·box values, normalised. */
    public float[] pixels() {
        return pixels;
    }

    /** What the transform of {@link #pixels} is multiplied by. */
    public float scale() {
        return scale;
    }

    /** Reads and normalises a particle. */
    public void read(Particle particle) throws IOException {
        if (set.mixed()) {
            if (set.boxOf(particle) != imageBox) setBox(set.boxOf(particle));
            double ratio = set.pixelSizeOf(particle) / set.pixelSizeAngstrom();
            // pixels of a normalised image hold as much signal as noise of the same dose lets them: in proportion to
            // their size
            scale = (float) (cropped * (preparation.normalise() == Normalise.RING ? ratio : ratio * ratio));
        }
        set.images().read(particle.image(), pixels);
        if (preparation.normalise() == Normalise.RING) normalise(particle);
        else check(particle);
        if (preparation.invert()) for (int i = 0; i < pixels.length; i++) pixels[i] = -pixels[i];
    }

    /**
     * The transform of {@link #pixels} about voxel ⌊n/2⌋ on the half disc, re and im for each point, on the scale of
     * the cropped box; overwritten by the next call. Zero at and beyond the Nyquist frequency of the image.
     */
    public float[] transform() {
        int highest = imageBox / 2 - 1;
        if (highest < disc.radius()) return transformOfSmaller(highest);
        fft.forward(pixels, 0, half, disc.radius() + 1);
        for (int ky = -disc.radius(), i = 0; ky <= disc.radius(); ky++) {
            int row = Math.floorMod(ky, imageBox);
            for (int kx = disc.first(ky); kx < disc.end(ky); kx++, i += 2) {
                int in = 2 * (kx * imageBox + row);
                float factor = ((kx + ky) & 1) == 0 ? scale : -scale;
                transform[i] = factor * half[in];
                transform[i + 1] = factor * half[in + 1];
            }
        }
        return transform;
    }

    private float[] transformOfSmaller(int highest) {
        fft.forward(pixels, 0, half, highest + 1);
        for (int ky = -disc.radius(), i = 0; ky <= disc.radius(); ky++) {
            int row = Math.floorMod(ky, imageBox);
            for (int kx = disc.first(ky); kx < disc.end(ky); kx++, i += 2) {
                boolean there = kx <= highest && Math.abs(ky) <= highest;
                int in = 2 * (kx * imageBox + row);
                float factor = !there ? 0 : ((kx + ky) & 1) == 0 ? scale : -scale;
                transform[i] = there ? factor * half[in] : 0;
                transform[i + 1] = there ? factor * half[in + 1] : 0;
            }
        }
        return transform;
    }

    private void normalise(Particle particle) throws ImageException {
        Background.Plane plane = background.fit(pixels);
        double variance = plane.variance();
        if (Double.isNaN(variance) || Double.isInfinite(variance)) check(particle);
        if (!plane.varies()) throw ImageException.ofEvenBackground(particle);
        background.normalise(pixels, plane);
        if (!finite(pixels)) check(particle);
    }

    /** Without a branch and without waiting for the number before, so that Java makes vectors of the loop. */
    private static boolean finite(float[] values) {
        int exponent = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
        int bad = 0;
        for (int i = 0; i < values.length; i++)
            bad |= (Float.floatToRawIntBits(values[i]) & exponent) == exponent ? 1 : 0;
        return bad == 0;
    }

    private void check(Particle particle) throws ImageException {
        float first = pixels[0];
        boolean constant = true;
        for (int i = 0; i < pixels.length; i++) {
            if (Float.isNaN(pixels[i]) || Float.isInfinite(pixels[i]))
                throw new ImageException(
                        "Particle " + particle.name() + ": pixel (" + i % imageBox + ", " + i / imageBox
                                + ") is not a number. Remove the particle from the STAR file or extract it again.");
            constant &= pixels[i] == first;
        }
        if (constant)
            throw new ImageException("Particle " + particle.name() + ": all pixels are " + first
                    + ", so there is nothing in the image. Remove the particle from the STAR file.");
    }
}
