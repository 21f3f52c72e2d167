/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import java.io.Serializable;
import java.util.Arrays;
import org.cryosgd.math.Spiral;
import org.cryosgd.math.Tasks;
import org.cryosgd.projection.Symmetry;
import org.ejml.data.DMatrix3x3;

/**
 * How probable the directions of view are, as the images so far have them: a density on the sphere relative to uniform
 * views. Where the noise leaves poses open, taking all views for equally probable spreads the poses of preferred views,
 * and the map follows. In-plane rotations are equally probable.
 *
 * <p>Not thread safe while it is changed.
 */
public final class ViewPrior implements Serializable {
    /** Part of the particles whose views say where those of the others are. */
    private static final double KNOWN = 0.9;

    /** Fewer particles say less, in proportion. */
    private static final int ENOUGH = 200;

    private static final int BINS = 1500;

    /** More than the largest distance of a direction from the next centre. */
    private static final double NEAR = Math.sqrt(4 * Math.PI / BINS);

    /** Standard deviation of the kernel that a bin is smoothed by: about the distance of two. */
    private static final double KERNEL = Math.toRadians(5);

    /** Standard deviations to which the kernel is followed. */
    private static final double REACH = 4;

    /** The table of the logarithm, even in the angle from z and in that around it. */
    private static final int ROWS = 48;

    private static final int COLUMNS = 96;

    private static final double[][] CENTRES = Spiral.directions(BINS, BINS);

    private final Symmetry symmetry;
    private final int particles;
    private final double known;

    /** The bin of each equivalent view. */
    private final int[][] equivalents;

    private final double[] mass = new double[BINS];
    private final float[] table = new float[(ROWS + 1) * (COLUMNS + 1)];

    /**
     * Uniform views.
     *
     * @param particles number of those whose views will be observed
     */
    public ViewPrior(Symmetry symmetry, int particles) {
        this.particles = particles;
        known = KNOWN * Math.min(1, (double) particles / ENOUGH);
        this.symmetry = symmetry;
        equivalents = symmetry.operations().stream().map(ViewPrior::moved).toArray(int[][]::new);
        Arrays.fill(mass, 1.0 / BINS);
    }

    /** What another process needs to read the density; there it cannot be changed. */
    private record Sent(float[] table) implements Serializable {
        private Object readResolve() {
            return new ViewPrior(table);
        }
    }

    private ViewPrior(float[] table) {
        symmetry = null;
        particles = 0;
        known = 0;
        equivalents = new int[0][];
        System.arraycopy(table, 0, this.table, 0, table.length);
    }

    private Object writeReplace() {
        return new Sent(table);
    }

    private static int nearest(double x, double y, double z) {
        int best = 0;
        double most = -2;
        // z falls along the spiral, and no direction is farther from its centre than NEAR
        int first = (int) (0.5 * BINS * (1 - z - NEAR));
        int last = (int) (0.5 * BINS * (1 - z + NEAR));
        for (int i = Math.max(0, first); i <= Math.min(BINS - 1, last); i++) {
            double cos = x * CENTRES[i][0] + y * CENTRES[i][1] + z * CENTRES[i][2];
            if (cos > most) {
                most = cos;
                best = i;
            }
        }
        return best;
    }

    /** The bin of the view of A. */
    public static int bin(DMatrix3x3 a) {
        return nearest(a.a31, a.a32, a.a33);
    }

    public int bins() {
        return BINS;
    }

    /**
     * Takes part of the views that were observed.
     *
     * @param observed mass of each bin
     * @param rate from 0, nothing, to 1, these only
     */
    public void observe(double[] observed, double rate) {
        double sum = Arrays.stream(observed).sum();
        if (sum <= 0) return;
        double[] all = new double[BINS];
        for (int[] bins : equivalents)
            for (int i = 0; i < BINS; i++) all[bins[i]] += observed[i] / (sum * equivalents.length);
        for (int i = 0; i < BINS; i++) mass[i] += rate * (all[i] - mass[i]);
        tabulate();
    }

