/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.cryosgd.math.Volume;
import org.junit.jupiter.api.Test;

class SampleGridTest {
    private static final int BOX = 30;

    /** Linear interpolation keeps a linear function between the outermost points, and is constant beyond them. */
    @Test
    void linearFunctionsAreKept() {
        for (int step : new int[] {1, 4, 7}) {
            SampleGrid grid = new SampleGrid(BOX, step);
            int last = grid.perAxis() - 1;
            float[] values = new float[grid.count()];
            for (int z = 0; z <= last; z++)
                for (int y = 0; y <= last; y++)
                    for (int x = 0; x <= last; x++)
                        values[grid.index(x, y, z)] = grid.voxel(x) + 2 * grid.voxel(y) - 3 * grid.voxel(z);
            float[] row = new float[BOX];
            for (int z = 0; z < BOX; z += 3) {
                grid.row(values, 11, z, row);
                for (int x = 0; x < BOX; x++)
                    // sums of eight products of numbers below 100 in single precision
                    assertEquals(
                            inside(x, grid) + 2 * inside(11, grid) - 3 * inside(z, grid), row[x], 1e-4, "step " + step);
            }
        }
    }

    private static int inside(int voxel, SampleGrid grid) {
        return Math.max(grid.voxel(0), Math.min(grid.voxel(grid.perAxis() - 1), voxel));
    }

    @Test
    void theOriginIsAPoint() {
        SampleGrid grid = new SampleGrid(BOX, 4);
        boolean found = false;
        for (int i = 0; i < grid.perAxis(); i++) found |= grid.voxel(i) == BOX / 2;
        assertTrue(found);
    }

    /** All points around a voxel of the mask are needed, none beyond the reach of its cell or outside of the ball. */
    @Test
    void pointsAreNeededNearTheMaskOnly() {
        SampleGrid grid = new SampleGrid(BOX, 4);
        float[] voxels = new float[BOX * BOX * BOX];
        voxels[(16 * BOX + 16) * BOX + 16] = 1;
        boolean[] needed = grid.needed(new Volume(BOX, 1, voxels), 5, 100);
        int count = 0;
        for (int z = 0; z < grid.perAxis(); z++)
            for (int y = 0; y < grid.perAxis(); y++)
                for (int x = 0; x < grid.perAxis(); x++) {
                    boolean expected = outside(grid.voxel(x)) + outside(grid.voxel(y)) + outside(grid.voxel(z)) <= 1
                            && Math.max(
                                            Math.max(distance(grid.voxel(x)), distance(grid.voxel(y))),
                                            distance(grid.voxel(z)))
                                    <= 4;
                    assertEquals(expected, needed[grid.index(x, y, z)]);
                    if (expected) count++;
                }
        assertEquals(8 + 6 * 4, count, "the corners of the cell, and their neighbours on its faces");
        boolean[] none = grid.needed(new Volume(BOX, 1, voxels), 5, 0);
        for (boolean point : none) assertFalse(point);
    }

    /** 1 where a coordinate is beyond the cell from 15 to 19. */
    private static int outside(int voxel) {
        return voxel < 15 || voxel > 19 ? 1 : 0;
    }

    private static int distance(int voxel) {
        return voxel < 15 ? 15 - voxel : Math.max(0, voxel - 19);
    }

    @Test
    void theMeanOfEqualValuesIsTheirValueAndPlacesWithoutOneDoNotCount() {
        SampleGrid grid = new SampleGrid(BOX, 4);
        float[] values = new float[grid.count()];
        Arrays.fill(values, 7);
        values[grid.index(3, 3, 3)] = Float.NaN;
        float[] blended = grid.blended(values, distance -> Math.max(0, 1 - distance / 9), 9);
        for (float value : blended) assertEquals(7, value, 1e-5);
        Arrays.fill(values, Float.NaN);
        values[grid.index(0, 0, 0)] = 2;
        float[] far = grid.blended(values, distance -> Math.max(0, 1 - distance / 9), 9);
        assertEquals(2, far[grid.index(1, 1, 1)], 1e-6, "4 √3 voxels away");
        assertTrue(Float.isNaN(far[grid.index(3, 0, 0)]), "12 voxels away");
    }
}
