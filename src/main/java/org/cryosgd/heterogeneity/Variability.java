/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import static org.cryosgd.math.Require.require;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.cryosgd.images.Place;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.reconstruct.Problem;
import org.cryosgd.reconstruct.ReconstructionResult;
import org.ejml.data.DMatrixRMaj;

/**
 * How particles at known poses differ from their mean map: a few directions, and where each particle is along them. This is a
 * probabilistic principal component analysis, fitted by {@link BlockSgd} to each half set alone. Directions that the halves do not share are
 * not reported. docs/variability.md has the method.
 *
 * <p>One object, one run; it uses the threads of {@link org.cryosgd.math.Tasks}. The result does not depend on their number.
 */
public final class Variability {
    /** Directions are shared if the volumes of the halves correlate by this. Noise alone gives less than 0.1. */
    static final double SHARED = 0.5;

    /** Directions take part from this epoch on; before it the mean map is found. */
    private static final int FIRST = 3;

    /** Their ridge follows from their FSC from this epoch on. */
    private static final int COMPARED = 6;

    /** Directions begin with this part of the power of the mean map, at frequencies up to this in cycles per box. */
    private static final double START_POWER = 0.05;

    private static final int START_RADIUS = 8;

    /** The series of maps along a direction goes from this quantile of the coordinates to the one as far from the other end. */
    private static final double END = 0.05;

    /** Images that count less than this in a map are left out. */
    private static final double LEAST_WEIGHT = 0.02;

    public static final int MOST_COMPONENTS = 6;

    public static final int MOST_POSITIONS = 50;

    private final ComparedBy options;
    private final int components;
    private final int positions;
    private final Preconditioning preconditioning;

    /**
     * @param components number of directions
     * @param positions maps along each direction
     */
    public Variability(ComparedBy options, int components, int positions) {
        this(options, components, positions, Preconditioning.BLOCK);
    }

    /**
     * The same with another preconditioner, to compare them.
     *
     * @param components number of directions
     * @param positions maps along each direction
     */
    public Variability(ComparedBy options, int components, int positions, Preconditioning preconditioning) {
        this.preconditioning = preconditioning;
        require(
                components >= 1 && components <= MOST_COMPONENTS,
                "components",
                "from 1 to " + MOST_COMPONENTS,
                components);
        require(positions >= 2 && positions <= MOST_POSITIONS, "positions", "from 2 to " + MOST_POSITIONS, positions);
        this.options = options;
        this.components = components;
        this.positions = positions;
    }

    /**
     * Runs it.
     *
     * @param particles with poses
     * @param monitor a stop ends the run with nothing found
     * @throws IOException if an image cannot be read or used; the message names it
     * @throws CancellationException if it is stopped
     */
    public VariabilityResult run(ParticleSet particles, ProgressMonitor monitor) throws IOException {
        long begin = System.nanoTime();
        VariabilityResult found;
        try (Problem problem = options.compared(Place.current(), particles, components + 1, monitor)) {
            found = fit(problem, monitor);
        }
        return maps(particles, found, begin, monitor);
    }

    /** The directions and coordinates of images that are packed already; without maps along them. */
    VariabilityResult fit(Problem problem, ProgressMonitor monitor) {
        List<Coordinates> coordinates = List.of(
                new Coordinates(components, problem.images().size()),
                new Coordinates(components, problem.images().size()));
        PairedFit fit = new PairedFit(problem, coordinates, options.where(problem), preconditioning, options.seed());
        double[] likelihood = new double[options.epochs()];
        for (int epoch = 1; epoch <= options.epochs(); epoch++) {
            if (epoch == FIRST) start(fit);
            likelihood[epoch - 1] = fit.epoch(epoch, options.eta(epoch), monitor);
            if (monitor.stopped()) throw new CancellationException("stopped: nothing is written");
            for (int h = 0; h < 2; h++)
                coordinates.get(h).estimateContrast(fit.half(h).numbers());
            if (epoch >= FIRST) align(fit);
            fit.compare(epoch >= COMPARED ? components + 1 : 1);
            if (epoch >= FIRST) monitor.say(line(epoch, fit));
        }
        fit.observe(monitor);
        return VariabilityResult.of(problem, fit, coordinates, SHARED, likelihood);
    }

