/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.math.Volume;
import org.cryosgd.reconstruct.MemoryPlan;
import org.cryosgd.reconstruct.Problem;
import org.cryosgd.reconstruct.ReconstructionResult;

/**
 * What {@link Variability} found. Directions are in the order of their strength, those first that the halves share.
 *
 * @param sets numbers of the particles of each half
 * @param shared number of directions that the halves share: only these mean anything
 * @param correlations of the volumes of the halves, for each direction
 * @param cosines of the principal angles between the directions of the halves
 * @param strengths power of each direction over that of the mean map, at the frequencies that were compared
 * @param contrast standard deviation of the contrast of images
 * @param directions maps of the directions, each as long as the standard deviation of its coordinate, at the frequencies that were
 *     compared
 * @param halves volumes of the mean and of the directions, of each half, at the frequencies that were compared
 * @param fsc of the directions of the halves
 * @param values coordinates of each particle, in standard deviations
 * @param errors standard deviations of these numbers
 * @param likelihood mean log likelihood of the images in each epoch
 * @param mean the map of all particles, at all frequencies
 * @param series maps along each shared direction, at all frequencies
 * @param memory the plan of the comparison
 * @param seconds of the whole run
 */
public record VariabilityResult(
        int[][] sets,
        int shared,
        double[] correlations,
        double[] cosines,
        double[] strengths,
        double contrast,
        List<Volume> directions,
        float[][][] halves,
        List<FscCurve> fsc,
        double[][] values,
        double[][] errors,
        double[] likelihood,
        ReconstructionResult mean,
        List<CoordinateSeries> series,
        MemoryPlan memory,
        double seconds) {

    static VariabilityResult of(
            Problem problem, PairedFit fit, List<Coordinates> coordinates, double least, double[] likelihood) {
        float[][] a = fit.volumes(0, 1);
        float[][] b = fit.volumes(1, 1);
        int count = a.length;
        double meanPower = fit.cube().dot(fit.together(0), fit.together(0));
        double[] correlations = new double[count];
        double[] strengths = new double[count];
        for (int c = 0; c < count; c++) {
            correlations[c] = Subspace.correlation(fit.cube(), a[c], b[c]);
            strengths[c] = Math.max(0, fit.cube().dot(a[c], b[c])) / meanPower;
        }
        int[] order = IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparing((Integer c) -> correlations[c] < least)
                        .thenComparing(c -> -strengths[c]))
                .mapToInt(c -> c)
                .toArray();
        int images = problem.images().size();
        double[][] values = new double[images][];
        double[][] errors = new double[images][];
        for (int h = 0; h < 2; h++)
            for (int i : problem.sets()[h]) {
                Coordinates own = coordinates.get(h);
                values[i] = Arrays.stream(order)
                        .mapToDouble(c -> own.mean(i)[c + 1])
                        .toArray();
                errors[i] = Arrays.stream(order)
                        .mapToDouble(c -> own.deviation(i)[c + 1])
                        .toArray();
            }
        List<Volume> directions = new ArrayList<>();
        List<FscCurve> fsc = new ArrayList<>();
        float[][][] halves = new float[2][count + 1][];
        for (int h = 0; h < 2; h++) {
            halves[h][0] = fit.half(h).volumes()[0];
            for (int c = 0; c < count; c++) halves[h][c + 1] = fit.half(h).volumes()[order[c] + 1];
        }
        for (int c : order) {
            directions.add(problem.map(fit.together(c + 1)));
            fsc.add(fit.fsc(c + 1));
        }
        return new VariabilityResult(
                problem.sets(),
                (int) Arrays.stream(correlations).filter(r -> r >= least).count(),
                Arrays.stream(order).mapToDouble(c -> correlations[c]).toArray(),
                Subspace.cosines(fit.cube(), a, b),
                Arrays.stream(order).mapToDouble(c -> strengths[c]).toArray(),
                (coordinates.get(0).contrast() + coordinates.get(1).contrast()) / 2,
                directions,
                halves,
                fsc,
                values,
                errors,
                likelihood,
                null,
                List.of(),
                problem.memory(),
                0);
    }

    /** The coordinates of a particle along the directions, times their strengths: distances are then those of maps. */
    double[] scaled(int particle) {
        double[] scaled = values[particle].clone();
        for (int c = 0; c < scaled.length; c++) scaled[c] *= Math.sqrt(strengths[c]);
        return scaled;
    }

    /** The volume of a half at such a place. */
    float[] mapAt(int half, double[] place) {
        float[] map = halves[half][0].clone();
        for (int c = 0; c < place.length; c++) {
            float z = strengths[c] > 0 ? (float) (place[c] / Math.sqrt(strengths[c])) : 0;
            float[] direction = halves[half][c + 1];
            for (int i = 0; i < map.length; i++) map[i] += z * direction[i];
        }
        return map;
    }

    /** Coordinate {@code c} of each particle. */
    public double[] coordinates(int c) {
        return Arrays.stream(values).mapToDouble(v -> v[c]).toArray();
    }

    /** Its standard deviation, given the image. */
    public double[] errors(int c) {
        return Arrays.stream(errors).mapToDouble(v -> v[c]).toArray();
    }

    VariabilityResult with(ReconstructionResult map, List<CoordinateSeries> along, double time) {
        return new VariabilityResult(
                sets,
                shared,
                correlations,
                cosines,
                strengths,
                contrast,
                directions,
                halves,
                fsc,
                values,
                errors,
                likelihood,
                map,
                along,
                memory,
                time);
    }
}
