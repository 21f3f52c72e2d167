/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cryosgd.math.Rotation;
import org.cryosgd.math.Volume;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.Pose;
import org.cryosgd.simulate.Projections;
import org.ejml.data.DMatrix3x3;
import org.junit.jupiter.api.Test;

class PosePriorTest {
    private static final int N = 32;
    private static final double VOXEL = 2;
    private static final double[] CENTRE = {6, -4, 3};

    /** A round blob at the centre of the structure. */
    private static Volume blob() {
        float[] voxels = new float[N * N * N];
        for (int i = 0; i < voxels.length; i++) {
            double x = i % N - N / 2 - CENTRE[0];
            double y = i / N % N - N / 2 - CENTRE[1];
            double z = i / N / N - N / 2 - CENTRE[2];
            voxels[i] = (float) Math.exp(-(x * x + y * y + z * z) / 8);
        }
        return new Volume(N, VOXEL, voxels);
    }

    private static float[] image(DMatrix3x3 a, double x, double y) {
        double[] euler = Rotation.toEuler(a);
        float[] pixels = new float[N * N];
        Optics optics = new Optics("one", 300, 2.7, 0.1, VOXEL, N);
        Pose pose = new Pose(euler[0], euler[1], euler[2], x * VOXEL, y * VOXEL);
        new Projections(blob()).image().pixels(new Particle("blob", 0, pose, optics, null, 0), pixels);
        return pixels;
    }

    /** A structure that turns about its centre, and only that, is as likely as its rotation: its centre stays in the image. */
    @Test
    void aTurnOfThePartAboutItselfIsNoShift() {
        DMatrix3x3 a = Rotation.fromEuler(30, 60, 100);
        PosePrior prior = new PosePrior(a, 1.2, -0.7, 0.1, 0.5, CENTRE);
        DMatrix3x3 turned = Candidate.turned(Candidate.turned(a, 0, 0.3), 1, -0.4);
        double x = 1.2 + prior.movedX(a, turned);
        double y = -0.7 + prior.movedY(a, turned);
        assertTrue(Math.hypot(x - 1.2, y + 0.7) > 1, "the shift about the middle of the map");
        assertEquals(0, prior.offX(turned, x), 1e-12);
        assertEquals(0, prior.offY(turned, y), 1e-12);
        float[] before = image(a, 1.2, -0.7);
        float[] after = image(turned, x, y);
        float[] unmoved = image(turned, 1.2, -0.7);
        double largest = 0;
        double apart = 0;
        for (int i = 0; i < before.length; i++) {
            largest = Math.max(largest, before[i]);
            apart = Math.max(apart, Math.abs(before[i] - unmoved[i]));
        }
        // trilinear slices at padding 2 of a transform that turns by 2π 8/64 from voxel to voxel: up to 0.8²/8 of it
        for (int i = 0; i < before.length; i++) assertEquals(before[i], after[i], 0.08 * largest, "pixel " + i);
        assertTrue(apart > 0.2 * largest, "the blob moves where the shift stays");
    }
}