    private static String line(int epoch, PairedFit fit) {
        double[] cosines = Subspace.cosines(fit.cube(), fit.volumes(0, 1), fit.volumes(1, 1));
        StringBuilder line = new StringBuilder("Epoch " + epoch + ": directions of the halves agree by");
        for (double cosine : cosines) line.append(String.format(Locale.ROOT, " %.2f", cosine));
        return line.toString();
    }

    /** Random directions at low frequencies, others in each half. */
    private void start(PairedFit fit) {
        HalfCube cube = fit.cube();
        for (int h = 0; h < 2; h++) {
            float[][] v = fit.volumes(h, 0);
            float[] mean = v[0];
            double[] power = cube.shellMeans(
                    (i, shell) -> (double) mean[2 * i] * mean[2 * i] + (double) mean[2 * i + 1] * mean[2 * i + 1]);
            double[] d = fit.half(h).preconditioner().shellMeans(0);
            for (int j = 1; j < v.length; j++) {
                float[] random = cube.randomNormal(1009 * (31 * options.seed() + h) + j);
                cube.forEach((i, shell) -> {
                    float factor = shell > START_RADIUS ? 0 : (float) Math.sqrt(START_POWER * power[shell]);
                    random[2 * i] *= factor;
                    random[2 * i + 1] *= factor;
                });
                fit.mask(random);
                System.arraycopy(random, 0, v[j], 0, random.length);
                for (int s = 0; s < d.length; s++)
                    fit.half(h).ridge()[j][s] = (float) (d[s] * (s <= START_RADIUS ? 0.05 : 0.5));
            }
        }
    }

    /** Turns the directions of the first half to their axes, and those of the second onto them. */
    private static void align(PairedFit fit) {
        fit.turn(0, 1, Subspace.toAxes(fit.cube(), fit.volumes(0, 1)));
        DMatrixRMaj onto = Subspace.onto(fit.cube(), fit.volumes(0, 1), fit.volumes(1, 1));
        fit.turn(1, 1, onto);
    }

    /** Maps along the directions that the halves share, at all frequencies. */
    private VariabilityResult maps(ParticleSet particles, VariabilityResult found, long begin, ProgressMonitor monitor)
            throws IOException {
        try (Problem all = options.whole(particles, found.sets(), monitor)) {
            ReconstructionResult mean = options.map(all);
            List<CoordinateSeries> series = new ArrayList<>();
            for (int c = 0; c < found.shared(); c++) series.add(series(all, found.coordinates(c), c, monitor));
            return found.with(mean, series, (System.nanoTime() - begin) * 1e-9);
        }
    }

    /** Maps at places along a direction. Each is made of the images near it: the weight falls from 1 there to 0 at the next place. */
    private CoordinateSeries series(Problem all, double[] coordinates, int number, ProgressMonitor monitor) {
        double[] sorted = Arrays.stream(coordinates).sorted().toArray();
        double low = sorted[(int) (END * (sorted.length - 1))];
        double high = sorted[(int) ((1 - END) * (sorted.length - 1))];
        double step = (high - low) / (positions - 1);
        double[] places = new double[positions];
        List<ReconstructionResult> maps = new ArrayList<>();
        for (int p = 0; p < positions; p++) {
            if (monitor.stopped()) throw new CancellationException("stopped: nothing is written");
            monitor.at(p, positions, "Maps along direction " + (number + 1));
            places[p] = low + p * step;
            maps.add(at(all, coordinates, places[p], step));
        }
        return new CoordinateSeries(places, maps);
    }

    private ReconstructionResult at(Problem all, double[] coordinates, double place, double step) {
        double[] weights = Arrays.stream(coordinates)
                .map(z -> step > 0 ? Math.max(0, 1 - Math.abs(z - place) / step) : 1)
                .toArray();
        int[][] near = new int[2][];
        for (int h = 0; h < 2; h++)
            near[h] = IntStream.of(all.sets()[h])
                    .filter(i -> weights[i] > LEAST_WEIGHT)
                    .toArray();
        return options.map(all.with(new WeightedImages(all.images(), weights), near));
    }
}
