/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cryosgd.assess.Masks;
import org.cryosgd.math.Volume;
import org.cryosgd.projection.FourierVolume;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchedMapTest {
    private static final int BOX = 64;
    private static final double VOXEL = 1.5;

    /** White noise in the ball of the box, as an epoch leaves it. */
    private static float[] noise(HalfCube cube) {
        FourierVolume maps = new FourierVolume(cube, Interpolation.TRILINEAR, 1, BOX);
        return maps.masked(cube.randomNormal(5), Masks.insideBox(BOX, VOXEL).voxels());
    }

    /** By how much the map in a small box differs from that in the whole one, as a part of its amplitude. */
    private static double difference(HalfCube cube, float[] volume, int limit) {
        HalfCube padded = new HalfCube(2 * limit);
        Volume map = new FourierVolume(cube, Interpolation.TRILINEAR, 1, BOX).toMap(volume, VOXEL);
        float[] whole = new FourierVolume(padded, Interpolation.TRILINEAR, 2, BOX).fromMap(map);
        float[] small = new SearchedMap(cube, volume, null, BOX, VOXEL).searched(limit);
        double power = 0;
        double error = 0;
        for (int i = 0; i < whole.length; i++) {
            power += whole[i] * whole[i];
            error += (whole[i] - small[i]) * (whole[i] - small[i]);
        }
        return Math.sqrt(error / power);
    }

    /** Filtered maps end at the limit. What is left is noise at the border of the box, where the window is not smooth. */
    @ParameterizedTest
    @ValueSource(ints = {6, 12, 18, 30})
    void aMapThatEndsAtTheLimitIsThatOfTheWholeBox(int limit) {
        HalfCube cube = new HalfCube(BOX / 2 - 1);
        float[] volume = noise(cube);
        float[] low = cube.resized(volume, new HalfCube(limit));
        double difference = difference(cube, new HalfCube(limit).resized(low, cube), limit);
        assertTrue(difference < 0.02, "relative error " + difference);
    }

    /** Finer detail that is dropped is seen a little at frequencies between those of the box: by a thousandth of its power. */
    @ParameterizedTest
    @ValueSource(ints = {6, 12, 18, 30})
    void finerDetailHardlyMatters(int limit) {
        HalfCube cube = new HalfCube(BOX / 2 - 1);
        double difference = difference(cube, noise(cube), limit);
        assertTrue(difference < 0.032, "relative error " + difference);
    }
}