    /** For the map moved by {@code R}: the views of A R. */
    public ViewPrior turned(DMatrix3x3 r) {
        ViewPrior turned = new ViewPrior(symmetry, particles);
        double[] views = new double[BINS];
        int[] bins = moved(r);
        for (int i = 0; i < BINS; i++) views[bins[i]] += mass[i];
        turned.observe(views, 1);
        return turned;
    }

    /** The bins of the views of A R, by those of A. */
    private static int[] moved(DMatrix3x3 r) {
        int[] bins = new int[BINS];
        for (int i = 0; i < BINS; i++) {
            double[] c = CENTRES[i];
            bins[i] = nearest(
                    c[0] * r.a11 + c[1] * r.a21 + c[2] * r.a31,
                    c[0] * r.a12 + c[1] * r.a22 + c[2] * r.a32,
                    c[0] * r.a13 + c[1] * r.a23 + c[2] * r.a33);
        }
        return bins;
    }

    private void tabulate() {
        double kappa = 1 / (KERNEL * KERNEL);
        double peak = 2 * kappa / (1 - Math.exp(-2 * kappa)); // of the kernel, relative to uniform
        double reach = Math.cos(REACH * KERNEL);
        Tasks.forEach(ROWS + 1, row -> {
            double angle = Math.PI * row / ROWS;
            double z = Math.cos(angle);
            double r = Math.sin(angle);
            double[] density = new double[COLUMNS];
            int first = (int) (0.5 * BINS * (1 - Math.cos(Math.max(0, angle - REACH * KERNEL))));
            int last = (int) (0.5 * BINS * (1 - Math.cos(Math.min(Math.PI, angle + REACH * KERNEL))));
            for (int i = first; i <= Math.min(BINS - 1, last); i++) {
                if (mass[i] == 0) continue;
                double[] c = CENTRES[i];
                double along = z * c[2];
                double across = r * Math.hypot(c[0], c[1]);
                double least = (reach - along) / across;
                double width = least <= -1 || across == 0 ? Math.PI : Math.acos(Math.min(1, least));
                double centre = Math.atan2(c[1], c[0]);
                int from = (int) Math.ceil((centre - width) * COLUMNS / (2 * Math.PI));
                int to = (int) Math.floor((centre + width) * COLUMNS / (2 * Math.PI));
                for (int column = from; column <= Math.min(to, from + COLUMNS - 1); column++) {
                    double cos = along + across * Math.cos(2 * Math.PI * column / COLUMNS - centre);
                    density[Math.floorMod(column, COLUMNS)] += mass[i] * Math.exp(kappa * (cos - 1));
                }
            }
            for (int column = 0; column <= COLUMNS; column++)
                table[row * (COLUMNS + 1) + column] =
                        (float) Math.log(1 - known + known * peak * density[column % COLUMNS]);
        });
    }

    /** The logarithm of the density of the view of A. */
    double log(DMatrix3x3 a) {
        double row = ROWS / Math.PI * Math.acos(Math.max(-1, Math.min(1, a.a33)));
        double angle = Math.atan2(a.a32, a.a31) / (2 * Math.PI);
        double column = COLUMNS * (angle < 0 ? angle + 1 : angle);
        int i = Math.min(ROWS - 1, (int) row);
        int j = Math.min(COLUMNS - 1, (int) column);
        double fy = row - i;
        double fx = column - j;
        int o = i * (COLUMNS + 1) + j;
        int p = o + COLUMNS + 1;
        return (1 - fy) * ((1 - fx) * table[o] + fx * table[o + 1]) + fy * ((1 - fx) * table[p] + fx * table[p + 1]);
    }

    /** The same for a whole grid. */
    float[] log(RotationGrid grid) {
        float[] log = new float[grid.size()];
        for (int i = 0; i < log.length; i++)
            log[i] = (float) log(grid.rotations().get(i));
        return log;
    }
}
