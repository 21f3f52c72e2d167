/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import java.util.SplittableRandom;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.Pose;

/**
 * Another particle in the image, in a random view, with the same defocus. Its middle is 0.95 to 1.3 times half the box away from that
 * of the image, in a random direction. What of it leaves the image on one side comes in on the other.
 */
final class Neighbour {
    private static final double NEAREST = 0.95;
    private static final double FARTHEST = 1.3;

    private Neighbour() {}

    static Particle of(Particle particle, double boxAngstrom, SplittableRandom random) {
        Gaussian gaussian = new Gaussian(random.split());
        double[] euler = gaussian.euler();
        double direction = 2 * Math.PI * random.nextDouble();
        double distance = (NEAREST + (FARTHEST - NEAREST) * random.nextDouble()) * boxAngstrom / 2;
        return particle.withPose(new Pose(
                euler[0], euler[1], euler[2], -distance * Math.cos(direction), -distance * Math.sin(direction)));
    }
}
