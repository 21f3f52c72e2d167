/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.ctfrefine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Rotation;
import org.cryosgd.math.Tasks;
import org.cryosgd.optics.Magnification;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;
import org.cryosgd.particles.Preparation;
import org.cryosgd.particles.PreparedImage;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.Slice;
import org.ejml.data.DMatrix3x3;

/**
 * The images of one optics group and one fold of a half set, compared with a map that none of them is in. The sums of a pass are
 * the same on any number of threads.
 */
final class GroupFold {
    private static final int PARTS = 8;

    private final ParticleSet set;
    private final int[] places;
    private final int[] numbers;
    private final Particle first;
    private final Preparation preparation;
    private final HalfDisc disc;
    private final float[] noise;
    private final float[] mtf;
    private final float[][] kept;
    private final Optics table;
    private final Frequencies tableFrequencies;
    private final double mapWidth;

    private Frequencies now;
    private Magnification whole;
    private final double[] defocus;
    private double strength = 1;
    private Reference reference;
    private int room;

    /**
     * @param half numbers of the particles of the group and half
     * @param fold numbers of the particles of the fold, of all groups
     * @param noise σ² of each ring of their images
     * @param mtf by how much the camera damps each point more than the map is damped; null where all cameras are the same
     * @param mapWidthAngstrom width of the map's box
     * @param defocus change of the defocus of each particle of the half in ångström, which the caller may write into
     */
    GroupFold(
            ParticleSet set,
            List<Integer> half,
            int[] fold,
            Preparation preparation,
            HalfDisc disc,
            float[] noise,
            float[] mtf,
            double mapWidthAngstrom,
            double[] defocus) {
        this.set = set;
        boolean[] inFold = new boolean[set.size()];
        for (int i : fold) inFold[i] = true;
        places =
                IntStream.range(0, half.size()).filter(i -> inFold[half.get(i)]).toArray();
        numbers = Arrays.stream(places).map(half::get).toArray();
        first = set.particles().get(half.get(0));
        this.preparation = preparation;
        this.disc = disc;
        this.noise = noise;
        this.mtf = mtf;
        mapWidth = mapWidthAngstrom;
        kept = new float[numbers.length][];
        table = first.optics();
        tableFrequencies = frequencies(table);
        this.defocus = defocus;
        setOptics(table);
    }

    private Frequencies frequencies(Optics optics) {
        return new Frequencies(optics, disc, width(), whole(optics), set.box() / 2 - 1, set.boxOf(first) / 2 - 1);
    }

    private Magnification whole(Optics optics) {
        return optics.magnification().times(mapWidth / width());
    }

    private double width() {
        return set.widthOf(first);
    }

    /**
     * The map of the next passes.
     *
     * @param images that may be kept in memory until {@link #release}
     * @return how many of them are not needed
     */
    int use(Reference map, int images) {
        reference = map;
        room = Math.min(images, numbers.length);
        return images - room;
    }

    /** Forgets the map and the images. */
    void release() {
        reference = null;
        Arrays.fill(kept, null);
    }

    /** The optics of the next pass. */
    void setOptics(Optics optics) {
        now = frequencies(optics);
        whole = whole(optics);
    }

    /** How strong the images are in units of the map. */
    double strength() {
        return strength;
    }

    /** The highest frequency of the image that counts, in cycles per box. */
    int last() {
        double shells = reference.last() / whole(table).smallestStretch();
        return (int) Math.max(1, Math.min(disc.radius(), Math.floor(shells)));
    }

    Frequencies frequencies() {
        return now;
    }

    HalfDisc disc() {
        return disc;
    }

    /** From one cycle of the image to those of the map, without the group's own matrix. */
    double scale() {
        return mapWidth / width();
    }

    /** The sums of all images. */
    PointSums pass() throws IOException {
        PointSums[] parts = new PointSums[PARTS];
        run((work, part, i) -> {
            if (parts[part] == null) parts[part] = new PointSums(disc.size(), reference.hasGradient());
            work.compare(i);
            work.add(parts[part]);
        });
        PointSums all = new PointSums(disc.size(), reference.hasGradient());
        for (PointSums part : parts) if (part != null) all.add(part);
        if (all.power > 0) strength *= all.overlap / all.power;
        return all;
    }

