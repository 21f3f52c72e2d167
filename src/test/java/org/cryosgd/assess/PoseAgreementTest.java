/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.cryosgd.math.Rotation;
import org.cryosgd.particles.Pose;
import org.ejml.data.DMatrix3x3;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoseAgreementTest {
    private static final double[] D = {3, -2, 5};

    /** Poses of a turned, moved and perhaps mirrored map: the true ones come back, and wrong ones do not disturb. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatNoImageCanTellIsTakenOut(boolean mirrored) {
        SplittableRandom random = new SplittableRandom(3);
        DMatrix3x3 r = Rotation.fromEuler(40, 70, -120);
        List<Pose> truth = new ArrayList<>();
        List<Pose> found = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Pose pose = new Pose(
                    random.nextDouble(360),
                    random.nextDouble(1, 179),
                    random.nextDouble(360),
                    random.nextDouble(-5, 5),
                    random.nextDouble(-5, 5));
            truth.add(pose);
            DMatrix3x3 a = Rotation.fromEuler(pose.rotDegrees(), pose.tiltDegrees(), pose.psiDegrees());
            DMatrix3x3 b = Rotation.multiply(a, r);
            if (mirrored) b = Rotation.multiply(new DMatrix3x3(-1, 0, 0, 0, -1, 0, 0, 0, 1), b);
            if (i % 10 == 0) b = Rotation.fromEuler(random.nextDouble(360), 90, random.nextDouble(360));
            double[] e = Rotation.toEuler(b);
            found.add(new Pose(
                    e[0],
                    e[1],
                    e[2],
                    pose.shiftXAngstrom() + a.a11 * D[0] + a.a12 * D[1] + a.a13 * D[2],
                    pose.shiftYAngstrom() + a.a21 * D[0] + a.a22 * D[1] + a.a23 * D[2]));
        }
        PoseAgreement agreement = PoseAgreement.of(truth, found);
        assertEquals(mirrored, agreement.mirrored());
        // arccos of a trace with rounding errors of 1e-15 is off by √(2e-15) rad
        assertEquals(0, agreement.medianDegrees(), 1e-5);
        // a tenth was replaced; two random rotations are within 5° with probability 1e-5
        assertEquals(0.9, agreement.below(5), 1e-12);
        for (int d = 0; d < 3; d++) assertEquals(D[d], agreement.shiftAngstrom()[d], 1e-6);
        for (int i = 0; i < truth.size(); i++) {
            if (i % 10 == 0) continue;
            Pose back = agreement.inTrueFrame(found.get(i));
            Pose pose = truth.get(i);
            double angle = Rotation.angle(
                    Rotation.fromEuler(pose.rotDegrees(), pose.tiltDegrees(), pose.psiDegrees()),
                    Rotation.fromEuler(back.rotDegrees(), back.tiltDegrees(), back.psiDegrees()));
            assertEquals(0, Math.toDegrees(angle), 1e-5);
            assertEquals(pose.shiftXAngstrom(), back.shiftXAngstrom(), 1e-6);
            assertEquals(pose.shiftYAngstrom(), back.shiftYAngstrom(), 1e-6);
        }
    }
}
