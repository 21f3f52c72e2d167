/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import java.util.SplittableRandom;
import org.cryosgd.math.Rotation;

/** Standard normal numbers by the method of Box and Muller, the same on every version of Java. */
final class Gaussian {
    private final SplittableRandom random;
    private double second;
    private boolean hasSecond;

    Gaussian(SplittableRandom random) {
        this.random = random;
    }

    /** Euler angles of a uniform rotation: four normal numbers are a uniform random direction in four dimensions. */
    double[] euler() {
        return Rotation.toEuler(Rotation.fromQuaternion(next(), next(), next(), next()));
    }

    double next() {
        if (hasSecond) {
            hasSecond = false;
            return second;
        }
        double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
        double angle = 2 * Math.PI * random.nextDouble();
        second = radius * Math.sin(angle);
        hasSecond = true;
        return radius * Math.cos(angle);
    }
}
