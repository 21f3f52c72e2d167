/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.particles;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.cryosgd.optics.Defocus;
import org.cryosgd.optics.Optics;

/** What tells one table of particles from another: CRC-32 of its values, as hexadecimal digits. */
public final class ParticleChecksum {
    private final CRC32 crc = new CRC32();
    private final ByteBuffer numbers = ByteBuffer.allocate(8 * Double.BYTES);

    private ParticleChecksum() {}

    /** Of images, optics, defocus, half sets and groups, without poses. */
    public static String ofImages(List<Particle> particles) {
        ParticleChecksum sum = new ParticleChecksum();
        Map<Optics, byte[]> texts = new IdentityHashMap<>();
        for (Particle p : particles) {
            Defocus d = p.defocus();
            sum.crc.update(texts.computeIfAbsent(
                    p.optics(), optics -> String.valueOf(optics).getBytes(StandardCharsets.UTF_8)));
            sum.crc.update(String.valueOf(p.group()).getBytes(StandardCharsets.UTF_8));
            sum.numbers.putInt(p.image()).putInt(p.halfSet());
            if (d != null)
                sum.put(
                        d.defocusUAngstrom(),
                        d.defocusVAngstrom(),
                        d.angleDegrees(),
                        d.phaseShiftDegrees(),
                        d.bFactorAngstrom2(),
                        d.scale());
            sum.take();
        }
        return sum.digits();
    }

    /** Of their poses. */
    public static String ofPoses(List<Particle> particles) {
        ParticleChecksum sum = new ParticleChecksum();
        for (Particle particle : particles) {
            Pose p = particle.pose();
            sum.numbers.putInt(p == null ? 0 : 1);
            if (p != null)
                sum.put(p.rotDegrees(), p.tiltDegrees(), p.psiDegrees(), p.shiftXAngstrom(), p.shiftYAngstrom());
            sum.take();
        }
        return sum.digits();
    }

    private void put(double... values) {
        for (double value : values) numbers.putDouble(value);
    }

    private void take() {
        crc.update(numbers.flip());
        numbers.clear();
    }

    private String digits() {
        return Long.toHexString(crc.getValue());
    }
}
