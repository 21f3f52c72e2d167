/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.figure;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.cryosgd.math.Volume;

/**
 * The three planes of a map through its origin, grey, high values white. Rows run downwards as ImageJ shows them. The
 * planes share one contrast: black and white are the 1st and the 99.7th percentile of their voxels.
 */
public final class CentralSlices {
    /** A plane by the axes to the right and downwards. */
    public enum Plane {
        XY,
        XZ,
        YZ
    }

    private static final double BLACK = 0.01;
    private static final double WHITE = 0.997;

    private final Volume map;
    private final float black;
    private final float white;

    public CentralSlices(Volume map) {
        this.map = map;
        int plane = map.size() * map.size();
        float[] all = new float[3 * plane];
        for (Plane p : Plane.values()) System.arraycopy(values(p), 0, all, p.ordinal() * plane, plane);
        Arrays.sort(all);
        black = all[(int) (BLACK * (all.length - 1))];
        white = all[(int) (WHITE * (all.length - 1))];
    }

    /** The density that is shown black. */
    public float black() {
        return black;
    }

    /** The density that is shown white. */
    public float white() {
        return white;
    }

    /** The n² values of a plane, rows downwards. */
    public float[] values(Plane plane) {
        int n = map.size();
        int c = n / 2;
        float[] values = new float[n * n];
        for (int v = 0, i = 0; v < n; v++)
            for (int u = 0; u < n; u++, i++) {
                int x = plane == Plane.YZ ? c : u;
                int y = plane == Plane.XY ? v : plane == Plane.YZ ? u : c;
                int z = plane == Plane.XY ? c : v;
                values[i] = map.voxels()[(z * n + y) * n + x];
            }
        return values;
    }

    /** One pixel per voxel. */
    public BufferedImage image(Plane plane) {
        int n = map.size();
        float[] values = values(plane);
        float scale = white > black ? 255 / (white - black) : 0;
        BufferedImage image = new BufferedImage(n, n, BufferedImage.TYPE_BYTE_GRAY);
        int[] grey = new int[values.length];
        for (int i = 0; i < grey.length; i++)
            grey[i] = Math.max(0, Math.min(255, Math.round((values[i] - black) * scale)));
        image.getRaster().setSamples(0, 0, n, n, 0, grey);
        return image;
    }

    /** Draws a plane with its label and a scale bar into a square. */
    void draw(Graphics2D g, Plane plane, int left, int top, int size) {
        g.drawImage(image(plane), left, top, size, size, null);
        g.setColor(Color.WHITE);
        g.setFont(Look.bold(20));
        shadowed(g, plane.name(), left + 14, top + 30);
        double width = map.size() * map.voxelSizeAngstrom();
        double bar = roundLength(width / 4);
        int pixels = (int) Math.round(size * bar / width);
        int y = top + size - 18;
        g.setColor(Color.BLACK);
        g.fillRect(left + 13, y - 1, pixels + 2, 7);
        g.setColor(Color.WHITE);
        g.fillRect(left + 14, y, pixels, 5);
        g.setFont(Look.font(17));
        String length = bar == Math.rint(bar) ? String.valueOf((int) bar) : String.valueOf(bar);
        shadowed(g, length + " Å", left + 14, y - 8);
    }

    private static void shadowed(Graphics2D g, String text, int x, int y) {
        g.setColor(Color.BLACK);
        for (int d = 0; d < 9; d++) g.drawString(text, x + d % 3 - 1, y + d / 3 - 1);
        g.setColor(Color.WHITE);
        g.drawString(text, x, y);
    }

    /** The largest of 1, 2, 5, 10, … that is at most {@code most}. */
    public static double roundLength(double most) {
        double decade = Math.pow(10, Math.floor(Math.log10(most)));
        for (int factor : new int[] {5, 2}) if (factor * decade <= most) return factor * decade;
        return decade;
    }
}
