/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.window;

import ij.gui.Plot;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.cryosgd.assess.FscCurve;
import org.cryosgd.assess.MaskedFsc;
import org.cryosgd.heterogeneity.VariabilityResult;
import org.cryosgd.reconstruct.EpochRecord;

/** The curves of a run as plots of ImageJ. */
final class Plots {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 320;

    private Plots() {}

    /** The curves against frequency, with the threshold. */
    static Plot fsc(String title, FscCurve fsc, MaskedFsc masked, double threshold) {
        Plot plot = new Plot(title, "Spatial frequency (1/" + MapImage.ANGSTROM + ")", "FSC");
        plot.setSize(WIDTH, HEIGHT);
        double[] x = fsc.frequencies();
        String legend = masked == null ? "FSC" : "unmasked\nmasked\nphases randomised\ncorrected";
        line(plot, "#1f4e9c", x, fsc.values());
        if (masked != null) {
            line(plot, "#2a8a3e", x, masked.masked().values());
            line(plot, "#b04a3a", x, masked.randomised().values());
            line(plot, "black", x, masked.corrected().values());
        }
        FscCurve best = masked == null ? fsc : masked.corrected();
        line(plot, "gray", new double[] {0, x[x.length - 1]}, new double[] {threshold, threshold});
        plot.setLimits(0, x[x.length - 1], -0.1, 1.05);
        plot.addLegend(
                legend + "\nFSC " + threshold + " at "
                        + String.format(Locale.ROOT, "%.2f ", best.resolutionAt(threshold)) + MapImage.ANGSTROM,
                "bottom-left");
        return plot;
    }

    private static void line(Plot plot, String colour, double[] x, double[] y) {
        plot.setColor(colour);
        plot.setLineWidth(colour.equals("gray") ? 1 : 2);
        plot.addPoints(x, y, Plot.LINE);
    }

    /** ln |F| against s², see {@link org.cryosgd.assess.PostProcessing.Result#guinier()}. */
    static Plot guinier(String title, double[][] curves) {
        Plot plot = new Plot(title, "1/d² (1/" + MapImage.ANGSTROM + "²)", "ln |F|");
        plot.setSize(WIDTH, HEIGHT);
        line(plot, "#1f4e9c", curves[0], curves[1]);
        line(plot, "#b04a3a", curves[0], curves[2]);
        plot.setLimitsToFit(false);
        plot.addLegend("weighted\nsharpened");
        return plot;
    }

    /** The loss of each epoch; null where none is known. */
    static Plot loss(String title, List<EpochRecord> history) {
        List<EpochRecord> seen =
                history.stream().filter(e -> Double.isFinite(e.loss())).toList();
        if (seen.isEmpty()) return null;
        Plot plot = new Plot(title, "Epoch", "Loss per image");
        plot.setSize(WIDTH, HEIGHT);
        double[] epochs = values(seen, EpochRecord::epoch);
        double[] losses = values(seen, EpochRecord::loss);
        line(plot, "#1f4e9c", epochs, losses);
        plot.addPoints(epochs, losses, Plot.CIRCLE);
        double[] x = withMargin(epochs);
        double[] y = withMargin(losses);
        plot.setLimits(x[0], x[1], y[0], y[1]);
        plot.addLegend("loss");
        return plot;
    }

    /** Each particle as a point in the plane of the first two directions; with one direction, its error is the height. */
    static Plot coordinates(String title, VariabilityResult result) {
        boolean plane = result.shared() > 1;
        Plot plot = new Plot(
                title,
                "coordinate 1 (standard deviations)",
                plane ? "coordinate 2 (standard deviations)" : "error of coordinate 1");
        plot.setSize(WIDTH, HEIGHT);
        double[] x = result.coordinates(0);
        double[] y = plane ? result.coordinates(1) : result.errors(0);
        plot.setColor("#1f4e9c");
        // dots of one pixel are hardly seen where there are few
        plot.setLineWidth(x.length < 20_000 ? 2 : 1);
        plot.addPoints(x, y, Plot.DOT);
        plot.setLineWidth(1);
        double[] across = withMargin(x);
        double[] up = withMargin(y);
        plot.setLimits(across[0], across[1], up[0], up[1]);
        return plot;
    }

    private static double[] values(List<EpochRecord> history, ToDoubleFunction<EpochRecord> value) {
        return history.stream().mapToDouble(value).toArray();
    }

    /** The range of values, wide enough for whole markers at its ends. */
    private static double[] withMargin(double[] values) {
        DoubleSummaryStatistics range = Arrays.stream(values).summaryStatistics();
        double margin = 0.03 * (range.getMax() - range.getMin());
        if (margin == 0) margin = 1;
        return new double[] {range.getMin() - margin, range.getMax() + margin};
    }
}
