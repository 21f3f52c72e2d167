/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.particles.Normalise;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Preparation;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.testimages.ImagesInMemory;
import org.cryosgd.testimages.Samples;
import org.cryosgd.testimages.SmallProblem;
import org.junit.jupiter.api.Test;

class CopiesTest {
    private static final HalfDisc DISC = new HalfDisc(SmallProblem.RADIUS);
    private static final int COUNT = 8;

    /** Eight images, of which number {@code copy} has the pixels of {@code first} on another scale. */
    private static ParticleSet set(int first, int copy) throws IOException {
        float[] volume = Samples.volume(new HalfCube(SmallProblem.RADIUS), 1);
        ParticleSet all = SmallProblem.particles(volume, Interpolation.TRILINEAR, COUNT, 1, 2);
        float[][] pixels = new float[COUNT][SmallProblem.BOX * SmallProblem.BOX];
        for (int i = 0; i < COUNT; i++) all.images().read(i, pixels[i]);
        if (copy != first) for (int p = 0; p < pixels[copy].length; p++) pixels[copy][p] = 3.7f * pixels[first][p] - 11;
        List<Particle> particles = new ArrayList<>(all.particles());
        return new ParticleSet("set", particles, new ImagesInMemory(SmallProblem.BOX, pixels), all.pixelSizeAngstrom());
    }

    private static PackedImages pack(ParticleSet set, int[][] halves, long cache, List<String> warnings)
            throws IOException {
        return PackedImages.pack(
                set,
                halves,
                new Preparation(Normalise.RING, false, 0),
                true,
                false,
                DISC,
                cache,
                new ProgressMonitor() {
                    @Override
                    public void warn(String line) {
                        warnings.add(line);
                    }
                });
    }

    @Test
    void aCopyInTheOtherHalfGoesToTheHalfOfTheFirst() throws IOException {
        int[][] halves = {{0, 1, 2, 3}, {4, 5, 6, 7}};
        for (long cache : new long[] {Long.MAX_VALUE, 0}) {
            List<String> warnings = new ArrayList<>();
            try (PackedImages images = pack(set(2, 5), halves, cache, warnings)) {
                assertArrayEquals(new int[] {0, 1, 2, 3, 5}, images.sets()[0]);
                assertArrayEquals(new int[] {4, 6, 7}, images.sets()[1]);
                assertEquals(1, warnings.size());
                assertTrue(warnings.get(0).contains("particle 3 (image 2) and particle 6 (image 5)"), warnings.get(0));
                // it is weighted with the noise of its new half
                assertArrayEquals(images.noise(2), images.noise(5));
                float[] one = images.load(new int[] {2}, 0).get(0).points().clone();
                assertTrue(one.length > 0);
            }
        }
    }

    @Test
    void copiesInOneHalfAreSaidAndOthersAreNot() throws IOException {
        int[][] halves = {{0, 1, 2, 3}, {4, 5, 6, 7}};
        List<String> warnings = new ArrayList<>();
        pack(set(1, 3), halves, Long.MAX_VALUE, warnings).close();
        assertEquals(1, warnings.size());
        assertTrue(!warnings.get(0).contains("half"), warnings.get(0));
        warnings.clear();
        try (PackedImages images = pack(set(0, 0), halves, Long.MAX_VALUE, warnings)) {
            assertTrue(warnings.isEmpty(), warnings.toString());
            assertArrayEquals(halves, images.sets());
        }
    }

    @Test
    void aHalfOfCopiesAloneIsRefused() throws IOException {
        ParticleSet set = set(0, 1);
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> pack(set, new int[][] {{0, 2, 3, 4, 5, 6, 7}, {1}}, Long.MAX_VALUE, new ArrayList<>()));
        assertTrue(e.getMessage().contains("half set 2") && e.getMessage().contains("copies"), e.getMessage());
    }
}
