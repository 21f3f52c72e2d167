/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.math;

/** Directions that are spread evenly over the sphere, on a spiral of Fibonacci from the north pole to the south pole. */
public final class Spiral {
    private Spiral() {}

    /**
     * The first directions of a spiral.
     *
     * @param count how many
     * @param all directions of the whole sphere; twice {@code count} for the northern half
     * @return unit vectors x, y, z; z falls
     */
    public static double[][] directions(int count, int all) {
        double[][] directions = new double[count][];
        for (int i = 0; i < count; i++) {
            double z = 1 - (2 * i + 1.0) / all;
            double angle = i * Math.PI * (3 - Math.sqrt(5));
            double r = Math.sqrt(1 - z * z);
            directions[i] = new double[] {r * Math.cos(angle), r * Math.sin(angle), z};
        }
        return directions;
    }
}
