/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cryosgd.math.Rotation;
import org.cryosgd.math.Volume;
import org.cryosgd.projection.FourierVolume;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.testimages.Samples;
import org.ejml.data.DMatrix3x3;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SymmetricAlignmentTest {
    private static final int BOX = 24;
    private static final int RADIUS = 7;

    /** Two maps of one symmetric particle differ by an operation of the group, and by the hand. */
    @ParameterizedTest
    @CsvSource({"C3, false", "T, true", "O, false", "O, true", "I2, true", "I3, false"})
    void symmetricMapsAreLaidOnEachOther(String name, boolean mirrored) {
        Symmetry group = Symmetry.of(name);
        HalfCube cube = new HalfCube(9);
        Volume map = Samples.symmetricMap(BOX, group, 5);
        float[] a = new FourierVolume(cube, Interpolation.TRILINEAR, 1, BOX).fromMap(map);
        float[] b = a.clone();
        if (mirrored) for (int i = 1; i < b.length; i += 2) b[i] = -b[i];
        MapAlignment found = MapAlignment.of(cube, a, b, RADIUS, BOX, group);
        double nearest = Math.PI;
        for (DMatrix3x3 s : group.operations()) nearest = Math.min(nearest, Rotation.angle(s, found.rotation()));
        float[] moved = found.apply(cube, b, BOX);
        group.average(cube, moved, 2);
        assertEquals(mirrored, found.mirrored());
        assertEquals(0, Math.toDegrees(nearest), 1);
        for (double t : found.shift()) assertEquals(0, t, 0.05);
        // the average reads between the voxels, which takes some of the edge of the map
        double same = cube.dot(a, moved) / Math.sqrt(cube.dot(a, a) * cube.dot(moved, moved));
        assertTrue(same > 0.99, "correlation " + same);
    }
}
