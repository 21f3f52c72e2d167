/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Curves or a histogram as SVG within a page. It takes the width that it is given; its letters are readable from about 300
 * pixels on. Points that are not finite are left out.
 *
 * <pre>
 * String svg = new SvgPlot("FSC", "1/Å", "FSC").range(-0.1, 1.05).line("half maps", x, y).svg();
 * </pre>
 */
public final class SvgPlot {
    /** Okabe and Ito's colours, which colour-blind readers can tell apart. */
    private static final String[] COLOURS = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#222222"};

    private static final String[] DASHES = {"", "8 4", "3 3", "10 3 3 3", "2 5", "6 6"};

    private record Line(String name, double[] x, double[] y, boolean dots, boolean bars) {}

    private record Mark(double value, String label, boolean vertical) {}

    private final String title;
    private final String xLabel;
    private final String yLabel;
    private final List<Line> lines = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();
    private int width = 460;
    private int height = 310;
    private double low = Double.NaN;
    private double high = Double.NaN;
    private boolean resolutions;
    private boolean wholeNumbers;
    private boolean small;
    private double[] xRange;
    private double[] yRange;
    private int left = 56;
    private int right = 14;
    private int top = 34;
    private int bottom = 46;

    public SvgPlot(String title, String xLabel, String yLabel) {
        this.title = title;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
    }

    /** A thumbnail: no labels, thin frame. */
    public SvgPlot small() {
        small = true;
        width = 230;
        height = 110;
        left = right = 4;
        top = 4;
        bottom = 4;
        return this;
    }

    /** Adds a line; with more than one there is a legend. */
    public SvgPlot line(String name, double[] x, double[] y) {
        lines.add(new Line(name, x, y, false, false));
        return this;
    }

    /** Adds a line with a dot at every point. */
    public SvgPlot dots(String name, double[] x, double[] y) {
        lines.add(new Line(name, x, y, true, false));
        return this;
    }

    /** Adds bars of one width from 0, with their middles at x. */
    public SvgPlot bars(String name, double[] x, double[] y) {
        lines.add(new Line(name, x, y, false, true));
        return this;
    }

    /** Fixes the vertical axis; otherwise it fits the lines. */
    public SvgPlot range(double lowest, double highest) {
        low = lowest;
        high = highest;
        return this;
    }

    /** The horizontal axis is in 1/Å from 0 and is labelled with resolutions in Å. */
    public SvgPlot resolutionAxis() {
        resolutions = true;
        return this;
    }

    /** The horizontal axis counts. */
    public SvgPlot wholeNumbers() {
        wholeNumbers = true;
        return this;
    }

    /** A dashed horizontal line. */
    public SvgPlot threshold(double y, String label) {
        marks.add(new Mark(y, label, false));
        return this;
    }

    /** A dashed vertical line. */
    public SvgPlot mark(double x, String label) {
        if (Double.isFinite(x)) marks.add(new Mark(x, label, true));
        return this;
    }

    /** The plot as an element of the page. */
    public String svg() {
        ranges();
        boolean legend = !small && lines.size() > 1;
        int rows = legend ? (lines.size() + 1) / 2 : 0;
        int total = height + 20 * rows;
        StringBuilder svg = new StringBuilder();
        add(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                width,
                total,
                Html.text(title));
        if (!small) add(svg, "<text class=\"title\" x=\"%d\" y=\"18\">%s</text>", left, Html.text(title));
        grid(svg);
        for (int i = 0; i < lines.size(); i++) draw(svg, lines.get(i), i);
        for (Mark mark : marks) mark(svg, mark);
        add(
                svg,
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#aab4bd\" />",
                left,
                top,
                width - left - right,
                height - top - bottom);
        if (legend) legend(svg);
        return svg.append("</svg>").toString();
    }

