/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.cryosgd.io.mrc.MrcFiles;
import org.cryosgd.math.Volume;
import org.junit.jupiter.api.Test;

class MaskCreationTest {
    private static Volume blobs() {
        int n = 20;
        float[] voxels = new float[n * n * n];
        for (int z = 0, i = 0; z < n; z++)
            for (int y = 0; y < n; y++)
                for (int x = 0; x < n; x++, i++)
                    voxels[i] = (float) (Math.exp(-(sq(x - 9) + sq(y - 10) + sq(z - 10)) / 8)
                            + 0.8 * Math.exp(-(sq(x - 13) + sq(y - 8) + sq(z - 12)) / 5));
        return new Volume(n, 2, voxels);
    }

    private static double sq(double x) {
        return x * x;
    }

    /** No density is within rounding of the threshold, so that the binary mask is the same and the edge is exact. */
    @Test
    void relionMakesTheSameMask() throws IOException {
        Volume relion = MrcFiles.readVolume(Path.of("src/test/resources/assess/relion_mask_20.mrc"));
        Volume mask = new MaskCreation(8, 0.3, false, 2, 3).of(blobs()).mask();
        assertArrayEquals(relion.voxels(), mask.voxels(), 1e-6f);
        assertEquals(2, mask.voxelSizeAngstrom());
    }

    @Test
    void distancesAreThoseOfASearch() {
        int n = 9;
        Random random = new Random(3);
        boolean[] inside = new boolean[n * n * n];
        for (int i = 0; i < inside.length; i++) inside[i] = random.nextInt(60) == 0;
        float[] found = DistanceTransform.squared(inside, n);
        for (int i = 0; i < inside.length; i++) {
            double nearest = Double.POSITIVE_INFINITY;
            for (int j = 0; j < inside.length; j++)
                if (inside[j])
                    nearest = Math.min(
                            nearest, sq(i % n - j % n) + sq(i / n % n - j / n % n) + sq(i / n / n - j / n / n));
            assertEquals(nearest, found[i], "voxel " + i);
        }
    }

    @Test
    void otsuDividesTwoClasses() {
        float[] values = new float[3000];
        Random random = new Random(4);
        for (int i = 0; i < values.length; i++)
            values[i] = (float) ((i % 10 == 0 ? 5 : 0) + 0.3 * random.nextGaussian());
        double level = MaskCreation.otsu(values);
        assertTrue(level > 1.5 && level < 3.5, "level " + level);
    }

    /** A hollow ball: its inside belongs to the mask only if it is filled. */
    @Test
    void hollowsAreFilled() {
        int n = 20;
        float[] voxels = new float[n * n * n];
        for (int i = 0; i < voxels.length; i++) {
            double r2 = sq(i % n - 10) + sq(i / n % n - 10) + sq(i / n / n - 10);
            voxels[i] = r2 <= 49 && r2 >= 16 ? 1 : 0;
        }
        Volume shell = new Volume(n, 1, voxels);
        int centre = (10 * n + 10) * n + 10;
        assertEquals(0, new MaskCreation(0, 0.5, false, 0, 0).of(shell).mask().voxels()[centre]);
        Volume filled = new MaskCreation(0, 0.5, true, 0, 0).of(shell).mask();
        assertEquals(1, filled.voxels()[centre]);
        assertEquals(0, filled.voxels()[0]);
    }

    @Test
    void aThresholdBeyondTheDensitiesIsRefusedWithTheirRange() {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> new MaskCreation(0, 7, true, 0, 0).of(blobs()))
                .getMessage();
        assertTrue(message.contains("nothing is inside") && message.contains("found 7"), message);
    }
}
