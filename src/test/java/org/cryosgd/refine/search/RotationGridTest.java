/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.cryosgd.math.Rotation;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.testimages.Samples;
import org.ejml.data.DMatrix3x3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RotationGridTest {
    /** The rotations fill 8π², so that cubes of edge δ around n of them have n δ³ = 8π². */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.3, 0.2})
    void theCountIsThatOfTheVolume(double spacing) {
        RotationGrid grid = RotationGrid.withSpacing(spacing, Symmetry.NONE);
        assertEquals(Math.ceil(8 * Math.PI * Math.PI / Math.pow(spacing, 3)), grid.size());
        assertEquals(8 * Math.PI * Math.PI, grid.size() * Math.pow(grid.spacingRadians(), 3), 1e-9);
        assertTrue(grid.spacingRadians() <= spacing, "not coarser than asked for");
        int pairs = (grid.size() + 1) / 2;
        assertEquals(2 * pairs, RotationGrid.inPairs(spacing, Symmetry.NONE).size());
    }

    /** The second half is the first one turned in the plane of the image. */
    @ParameterizedTest
    @ValueSource(strings = {"C1", "C3", "O"})
    void halfOfTheRotationsAreTheOtherHalfUpsideDown(String group) {
        RotationGrid grid = RotationGrid.inPairs(0.3, Symmetry.of(group));
        assertEquals(0, grid.size() % 2);
        for (int i = 0; i < grid.size() / 2; i++) {
            DMatrix3x3 turned =
                    Rotation.multiply(Rotation.aroundZ(180), grid.rotations().get(i));
            assertEquals(0, Rotation.angle(turned, grid.rotations().get(grid.size() / 2 + i)), 1e-6);
        }
    }

    /**
     * Balls of radius (3/4π)^⅓ δ = 0.62 δ have the volume of all rotations together, so the largest hole is wider than
     * that; cubes would have corners at √3/2 δ = 0.87 δ. A spiral has gaps between its turns; 1.2 δ is what the searches
     * rely on, who start to climb with steps of δ/2 about three axes.
     */
    @ParameterizedTest
    @CsvSource({"0.4, false", "0.25, false", "0.4, true", "0.25, true"})
    void everyRotationHasANeighbour(double spacing, boolean pairs) {
        RotationGrid grid =
                pairs ? RotationGrid.inPairs(spacing, Symmetry.NONE) : RotationGrid.withSpacing(spacing, Symmetry.NONE);
        double hole = 0;
        double sum = 0;
        List<DMatrix3x3> probes = Samples.rotations(1000, 3);
        for (DMatrix3x3 a : probes) {
            double nearest = nearest(grid, a);
            hole = Math.max(hole, nearest);
            sum += nearest;
        }
        double delta = grid.spacingRadians();
        assertTrue(hole > Math.cbrt(3 / (4 * Math.PI)) * delta, "hole " + hole / delta);
        assertTrue(hole < 1.2 * delta, "hole " + hole / delta);
        // the mean distance to the centre is ¾ of the radius in a ball, the least there can be
        double mean = sum / probes.size() / delta;
        assertTrue(mean > 0.75 * 0.62 * 0.97 && mean < 0.6, "mean distance " + mean);
    }

    private static double nearest(RotationGrid grid, DMatrix3x3 a) {
        return grid.rotations().stream()
                .mapToDouble(b -> Rotation.angle(a, b))
                .min()
                .orElseThrow();
    }

    /** The mean of A vanishes and that of each squared element is ⅓, as over all rotations. */
    @Test
    void theGridFavoursNoDirection() {
        RotationGrid grid = RotationGrid.withSpacing(0.25, Symmetry.NONE);
        double[] first = new double[9];
        double[] second = new double[9];
        for (DMatrix3x3 a : grid.rotations())
            for (int i = 0; i < 9; i++) {
                double v = a.get(i / 3, i % 3);
                first[i] += v / grid.size();
                second[i] += v * v / grid.size();
            }
        for (int i = 0; i < 9; i++) {
            // 5 054 random rotations would err by 1/√(3·5054) = 0.008; a cubature is far better
            assertEquals(0, first[i], 0.002, "element " + i);
            assertEquals(1 / 3.0, second[i], 0.002, "element " + i);
        }
    }

    /** A ball of radius θ has the share (θ − sin θ)/π of all rotations, wherever its centre is. */
    @Test
    void ballsHoldTheirShare() {
        RotationGrid grid = RotationGrid.withSpacing(0.2, Symmetry.NONE);
        double theta = 0.8;
        double expected = grid.size() * (theta - Math.sin(theta)) / Math.PI;
        // what the surface cuts: of the cubes along it, 4(1 − cos θ)·2π/δ² in number, each counts or not: ± half a root
        double cubes = 8 * Math.PI * (1 - Math.cos(theta)) / (0.2 * 0.2);
        for (DMatrix3x3 centre : Samples.rotations(50, 8)) {
            long found = grid.rotations().stream()
                    .filter(a -> Rotation.angle(a, centre) < theta)
                    .count();
            assertEquals(expected, found, 4 * 0.5 * Math.sqrt(cubes));
        }
    }

    /** Every rotation has exactly one equivalent A S in the asymmetric unit, so it is full and nothing is there twice. */
    @ParameterizedTest
    @CsvSource({"C2, 2", "C4, 4", "D2, 4", "D3, 6", "C7, 7"})
    void theAsymmetricUnitHoldsOneRepresentativeOfEach(String name, int order) {
        Symmetry symmetry = Symmetry.of(name);
        RotationGrid all = RotationGrid.withSpacing(0.3, Symmetry.NONE);
        RotationGrid unit = RotationGrid.withSpacing(0.3, symmetry);
        assertEquals(order, symmetry.order());
        // what the surface of the unit cuts is a few of the cubes: area ~ 8π²/ (order δ) of the same length
        assertEquals(all.size() / (double) order, unit.size(), 0.05 * unit.size() + 3 * Math.sqrt(unit.size()));
        for (int i = 0; i < unit.size(); i++)
            for (DMatrix3x3 s : symmetry.operations().subList(1, order))
                for (int j = i; j < unit.size(); j++)
                    assertTrue(
                            Rotation.angle(
                                            Rotation.multiply(unit.rotations().get(i), s),
                                            unit.rotations().get(j))
                                    > 1e-6,
                            "an equivalent of " + i + " is there too");
        // and no place is left out: the hole is that of the whole grid, seen through the symmetry
        for (DMatrix3x3 a : Samples.rotations(200, 4)) {
            double least = Math.PI;
            for (DMatrix3x3 s : symmetry.operations()) least = Math.min(least, nearest(unit, Rotation.multiply(a, s)));
            assertTrue(least < 1.5 * unit.spacingRadians(), "hole of " + least);
        }
    }

    @Test
    void aStepThatIsNoStepIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> RotationGrid.withSpacing(0, Symmetry.NONE));
    }
}