    private void ranges() {
        xRange = new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        yRange = new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (Line line : lines)
            for (int i = 0; i < line.x.length; i++) {
                if (!isSeen(line, i)) continue;
                double half = line.bars ? barWidth(line) / 2 : 0;
                extend(xRange, line.x[i] - half);
                extend(xRange, line.x[i] + half);
                extend(yRange, line.y[i]);
                if (line.bars) extend(yRange, 0);
            }
        if (resolutions) extend(xRange, 0);
        widen(xRange, lines.stream().anyMatch(Line::dots) ? 0.03 : 0, false);
        widen(yRange, 0.06, lines.stream().anyMatch(Line::bars));
        if (!Double.isNaN(low)) yRange = new double[] {low, high};
    }

    private static boolean isSeen(Line line, int i) {
        return Double.isFinite(line.x[i]) && Double.isFinite(line.y[i]);
    }

    private static void extend(double[] range, double value) {
        range[0] = Math.min(range[0], value);
        range[1] = Math.max(range[1], value);
    }

    /** A margin on both sides, or on the upper one only; a range of some width in any case. */
    private static void widen(double[] range, double part, boolean fromZero) {
        if (!(range[1] >= range[0])) {
            range[0] = 0;
            range[1] = 1;
        }
        double width = range[1] - range[0];
        if (width == 0) width = range[0] == 0 ? 1 : Math.abs(range[0]);
        double margin = range[1] == range[0] ? 0.5 * width : part * width;
        if (!fromZero) range[0] -= margin;
        range[1] += margin;
    }

    private static double barWidth(Line line) {
        return line.x.length > 1 ? line.x[1] - line.x[0] : 1;
    }

    private double px(double x) {
        return left + (x - xRange[0]) / (xRange[1] - xRange[0]) * (width - left - right);
    }

    private double py(double y) {
        return height - bottom - (y - yRange[0]) / (yRange[1] - yRange[0]) * (height - top - bottom);
    }

    private void grid(StringBuilder svg) {
        if (small) return;
        int rows = 5;
        for (double y : Ticks.of(yRange[0], yRange[1], rows)) {
            add(
                    svg,
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#e6eaee\" />",
                    left,
                    width - right,
                    py(y),
                    py(y));
            add(
                    svg,
                    "<text class=\"muted\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                    left - 6,
                    py(y) + 4.5,
                    Ticks.label(y, yRange[0], yRange[1], rows));
        }
        if (resolutions) resolutionTicks(svg);
        else {
            int columns = wholeNumbers ? (int) Math.max(1, Math.min(8, Math.floor(xRange[1] - xRange[0]))) : 6;
            for (double x : Ticks.of(xRange[0], xRange[1], columns))
                if (!wholeNumbers || x == Math.rint(x)) xTick(svg, x, Ticks.label(x, xRange[0], xRange[1], columns));
        }
        add(
                svg,
                "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                0.5 * (left + width - right),
                height - 8,
                Html.text(xLabel));
        double middle = 0.5 * (top + height - bottom);
        add(
                svg,
                "<text transform=\"rotate(-90)\" x=\"%.1f\" y=\"14\" text-anchor=\"middle\">%s</text>",
                -middle,
                Html.text(yLabel));
    }

    private void xTick(StringBuilder svg, double x, String label) {
        add(
                svg,
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#e6eaee\" />",
                px(x),
                px(x),
                top,
                height - bottom);
        add(
                svg,
                "<text class=\"muted\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                px(x),
                height - bottom + 17,
                label);
    }

    /** Round resolutions that leave room for each other, from the finest on. */
    private void resolutionTicks(StringBuilder svg) {
        double last = Double.POSITIVE_INFINITY;
        double[] round = {1, 1.2, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 10, 12, 15, 20, 30, 50};
        for (double decade = 1; decade <= 10000; decade *= 100)
            for (double r : round) {
                double angstrom = r * decade;
                double place = px(1 / angstrom);
                if (1 / angstrom > xRange[1] || place < left + 12 || last - place < 34) continue;
                xTick(
                        svg,
                        1 / angstrom,
                        angstrom == Math.rint(angstrom) ? String.valueOf((long) angstrom) : String.valueOf(angstrom));
                last = place;
            }
    }

