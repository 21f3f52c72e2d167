/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.Pose;

/**
 * How many particles are seen from where. The sphere of directions (rot, tilt) is cut into rings around z and the rings
 * into bins of one area, about as wide as high; there are fewer bins where there are few particles.
 */
public final class AngularDistribution {
    private static final int FEWEST_RINGS = 6;
    private static final int MOST_RINGS = 36;
    private static final int PER_BIN = 5;

    private static final int WIDTH = 1200;
    private static final int HEIGHT = 640;
    private static final int MARGIN = 24;
    /** Half the height of the ellipse in pixels. */
    private static final int RADIUS = 235;

    private static final int CENTRE_X = MARGIN + 40 + 2 * RADIUS;
    private static final int CENTRE_Y = 360;

    private static final Color LABEL = new Color(255, 255, 255, 200);

    private final int particles;
    /** Number of the first bin of each ring, and of all. */
    private final int[] first;

    private final int[] counts;

    /** @param particles that have poses */
    public AngularDistribution(List<Particle> particles) {
        this.particles = particles.size();
        // there are about 4/π rings² bins
        int rings = (int) Math.sqrt(Math.PI / 4 * particles.size() / PER_BIN);
        first = bins(Math.max(FEWEST_RINGS, Math.min(MOST_RINGS, rings)));
        counts = new int[first[first.length - 1]];
        for (Particle particle : particles) {
            Pose pose = particle.pose();
            double tilt = Math.toRadians(pose.tiltDegrees());
            // a tilt below 0 is the view from the other side
            double rot = pose.rotDegrees() + (Math.sin(tilt) < 0 ? 180 : 0);
            counts[bin(Math.cos(tilt), rot)]++;
        }
    }

    /** {@code rot,tilt,count}: the centre of each bin in degrees, and its particles. */
    public CsvFile table() {
        double[] rot = new double[counts.length];
        double[] tilt = new double[counts.length];
        for (int ring = 0; ring + 1 < first.length; ring++) {
            int size = first[ring + 1] - first[ring];
            for (int i = 0; i < size; i++) {
                rot[first[ring] + i] = -180 + 360 * (i + 0.5) / size;
                tilt[first[ring] + i] =
                        Math.toDegrees(Math.acos(1 - (double) (first[ring] + first[ring + 1]) / counts.length));
            }
        }
        return new CsvFile().column("rot", rot).column("tilt", tilt).column("count", counts);
    }

