/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.cryosgd.heterogeneity.VariabilityResult;
import org.cryosgd.report.figure.HeatMap;
import org.cryosgd.report.figure.LineChart;

/** How the coordinates of particles are distributed: a histogram of each, and how many particles are where in the plane of the first two. */
final class CoordinateFigure {
    private static final int BINS = 48;

    /** The pictures go to so many standard deviations on each side. */
    private static final double END = 4;

    private CoordinateFigure() {}

    static BufferedImage draw(VariabilityResult result) {
        BufferedImage left = histograms(result);
        return result.shared() < 2 ? left : HeatMap.inARow(left, plane(result));
    }

    private static BufferedImage histograms(VariabilityResult result) {
        LineChart chart =
                new LineChart("Particles along each direction", "coordinate (standard deviations)", "particles");
        double[] middles = new double[BINS];
        for (int bin = 0; bin < BINS; bin++) middles[bin] = middle(bin);
        for (int c = 0; c < result.shared(); c++) {
            double[] counts = new double[BINS];
            for (double z : result.coordinates(c)) counts[bin(z)]++;
            chart.line("direction " + (c + 1), middles, counts);
        }
        return chart.draw(800, 600);
    }

    private static BufferedImage plane(VariabilityResult result) {
        double[][] counts = new double[BINS][BINS];
        for (double[] row : counts) Arrays.fill(row, 0);
        double[] x = result.coordinates(0);
        double[] y = result.coordinates(1);
        for (int i = 0; i < x.length; i++) counts[bin(y[i])][bin(x[i])]++;
        double[] range = HeatMap.range(counts);
        return new HeatMap(
                        "Particles in the plane",
                        "direction 1",
                        "direction 2",
                        "particles",
                        counts,
                        middle(0),
                        middle(0))
                .step(2 * END / BINS)
                .draw(720, 600, 0, range[1]);
    }

    private static double middle(int bin) {
        return -END + (bin + 0.5) * 2 * END / BINS;
    }

    /** What is beyond the ends is in the last bin. */
    private static int bin(double z) {
        return (int) Math.max(0, Math.min(BINS - 1, Math.floor((z + END) / (2 * END) * BINS)));
    }
}
