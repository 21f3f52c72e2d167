/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import static org.cryosgd.math.Require.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cryosgd.assess.Masks;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.RealFft2D;
import org.cryosgd.math.Rotation;
import org.cryosgd.math.Volume;
import org.cryosgd.optics.Ctf;
import org.cryosgd.optics.Magnification;
import org.cryosgd.optics.OddPhase;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.Pose;
import org.cryosgd.projection.FourierVolume;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.Slice;
import org.ejml.data.DMatrix3x3;

/**
 * Noise-free images of a map: trilinear slices of its transform at padding 2, times CTF and shift, of all frequencies
 * |k| ≤ n/2 but Nyquist itself. Without CTF a pixel is the sum of the map along the direction of view, in voxels. Safe
 * to use from several threads, each with an {@link Image} of its own.
 */
public final class Projections {
    private static final int PADDING = 2;

    private final int mapBox;
    private final double voxelSizeAngstrom;
    private final HalfCube cube;
    private final Conformations conformations;
    /** Of each map, without its domain where that is turned. */
    private final List<float[]> transforms = new ArrayList<>();

    private final List<float[]> domains = new ArrayList<>();

    /** @param map any even box of at least 16 */
    public Projections(Volume map) {
        this(map, Conformations.NONE);
    }

    /**
     * Of particles that are not alike.
     *
     * @param conformations of the particles, by {@link Particle#image}
     */
    Projections(Volume map, Conformations conformations) {
        require(map.size() >= 16 && map.size() % 2 == 0, "box of the map", "even and at least 16", map.size());
        mapBox = map.size();
        voxelSizeAngstrom = map.voxelSizeAngstrom();
        // the corners of the cell around a point of the rim are up to √3 voxels further out
        cube = new HalfCube(PADDING * (mapBox / 2) + 2);
        this.conformations = conformations;
        add(map);
        for (Volume other : conformations.mixture().others()) {
            require(
                    other.size() == mapBox && Math.abs(other.voxelSizeAngstrom() / voxelSizeAngstrom - 1) < 1e-3,
                    "other maps",
                    "of " + mapBox + " voxels of " + voxelSizeAngstrom + " Å, as the first map",
                    other.size() + " of " + other.voxelSizeAngstrom() + " Å");
            add(other);
        }
    }

    private void add(Volume map) {
        FourierVolume maps = new FourierVolume(cube, Interpolation.TRILINEAR, PADDING, mapBox);
        Volume domain = conformations.mixture().domain();
        transforms.add(maps.fromMap(map));
        if (domain == null) return;
        Masks.check(domain, mapBox, voxelSizeAngstrom);
        float[] turned = maps.fromMap(Masks.apply(map, domain));
        float[] rest = transforms.get(transforms.size() - 1);
        for (int i = 0; i < rest.length; i++) rest[i] -= turned[i];
        domains.add(turned);
    }

    /** Memory for one image after the other, for one thread, with the box and the pixels of the map. */
    public Image image() {
        return new Image(mapBox, voxelSizeAngstrom);
    }

    /** The same for images of another box or pixel size; frequencies that the map does not have are zero. */
    public Image image(int box, double pixelSizeAngstrom) {
        return new Image(box, pixelSizeAngstrom);
    }

    /** One image after the other; nothing is allocated per image but its CTF. */
    public final class Image {
        private final int box;
        private final double boxAngstrom;
        private final double ratio;
        private final float perPixel;
        private final HalfDisc disc;
        private final Projector projector;
        private final RealFft2D fft;
        private final float[] slice;
        private final float[] rest;
        private final float[] half;
        private final float[] ctfRow;
        private Optics lastOptics;
        private float[] oddPhase;

        private Image(int box, double pixelSizeAngstrom) {
            this.box = box;
            boxAngstrom = box * pixelSizeAngstrom;
            ratio = box == mapBox && pixelSizeAngstrom == voxelSizeAngstrom
                    ? 1
                    : mapBox * voxelSizeAngstrom / boxAngstrom;
            // a pixel holds the same whatever its size, so that their sum does not
            perPixel = (float) Math.pow(voxelSizeAngstrom / pixelSizeAngstrom, 2);
            disc = new HalfDisc(box / 2);
            projector = Projector.clipped(cube, disc, Interpolation.TRILINEAR, PADDING);
            fft = new RealFft2D(box);
            slice = new float[2 * disc.size()];
            rest = new float[slice.length];
            half = new float[2 * box * (box / 2 + 1)];
            ctfRow = new float[disc.radius() + 1];
        }

