/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.Pose;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.report.file.CsvFile;

/**
 * How many particles are seen from where. The sphere of directions (rot, tilt) is cut into rings around z and the rings
 * into bins of one area, about as wide as high; there are fewer bins where there are few particles. Under a symmetry each
 * particle is counted at all of its equivalent views.
 */
public final class AngularDistribution {
    private static final int FEWEST_RINGS = 6;
    private static final int MOST_RINGS = 36;
    private static final int PER_BIN = 5;

    private static final int WIDTH = 1250;
    private static final int HEIGHT = 650;
    private static final int MARGIN = 24;
    /** Of the two discs in pixels. */
    private static final int RADIUS = 225;

    private static final int LEFT = MARGIN + 50 + RADIUS;
    private static final int RIGHT = LEFT + 2 * RADIUS + 100;
    private static final int CENTRE_Y = 358;

    private final int particles;
    /** Equivalent views of each. */
    private final int order;

    private final EqualAreaBins bins;
    private final int[] counts;

    /** @param particles that have poses */
    public AngularDistribution(List<Particle> particles, Symmetry symmetry) {
        this.particles = particles.size();
        order = symmetry.order();
        // there are about 4/π rings² bins
        int rings = (int) Math.sqrt(Math.PI / 4 * order * particles.size() / PER_BIN);
        bins = new EqualAreaBins(Math.max(FEWEST_RINGS, Math.min(MOST_RINGS, rings)));
        counts = new int[bins.count()];
        for (Particle particle : particles)
            for (Pose pose : symmetry.equivalents(particle.pose())) counts[bins.of(pose)]++;
    }

    /** {@code rot,tilt,count}: the centre of each bin in degrees, and its particles. */
    public CsvFile table() {
        double[] rot = new double[counts.length];
        double[] tilt = new double[counts.length];
        Arrays.setAll(rot, bins::rotDegrees);
        Arrays.setAll(tilt, bins::tiltDegrees);
        return new CsvFile().column("rot", rot).column("tilt", tilt).column("count", counts);
    }

    /**
     * The half spheres around z (left) and −z (right) in Lambert's equal-area projection, rot from the x axis, which
     * points to the right, to the y axis, which points up.
     */
    public BufferedImage draw() {
        BufferedImage page = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = Look.paper(page);
        try {
            g.setColor(Look.INK);
            g.setFont(Look.bold(26));
            g.drawString("Views", MARGIN, 40);
            g.setColor(Look.MUTED);
            g.setFont(Look.font(18));
            g.drawString(facts(), MARGIN, 70);
            half(page, LEFT, 1);
            half(page, RIGHT, -1);
            net(g, LEFT, 1);
            net(g, RIGHT, -1);
            bar(g);
        } finally {
            g.dispose();
        }
        return page;
    }

    /** Particles, bins and how full they are, in words. */
    public String facts() {
        return String.format(
                Locale.ROOT,
                "%d particles%s in %d bins of %.0f°: %.1f per bin if even, %d in the fullest, %d empty (grey)",
                particles,
                order == 1 ? "" : " at " + order + " views each",
                counts.length,
                bins.widthDegrees(),
                (double) order * particles / counts.length,
                most(),
                Arrays.stream(counts).filter(n -> n == 0).count());
    }

    private int most() {
        return Arrays.stream(counts).max().orElse(0);
    }

    /** @param side 1 for views from above, −1 for those from below */
    private void half(BufferedImage page, int centre, int side) {
        int most = Math.max(1, most());
        int[] colours = Arrays.stream(counts)
                .mapToObj(count -> count == 0 ? Look.FAINT : HeatMap.colour((double) count / most))
                .mapToInt(Color::getRGB)
                .toArray();
        for (int y = -RADIUS; y <= RADIUS; y++)
            for (int x = -RADIUS; x <= RADIUS; x++) {
                // a distance of √2 sin(tilt / 2) in units of the radius
                double r2 = (double) (x * x + y * y) / (RADIUS * RADIUS);
                if (r2 > 1) continue;
                int bin = bins.of(side * (1 - r2), Math.toDegrees(Math.atan2(-y, x)));
                page.setRGB(centre + x, CENTRE_Y + y, colours[bin]);
            }
    }

    private static void net(Graphics2D g, int centre, int side) {
        g.setFont(Look.font(15));
        g.setColor(Look.MUTED);
        for (int tilt = 30; tilt <= 90; tilt += 30) {
            double r = RADIUS * Math.sqrt(2) * Math.sin(Math.toRadians(tilt / 2.0));
            g.setStroke(new BasicStroke(tilt == 90 ? 1.5f : 0.7f));
            g.draw(new Ellipse2D.Double(centre - r, CENTRE_Y - r, 2 * r, 2 * r));
        }
        g.setStroke(new BasicStroke(0.7f));
        for (int rot = -150; rot <= 180; rot += 30) {
            double x = Math.cos(Math.toRadians(rot));
            double y = -Math.sin(Math.toRadians(rot));
            g.draw(new Line2D.Double(centre, CENTRE_Y, centre + RADIUS * x, CENTRE_Y + RADIUS * y));
            if (rot % 90 == 0) centred(g, rot + "°", centre + (RADIUS + 22) * x, CENTRE_Y + 5 + (RADIUS + 16) * y);
        }
        g.setColor(Look.INK);
        centred(g, side > 0 ? "tilt 0° to 90°, circles every 30°" : "tilt 180° to 90°", centre, CENTRE_Y + RADIUS + 46);
    }

    private void bar(Graphics2D g) {
        int x = RIGHT + RADIUS + 66;
        int top = CENTRE_Y - RADIUS + 20;
        int height = 2 * RADIUS - 40;
        int most = Math.max(1, most());
        for (int i = 0; i < height; i++) {
            g.setColor(HeatMap.colour(1 - (double) i / height));
            g.fillRect(x, top + i, 24, 1);
        }
        g.setFont(Look.font(15));
        g.setColor(Look.INK);
        int step = step(most);
        for (int value = 0; value <= most; value += step) {
            int y = top + height - (int) Math.round((double) height * value / most);
            g.drawLine(x + 24, y, x + 29, y);
            g.drawString(Integer.toString(value), x + 34, y + 5);
        }
        g.drawString("particles", x, top - 14);
    }

    /** 1, 2 or 5 times a power of ten, for six ticks or fewer. */
    private static int step(int most) {
        int ten = 1;
        while (true) {
            for (int digit : new int[] {1, 2, 5}) if (most / (digit * ten) <= 5) return digit * ten;
            ten *= 10;
        }
    }

    private static void centred(Graphics2D g, String text, double x, double y) {
        g.drawString(text, (float) (x - g.getFontMetrics().stringWidth(text) / 2.0), (float) y);
    }
}
