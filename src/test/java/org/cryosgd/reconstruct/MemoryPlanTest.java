/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.reconstruct;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cryosgd.images.PackedImages;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.optics.Optics;
import org.cryosgd.particles.ImageSource;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {
    private static final long LIMIT = Runtime.getRuntime().maxMemory();

    private static String refusal(MemoryPlan plan) {
        return assertThrows(IllegalArgumentException.class, plan::check).getMessage();
    }

    @Test
    void whatFitsExactlyIsNotRefused() {
        assertDoesNotThrow(() -> new MemoryPlan(500, 100, 500, 400, 1000).check());
        assertTrue(refusal(new MemoryPlan(501L << 20, 100L << 20, 500L << 20, 400L << 20, 1000L << 20))
                .startsWith("this run needs 1001 MB and Java may use 1000 MB."));
    }

    /** With the -Xmx that the message names, of which the parallel collector lets a program use eight ninths: 2400 MB of 2700. */
    @Test
    void theMemoryThatIsAskedForIsEnough() {
        MemoryPlan plan = new MemoryPlan(2L << 30, 1L << 30, 2L << 30, 1L << 30, 1L << 30);
        Matcher megabytes = Pattern.compile("-Xmx(\\d+)m").matcher(refusal(plan));
        assertTrue(megabytes.find());
        long allowed = (Long.parseLong(megabytes.group(1)) << 20) / 9 * 8;
        new MemoryPlan(plan.volumeBytes(), plan.tableBytes(), plan.imageBytes(), plan.cacheBytes(), allowed).check();
    }

    /** As the message recommends; 0 takes what is left and always fits if the volumes do. */
    @Test
    void aSmallerCacheFits() {
        HalfDisc disc = new HalfDisc(20);
        int images = (int) (2 * LIMIT / PackedImages.bytesPerImage(disc));
        ParticleSet many = new ParticleSet(
                "many",
                Collections.nCopies(
                        images, new Particle("1@a", 0, null, new Optics("", 300, 2.7, 0.1, 3, 48), null, 0)),
                new NoImages(images),
                3);
        long volumes = LIMIT / 2;
        int tooMuch = (int) (LIMIT >> 20);
        assertTrue(refusal(MemoryPlan.of(volumes, many, disc, tooMuch)).contains("a smaller cache="));
        MemoryPlan.of(volumes, many, disc, tooMuch / 4).check();
        MemoryPlan automatic = MemoryPlan.of(volumes, many, disc, 0);
        automatic.check();
        assertTrue(automatic.tableBytes() > many.bytes() + 250L * images, "the table is counted");
        // 0.9 of what the volumes and the table leave; the rest of the images is on the disk
        assertEquals(0.9 * (LIMIT / 2 - automatic.tableBytes()), automatic.cacheBytes(), 1);
        assertTrue(automatic.describe().contains("A scratch file holds another"), automatic::describe);
    }

    /** Where no images are kept in memory, a smaller cache= would not help. */
    @Test
    void withoutACacheTheMessageNamesNone() {
        assertFalse(refusal(new MemoryPlan(2 * LIMIT, 0, LIMIT, 0, LIMIT)).contains("cache"));
    }

    private record NoImages(int count) implements ImageSource {
        @Override
        public int box() {
            return 48;
        }

        @Override
        public void read(int index, float[] pixels) {
            throw new AssertionError("a plan reads no image");
        }
    }
}