        /**
         * Makes the image of a particle.
         *
         * @param particle its pose, and its CTF unless the defocus is null
         * @param pixels box·box values, x fastest; overwritten
         */
        public void pixels(Particle particle, float[] pixels) {
            pixels(particle, null, pixels);
        }

        /**
         * The same, each frequency times a factor.
         *
         * @param factors one for each point of {@link #disc}; null for none
         */
        void pixels(Particle particle, float[] factors, float[] pixels) {
            compute(particle);
            if (factors != null)
                for (int i = 0; i < factors.length; i++) {
                    slice[2 * i] *= factors[i];
                    slice[2 * i + 1] *= factors[i];
                }
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

        /** The frequencies of the image, in whole cycles per box. */
        HalfDisc disc() {
            return disc;
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
            Magnification m = particle.optics().magnification().times(ratio);
            DMatrix3x3 rotation = Rotation.fromEuler(pose.rotDegrees(), pose.tiltDegrees(), pose.psiDegrees());
            read(transforms.get(conformations.map(particle.image())), rotation, m);
            if (!domains.isEmpty()) addDomain(particle.image(), rotation, m);
            if (!m.isNone()) cut(m);
            if (perPixel != 1) for (int i = 0; i < slice.length; i++) slice[i] *= perPixel;
            // Nyquist along x and along y are their own opposites
            clear(disc.start(0) + box / 2);
            clear(disc.start(box / 2));
            shift(pose.shiftXAngstrom() / boxAngstrom, pose.shiftYAngstrom() / boxAngstrom);
            if (particle.defocus() != null) filter(new Ctf(particle.optics(), particle.defocus(), boxAngstrom));
            if (particle.optics() != lastOptics) {
                lastOptics = particle.optics();
                oddPhase = OddPhase.factors(lastOptics, disc, boxAngstrom);
            }
            if (oddPhase != null) turn(oddPhase);
        }

        private void read(float[] transform, DMatrix3x3 rotation, Magnification m) {
            if (!m.isNone()) Arrays.fill(slice, 0);
            projector.slice(transform, Slice.of(rotation, m), slice);
        }

        /** Adds the domain of a particle, turned about its hinge. */
        private void addDomain(int number, DMatrix3x3 rotation, Magnification m) {
            System.arraycopy(slice, 0, rest, 0, slice.length);
            DMatrix3x3 turn = conformations.turn(number);
            read(domains.get(conformations.map(number)), Rotation.multiply(rotation, turn), m);
            double[] d = conformations.displacement(turn);
            double width = mapBox * voxelSizeAngstrom;
            double x = (rotation.a11 * d[0] + rotation.a12 * d[1] + rotation.a13 * d[2]) / width;
            double y = (rotation.a21 * d[0] + rotation.a22 * d[1] + rotation.a23 * d[2]) / width;
            // at frequency k of the image, which is M k of the map
            shift(-(m.xx() * x + m.yx() * y), -(m.xy() * x + m.yy() * y));
            for (int i = 0; i < slice.length; i++) slice[i] += rest[i];
        }

        /** Frequencies beyond those of the map. */
        private void cut(Magnification m) {
            double most = mapBox * (double) mapBox / 4;
            for (int ky = -disc.radius(), i = 0; ky <= disc.radius(); ky++)
                for (int kx = disc.first(ky); kx < disc.end(ky); kx++, i++) {
                    double x = m.xx() * kx + m.xy() * ky;
                    double y = m.yx() * kx + m.yy() * ky;
                    if (x * x + y * y > most) clear(i);
                }
        }

        private void turn(float[] phase) {
            for (int i = 0; i < slice.length; i += 2) {
                float re = slice[i] * phase[i] - slice[i + 1] * phase[i + 1];
                slice[i + 1] = slice[i] * phase[i + 1] + slice[i + 1] * phase[i];
                slice[i] = re;
            }
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
