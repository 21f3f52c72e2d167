/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.math.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasksTest {
    @TempDir
    Path folder;

    private static float at(Volume map, int x, int y, int z) {
        return map.voxels()[(z * map.size() + y) * map.size() + x];
    }

    @Test
    void aSphereIsCentredOnTheOriginAndHasACosineEdge() {
        Volume mask = Masks.sphere(24, 2, 5, 4);
        assertEquals(1, at(mask, 12, 12, 12));
        assertEquals(1, at(mask, 12 + 5, 12, 12));
        assertEquals(0.5f, at(mask, 12, 12 - 7, 12), 1e-6f);
        assertEquals((float) (0.5 + 0.5 * Math.cos(Math.PI / 4)), at(mask, 12, 12, 12 + 6), 1e-6f);
        assertEquals(0, at(mask, 12 - 9, 12, 12));
        for (int d = 1; d < 12; d++) assertEquals(at(mask, 12 - d, 12, 12), at(mask, 12, 12, 12 + d));
    }

    @Test
    void aHardSphereHasTheVolumeOfABall() {
        double sum = 0;
        for (float value : Masks.sphere(64, 1, 25, 0).voxels()) sum += value;
        // lattice points in a ball: the error is far below its surface
        assertEquals(4 / 3.0 * Math.PI * 25 * 25 * 25, sum, 0.01 * sum);
    }

    @Test
    void aMaskIsReadAsItWasWritten() throws Exception {
        Volume mask = Masks.sphere(16, 1.3, 4, 3);
        Path file = folder.resolve("mask.mrc");
        MrcFiles.writeVolume(file, mask, "test");
        assertArrayEquals(mask.voxels(), Masks.read(file, 16, 1.3).voxels());
        Exception box = assertThrows(FormatException.class, () -> Masks.read(file, 32, 1.3));
        assertTrue(
                box.getMessage().contains("mask.mrc: the mask has a box of 16 voxels, the map of 32"), box::getMessage);
        Exception voxel = assertThrows(FormatException.class, () -> Masks.read(file, 16, 1.4));
        assertTrue(voxel.getMessage().contains("1.4 Å"), voxel::getMessage);
    }

    @Test
    void aMapIsNotAMask() {
        Volume map = FourierShellCorrelationTest.noise(16, 1, 1);
        Exception e = assertThrows(IllegalArgumentException.class, () -> Masks.check(map, 16, 1));
        assertTrue(e.getMessage().contains("values from 0 to 1"), e::getMessage);
        assertThrows(IllegalArgumentException.class, () -> Masks.check(new Volume(16, 1, new float[4096]), 16, 1));
        float[] nan = Masks.sphere(16, 1, 4, 0).voxels();
        nan[3] = Float.NaN;
        assertThrows(IllegalArgumentException.class, () -> Masks.check(new Volume(16, 1, nan), 16, 1));
    }
}
