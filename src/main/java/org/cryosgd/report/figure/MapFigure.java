/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.figure;

import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import org.cryosgd.math.Volume;
import org.cryosgd.report.file.PngFile;

/**
 * A reconstruction on one page: two charts, and below them the three central slices of the map.
 *
 * @param title name of the map
 * @param subtitle one line of facts, such as resolution and number of particles; shortened if it is too long
 * @param left usually the Fourier shell correlation; null leaves its place empty
 * @param right usually the loss per epoch; null leaves its place empty
 * @param map whose slices are shown
 */
public record MapFigure(String title, String subtitle, LineChart left, LineChart right, Volume map) {
    private static final int WIDTH = 1600;
    private static final int HEIGHT = 1020;
    private static final int MARGIN = 24;
    private static final int CHARTS_TOP = 84;
    private static final int CHARTS_HEIGHT = 456;
    private static final int SLICES_TOP = 556;
    private static final int SLICE = 440;

    /** The page as a picture of 1600 × 1020 pixels. */
    public BufferedImage draw() {
        BufferedImage page = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = Look.paper(page);
        try {
            g.setColor(Look.INK);
            g.setFont(Look.bold(26));
            g.drawString(fit(g.getFontMetrics(), title), MARGIN, 40);
            g.setColor(Look.MUTED);
            g.setFont(Look.font(18));
            g.drawString(fit(g.getFontMetrics(), subtitle), MARGIN, 70);
            int width = (WIDTH - 3 * MARGIN) / 2;
            if (left != null) g.drawImage(left.draw(width, CHARTS_HEIGHT), MARGIN, CHARTS_TOP, null);
            if (right != null) g.drawImage(right.draw(width, CHARTS_HEIGHT), 2 * MARGIN + width, CHARTS_TOP, null);
            CentralSlices slices = new CentralSlices(map);
            int gap = (WIDTH - 3 * SLICE) / 4;
            for (CentralSlices.Plane plane : CentralSlices.Plane.values())
                slices.draw(g, plane, gap + plane.ordinal() * (SLICE + gap), SLICES_TOP, SLICE);
        } finally {
            g.dispose();
        }
        return page;
    }

    /** Writes the page as PNG; nothing is left behind if it fails. */
    public void write(Path target) throws IOException {
        PngFile.write(target, draw());
    }

    private static String fit(FontMetrics metrics, String text) {
        String shown = text;
        for (int end = text.length(); end > 0 && metrics.stringWidth(shown) > WIDTH - 2 * MARGIN; end--)
            shown = text.substring(0, end).stripTrailing() + " …";
        return shown;
    }
}
