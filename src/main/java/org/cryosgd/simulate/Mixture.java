/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import static org.cryosgd.math.Require.require;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.cryosgd.math.Volume;

/**
 * In what simulated particles differ from each other: each is one of several maps, and a domain of it is turned about a hinge.
 *
 * @param others maps beside the first one, of its box and pixel size
 * @param weights parts of the particles that are of the first map and of the others; empty for equal ones
 * @param domain values 0 to 1, the part of each map that turns; null for none
 * @param hinge point of the axis, in Å from voxel n/2
 * @param axis direction of the axis; of any length but 0
 * @param turnDegrees how far it turns
 * @param distribution of the angles
 */
public record Mixture(
        List<Volume> others,
        List<Double> weights,
        Volume domain,
        double[] hinge,
        double[] axis,
        double turnDegrees,
        Distribution distribution) {
    /** All particles are alike. */
    public static final Mixture NONE =
            new Mixture(List.of(), List.of(), null, new double[3], new double[] {0, 0, 1}, 0, Distribution.UNIFORM);

    /** Of angles, with a range t. */
    public enum Distribution {
        /** From −t to t, all alike. */
        UNIFORM,
        /** Normal with standard deviation t. */
        NORMAL,
        /** −t/2 or t/2, as often. */
        TWO;

        double angle(double t, SplittableRandom random) {
            double uniform = random.nextDouble();
            return switch (this) {
                case UNIFORM -> t * (2 * uniform - 1);
                case NORMAL -> t * new Gaussian(random).next();
                case TWO -> uniform < 0.5 ? -t / 2 : t / 2;
            };
        }
    }

    public Mixture {
        require(
                weights.isEmpty() || weights.size() == others.size() + 1,
                "weights",
                String.format(Locale.ROOT, "one for each of the %d maps", others.size() + 1),
                weights.size());
        require(weights.stream().allMatch(w -> w >= 0 && w < 1e6), "weights", "at least 0 each", weights);
        require(weights.isEmpty() || weights.stream().mapToDouble(w -> w).sum() > 0, "weights", "not all 0", weights);
        require(hinge.length == 3, "hinge (Å)", "three numbers", hinge.length);
        require(
                axis.length == 3 && axis[0] * axis[0] + axis[1] * axis[1] + axis[2] * axis[2] > 0,
                "axis",
                "three numbers, not all 0",
                axis.length);
        require(Math.abs(turnDegrees) <= 180, "turn (degrees)", "from -180 to 180", turnDegrees);
        require(
                turnDegrees == 0 || domain != null,
                "domain",
                "given where turn is: the mask of the part that turns",
                "none");
        require(domain == null || turnDegrees != 0, "turn (degrees)", "given where domain is, and not 0", turnDegrees);
    }

    /** Whether all particles are alike. */
    boolean isNone() {
        return others.isEmpty() && domain == null;
    }

    /**
     * The map of each particle, from 0 on.
     *
     * @param random numbers of its own
     */
    int[] classes(int count, SplittableRandom random) {
        double total = weights.stream().mapToDouble(w -> w).sum();
        int[] classes = new int[count];
        for (int i = 0; i < count; i++) {
            double at = random.nextDouble();
            int c = 0;
            while (c < others.size() && at >= part(c, total)) at -= part(c++, total);
            classes[i] = c;
        }
        return classes;
    }

    private double part(int c, double total) {
        return weights.isEmpty() ? 1.0 / (others.size() + 1) : weights.get(c) / total;
    }

    /** The angle of each particle in degrees. */
    double[] turns(int count, SplittableRandom random) {
        double[] turns = new double[count];
        for (int i = 0; i < count; i++) turns[i] = distribution.angle(turnDegrees, random);
        return turns;
    }
}