    /** The sphere in Mollweide's equal-area projection: rot from left to right, tilt 0 at the top. */
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
            sphere(page);
            net(g);
            bar(g);
        } finally {
            g.dispose();
        }
        return page;
    }

    private String facts() {
        return String.format(
                "%d particles in %d bins of %.0f°: %.1f per bin if even, %d in the fullest, %.0f %% of the bins empty (grey)",
                particles,
                counts.length,
                Math.toDegrees(Math.sqrt(4 * Math.PI / counts.length)),
                (double) particles / counts.length,
                most(),
                100.0 * Arrays.stream(counts).filter(n -> n == 0).count() / counts.length);
    }

    private int most() {
        return Arrays.stream(counts).max().orElse(0);
    }

    /** The bins of a ring are as many as squares fit; its height makes their areas the same. */
    private static int[] bins(int rings) {
        int[] first = new int[rings + 1];
        for (int ring = 0; ring < rings; ring++)
            first[ring + 1] =
                    first[ring] + (int) Math.max(3, Math.round(2 * rings * Math.sin((ring + 0.5) * Math.PI / rings)));
        return first;
    }

    private int bin(double cosTilt, double rotDegrees) {
        int before = (int) Math.min(counts.length - 1, (1 - cosTilt) / 2 * counts.length);
        int ring = IntStream.range(1, first.length)
                        .filter(i -> first[i] > before)
                        .findFirst()
                        .orElseThrow()
                - 1;
        int size = first[ring + 1] - first[ring];
        double turn = (rotDegrees + 180) / 360;
        return first[ring] + Math.min(size - 1, (int) (size * (turn - Math.floor(turn))));
    }

    private void sphere(BufferedImage page) {
        int most = Math.max(1, most());
        for (int y = CENTRE_Y - RADIUS; y <= CENTRE_Y + RADIUS; y++)
            for (int x = CENTRE_X - 2 * RADIUS; x <= CENTRE_X + 2 * RADIUS; x++) {
                double sine = (double) (CENTRE_Y - y) / RADIUS;
                double theta = Math.asin(sine);
                double part = (x - CENTRE_X) / (2 * RADIUS * Math.cos(theta));
                if (!(Math.abs(part) <= 1)) continue;
                int count = counts[bin((2 * theta + Math.sin(2 * theta)) / Math.PI, 180 * part)];
                page.setRGB(x, y, (count == 0 ? Look.FAINT : HeatMap.colour((double) count / most)).getRGB());
            }
    }

    private static void net(Graphics2D g) {
        g.setColor(Look.MUTED);
        g.setFont(Look.font(15));
        g.setStroke(new BasicStroke(0.7f));
        for (int tilt = 30; tilt < 180; tilt += 30) {
            Path2D line = new Path2D.Double();
            double[] left = place(-180, tilt);
            double[] right = place(180, tilt);
            line.moveTo(left[0], left[1]);
            line.lineTo(right[0], right[1]);
            g.draw(line);
            String label = tilt + "°";
            g.drawString(label, (float) left[0] - 8 - g.getFontMetrics().stringWidth(label), (float) left[1] + 5);
        }
        for (int rot = -120; rot <= 120; rot += 60) {
            Path2D line = new Path2D.Double();
            for (int tilt = 0; tilt <= 180; tilt += 2) {
                double[] p = place(rot, tilt);
                if (tilt == 0) line.moveTo(p[0], p[1]);
                else line.lineTo(p[0], p[1]);
            }
            g.draw(line);
        }
        g.setStroke(new BasicStroke(1.5f));
        g.draw(new Ellipse2D.Double(CENTRE_X - 2 * RADIUS, CENTRE_Y - RADIUS, 4 * RADIUS, 2 * RADIUS));
        centred(g, "tilt 0°", CENTRE_X, CENTRE_Y - RADIUS - 10);
        centred(g, "tilt 180°", CENTRE_X, CENTRE_Y + RADIUS + 22);
        for (int rot = -120; rot <= 120; rot += 60) {
            String label = (rot == 0 ? "rot " : "") + rot + "°";
            double[] p = place(rot, 90);
            int width = g.getFontMetrics().stringWidth(label);
            g.setColor(LABEL);
            g.fillRect((int) p[0] - width / 2 - 3, (int) p[1] - 9, width + 6, 18);
            g.setColor(Look.INK);
            centred(g, label, p[0], p[1] + 6);
        }
    }

    private void bar(Graphics2D g) {
        int x = CENTRE_X + 2 * RADIUS + 50;
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

    /** Mollweide's θ solves 2θ + sin 2θ = π cos(tilt). */
    private static double[] place(double rotDegrees, double tiltDegrees) {
        double target = Math.PI * Math.cos(Math.toRadians(tiltDegrees));
        double low = -Math.PI / 2;
        double high = Math.PI / 2;
        for (int i = 0; i < 40; i++) {
            double middle = (low + high) / 2;
            if (2 * middle + Math.sin(2 * middle) < target) low = middle;
            else high = middle;
        }
        return new double[] {CENTRE_X + 2 * RADIUS * rotDegrees / 180 * Math.cos(low), CENTRE_Y - RADIUS * Math.sin(low)
        };
    }

    private static void centred(Graphics2D g, String text, double x, double y) {
        g.drawString(text, (float) (x - g.getFontMetrics().stringWidth(text) / 2.0), (float) y);
    }
}
