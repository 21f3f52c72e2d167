/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FscCurveTest {
    private static FscCurve curve(double... values) {
        return new FscCurve(values, 2 * (values.length - 1), 2);
    }

    @Test
    void resolutionIsInterpolatedWhereTheCurveFirstFallsBelow() {
        FscCurve fsc = curve(1, 0.9, 0.7, 0.3, 0.6, 0.1);
        assertEquals(20 / 2.5, fsc.resolutionAt(0.5), 1e-12);
        assertEquals(20 / (2 + 0.1 / 0.4), fsc.resolutionAt(0.6), 1e-12);
        assertEquals(20 / (4 + 0.457 / 0.5), fsc.resolutionAt(0.143), 1e-12);
        assertEquals(3, fsc.firstShellBelow(0.5));
    }

    @Test
    void aValueAtTheThresholdIsNotBelowIt() {
        assertFalse(curve(1, 0.5, 0.5, 0.5, 0.5).fallsBelow(0.5));
    }

    @Test
    void aCurveThatNeverFallsIsLimitedByNyquistAndSaysSo() {
        FscCurve fsc = curve(1, 1, 0.9, 0.8, 0.7);
        assertEquals(4, fsc.resolutionAt(0.5), 1e-12);
        assertFalse(fsc.fallsBelow(0.5));
        assertTrue(fsc.fallsBelow(0.75));
    }

    @Test
    void aCurveThatIsLowFromTheStartHasTheResolutionOfTheBox() {
        assertEquals(16, curve(1, 0.1, 0, 0, 0).resolutionAt(0.143), 1e-12);
    }

    @Test
    void meanLeavesOutTheOriginAndNyquist() {
        assertEquals((0.8 + 0.6 + 0.1) / 3, curve(1, 0.8, 0.6, 0.1, 0.7).mean(), 1e-12);
    }

    @Test
    void frequenciesAreInInverseAngstrom() {
        assertEquals(2 / 16.0, curve(1, 1, 1, 1, 1).frequencies()[2], 1e-12);
    }

    @Test
    void theNumberOfShellsMustFitTheBox() {
        assertThrows(IllegalArgumentException.class, () -> new FscCurve(new double[5], 16, 1));
    }
}
