/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import java.util.Arrays;
import org.cryosgd.math.RealFft3D;
import org.cryosgd.math.Tasks;

/**
 * The sums of a {@link FourierShellCorrelation} over cones around directions, in one pass over the voxels. A grid on the half
 * sphere, flattened as an octahedron, says which cones may reach a voxel; those are looked at one by one. The result does not depend on
 * the number of threads.
 */
final class ConeSums {
    /** Cells of the grid along each axis. Even, so that no cell is on two faces of the octahedron. */
    private static final int CELLS = 32;

    /** Planes are summed in so many parts. */
    private static final int PARTS = 8;

    private final int box;
    private final double[][] directions;
    private final double square;
    private final int[][] near = new int[CELLS * CELLS][];
    private final ShellSums[] sums;

    /**
     * @param box of the maps in voxels
     * @param directions unit vectors x, y, z
     * @param degrees half angle of the cones
     */
    ConeSums(int box, double[][] directions, double degrees) {
        this.box = box;
        this.directions = directions;
        square = Math.pow(Math.cos(Math.toRadians(degrees)), 2);
        for (int cell = 0; cell < near.length; cell++) near[cell] = near(cell, degrees);
        sums = empty();
    }

    private ShellSums[] empty() {
        ShellSums[] all = new ShellSums[directions.length];
        Arrays.setAll(all, d -> new ShellSums(box / 2 + 1));
        return all;
    }

    /** The directions whose cones reach into a cell, or nearly. */
    private int[] near(int cell, double degrees) {
        double[] middle = onSphere(cell % CELLS + 0.5, cell / CELLS + 0.5);
        double reach = 0;
        // a cell is a part of a plane, seen from the origin: its corners are furthest from its middle
        for (int corner = 0; corner < 4; corner++)
            reach = Math.max(
                    reach,
                    Math.acos(
                            Math.min(1, dot(middle, onSphere(cell % CELLS + corner % 2, cell / CELLS + corner / 2)))));
        double within = Math.cos(Math.min(Math.PI / 2, Math.toRadians(degrees) + reach + 1e-6));
        int[] found = new int[directions.length];
        int count = 0;
        for (int d = 0; d < directions.length; d++)
            if (Math.abs(dot(middle, directions[d])) >= within) found[count++] = d;
        return Arrays.copyOf(found, count);
    }

    /** The direction of a point of the grid; those beyond the equator continue the face that they are at. */
    private static double[] onSphere(double column, double row) {
        double x = 2 * column / CELLS - 1;
        double y = 2 * row / CELLS - 1;
        double z = 1 - Math.abs(x) - Math.abs(y);
        double length = Math.sqrt(x * x + y * y + z * z);
        return new double[] {x / length, y / length, z / length};
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    /** Takes in two transforms. */
    void add(RealFft3D fft, float[] a, float[] b) {
        ShellSums[][] parts = new ShellSums[PARTS][];
        Tasks.forEach(PARTS, part -> parts[part] = part(fft, a, b, part * box / PARTS, (part + 1) * box / PARTS));
        for (ShellSums[] part : parts) for (int d = 0; d < sums.length; d++) sums[d].add(part[d]);
    }

    private ShellSums[] part(RealFft3D fft, float[] a, float[] b, int from, int to) {
        ShellSums[] own = empty();
        for (int z = from; z < to; z++) {
            int kz = z <= box / 2 ? z : z - box;
            for (int kx = 0; kx <= box / 2; kx++)
                for (int y = 0; y < box; y++) {
                    int ky = y <= box / 2 ? y : y - box;
                    int length = kx * kx + ky * ky + kz * kz;
                    int shell = (int) Math.round(Math.sqrt(length));
                    if (shell <= box / 2) add(own, a, b, kx, ky, kz, shell, fft.index(kx, y, z));
                }
        }
        return own;
    }

    private void add(ShellSums[] own, float[] a, float[] b, int kx, int ky, int kz, int shell, int i) {
        int count = kx > 0 && kx < box / 2 ? 2 : 1;
        double least = square * ((double) kx * kx + (double) ky * ky + (double) kz * kz);
        for (int d : near[cell(kx, ky, kz)]) {
            double[] direction = directions[d];
            double along = direction[0] * kx + direction[1] * ky + direction[2] * kz;
            if (along * along >= least) own[d].add(shell, count, a, b, i);
        }
    }

    /** The cell of a frequency or of its opposite, whichever has z ≥ 0. */
    private static int cell(int kx, int ky, int kz) {
        int sign = kz < 0 ? -1 : 1;
        double sum = Math.max(1, Math.abs(kx) + Math.abs(ky) + Math.abs(kz));
        return axis(sign * ky / sum) * CELLS + axis(sign * kx / sum);
    }

    private static int axis(double value) {
        return Math.min(CELLS - 1, (int) ((value + 1) * (CELLS / 2)));
    }

    /** The sums of a direction. */
    ShellSums of(int direction) {
        return sums[direction];
    }
}
