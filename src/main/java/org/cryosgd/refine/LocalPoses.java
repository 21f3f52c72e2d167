/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine;

import static org.cryosgd.math.Require.require;

import java.util.List;
import org.cryosgd.math.Rotation;
import org.cryosgd.math.Volume;
import org.cryosgd.optics.Magnification;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.Pose;
import org.cryosgd.refine.search.PosePrior;

/**
 * A refinement near the poses that particles have. Each pose has a normal distribution about the one of the table as prior.
 *
 * @param rotationDegrees standard deviation of the rotation about each axis
 * @param shiftAngstrom standard deviation of the shift along x and along y
 */
public record LocalPoses(double rotationDegrees, double shiftAngstrom) {
    public LocalPoses {
        require(
                rotationDegrees > 0 && rotationDegrees <= 180,
                "rotationPrior (degrees)",
                "above 0 and at most 180",
                rotationDegrees);
        require(shiftAngstrom > 0 && shiftAngstrom <= 1e5, "shiftPrior (Å)", "above 0", shiftAngstrom);
    }

    public static LocalPoses defaults() {
        return new LocalPoses(5, 5);
    }

    /**
     * The priors of particles.
     *
     * @param numbers of the particles, in the order that is wanted
     * @param mask of the structure; null for one about the middle of the map
     */
    PosePrior[] priors(List<Particle> particles, int[] numbers, Volume mask, double voxel) {
        double[] centre = mask == null ? new double[3] : centre(mask);
        PosePrior[] priors = new PosePrior[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            Particle p = particles.get(numbers[i]);
            Pose pose = p.pose();
            double[] shift = inMap(pose, p.optics().magnification());
            priors[i] = new PosePrior(
                    Rotation.fromEuler(pose.rotDegrees(), pose.tiltDegrees(), pose.psiDegrees()),
                    shift[0] / voxel,
                    shift[1] / voxel,
                    Math.toRadians(rotationDegrees),
                    shiftAngstrom / voxel,
                    centre);
        }
        return priors;
    }

    /** The shift at the frequencies of the map, t = M⁻ᵀ s, as the search has it: see {@link FinalMaps}. */
    private static double[] inMap(Pose pose, Magnification m) {
        double x = pose.shiftXAngstrom();
        double y = pose.shiftYAngstrom();
        if (m.isNone()) return new double[] {x, y};
        double det = m.xx() * m.yy() - m.xy() * m.yx();
        return new double[] {(m.yy() * x - m.yx() * y) / det, (m.xx() * y - m.xy() * x) / det};
    }

    /** Centre of mass of a mask, x, y, z in voxels from the middle. */
    static double[] centre(Volume mask) {
        int n = mask.size();
        double[] sum = new double[3];
        double mass = 0;
        for (int z = 0, i = 0; z < n; z++)
            for (int y = 0; y < n; y++)
                for (int x = 0; x < n; x++, i++) {
                    double value = mask.voxels()[i];
                    sum[0] += value * (x - n / 2);
                    sum[1] += value * (y - n / 2);
                    sum[2] += value * (z - n / 2);
                    mass += value;
                }
        for (int axis = 0; axis < 3; axis++) sum[axis] = mass == 0 ? 0 : sum[axis] / mass;
        return sum;
    }
}
