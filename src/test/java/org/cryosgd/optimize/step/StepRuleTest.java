/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.optimize.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import org.cryosgd.images.Batch;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.testimages.Samples;
import org.cryosgd.testimages.SmallProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepRuleTest {
    /**
     * The shortcut for a quadratic objective accepts the very step that trials of F(v − η d) accept. The Armijo rules
     * differ by factors of 2 in η; F is a float sum, exact enough where v is far from the minimum.
     */
    @ParameterizedTest
    @CsvSource({
        "0.99, NEAREST, true", "0.99, NEAREST, false", "0.99, TRILINEAR, true", "0.99, TRILINEAR, false",
        "0.5, NEAREST, true", "0.5, NEAREST, false", "0.5, TRILINEAR, true", "0.5, TRILINEAR, false"
    })
    void oneProductDecidesWhatTrialsWouldDecide(double c, Interpolation interpolation, boolean preconditioned)
            throws IOException {
        float[] truth = Samples.volume(new HalfCube(SmallProblem.RADIUS), 1);
        try (SmallProblem problem =
                new SmallProblem(SmallProblem.particles(truth, interpolation, 30, 1, 2), interpolation, 1e-3)) {
            LineSearch rule = new LineSearch(10, 1.2, c);
            float[] v = Samples.volume(problem.cube, 3);
            float[] gradient = problem.zero();
            float[] diagonal = new float[problem.cube.size()];
            Batch batch = Batch.of(3, 8, 1, 20, 22, 5, 6, 29);
            double before = problem.objective.gradientAndDiagonal(v, batch, gradient, diagonal);
            float[] d = gradient.clone();
            if (preconditioned)
                problem.cube.forEach((i, shell) -> {
                    d[2 * i] /= Math.max(diagonal[i], 0.01f);
                    d[2 * i + 1] /= Math.max(diagonal[i], 0.01f);
                });
            double slope = problem.cube.dot(gradient, d);
            double curvature = problem.objective.curvature(d, batch);
            int halvings = 0;
            for (double eta : new double[] {100, 37, 10, 1.3, 0.1, 1e-3}) {
                double step = eta;
                while (problem.objective.value(along(v, d, -step), batch) > before - c * step * slope) {
                    step /= 2;
                    halvings++;
                }
                assertEquals(step, rule.accepted(eta, slope, curvature), "η " + eta);
            }
            assertTrue(halvings > 3, "nothing was tried");
        }
    }

    @Test
    void theLongestStepIsTwiceOneMinusCOverTheCurvature() {
        LineSearch half = new LineSearch(1, 1, 0.5);
        // c = ½ admits the exact minimiser slope/curvature, and nothing beyond
        assertEquals(2, half.accepted(2, 6, 3));
        assertEquals(1.05, half.accepted(2.1, 6, 3));
        assertEquals(0.25, half.accepted(0.25, 6, 3), "a short step is not made longer");
        LineSearch paper = new LineSearch(1, 1, 0.75);
        assertEquals(1, paper.accepted(4, 6, 3));
    }

    @Test
    void whereTheGradientVanishesNoStepIsTaken() {
        LineSearch rule = new LineSearch(10, 1.2, 0.99);
        assertEquals(0, rule.accepted(10, 0, 0));
        assertEquals(0, rule.accepted(10, Double.NaN, 1));
        assertEquals(10, rule.accepted(10, 1, 0), "without curvature every step is right");
    }

    @Test
    void rulesThatMeanNothingAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new LineSearch(0, 1.2, 0.5));
        assertThrows(IllegalArgumentException.class, () -> new LineSearch(1, 0.9, 0.5));
        assertThrows(IllegalArgumentException.class, () -> new LineSearch(1, 1.2, 1));
        assertThrows(IllegalArgumentException.class, () -> new Fixed(-1));
        assertThrows(IllegalArgumentException.class, () -> new Decaying(0));
    }

    private static float[] along(float[] v, float[] d, double step) {
        float[] sum = v.clone();
        for (int i = 0; i < sum.length; i++) sum[i] += (float) step * d[i];
        return sum;
    }

    @Test
    void noStepIsSoLongThatTheSearchDoesNotEnd() {
        LineSearch rule = new LineSearch(10, 2, 0.99);
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            assertTrue(rule.accepted(Double.POSITIVE_INFINITY, 1, 1) <= 0.02);
            assertTrue(rule.accepted(1, 1, Double.POSITIVE_INFINITY) < 1e-300);
        });
        assertThrows(IllegalArgumentException.class, () -> new Fixed(Double.POSITIVE_INFINITY));
    }
}
