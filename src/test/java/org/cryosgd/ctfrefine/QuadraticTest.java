/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.ctfrefine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import org.cryosgd.optics.Aberrations;
import org.cryosgd.optics.Defocus;
import org.cryosgd.optics.EvenPhase;
import org.cryosgd.optics.Magnification;
import org.cryosgd.optics.Optics;
import org.junit.jupiter.api.Test;

/** The algebra of a group's parameters. */
class QuadraticTest {
    private static final Optics PLAIN = new Optics("one", 300, 2.7, 0.1, 1, 64);

    private static Quadratic quadratic() {
        double[][] hessian = new double[Term.ODD][Term.ODD];
        double[] gradient = new double[Term.ODD];
        for (int i = 0; i < Term.ODD; i++) {
            gradient[i] = i + 1;
            for (int j = 0; j < Term.ODD; j++) hessian[i][j] = i == j ? 10 + i : 1;
        }
        return new Quadratic(new double[] {1, -1, 0.5, 2, 0, 1}, gradient, hessian);
    }

    /** At the best values the gradient of what is free is 0; the others are 0. */
    @Test
    void solvesForTheFreeTerms() {
        Quadratic q = quadratic();
        double[] best = q.solve(EnumSet.of(Term.SHIFT, Term.TREFOIL), true).values();
        assertEquals(0, best[2]);
        assertEquals(0, best[3]);
        for (int i : new int[] {0, 1, 4, 5}) {
            double slope = q.gradient()[i];
            for (int j = 0; j < Term.ODD; j++) slope -= q.hessian()[i][j] * (best[j] - q.at()[j]);
            assertEquals(0, slope, 1e-7); // the ridge is 1e-9 of the diagonal
        }
    }

    /** The even phase of the changed optics, and its derivatives, by differences of the polynomials themselves. */
    @Test
    void evenPhasesBecomeZernikeCoefficients() {
        double unit = 0.3;
        double[] even = {0.3, -0.2, 0.1, 0.5, -0.4, 0.25, 0.7, -0.6, 0, 0, 0, 0};
        Optics changed = new LensChange(new double[Term.ODD], even, unit).applied(PLAIN);
        double x = 0.11;
        double y = -0.17;
        double[] basis = new double[Term.PHASES];
        Term.evenBasis(x / unit, y / unit, basis);
        double expected = 0;
        for (int j = 0; j < basis.length; j++) expected -= even[j] * basis[j];
        double h = 1e-5;
        EvenPhase phase = EvenPhase.at(
                changed.aberrations(), new double[] {x, x + h, x - h, x, x}, new double[] {y, y, y, y + h, y - h});
        assertEquals(expected, phase.value()[0], 1e-9);
        // central differences of a polynomial of degree 4 err by h² f'''/6, f''' being about 4!/0.3⁴ · 0.2
        assertEquals((phase.value()[1] - phase.value()[2]) / (2 * h), phase.alongX()[0], 1e-7);
        assertEquals((phase.value()[3] - phase.value()[4]) / (2 * h), phase.alongY()[0], 1e-7);
    }

    /** A defocus of the group in the particle is the phase of the same change in the lens: astigmatism as well. */
    @Test
    void defocusOfTheGroupGoesIntoTheParticles() {
        double[] even = {0.3, -0.2, 0.1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        LensChange change = new LensChange(new double[Term.ODD], even, 0.3);
        Defocus before = Defocus.of(11000, 10500, 20);
        Defocus after = change.defocus(before, 300, 50);
        double x = 0.12;
        double y = 0.05;
        double[] basis = new double[Term.PHASES];
        Term.evenBasis(x / 0.3, y / 0.3, basis);
        double lambda = 0.0196875;
        double expected = phase(before, x, y, lambda) + Math.PI * lambda * 50 * (x * x + y * y);
        for (int j = 0; j < 3; j++) expected += even[j] * basis[j];
        // λ to 1e-6 of 50 Å and of the phases above
        assertEquals(expected, phase(after, x, y, lambda), 1e-5);
    }

    private static double phase(Defocus d, double x, double y, double lambda) {
        double mean = (d.defocusUAngstrom() + d.defocusVAngstrom()) / 2;
        double half = (d.defocusUAngstrom() - d.defocusVAngstrom()) / 2;
        double turn = 2 * (Math.atan2(y, x) - Math.toRadians(d.angleDegrees()));
        return Math.PI * lambda * (x * x + y * y) * (mean + half * Math.cos(turn));
    }

    /** Halves that agree support a term; halves of opposite sign do not, however sure each is of its own. */
    @Test
    void evidenceNeedsBothHalves() {
        double[][] covariance = new double[Term.ODD][Term.ODD];
        for (int i = 0; i < Term.ODD; i++) covariance[i][i] = 0.01;
        Quadratic.Solution one = new Quadratic.Solution(new double[] {0, 0, 1, 0, 0, 0}, covariance);
        Quadratic.Solution two = new Quadratic.Solution(new double[] {0, 0, 0.8, 0, 0, 0}, covariance);
        Quadratic.Solution against = new Quadratic.Solution(new double[] {0, 0, -0.3, 0, 0, 0}, covariance);
        Evidence agree = Evidence.of(Term.BEAM_TILT, one, two, 1);
        assertTrue(agree.supports());
        assertEquals(0.9, agree.values()[0], 1e-12);
        assertEquals(0.005, agree.covariance()[0][0], 1e-12);
        assertEquals(0.81 / 0.005, agree.chiSquare(), 1e-9);
        assertTrue(Evidence.of(Term.BEAM_TILT, one, against, 1).chiSquare() > Term.BEAM_TILT.needed());
        assertFalse(Evidence.of(Term.BEAM_TILT, one, against, 1).supports());
        assertFalse(Evidence.of(Term.TREFOIL, one, two, 1).supports());
    }

    @Test
    void aLensWithoutSphericalAberrationHasItsTiltAsZernike() {
        Optics none = new Optics("none", 300, 0, 0.1, 1, 64);
        Optics changed = new LensChange(new double[] {0, 0, 0.5, 0, 0, 0}, new double[Term.EVEN], 0.3).applied(none);
        Aberrations a = changed.aberrations();
        assertEquals(0, a.beamTiltXMrad());
        // ρ³ cos φ = (Z(1, 3) + 2 Z(1, 1)) / 3
        assertEquals(List.of(0.0, 0.5 / 0.027 * 2 / 3, 0.0, 0.0, 0.5 / 0.027 / 3, 0.0), a.odd());
        assertEquals(Magnification.NONE, changed.magnification());
    }
}
