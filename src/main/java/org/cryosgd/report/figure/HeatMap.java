/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.figure;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.LookupPaintScale;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.chart.title.PaintScaleLegend;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.DefaultXYZDataset;

/** A table of numbers as colours from dark blue (low) over green to yellow (high); numbers that are not finite are grey. */
public final class HeatMap {
    private static final int[] VIRIDIS = {
        0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725
    };
    private static final int STEPS = 200;

    private final String title;
    private final String xLabel;
    private final String yLabel;
    private final String valueLabel;
    private final double[][] values;
    private final double x0;
    private final double y0;
    private double step = 1;

    /**
     * @param values by row (upwards) and column
     * @param x0 of the first column
     * @param y0 of the first row
     */
    public HeatMap(
            String title, String xLabel, String yLabel, String valueLabel, double[][] values, double x0, double y0) {
        this.title = title;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
        this.valueLabel = valueLabel;
        this.values = values;
        this.x0 = x0;
        this.y0 = y0;
    }

    /** How far cells are apart on both axes; 1 if this is not called. */
    public HeatMap step(double other) {
        step = other;
        return this;
    }

    /** The smallest and the largest finite value. */
    public static double[] range(double[][]... tables) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double[][] table : tables)
            for (double[] row : table)
                for (double value : row) {
                    if (!Double.isFinite(value)) continue;
                    low = Math.min(low, value);
                    high = Math.max(high, value);
                }
        return new double[] {low, high};
    }

    /** log10 of positive values, NaN for the others. */
    public static double[][] log10(double[][] values) {
        double[][] logarithms = new double[values.length][];
        for (int y = 0; y < values.length; y++) {
            logarithms[y] = values[y].clone();
            for (int x = 0; x < logarithms[y].length; x++)
                logarithms[y][x] = values[y][x] > 0 ? Math.log10(values[y][x]) : Double.NaN;
        }
        return logarithms;
    }

    /** The picture, with colours from {@code low} to {@code high}. */
    public BufferedImage draw(int width, int height, double low, double high) {
        double top = high > low ? high : low + 1;
        LookupPaintScale scale = new LookupPaintScale(low, top, Look.FAINT);
        for (int i = 0; i < STEPS; i++) scale.add(low + (top - low) * i / STEPS, colour(i / (STEPS - 1.0)));
        XYBlockRenderer renderer = new XYBlockRenderer();
        renderer.setPaintScale(scale);
        renderer.setBlockWidth(step);
        renderer.setBlockHeight(step);
        XYPlot plot = new XYPlot(
                data(low, top), axis(xLabel, x0, values[0].length), axis(yLabel, y0, values.length), renderer);
        plot.setBackgroundPaint(Look.FAINT);
        plot.setOutlinePaint(Look.MUTED);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinesVisible(false);
        plot.setAxisOffset(new RectangleInsets(0, 0, 0, 0));
        JFreeChart chart = new JFreeChart(title, Look.bold(20), plot, false);
        chart.setBackgroundPaint(Color.WHITE);
        chart.getTitle().setPaint(Look.INK);
        chart.setPadding(new RectangleInsets(6, 6, 6, 12));
        NumberAxis bar = new NumberAxis(valueLabel);
        bar.setStandardTickUnits(NumberAxis.createStandardTickUnits(Locale.ROOT));
        style(bar);
        PaintScaleLegend legend = new PaintScaleLegend(scale, bar);
        legend.setSubdivisionCount(STEPS);
        legend.setPosition(RectangleEdge.RIGHT);
        legend.setMargin(40, 10, 50, 4);
        chart.addSubtitle(legend);
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = Look.paper(picture);
        try {
            chart.draw(g, new Rectangle2D.Double(0, 0, width, height));
        } finally {
            g.dispose();
        }
        return picture;
    }

    /** The cells that have a value. */
    private DefaultXYZDataset data(double low, double high) {
        List<double[]> cells = new ArrayList<>();
        for (int y = 0; y < values.length; y++)
            for (int x = 0; x < values[y].length; x++)
                if (Double.isFinite(values[y][x]))
                    cells.add(new double[] {step * x + x0, step * y + y0, Math.max(low, Math.min(high, values[y][x]))});
        double[][] columns = new double[3][cells.size()];
        for (int i = 0; i < cells.size(); i++) for (int d = 0; d < 3; d++) columns[d][i] = cells.get(i)[d];
        DefaultXYZDataset data = new DefaultXYZDataset();
        data.addSeries(valueLabel, columns);
        return data;
    }

    private NumberAxis axis(String label, double first, int count) {
        NumberAxis axis = new NumberAxis(label);
        axis.setStandardTickUnits(
                step < 1 ? NumberAxis.createStandardTickUnits(Locale.ROOT) : NumberAxis.createIntegerTickUnits());
        axis.setRange(first - 0.5 * step, first + (count - 0.5) * step);
        style(axis);
        return axis;
    }

    private static void style(NumberAxis axis) {
        axis.setLabelFont(Look.font(17));
        axis.setTickLabelFont(Look.font(15));
        axis.setLabelPaint(Look.INK);
        axis.setTickLabelPaint(Look.INK);
        axis.setAxisLinePaint(Look.MUTED);
        axis.setTickMarkPaint(Look.MUTED);
    }

    /** The colour of a number from 0 (low) to 1 (high). */
    public static Color colour(double part) {
        double place = part * (VIRIDIS.length - 1);
        int i = Math.min(VIRIDIS.length - 2, (int) place);
        double f = place - i;
        Color a = new Color(VIRIDIS[i]);
        Color b = new Color(VIRIDIS[i + 1]);
        return new Color(
                (int) Math.round(a.getRed() + f * (b.getRed() - a.getRed())),
                (int) Math.round(a.getGreen() + f * (b.getGreen() - a.getGreen())),
                (int) Math.round(a.getBlue() + f * (b.getBlue() - a.getBlue())));
    }

    /** Pictures of one height in a row. */
    public static BufferedImage inARow(BufferedImage... pictures) {
        int width = 0;
        for (BufferedImage picture : pictures) width += picture.getWidth();
        BufferedImage row = new BufferedImage(width, pictures[0].getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D g = Look.paper(row);
        int x = 0;
        for (BufferedImage picture : pictures) {
            g.drawImage(picture, x, 0, null);
            x += picture.getWidth();
        }
        g.dispose();
        return row;
    }
}
