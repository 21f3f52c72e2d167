/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cryosgd.images.PackedImages;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.particles.Normalise;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.particles.Pose;
import org.cryosgd.particles.Preparation;
import org.cryosgd.refine.fit.LowPassImages;
import org.cryosgd.testimages.Phantoms;
import org.junit.jupiter.api.Test;

class ShiftGridTest {
    @Test
    void theGridFillsTheCircleFromItsMiddle() {
        ShiftGrid grid = ShiftGrid.within(3, 1);
        // Gauss's circle problem: 29 points with x² + y² ≤ 9
        assertEquals(29, grid.size());
        assertArrayEquals(new double[2], grid.shifts().get(0));
        for (int i = 1; i < grid.size(); i++) {
            double[] a = grid.shifts().get(i - 1);
            double[] b = grid.shifts().get(i);
            assertTrue(Math.hypot(a[0], a[1]) <= Math.hypot(b[0], b[1]) && Math.hypot(b[0], b[1]) <= 3);
        }
        assertEquals(1, ShiftGrid.within(0.9, 1).size());
        assertEquals(5, ShiftGrid.within(0.6, 0.6).size(), "the rim belongs to it");
    }

    /** An image that is packed with a shift is the image packed without one, moved by that shift. */
    @Test
    void addMovedIsWhatPackingDoesWithAKnownShift() throws Exception {
        ParticleSet set = Phantoms.particles(32, 2, 0.5, 1);
        HalfDisc disc = new HalfDisc(12);
        double x = 1.7;
        double y = -0.6;
        float[] still = pack(set, disc, 0, 0);
        float[] moved = pack(set, disc, x * Phantoms.VOXEL, y * Phantoms.VOXEL);
        float[] sums = new float[still.length];
        ShiftGrid.addMoved(still, 0, ShiftGrid.phases(disc, x, y, 32), 0.25f, sums);
        ShiftGrid.addMoved(still, 0, ShiftGrid.phases(disc, x, y, 32), 0.75f, sums);
        float most = 0;
        for (float value : moved) most = Math.max(most, Math.abs(value));
        // a few roundings of floats of this size
        assertArrayEquals(moved, sums, 1e-6f * most);
    }

    private static float[] pack(ParticleSet set, HalfDisc disc, double x, double y) throws Exception {
        ParticleSet posed = set.with(set.particles().stream()
                .map(p -> new Particle(
                        p.name(), p.image(), new Pose(10, 20, 30, x, y), p.optics(), p.defocus(), p.halfSet()))
                .toList());
        try (PackedImages images = PackedImages.pack(
                posed,
                new int[][] {{0, 1}},
                new Preparation(Normalise.RING, false, 0),
                true,
                false,
                disc,
                1 << 20,
                ProgressMonitor.NONE)) {
            LowPassImages low = new LowPassImages(images, new int[] {1}, disc);
            return low.load(new int[] {0}, 0).get(0).points();
        }
    }
}
