/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.particles;

import org.cryosgd.optics.Defocus;
import org.cryosgd.optics.Optics;

/**
 * One particle: which image it is and what is known of it.
 *
 * @param name image name for messages, such as {@code 000001@stack.mrcs}
 * @param image index into the {@link ImageSource} of its set, from 0
 * @param pose orientation and shift; null where the file has none
 * @param optics its optics group
 * @param defocus its CTF; null where the file has none
 * @param halfSet 1 or 2, or 0 where the file has none
 * @param group particles of one contrast: RELION's group, or the micrograph
 */
public record Particle(String name, int image, Pose pose, Optics optics, Defocus defocus, int halfSet, String group) {
    /** Of a set that is one group. */
    public Particle(String name, int image, Pose pose, Optics optics, Defocus defocus, int halfSet) {
        this(name, image, pose, optics, defocus, halfSet, "");
    }

    /** The same with another pose. */
    public Particle withPose(Pose other) {
        return new Particle(name, image, other, optics, defocus, halfSet, group);
    }

    /** The same with another CTF. */
    public Particle withDefocus(Defocus other) {
        return new Particle(name, image, pose, optics, other, halfSet, group);
    }

    /** The same of another optics group. */
    public Particle withOptics(Optics other) {
        return new Particle(name, image, pose, other, defocus, halfSet, group);
    }

    /** The same in another half set. */
    public Particle withHalfSet(int other) {
        return new Particle(name, image, pose, optics, defocus, other, group);
    }
}
