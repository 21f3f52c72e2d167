/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.window;

import ij.ImagePlus;
import ij.gui.Plot;
import ij.gui.Roi;
import ij.process.FloatPolygon;
import org.cryosgd.io.star.Region;

/** What a user draws into a plot of particles, as a choice of these particles. */
public final class PlotRegion {
    private static final String COLUMNS = "CryoSGD columns";

    private PlotRegion() {}

    /** Says which columns of the table the axes of a plot are. */
    static void mark(ImagePlus plot, String columnX, String columnY) {
        plot.setProperty(COLUMNS, new String[] {columnX, columnY});
    }

    /**
     * A text for {@code select=}: the region that is drawn in an open plot of particles, if the text is the title of one; otherwise the text.
     *
     * @throws IllegalArgumentException if nothing is drawn in the plot
     */
    public static String select(String text) {
        ImagePlus image = text == null || text.isBlank() ? null : OpenImages.find(text.strip());
        if (image == null || !(image.getProperty(COLUMNS) instanceof String[] columns)) return text;
        Roi roi = image.getRoi();
        if (roi == null || !roi.isArea() || !(image.getProperty(Plot.PROPERTY_KEY) instanceof Plot plot))
            throw new IllegalArgumentException("select: nothing is drawn in " + image.getTitle()
                    + ". Draw a rectangle, an oval or a polygon around particles in it.");
        FloatPolygon corners = roi.getFloatPolygon();
        double[] x = new double[corners.npoints];
        double[] y = new double[corners.npoints];
        for (int i = 0; i < x.length; i++) {
            x[i] = plot.descaleX((int) Math.round(corners.xpoints[i]));
            y[i] = plot.descaleY((int) Math.round(corners.ypoints[i]));
        }
        return new Region(columns[0], columns[1], x, y).text();
    }
}
