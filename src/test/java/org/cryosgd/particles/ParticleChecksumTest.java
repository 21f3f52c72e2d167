/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.particles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.cryosgd.optics.Defocus;
import org.cryosgd.optics.Optics;
import org.junit.jupiter.api.Test;

class ParticleChecksumTest {
    private static final Particle ONE = new Particle(
            "1@a.mrcs",
            3,
            new Pose(1, 2, 3, 4, 5),
            new Optics("opticsGroup1", 300, 2.7, 0.1, 1.5, 32),
            new Defocus(10000, 9000, 30, 0, 0, 1),
            1,
            "micrograph 7");

    private static String images(Particle particle) {
        return ParticleChecksum.ofImages(List.of(ONE, particle));
    }

    private static String poses(Particle particle) {
        return ParticleChecksum.ofPoses(List.of(ONE, particle));
    }

    @Test
    void equalParticlesHaveOneChecksum() {
        Particle same = new Particle(
                "another name",
                3,
                new Pose(1, 2, 3, 4, 5),
                new Optics("opticsGroup1", 300, 2.7, 0.1, 1.5, 32),
                new Defocus(10000, 9000, 30, 0, 0, 1),
                1,
                "micrograph 7");
        assertEquals(images(ONE), images(same));
        assertEquals(poses(ONE), poses(same));
    }

    @Test
    void everyValueOfAnImageCounts() {
        Defocus d = ONE.defocus();
        for (Particle other : List.of(
                new Particle("", 4, ONE.pose(), ONE.optics(), d, 1, ONE.group()),
                ONE.withHalfSet(2),
                ONE.withOptics(new Optics("opticsGroup1", 300, 2.7, 0.1, 1.6, 32)),
                ONE.withOptics(new Optics("opticsGroup2", 300, 2.7, 0.1, 1.5, 32)),
                new Particle("", 3, ONE.pose(), ONE.optics(), d, 1, "micrograph 8"),
                ONE.withDefocus(null),
                ONE.withDefocus(new Defocus(10001, 9000, 30, 0, 0, 1)),
                ONE.withDefocus(new Defocus(10000, 9001, 30, 0, 0, 1)),
                ONE.withDefocus(new Defocus(10000, 9000, 31, 0, 0, 1)),
                ONE.withDefocus(new Defocus(10000, 9000, 30, 1, 0, 1)),
                ONE.withDefocus(new Defocus(10000, 9000, 30, 0, 1, 1)),
                ONE.withDefocus(new Defocus(10000, 9000, 30, 0, 0, 2)))) {
            assertNotEquals(images(ONE), images(other), other.toString());
            assertEquals(poses(ONE), poses(other));
        }
    }

    @Test
    void everyValueOfAPoseCounts() {
        for (Particle other : List.of(
                ONE.withPose(null),
                ONE.withPose(new Pose(9, 2, 3, 4, 5)),
                ONE.withPose(new Pose(1, 9, 3, 4, 5)),
                ONE.withPose(new Pose(1, 2, 9, 4, 5)),
                ONE.withPose(new Pose(1, 2, 3, 9, 5)),
                ONE.withPose(new Pose(1, 2, 3, 4, 9)))) {
            assertEquals(images(ONE), images(other));
            assertNotEquals(poses(ONE), poses(other), other.toString());
        }
    }

    @Test
    void theOrderCounts() {
        Particle other = ONE.withHalfSet(2).withPose(new Pose(0, 0, 0, 0, 0));
        assertNotEquals(ParticleChecksum.ofImages(List.of(ONE, other)), ParticleChecksum.ofImages(List.of(other, ONE)));
        assertNotEquals(ParticleChecksum.ofPoses(List.of(ONE, other)), ParticleChecksum.ofPoses(List.of(other, ONE)));
    }
}