    private void draw(StringBuilder svg, Line line, int number) {
        String colour = COLOURS[number % COLOURS.length];
        if (line.bars) {
            double half = barWidth(line) / 2;
            for (int i = 0; i < line.x.length; i++)
                if (isSeen(line, i) && line.y[i] > 0)
                    add(
                            svg,
                            "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"%s\" fill-opacity=\"0.75\" />",
                            px(line.x[i] - half) + 0.5,
                            py(line.y[i]),
                            Math.max(0.5, px(line.x[i] + half) - px(line.x[i] - half) - 1),
                            py(0) - py(line.y[i]),
                            colour);
            return;
        }
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < line.x.length; i++)
            if (isSeen(line, i)) add(points, "%.1f,%.1f ", px(line.x[i]), clamped(line.y[i]));
        add(
                svg,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\" stroke-linejoin=\"round\" stroke-dasharray=\"%s\" />",
                points.toString().strip(),
                colour,
                small ? "1.8" : "2.2",
                DASHES[number % DASHES.length]);
        if (line.dots)
            for (int i = 0; i < line.x.length; i++)
                if (isSeen(line, i))
                    add(
                            svg,
                            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.2\" fill=\"%s\" />",
                            px(line.x[i]),
                            clamped(line.y[i]),
                            colour);
    }

    private double clamped(double y) {
        return Math.max(top, Math.min(height - bottom, py(y)));
    }

    private void mark(StringBuilder svg, Mark mark) {
        String style = "stroke=\"#586674\" stroke-width=\"1.2\" stroke-dasharray=\"5 4\"";
        if (!mark.vertical) {
            double y = clamped(mark.value);
            add(svg, "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" %s />", left, width - right, y, y, style);
            if (!small)
                add(svg, "<text class=\"muted\" x=\"%d\" y=\"%.1f\">%s</text>", left + 6, y - 5, Html.text(mark.label));
            return;
        }
        double x = Math.max(left, Math.min(width - right, px(mark.value)));
        add(svg, "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" %s />", x, x, top, height - bottom, style);
        boolean atRight = x > 0.75 * width;
        if (!small)
            add(
                    svg,
                    "<text class=\"title\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>",
                    atRight ? x - 6 : x + 6,
                    top + 18,
                    atRight ? "end" : "start",
                    Html.text(mark.label));
    }

    /** Two in a row, below the plot. */
    private void legend(StringBuilder svg) {
        int column = (width - left - right) / 2;
        for (int i = 0; i < lines.size(); i++) {
            int x = left + i % 2 * column;
            int y = height + 12 + 20 * (i / 2);
            add(
                    svg,
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"2.5\" stroke-dasharray=\"%s\" />",
                    x,
                    x + 24,
                    y - 5,
                    y - 5,
                    COLOURS[i % COLOURS.length],
                    DASHES[i % DASHES.length]);
            add(svg, "<text x=\"%d\" y=\"%d\">%s</text>", x + 31, y, Html.text(lines.get(i).name));
        }
    }

    private static void add(StringBuilder target, String format, Object... values) {
        target.append(String.format(Locale.ROOT, format, values));
    }

    /**
     * A histogram of the finite values in 30 bins from the least to the largest; an empty text without any, or where all are
     * the same.
     */
    public static String histogram(String title, String xLabel, double[] values) {
        double[] seen = Arrays.stream(values).filter(Double::isFinite).toArray();
        double least = Arrays.stream(seen).min().orElse(0);
        double most = Arrays.stream(seen).max().orElse(0);
        if (!(most > least)) return "";
        int bins = 30;
        double[] middles = new double[bins];
        double[] counts = new double[bins];
        Arrays.setAll(middles, i -> least + (i + 0.5) * (most - least) / bins);
        for (double value : seen) counts[(int) Math.min(bins - 1, (value - least) / (most - least) * bins)]++;
        return new SvgPlot(title, xLabel, "particles")
                .bars("particles", middles, counts)
                .svg();
    }
}
