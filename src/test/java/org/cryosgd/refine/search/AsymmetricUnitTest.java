/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.cryosgd.math.Rotation;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.testimages.Samples;
import org.ejml.data.DMatrix3x3;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AsymmetricUnitTest {
    private static double nearest(RotationGrid grid, DMatrix3x3 a, Symmetry symmetry) {
        double least = Math.PI;
        for (DMatrix3x3 s : symmetry.operations()) {
            DMatrix3x3 other = Rotation.multiply(a, s);
            for (DMatrix3x3 r : grid.rotations()) least = Math.min(least, Rotation.angle(r, other));
        }
        return least;
    }

    private static void assertCovers(RotationGrid grid, Symmetry group, double hole) {
        double furthest = 0;
        for (DMatrix3x3 a : Samples.rotations(200, 3)) furthest = Math.max(furthest, nearest(grid, a, group));
        assertTrue(furthest < hole, furthest + " radians");
    }

    /** The asymmetric unit has its part of all rotations; what differs is at its surface, a layer one step thick. */
    @ParameterizedTest
    @ValueSource(strings = {"C2", "C5", "D2", "D7", "T", "O", "I1", "I2", "I3", "I4"})
    void theAsymmetricUnitHasItsShare(String name) {
        Symmetry group = Symmetry.of(name);
        double step = 0.15;
        double all = RotationGrid.withSpacing(step, Symmetry.NONE).size();
        double share = all / group.order();
        // points near the surface fall in or out like coins; a surface has at most 6 (points)^⅔ · 2 of them
        double layer = Math.sqrt(12 * Math.pow(share, 2.0 / 3));
        assertEquals(share, RotationGrid.withSpacing(step, group).size(), 4 * layer);
        // each coin is for two, and both halves have a surface
        assertEquals(share, RotationGrid.inPairs(step, group).size(), 8 * layer);
    }

    /** Every rotation has a neighbour among the equivalents of the grid, as near as on the grid of all rotations. */
    @ParameterizedTest
    @ValueSource(strings = {"C1", "D2", "T", "O", "I1", "I2", "I3", "I4"})
    void theAsymmetricUnitCoversAllRotations(String name) {
        Symmetry group = Symmetry.of(name);
        double step = 0.3;
        // half the diagonal of a cube is 0.87 steps; the cells of the spirals are longer than cubes
        assertCovers(RotationGrid.withSpacing(step, group), group, 1.2 * step);
        assertCovers(RotationGrid.inPairs(step, group), group, 1.2 * step);
    }

    /** No rotation of the grid is an equivalent of another one. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noTwoAreEquivalent(boolean pairs) {
        Symmetry group = Symmetry.of("O");
        List<DMatrix3x3> rotations =
                (pairs ? RotationGrid.inPairs(0.3, group) : RotationGrid.withSpacing(0.3, group)).rotations();
        for (DMatrix3x3 a : rotations)
            for (DMatrix3x3 b : rotations)
                for (DMatrix3x3 s : group.operations())
                    if (a != b) assertTrue(Rotation.angle(a, Rotation.multiply(b, s)) > 0.03);
    }

    /** The coarsest grids of a search, at a radius of 5, still have rotations enough to find any. */
    @ParameterizedTest
    @ValueSource(strings = {"T", "O", "I1", "I2", "I3", "I4"})
    void coarseGridsAreNotEmpty(String name) {
        Symmetry group = Symmetry.of(name);
        assertCovers(RotationGrid.withSpacing(3.2 / 5, group), group, 1.2 * 0.64);
        assertCovers(RotationGrid.inPairs(3.2 / 5, group), group, 1.2 * 0.64);
    }
}
