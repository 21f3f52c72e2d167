/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Fonts and colours that all pictures share. The logical font is DejaVu Sans on Linux. */
final class Look {
    static final Color INK = new Color(0x22, 0x22, 0x22);
    static final Color FAINT = new Color(0xDD, 0xDD, 0xDD);
    static final Color MUTED = new Color(0x66, 0x66, 0x66);

    /** Okabe and Ito's colours, which colour-blind readers can tell apart, then those of Paul Tol. */
    private static final Color[] LINES = {
        new Color(0x00, 0x72, 0xB2),
        new Color(0xD5, 0x5E, 0x00),
        new Color(0x00, 0x9E, 0x73),
        new Color(0xCC, 0x79, 0xA7),
        new Color(0xE6, 0x9F, 0x00),
        new Color(0x56, 0xB4, 0xE9),
        new Color(0x22, 0x22, 0x22),
        new Color(0x88, 0x22, 0x55),
        new Color(0x99, 0x99, 0x33),
        new Color(0x33, 0x22, 0x88),
        new Color(0x88, 0x88, 0x88)
    };

    private Look() {}

    static Color line(int number) {
        return LINES[number % LINES.length];
    }

    /** Dashed where the colours begin again. */
    static BasicStroke stroke(int number) {
        float[] dashes = number < LINES.length ? null : new float[] {9, 7};
        return new BasicStroke(2.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 10, dashes, 0);
    }

    static Font font(int size) {
        return new Font(Font.SANS_SERIF, Font.PLAIN, size);
    }

    static Font bold(int size) {
        return new Font(Font.SANS_SERIF, Font.BOLD, size);
    }

    /** A white picture; the caller disposes of the graphics. */
    static Graphics2D paper(BufferedImage picture) {
        Graphics2D g = picture.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        return g;
    }
}
