/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.Marker;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * Lines over one horizontal axis. Points that are not finite, or not positive on a logarithmic axis, are left out;
 * numbers are written with points for decimals everywhere.
 *
 * <pre>
 * new LineChart("Fourier shell correlation", "frequency (1/Å)", "FSC")
 *         .line("half maps", frequencies, fsc)
 *         .range(-0.1, 1.05)
 *         .resolutionAxis()
 *         .threshold(0.143, "0.143")
 *         .draw(800, 500);
 * </pre>
 */
public final class LineChart {
    private final XYSeriesCollection lines = new XYSeriesCollection();
    private final XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    private final XYPlot plot = new XYPlot();
    private final String title;
    private final NumberAxis xAxis;
    private final String yLabel;
    private boolean logarithmic;
    private boolean resolutions;
    private double low = Double.NaN;
    private double high = Double.NaN;

    public LineChart(String title, String xLabel, String yLabel) {
        this.title = title;
        this.yLabel = yLabel;
        xAxis = new NumberAxis(xLabel);
        xAxis.setAutoRangeIncludesZero(false);
        xAxis.setStandardTickUnits(NumberAxis.createStandardTickUnits(Locale.ROOT));
    }

    /** Adds a line; with more than one there is a legend. */
    public LineChart line(String name, double[] x, double[] y) {
        if (x.length != y.length)
            throw new IllegalArgumentException(
                    "line " + name + " must have as many x as y, found " + x.length + " and " + y.length);
        int number = lines.getSeriesCount();
        XYSeries series = new XYSeries(number, false);
        series.setDescription(name);
        for (int i = 0; i < x.length; i++)
            if (Double.isFinite(x[i]) && Double.isFinite(y[i])) series.add(x[i], y[i], false);
        lines.addSeries(series);
        renderer.setSeriesPaint(number, Look.line(number));
        renderer.setSeriesStroke(number, Look.stroke(number));
        return this;
    }

    /** The last line gets a dot at every point, for few points that were measured one by one. */
    public LineChart dots() {
        int number = lines.getSeriesCount() - 1;
        renderer.setSeriesShapesVisible(number, true);
        renderer.setSeriesShape(number, new Ellipse2D.Double(-4, -4, 8, 8));
        return this;
    }

    /** Fixes the vertical axis; otherwise it fits the lines. */
    public LineChart range(double lowest, double highest) {
        low = lowest;
        high = highest;
        return this;
    }

    /** A logarithmic vertical axis, if the lines span at least two powers of ten. */
    public LineChart logarithmic() {
        logarithmic = true;
        return this;
    }

    /** The horizontal axis counts: its ticks are whole numbers. */
    public LineChart wholeNumbers() {
        xAxis.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
        return this;
    }

    /** The horizontal axis is in 1/Å from 0: a second one on top has the resolutions in Å. */
    public LineChart resolutionAxis() {
        resolutions = true;
        return this;
    }

    /** A dashed horizontal line. */
    public LineChart threshold(double y, String label) {
        plot.addRangeMarker(marker(y, label, RectangleAnchor.TOP_LEFT, TextAnchor.BOTTOM_LEFT));
        return this;
    }

    /** A dashed vertical line. */
    public LineChart mark(double x, String label) {
        plot.addDomainMarker(marker(x, label, RectangleAnchor.TOP_LEFT, TextAnchor.TOP_RIGHT));
        return this;
    }

    private static Marker marker(double value, String label, RectangleAnchor anchor, TextAnchor text) {
        float[] dashes = {6, 5};
        Marker marker = new ValueMarker(value);
        marker.setPaint(Look.MUTED);
        marker.setStroke(new BasicStroke(1.3f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1, dashes, 0));
        marker.setLabel(label);
        marker.setLabelFont(Look.font(15));
        marker.setLabelPaint(Look.MUTED);
        marker.setLabelBackgroundColor(new Color(0, true));
        marker.setLabelAnchor(anchor);
        marker.setLabelTextAnchor(text);
        marker.setLabelOffset(new RectangleInsets(4, 6, 4, 6));
        return marker;
    }

