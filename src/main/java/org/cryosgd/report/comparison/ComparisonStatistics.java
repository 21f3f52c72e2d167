/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.cryosgd.experiments.ComparisonResult;
import org.cryosgd.experiments.ComparisonResult.Point;
import org.cryosgd.experiments.Contender;

/** Means over runs of what a comparison measured. */
final class ComparisonStatistics {
    private final ComparisonResult result;

    ComparisonStatistics(ComparisonResult result) {
        this.result = result;
    }

    /** The methods that have points, in their order. */
    List<Contender> methods() {
        List<Contender> methods = new ArrayList<>();
        for (Point point : result.points()) if (!methods.contains(point.method())) methods.add(point.method());
        return methods;
    }

    /** The last epoch of a method. */
    int epochs(Contender method) {
        return result.points().stream()
                .filter(point -> point.method() == method)
                .mapToInt(Point::epoch)
                .max()
                .orElse(0);
    }

    /** The values of all runs after an epoch. */
    double[] values(Contender method, int epoch, ToDoubleFunction<Point> value) {
        return result.points().stream()
                .filter(point -> point.method() == method && point.epoch() == epoch)
                .mapToDouble(value)
                .toArray();
    }

    double mean(Contender method, int epoch, ToDoubleFunction<Point> value) {
        return mean(values(method, epoch, value));
    }

    /** Mean of each epoch from 0. */
    double[] means(Contender method, ToDoubleFunction<Point> value) {
        double[] means = new double[epochs(method) + 1];
        for (int epoch = 0; epoch < means.length; epoch++) means[epoch] = mean(method, epoch, value);
        return means;
    }

    /** FSC by epoch and shell. */
    double[][] fsc(Contender method) {
        double[][] fsc = new double[epochs(method) + 1][result.radius() + 1];
        for (int epoch = 0; epoch < fsc.length; epoch++)
            for (int shell = 0; shell <= result.radius(); shell++) {
                int s = shell;
                fsc[epoch][shell] = mean(method, epoch, point -> point.fsc()[s]);
            }
        return fsc;
    }

    /** For every run the first epoch after which a shell has this FSC; NaN where none has. */
    double[] epochsToReach(Contender method, int shell, double fsc) {
        int runs = (int) result.points().stream()
                .filter(point -> point.method() == method && point.epoch() == 0)
                .count();
        double[] epochs = new double[runs];
        for (int run = 0; run < runs; run++) {
            int number = run;
            epochs[run] = result.points().stream()
                    .filter(p -> p.method() == method && p.run() == number && p.fsc()[shell] >= fsc)
                    .mapToInt(Point::epoch)
                    .min()
                    .stream()
                    .asDoubleStream()
                    .findFirst()
                    .orElse(Double.NaN);
        }
        return epochs;
    }

    /** F above that of the minimum, at least rounding. */
    double excess(Point point) {
        return Math.max(point.loss() - result.minimum(), 1e-7 * Math.abs(result.minimum()));
    }

    /** Mean FSC of the shells 1 … radius. */
    double meanFsc(Point point) {
        double sum = 0;
        for (int shell = 1; shell <= result.radius(); shell++) sum += point.fsc()[shell];
        return sum / result.radius();
    }

    /** Mean; NaN where one value is. */
    static double mean(double[] values) {
        double sum = 0;
        for (double value : values) sum += value;
        return sum / values.length;
    }

    /** Standard deviation of the runs; NaN with one. */
    static double deviation(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) sum += (value - mean) * (value - mean);
        return Math.sqrt(sum / (values.length - 1));
    }
}
