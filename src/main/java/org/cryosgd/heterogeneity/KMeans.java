/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Groups of points that lie near each other (k-means, the best of several starts). */
final class KMeans {
    private static final int STARTS = 20;
    private static final int MOST_ROUNDS = 100;

    private KMeans() {}

    /**
     * The middles of {@code count} groups, the largest group first.
     *
     * @param points rows of coordinates
     */
    static double[][] middles(double[][] points, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int start = 0; start < STARTS; start++) {
            double[][] middles = spread(points, count, random);
            double before = Double.POSITIVE_INFINITY;
            double sum = move(points, middles);
            for (int round = 0; round < MOST_ROUNDS && sum < before; round++) {
                before = sum;
                sum = move(points, middles);
            }
            if (sum < least) {
                least = sum;
                best = middles;
            }
        }
        return bySize(points, best);
    }

    /** First middles, each with a chance that grows with the square of the distance from those before (k-means++). */
    private static double[][] spread(double[][] points, int count, SplittableRandom random) {
        double[][] middles = new double[count][];
        middles[0] = points[random.nextInt(points.length)].clone();
        double[] distance = new double[points.length];
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
        for (int c = 1; c < count; c++) {
            double sum = 0;
            for (int i = 0; i < points.length; i++) {
                distance[i] = Math.min(distance[i], square(points[i], middles[c - 1]));
                sum += distance[i];
            }
            double at = random.nextDouble() * sum;
            int chosen = 0;
            while (chosen < points.length - 1 && (at -= distance[chosen]) > 0) chosen++;
            middles[c] = points[chosen].clone();
        }
        return middles;
    }

    /** Each middle becomes the mean of the points next to it; the sum of their squared distances before that. */
    private static double move(double[][] points, double[][] middles) {
        double[][] sums = new double[middles.length][points[0].length];
        int[] counts = new int[middles.length];
        double total = 0;
        for (double[] point : points) {
            int c = nearest(point, middles);
            total += square(point, middles[c]);
            counts[c]++;
            for (int d = 0; d < point.length; d++) sums[c][d] += point[d];
        }
        for (int c = 0; c < middles.length; c++)
            for (int d = 0; d < sums[c].length; d++) if (counts[c] > 0) middles[c][d] = sums[c][d] / counts[c];
        return total;
    }

    private static double[][] bySize(double[][] points, double[][] middles) {
        int[] counts = new int[middles.length];
        for (double[] point : points) counts[nearest(point, middles)]++;
        Integer[] order = new Integer[middles.length];
        for (int c = 0; c < order.length; c++) order[c] = c;
        Arrays.sort(order, (a, b) -> counts[b] - counts[a]);
        return Arrays.stream(order).map(c -> middles[c]).toArray(double[][]::new);
    }

    static int nearest(double[] point, double[][] middles) {
        int best = 0;
        for (int c = 1; c < middles.length; c++) if (square(point, middles[c]) < square(point, middles[best])) best = c;
        return best;
    }

    private static double square(double[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) sum += (a[d] - b[d]) * (a[d] - b[d]);
        return sum;
    }
}