    /** The chart as a picture. */
    public BufferedImage draw(int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = Look.paper(picture);
        try {
            chart().draw(g, new Rectangle2D.Double(0, 0, width, height));
        } finally {
            g.dispose();
        }
        return picture;
    }

    private JFreeChart chart() {
        plot.setDataset(lines);
        plot.setRenderer(renderer);
        renderer.setLegendItemLabelGenerator(
                (data, series) -> lines.getSeries(series).getDescription());
        plot.setDomainAxis(xAxis);
        plot.setRangeAxis(yAxis());
        style(xAxis);
        style(plot.getRangeAxis());
        if (resolutions) {
            xAxis.setLowerBound(0);
            xAxis.setUpperBound(Math.max(1e-6, lines.getDomainUpperBound(false)));
            ResolutionAxis top = new ResolutionAxis();
            top.setRange(xAxis.getRange());
            style(top);
            plot.setDomainAxis(1, top);
        }
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlinePaint(Look.MUTED);
        plot.setDomainGridlinePaint(Look.FAINT);
        plot.setRangeGridlinePaint(Look.FAINT);
        plot.setDomainGridlineStroke(new BasicStroke(1));
        plot.setRangeGridlineStroke(new BasicStroke(1));
        plot.setAxisOffset(new RectangleInsets(0, 0, 0, 0));
        JFreeChart chart = new JFreeChart(title, Look.bold(20), plot, lines.getSeriesCount() > 1);
        chart.setBackgroundPaint(Color.WHITE);
        chart.getTitle().setPaint(Look.INK);
        chart.setPadding(new RectangleInsets(6, 6, 6, 22));
        if (chart.getLegend() != null) {
            chart.getLegend().setItemFont(Look.font(16));
            chart.getLegend().setItemLabelPadding(new RectangleInsets(2, 4, 2, 20));
            chart.getLegend().setItemPaint(Look.INK);
            chart.getLegend().setFrame(BlockBorder.NONE);
        }
        return chart;
    }

    private ValueAxis yAxis() {
        ValueAxis axis = logarithmic && decades() >= 2 ? logAxis() : linearAxis();
        if (!Double.isNaN(low)) axis.setRange(low, high);
        return axis;
    }

    private ValueAxis logAxis() {
        LogAxis axis = new LogAxis(yLabel);
        axis.setBaseSymbol("10");
        axis.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
        return axis;
    }

    private ValueAxis linearAxis() {
        NumberAxis axis = new NumberAxis(yLabel);
        axis.setAutoRangeIncludesZero(false);
        axis.setStandardTickUnits(NumberAxis.createStandardTickUnits(Locale.ROOT));
        if (lines.getRangeUpperBound(false) >= 1e6)
            axis.setNumberFormatOverride(new DecimalFormat("0.#####E0", DecimalFormatSymbols.getInstance(Locale.ROOT)));
        return axis;
    }

    /** How many powers of ten the positive values span. */
    private double decades() {
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (int series = 0; series < lines.getSeriesCount(); series++)
            for (int i = 0; i < lines.getItemCount(series); i++) {
                double y = lines.getYValue(series, i);
                if (y <= 0) continue;
                least = Math.min(least, y);
                most = Math.max(most, y);
            }
        return most > 0 ? Math.log10(most / least) : 0;
    }

    private static void style(ValueAxis axis) {
        axis.setLabelFont(Look.font(17));
        axis.setTickLabelFont(Look.font(15));
        axis.setLabelPaint(Look.INK);
        axis.setTickLabelPaint(Look.INK);
        axis.setAxisLinePaint(Look.MUTED);
        axis.setTickMarkPaint(Look.MUTED);
    }
}
