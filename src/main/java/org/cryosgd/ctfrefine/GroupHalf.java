/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.ctfrefine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
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
 * The images of one optics group and one half set, compared with the map of that half. A pass reads them once; its parts are the
 * same on any number of threads, and so are its sums.
 *
 * <p>The half map was made of the very images. So it holds a share 1 − FSC of what they hold as noise, and would always agree
 * with the optics that it was made with. That share, as the table's optics predict it, is taken off the images.
 */
final class GroupHalf {
    private static final int PARTS = 8;

    /** More than half of a map is not of one image. */
    private static final double MOST_OWN = 0.5;

    private final ParticleSet set;
    private final int[] numbers;
    private final Preparation preparation;
    private final HalfDisc disc;
    private final Reference reference;
    private final float[] noise;
    private final Optics table;
    private final Frequencies tableFrequencies;
    private final double mapWidth;

    private Frequencies now;
    private Magnification whole;
    private final double[] defocus;
    private double strength = 1;
    private final double[] weightOfHalf;
    private final float[] own;

    /**
     * @param numbers of the particles in the set
     * @param noise σ² of each ring of their images
     * @param mapWidthAngstrom width of the map's box
     * @param weightOfHalf Σ scale²/σ² over all images of the map in each ring
     */
    GroupHalf(
            ParticleSet set,
            int[] numbers,
            Preparation preparation,
            HalfDisc disc,
            Reference reference,
            float[] noise,
            double mapWidthAngstrom,
            double[] weightOfHalf) {
        this.set = set;
        this.numbers = numbers;
        this.preparation = preparation;
        this.disc = disc;
        this.reference = reference;
        this.noise = noise;
        mapWidth = mapWidthAngstrom;
        this.weightOfHalf = weightOfHalf;
        own = new float[disc.radius() + 1];
        table = first().optics();
        tableFrequencies = frequencies(table);
        defocus = new double[numbers.length];
        setOptics(table);
    }

    private Particle first() {
        return set.particles().get(numbers[0]);
    }

    private Frequencies frequencies(Optics optics) {
        return new Frequencies(optics, disc, width(), whole(optics), set.box() / 2 - 1, set.boxOf(first()) / 2 - 1);
    }

    private Magnification whole(Optics optics) {
        return optics.magnification().times(mapWidth / width());
    }

    private double width() {
        return set.widthOf(first());
    }

    /**
     * What an image has given to the map at its own points is a share c²/σ² · own of the map. Images are n/(2k) per voxel in a shell
     * of k, with c² of ½ in the mean, so that noise has the power 1/D. A mask lessens noise by the share of the volume that is within it, and what is smooth, as
     * the signal, by that of the diameter.
     */
    private void setOwn() {
        for (int ring = 1; ring < own.length; ring++) {
            int shell = Math.min(
                    reference.last(), (int) Math.round(ring * whole(table).smallestStretch()));
            double density = strength * strength * weightOfHalf[ring] / (4 * ring);
            double within = Math.min(1, Math.max(0, reference.noise()[shell]) * density);
            own[ring] = (float) (Math.cbrt(within) / density * strength * strength);
        }
    }

    int size() {
        return numbers.length;
    }

    int number(int i) {
        return numbers[i];
    }

    Optics table() {
        return table;
    }

    /** The optics of the next pass. */
    void setOptics(Optics optics) {
        now = frequencies(optics);
        whole = whole(optics);
    }

    /** Change of the defocus of each particle in ångström; the caller may write into it. */
    double[] defocus() {
        return defocus;
    }

    /** How strong the images are in units of the map. */
    double strength() {
        return strength;
    }

    /** The highest frequency of the image that counts, in cycles per box. */
    int last() {
        double shells = reference.last() / tableFrequenciesScale();
        return (int) Math.max(1, Math.min(disc.radius(), Math.floor(shells)));
    }

    private double tableFrequenciesScale() {
        return whole(table).smallestStretch();
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
        setOwn();
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
     */
    float[][] defocusLikelihoods(double[] changes) throws IOException {
        setOwn();
        double[] kept = new double[own.length];
        // the mean of c² d² is ⅛, that of d² is ½
        for (int ring = 0; ring < kept.length; ring++) kept[ring] = 1 - Math.min(MOST_OWN, own[ring] / noise[ring] / 4);
        RingPhases phases = new RingPhases(disc, now, changes, kept);
        float[][] values = new float[numbers.length][];
        run((work, part, i) -> {
            work.compare(i);
            values[i] = work.likelihoods(phases);
        });
        return values;
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
        private final ParticleCtf tableCtf = new ParticleCtf();
        private final float[] slice = new float[2 * disc.size()];
        private final float[] tableSlice = new float[2 * disc.size()];
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

        /** Reads an image, moves it onto its projection and takes off what it has given to the map. */
        void compare(int i) throws IOException {
            Particle particle = set.particles().get(numbers[i]);
            image.read(particle);
            y = image.transform();
            Pose pose = particle.pose();
            move(pose.shiftXAngstrom(), pose.shiftYAngstrom());
            DMatrix3x3 rotation = Rotation.fromEuler(pose.rotDegrees(), pose.tiltDegrees(), pose.psiDegrees());
            ax = rotation.a11;
            ay = rotation.a12;
            az = rotation.a13;
            bx = rotation.a21;
            by = rotation.a22;
            bz = rotation.a23;
            Slice place = Slice.of(rotation, whole);
            read(place, reference.transform(), slice);
            Magnification before = whole(table);
            float[] then = slice;
            if (!before.equals(whole)) {
                then = tableSlice;
                read(Slice.of(rotation, before), reference.transform(), then);
            }
            if (moments != null)
                for (int axis = 0; axis < 3; axis++) read(place, reference.moments(axis), moments[axis]);
            tableCtf.set(tableFrequencies, particle.defocus(), 0);
            ctf.set(now, particle.defocus(), defocus[i]);
            takeOff(then);
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

        private void takeOff(float[] then) {
            float[] odd = tableFrequencies.odd;
            float[] signal = reference.signal();
            for (int i = 0; i < disc.size(); i++) {
                int shell = tableFrequencies.shell[i];
                if (shell < 0 || signal[shell] == 0) continue;
                double factor = (1 - signal[shell]) * strength * tableCtf.strength(i) * Math.sin(tableCtf.phase(i));
                double re = factor * then[2 * i];
                double im = factor * then[2 * i + 1];
                if (odd != null) {
                    double turned = re * odd[2 * i] - im * odd[2 * i + 1];
                    im = re * odd[2 * i + 1] + im * odd[2 * i];
                    re = turned;
                }
                y[2 * i] -= (float) re;
                y[2 * i + 1] -= (float) im;
            }
        }

        void add(PointSums sums) {
            float[] signal = reference.signal();
            int low = Math.max(2, last() / 2);
            for (int i = 0; i < disc.size(); i++) {
                // the shell of the table's optics, so that the points are the same in all passes
                int shell = tableFrequencies.shell[i];
                if (shell < 0 || now.shell[i] < 0 || signal[shell] == 0) continue;
                double gain = strength * signal[shell];
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
                double given = Math.min(MOST_OWN, c * c * inverse * own[disc.ring(i)]);
                sums.oddWeight[i] += c * c * w;
                sums.oddOwn[i] += given * c * c * w;
                sums.evenOwn[i] += given * d * d * w;
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
                double gain = strength * signal[shell];
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
