/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.cryosgd.math.Rotation;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.testimages.Samples;
import org.ejml.data.DMatrix3x3;
import org.junit.jupiter.api.Test;

class ViewPriorTest {
    private static final RotationGrid GRID = RotationGrid.withSpacing(0.15, Symmetry.NONE);

    private static ViewPrior of(List<DMatrix3x3> rotations, Symmetry symmetry) {
        ViewPrior prior = new ViewPrior(symmetry, 200);
        double[] mass = new double[prior.bins()];
        for (DMatrix3x3 a : rotations) mass[ViewPrior.bin(a)]++;
        prior.observe(mass, 1);
        return prior;
    }

    private static double mean(ViewPrior prior) {
        return GRID.rotations().stream()
                .mapToDouble(a -> Math.exp(prior.log(a)))
                .average()
                .orElseThrow();
    }

    @Test
    void nothingIsKnownAtFirst() {
        for (float log : new ViewPrior(Symmetry.NONE, 200).log(GRID)) assertEquals(0, log);
    }

    /** The centres are uneven by some per cent, and the table is linear between points 4° apart, where the kernel has 5°. */
    @Test
    void evenViewsAreEvenAndTheMeanDensityIsOne() {
        ViewPrior even = of(GRID.rotations(), Symmetry.NONE);
        for (float log : even.log(GRID)) assertEquals(0, log, 0.35);
        assertEquals(1, mean(even), 0.02);
        List<DMatrix3x3> some = Samples.rotations(30, 5);
        // linear between the points of the table, 4° and more apart, the logarithm of a kernel of σ = 5° is too low by
        // up to
        // 4²/(8·5²) = 8 %
        assertEquals(1, mean(of(some, Symmetry.NONE)), 0.1);
        assertEquals(1, mean(of(some, Symmetry.of("D2"))), 0.1);
    }

    /** One view: a tenth everywhere, and there nine tenths of a normal distribution of 5° about the centre of its bin. */
    @Test
    void aViewThatWasSeenIsLikelyAndAnyOtherPossible() {
        double sigma = Math.toRadians(5);
        double peak = Math.log(0.1 + 0.9 * 2 / (sigma * sigma));
        // the bins are 5.2° wide: their corners are 3.8° from the centre; the table as above
        double lowest = peak - 0.5 * Math.pow(Math.toRadians(3.8) / sigma, 2) - 0.2;
        List<DMatrix3x3> rotations = new ArrayList<>(Samples.rotations(300, 8));
        for (double tilt : new double[] {0, 0.5, 90, 179.5, 180}) rotations.add(Rotation.fromEuler(15, tilt, 0));
        for (DMatrix3x3 a : rotations) {
            ViewPrior prior = of(List.of(a), Symmetry.NONE);
            double log = prior.log(a);
            assertTrue(log <= peak && log >= lowest, log + " is not in " + lowest + " … " + peak);
            assertEquals(log, prior.log(Rotation.multiply(Rotation.aroundZ(77), a)), 1e-4, "in-plane");
            DMatrix3x3 behind = Rotation.multiply(Rotation.fromEuler(0, 180, 0), a);
            assertEquals(Math.log(0.1), prior.log(behind), 1e-6);
            assertEquals(Math.log(0.1), prior.log(Candidate.turned(a, 0, 0.7)), 1e-6);
        }
    }

    @Test
    void fewParticlesSayLittle() {
        DMatrix3x3 a = Rotation.fromEuler(40, 70, 10);
        DMatrix3x3 b = Rotation.fromEuler(40, 110, 10);
        for (int particles : new int[] {2, 20, 100}) {
            ViewPrior prior = new ViewPrior(Symmetry.NONE, particles);
            double[] mass = new double[prior.bins()];
            mass[ViewPrior.bin(a)] = particles;
            prior.observe(mass, 1);
            double known = 0.9 * particles / 200;
            assertEquals(Math.log(1 - known), prior.log(b), 1e-6);
            double all = Math.exp(of(List.of(a), Symmetry.NONE).log(a)) - 0.1;
            // both are linear in the logarithm between points of the table
            assertEquals(Math.log(1 - known + known / 0.9 * all), prior.log(a), 0.1);
        }
    }

    @Test
    void itForgetsAtTheRateThatIsAsked() {
        DMatrix3x3 first = Rotation.fromEuler(0, 30, 0);
        DMatrix3x3 second = Rotation.fromEuler(0, 150, 0);
        ViewPrior prior = of(List.of(first), Symmetry.NONE);
        double before = Math.exp(prior.log(first)) - 0.1;
        double[] mass = new double[prior.bins()];
        mass[ViewPrior.bin(second)] = 12;
        prior.observe(mass, 0.25);
        assertEquals(0.75 * before, Math.exp(prior.log(first)) - 0.1, 1e-4 * before);
        prior.observe(new double[prior.bins()], 1);
        assertEquals(0.75 * before, Math.exp(prior.log(first)) - 0.1, 1e-4 * before, "no views, no change");
    }

    /** Up to the width of a bin: of what two centres that are half a bin apart have in common. */
    @Test
    void equivalentViewsAreEquallyLikelyAndAMovedMapHasMovedViews() {
        Symmetry group = Symmetry.of("C3");
        DMatrix3x3 a = Rotation.fromEuler(40, 70, 10);
        ViewPrior prior = of(List.of(a), group);
        for (DMatrix3x3 s : group.operations()) assertTrue(prior.log(Rotation.multiply(a, s)) > Math.log(0.1) + 3);
        DMatrix3x3 r = Samples.rotations(1, 9).get(0);
        ViewPrior turned = of(List.of(a), Symmetry.NONE).turned(r);
        assertTrue(turned.log(Rotation.multiply(a, r)) > Math.log(0.1) + 4);
        assertEquals(Math.log(0.1), turned.log(a), 0.01);
    }

    @Test
    void aGridHasTheValuesOfItsRotations() {
        ViewPrior prior = of(Samples.rotations(40, 2), Symmetry.NONE);
        float[] expected = new float[GRID.size()];
        for (int i = 0; i < expected.length; i++)
            expected[i] = (float) prior.log(GRID.rotations().get(i));
        assertArrayEquals(expected, prior.log(GRID));
    }
}
