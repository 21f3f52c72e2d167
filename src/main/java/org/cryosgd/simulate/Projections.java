/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import static org.cryosgd.math.Require.require;

import java.util.Arrays;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.RealFft2D;
import org.cryosgd.math.Rotation;
import org.cryosgd.math.Volume;
import org.cryosgd.optics.Ctf;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.Pose;
import org.cryosgd.projection.FourierVolume;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.Slice;

/**
 * Noise-free images of a map: trilinear slices of its transform at padding 2, times CTF and shift, of all frequencies
 * |k| ≤ n/2 but Nyquist itself. Without CTF a pixel is the sum of the map along the direction of view, in voxels. Safe
 * to use from several threads, each with an {@link Image} of its own.
 */
public final class Projections {
    private static final int PADDING = 2;

    private final int box;
    private final double boxAngstrom;
    private final HalfDisc disc;
    private final HalfCube cube;
    private final float[] transform;

    /** @param map any even box of at least 16 */
    public Projections(Volume map) {
        require(map.size() >= 16 && map.size() % 2 == 0, "box of the map", "even and at least 16", map.size());
        box = map.size();
        boxAngstrom = box * map.voxelSizeAngstrom();
        disc = new HalfDisc(box / 2);
        // the corners of the cell around a point of the rim are up to √3 voxels further out
        cube = new HalfCube(PADDING * disc.radius() + 2);
        transform = new FourierVolume(cube, Interpolation.TRILINEAR, PADDING, box).fromMap(map);
    }

    /** Memory for one image after the other, for one thread. */
    public Image image() {
        return new Image();
    }

    /** One image after the other; nothing is allocated per image but its CTF. */
    public final class Image {
        private final Projector projector = new Projector(cube, disc, Interpolation.TRILINEAR, PADDING);
        private final RealFft2D fft = new RealFft2D(box);
        private final float[] slice = new float[2 * disc.size()];
        private final float[] half = new float[2 * box * (box / 2 + 1)];
        private final float[] ctfRow = new float[disc.radius() + 1];

        private Image() {}

        /**
         * Makes the image of a particle.
         *
         * @param particle its pose, and its CTF unless the defocus is null
         * @param pixels box·box values, x fastest; overwritten
         */
        public void pixels(Particle particle, float[] pixels) {
            compute(particle);
            Arrays.fill(half, 0);
            for (int ky = -disc.radius(), i = 0; ky <= disc.radius(); ky++)
                for (int kx = disc.first(ky); kx < disc.end(ky); kx++, i += 2) {
                    // the origin of the image is pixel n/2
                    float sign = ((kx + ky) & 1) == 0 ? 1 : -1;
                    float re = sign * slice[i];
                    float im = sign * slice[i + 1];
                    put(kx, ky, re, im);
                    if (kx == 0 && ky != 0) put(0, -ky, re, -im);
                }
            fft.inverse(half, pixels, 0);
        }

        /** The variance over all pixels of the image of a particle, by Parseval's theorem. */
        double variance(Particle particle) {
            compute(particle);
            double sum = 0;
            for (int i = 0; i < slice.length; i++) sum += (double) slice[i] * slice[i];
            double mean = slice[2 * disc.origin()];
            double pixels = (double) box * box;
            return 2 * (sum - mean * mean) / (pixels * pixels);
        }

        private void put(int kx, int ky, float re, float im) {
            int out = 2 * (kx * box + Math.floorMod(ky, box));
            half[out] = re;
            half[out + 1] = im;
        }

        /** The transform of the image about pixel n/2, on the half disc. */
        private void compute(Particle particle) {
            Pose pose = particle.pose();
            projector.slice(
                    transform,
                    Slice.of(Rotation.fromEuler(pose.rotDegrees(), pose.tiltDegrees(), pose.psiDegrees())),
                    slice);
            // Nyquist along x and along y are their own opposites
            clear(disc.start(0) + box / 2);
            clear(disc.start(box / 2));
            shift(pose.shiftXAngstrom() / boxAngstrom, pose.shiftYAngstrom() / boxAngstrom);
            if (particle.defocus() != null) filter(new Ctf(particle.optics(), particle.defocus(), boxAngstrom));
        }

        private void clear(int point) {
            slice[2 * point] = 0;
            slice[2 * point + 1] = 0;
        }

        /** The pose's shift, in boxes, moves the image onto the projection, so the projection moves by its negative. */
        private void shift(double x, double y) {
            if (x == 0 && y == 0) return;
            double stepRe = Math.cos(2 * Math.PI * x);
            double stepIm = Math.sin(2 * Math.PI * x);
            for (int ky = -disc.radius(), i = 0; ky <= disc.radius(); ky++) {
                double angle = 2 * Math.PI * (disc.first(ky) * x + ky * y);
                double re = Math.cos(angle);
                double im = Math.sin(angle);
                for (int kx = disc.first(ky); kx < disc.end(ky); kx++, i += 2) {
                    float a = slice[i];
                    float b = slice[i + 1];
                    slice[i] = (float) (a * re - b * im);
                    slice[i + 1] = (float) (a * im + b * re);
                    double next = re * stepRe - im * stepIm;
                    im = re * stepIm + im * stepRe;
                    re = next;
                }
            }
        }

        private void filter(Ctf ctf) {
            for (int ky = -disc.radius(), i = 0; ky <= disc.radius(); ky++) {
                int count = disc.end(ky) - disc.first(ky);
                ctf.row(ky, disc.first(ky), count, ctfRow);
                for (int j = 0; j < count; j++, i += 2) {
                    slice[i] *= ctfRow[j];
                    slice[i + 1] *= ctfRow[j];
                }
            }
        }
    }
}