    /**
     * The log likelihood of each image at changes of its defocus, but for a constant.
     *
     * @param changes in ångström
     * @param values of the particles of the half; those of this fold are overwritten
     */
    void defocusLikelihoods(double[] changes, float[][] values) throws IOException {
        RingPhases phases = new RingPhases(disc, now, changes);
        run((work, part, i) -> {
            work.compare(i);
            values[places[i]] = work.likelihoods(phases);
        });
    }

    private interface Visitor {
        void visit(Work work, int part, int i) throws IOException;
    }

    private void run(Visitor visitor) throws IOException {
        try {
            Tasks.forEach(PARTS, Work::new, (work, part) -> {
                int from = (int) ((long) part * numbers.length / PARTS);
                int to = (int) ((long) (part + 1) * numbers.length / PARTS);
                try {
                    for (int i = from; i < to; i++) visitor.visit(work, part, i);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The memory of one thread. */
    private final class Work {
        private final PreparedImage image = new PreparedImage(set, preparation, disc);
        private final Projector projector = reference.projector(disc);
        private final ParticleCtf ctf = new ParticleCtf();
        private final float[] slice = new float[2 * disc.size()];
        private final float[][] moments = reference.hasGradient() ? new float[3][2 * disc.size()] : null;
        private final float[] phaseX = new float[2 * (disc.radius() + 1)];
        private final double[][] rings = new double[4][disc.radius() + 1];
        private float[] y;
        /** The rows of the matrix of Euler angles: the axes of the image in the map. */
        private double ax;

        private double ay;
        private double az;
        private double bx;
        private double by;
        private double bz;

        /** Gets an image, moved onto its projection, and the projection. */
        void compare(int i) throws IOException {
            Particle particle = set.particles().get(numbers[i]);
            Pose pose = particle.pose();
            y = kept[i];
            if (y == null) {
                image.read(particle);
                y = image.transform();
                move(pose.shiftXAngstrom(), pose.shiftYAngstrom());
                if (i < room) kept[i] = y.clone();
            }
            DMatrix3x3 rotation = Rotation.fromEuler(pose.rotDegrees(), pose.tiltDegrees(), pose.psiDegrees());
            ax = rotation.a11;
            ay = rotation.a12;
            az = rotation.a13;
            bx = rotation.a21;
            by = rotation.a22;
            bz = rotation.a23;
            Slice place = Slice.of(rotation, whole);
            read(place, reference.transform(), slice);
            if (moments != null)
                for (int axis = 0; axis < 3; axis++) read(place, reference.moments(axis), moments[axis]);
            ctf.set(now, particle.defocus(), defocus[places[i]]);
        }

        private void read(Slice where, float[] volume, float[] out) {
            Arrays.fill(out, 0);
            projector.slice(volume, where, out);
        }

        private void move(double shiftX, double shiftY) {
            double turnX = -2 * Math.PI * shiftX / width();
            double turnY = -2 * Math.PI * shiftY / width();
            for (int kx = 0; kx <= disc.radius(); kx++) {
                phaseX[2 * kx] = (float) Math.cos(turnX * kx);
                phaseX[2 * kx + 1] = (float) Math.sin(turnX * kx);
            }
            for (int ky = -disc.radius(), i = 0; ky <= disc.radius(); ky++) {
                float cosY = (float) Math.cos(turnY * ky);
                float sinY = (float) Math.sin(turnY * ky);
                for (int kx = disc.first(ky); kx < disc.end(ky); kx++, i += 2) {
                    float re = phaseX[2 * kx] * cosY - phaseX[2 * kx + 1] * sinY;
                    float im = phaseX[2 * kx] * sinY + phaseX[2 * kx + 1] * cosY;
                    float a = y[i];
                    float b = y[i + 1];
                    y[i] = a * re - b * im;
                    y[i + 1] = a * im + b * re;
                }
            }
        }

        /** It depends on the frequency in the image, which no term moves. */
        private double damping(int i) {
            return mtf == null ? 1 : mtf[i];
        }

        void add(PointSums sums) {
            float[] signal = reference.signal();
            int low = Math.max(2, last() / 2);
            for (int i = 0; i < disc.size(); i++) {
                // the shell of the table's optics, so that the points are the same in all passes
                int shell = tableFrequencies.shell[i];
                if (shell < 0 || now.shell[i] < 0 || signal[shell] == 0) continue;
                double gain = strength * signal[shell] * damping(i);
                double inverse = 1 / noise[disc.ring(i)];
                double re = gain * slice[2 * i];
                double im = gain * slice[2 * i + 1];
                double phase = ctf.phase(i);
                double a = ctf.strength(i);
                double c = a * Math.sin(phase);
                double d = a * Math.cos(phase);
                double yr = y[2 * i];
                double yi = y[2 * i + 1];
                sums.oddRe[i] += c * inverse * (re * yr + im * yi);
                sums.oddIm[i] += c * inverse * (re * yi - im * yr);
                if (now.odd != null) {
                    double turned = yr * now.odd[2 * i] + yi * now.odd[2 * i + 1];
                    yi = yi * now.odd[2 * i] - yr * now.odd[2 * i + 1];
                    yr = turned;
                }
                double b = inverse * (re * yr + im * yi);
                double w = inverse * (re * re + im * im);
                sums.oddWeight[i] += c * c * w;
                sums.even[i] += d * b - c * d * w;
                sums.evenWeight[i] += d * d * w;
                if (disc.ring(i) <= low) {
                    sums.overlap += c * b;
                    sums.power += c * c * w;
                }
                if (sums.move != null) addMove(sums.move, i, gain, inverse, c, d, re, im, yr - c * re, yi - c * im);
            }
        }

        /** Derivatives by the frequency in cycles per box of the map: of the slice, which turns by −i, and of the CTF. */
        private void addMove(
                double[][] move,
                int i,
                double gain,
                double inverse,
                double c,
                double d,
                double re,
                double im,
                double restRe,
                double restIm) {
            double mx = moments[0][2 * i];
            double my = moments[1][2 * i];
            double mz = moments[2][2 * i];
            double nx = moments[0][2 * i + 1];
            double ny = moments[1][2 * i + 1];
            double nz = moments[2][2 * i + 1];
            // −i (m + i n) = n − i m
            double factor = gain * c;
            double alongX = d * ctf.alongX(i) / mapWidth;
            double alongY = d * ctf.alongY(i) / mapWidth;
            double xRe = factor * (ax * nx + ay * ny + az * nz) + alongX * re;
            double xIm = -factor * (ax * mx + ay * my + az * mz) + alongX * im;
            double yRe = factor * (bx * nx + by * ny + bz * nz) + alongY * re;
            double yIm = -factor * (bx * mx + by * my + bz * mz) + alongY * im;
            move[0][i] += inverse * (xRe * restRe + xIm * restIm);
            move[1][i] += inverse * (yRe * restRe + yIm * restIm);
            move[2][i] += inverse * (xRe * xRe + xIm * xIm);
            move[3][i] += inverse * (xRe * yRe + xIm * yIm);
            move[4][i] += inverse * (yRe * yRe + yIm * yIm);
            move[5][i] += inverse * d * (xRe * re + xIm * im);
            move[6][i] += inverse * d * (yRe * re + yIm * im);
        }

        float[] likelihoods(RingPhases phases) {
            float[] signal = reference.signal();
            for (double[] ring : rings) Arrays.fill(ring, 0);
            for (int i = 0; i < disc.size(); i++) {
                int shell = tableFrequencies.shell[i];
                if (shell < 0 || now.shell[i] < 0 || signal[shell] == 0) continue;
                double gain = strength * signal[shell] * damping(i);
                int ring = disc.ring(i);
                double inverse = 1 / noise[ring];
                double re = gain * slice[2 * i];
                double im = gain * slice[2 * i + 1];
                double yr = y[2 * i];
                double yi = y[2 * i + 1];
                if (now.odd != null) {
                    double turned = yr * now.odd[2 * i] + yi * now.odd[2 * i + 1];
                    yi = yi * now.odd[2 * i] - yr * now.odd[2 * i + 1];
                    yr = turned;
                }
                double b = inverse * (re * yr + im * yi);
                double w = inverse * (re * re + im * im);
                double a = ctf.strength(i);
                double phase = ctf.phase(i);
                double sin = Math.sin(phase);
                double cos = Math.cos(phase);
                rings[0][ring] += a * sin * b;
                rings[1][ring] += a * cos * b;
                rings[2][ring] += a * a * w * (1 - 2 * sin * sin);
                rings[3][ring] += a * a * w * 2 * sin * cos;
            }
            return phases.likelihoods(rings);
        }
    }
}
