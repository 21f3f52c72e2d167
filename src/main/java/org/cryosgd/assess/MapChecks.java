/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import org.cryosgd.math.Volume;

/** Whether a map that a user gives can be compared, filtered or masked. */
public final class MapChecks {
    /** The transform adds up all voxels in single precision, which ends at 3.4e38. */
    private static final double LARGEST_SUM = 1e37;

    /** Maps whose voxels correlate by more than 1 less this have the same data; bytes and half floats are off by more. */
    private static final double SAME = 1e-7;

    private MapChecks() {}

    /**
     * Throws unless the map has an even box of at least 4 voxels, at least two different values, and none that is too
     * large for a transform.
     *
     * @param name of the map for the message, such as its file
     */
    public static void check(String name, Volume map) {
        int n = map.size();
        if (n < 4 || n % 2 != 0)
            throw new IllegalArgumentException(name + ": the box is " + n + " voxels wide and must be even and at least"
                    + " 4. Pad the map: relion_image_handler --i input --o output --new_box "
                    + Math.max(4, n + n % 2));
        float[] voxels = map.voxels();
        boolean constant = true;
        double sum = 0;
        for (float value : voxels) {
            constant &= value == voxels[0];
            sum += Math.abs((double) value);
        }
        if (constant)
            throw new IllegalArgumentException(
                    name + ": all voxels are " + voxels[0] + ", there is no structure. Choose another map");
        if (sum > LARGEST_SUM)
            throw new IllegalArgumentException(
                    name + ": the densities are too large, their sum is " + (float) sum + ". Scale the map down first");
    }

    /** Whether two maps of one box are the same data, up to a factor and a constant. */
    public static boolean areSame(Volume a, Volume b) {
        float[] x = a.voxels();
        float[] y = b.voxels();
        double meanX = mean(x);
        double meanY = mean(y);
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < x.length; i++) {
            double dx = x[i] - meanX;
            double dy = y[i] - meanY;
            xx += dx * dx;
            yy += dy * dy;
            xy += dx * dy;
        }
        return xx > 0 && yy > 0 && Math.abs(xy) >= (1 - SAME) * Math.sqrt(xx) * Math.sqrt(yy);
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) sum += value;
        return sum / values.length;
    }
}
