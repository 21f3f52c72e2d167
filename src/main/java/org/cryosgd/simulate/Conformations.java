/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import java.util.SplittableRandom;
import org.cryosgd.math.Rotation;
import org.ejml.data.DMatrix3x3;

/**
 * The shape of each particle of a {@link Mixture}.
 *
 * @param mixture that they are from
 * @param classes the map of each particle, from 0 on
 * @param turns of the domain of each particle in degrees
 */
record Conformations(Mixture mixture, int[] classes, double[] turns) {
    private static final long SEED = 0x636f6e666f726d61L;

    /** Of particles that are all alike. */
    static final Conformations NONE = new Conformations(Mixture.NONE, null, null);

    static Conformations of(Mixture mixture, int count, long seed) {
        if (mixture.isNone()) return NONE;
        SplittableRandom random = new SplittableRandom(seed ^ SEED);
        return new Conformations(mixture, mixture.classes(count, random.split()), mixture.turns(count, random.split()));
    }

    /** The map of particle {@code i}, from 0 on. */
    int map(int i) {
        return classes == null ? 0 : classes[i];
    }

    /** How the domain of particle {@code i} is turned. */
    DMatrix3x3 turn(int i) {
        double half = Math.toRadians(turns[i]) / 2;
        double[] a = mixture.axis();
        double sine = Math.sin(half) / Math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
        return Rotation.fromQuaternion(Math.cos(half), sine * a[0], sine * a[1], sine * a[2]);
    }

    /** How a turn moves the voxel n/2 when the hinge stays, in Å: h − T h. */
    double[] displacement(DMatrix3x3 t) {
        double[] h = mixture.hinge();
        return new double[] {
            h[0] - (t.a11 * h[0] + t.a12 * h[1] + t.a13 * h[2]),
            h[1] - (t.a21 * h[0] + t.a22 * h[1] + t.a23 * h[2]),
            h[2] - (t.a31 * h[0] + t.a32 * h[1] + t.a33 * h[2])
        };
    }
}
