/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.window;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.gui.TextRoi;
import ij.process.LUT;
import java.awt.Color;
import java.awt.Font;
import java.util.Locale;
import org.cryosgd.math.Volume;
import org.cryosgd.report.figure.HeatMap;

/** A map of local resolutions in colours, with a legend beside the left edge of each slice. */
final class ResolutionImage {
    private static final int STEPS = 32;

    private ResolutionImage() {}

    /**
     * The image.
     *
     * @param range resolutions in Å of the first and the last colour
     */
    static ImagePlus of(String title, Volume map, double[] range) {
        ImagePlus image = MapImage.of(title, map);
        image.setLut(lut());
        image.setDisplayRange(range[0], range[1]);
        image.setOverlay(legend(map.size(), range));
        return image;
    }

    private static LUT lut() {
        byte[][] rgb = new byte[3][256];
        for (int i = 0; i < 256; i++) {
            Color colour = HeatMap.colour(i / 255.0);
            rgb[0][i] = (byte) colour.getRed();
            rgb[1][i] = (byte) colour.getGreen();
            rgb[2][i] = (byte) colour.getBlue();
        }
        return new LUT(rgb[0], rgb[1], rgb[2]);
    }

    /** A bar of the colours, coarse on top, with the resolutions at its ends. */
    private static Overlay legend(int n, double[] range) {
        Overlay legend = new Overlay();
        double width = Math.max(1, n / 24.0);
        double height = n / 2.0;
        double left = n / 32.0;
        double top = n / 4.0;
        for (int i = 0; i < STEPS; i++) {
            Roi step = new Roi(left, top + height * i / STEPS, width, height / STEPS);
            step.setFillColor(HeatMap.colour(1 - i / (STEPS - 1.0)));
            legend.add(step);
        }
        Font font = new Font(Font.SANS_SERIF, Font.BOLD, Math.max(5, n / 20));
        legend.add(label(left, top - font.getSize() - 2, range[1], font));
        legend.add(label(left, top + height + 1, range[0], font));
        return legend;
    }

    private static TextRoi label(double x, double y, double angstrom, Font font) {
        TextRoi label = new TextRoi(x, y, String.format(Locale.ROOT, "%.1f Å", angstrom), font);
        label.setStrokeColor(Color.WHITE);
        return label;
    }
}
