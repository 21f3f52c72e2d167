/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.imglib2.parallel.Parallelization;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.testimages.Samples;
import org.cryosgd.testimages.SmallProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HessianDiagonalTest {
    private static SmallProblem problem(Interpolation interpolation, int count) throws IOException {
        float[] volume = Samples.volume(new HalfCube(SmallProblem.RADIUS), 1);
        return new SmallProblem(SmallProblem.particles(volume, interpolation, count, 1, 2), interpolation, 0.01);
    }

    /** On the full cube z(k) = re ζ + im ζ and z(−k) = re ζ − im ζ are both ±1. */
    @Test
    void aProbeIsPlusOrMinusOneOnTheFullCube() {
        HalfCube cube = new HalfCube(9);
        float[] z = HessianDiagonal.probe(cube, new SplittableRandom(1));
        int[] sum = {0, 0};
        cube.forEachFrequency((i, kx, ky, kz) -> {
            assertEquals(1, Math.abs(z[2 * i] + z[2 * i + 1]));
            assertEquals(1, Math.abs(z[2 * i] - z[2 * i + 1]));
            if (kx == 0) {
                int opposite = cube.index(0, -ky, -kz);
                assertEquals(z[2 * i], z[2 * opposite]);
                assertEquals(0, z[2 * i + 1] + z[2 * opposite + 1]);
            } else {
                sum[0] += z[2 * i] + z[2 * i + 1];
                sum[1] += z[2 * i] - z[2 * i + 1];
            }
        });
        float[] clipped = z.clone();
        cube.clip(clipped, 2);
        for (int i = 0; i < z.length; i++) assertEquals(clipped[i], z[i], 0f, "beyond the ball");
        // sums of some 1400 signs, five standard deviations
        assertEquals(0, sum[0], 5 * Math.sqrt(1400));
        assertEquals(0, sum[1], 5 * Math.sqrt(1400));
    }

    @Test
    void oneProbeIsExactWhereTheHessianIsDiagonal() throws IOException {
        try (SmallProblem problem = problem(Interpolation.NEAREST, 12)) {
            float[] exact = HessianDiagonal.exact(problem.objective, problem.all);
            float[] estimate = HessianDiagonal.hutchinson(problem.objective, problem.all, 1, 7);
            // the same sum of some ten weights, but for signs
            assertEquals(0, HessianDiagonal.relativeDistance(problem.cube, estimate, exact), 1e-6);
        }
    }

    /**
     * The variance of one probe in a voxel is Σ H_jl² over the other voxels l, which the mean of a conjugate pair halves:
     * the squared distance is expected to be ½ (‖H‖² − ‖diag H‖²)/(probes ‖diag H‖²), with ‖H‖² = E|Hζ|².
     */
    @Test
    void withTrilinearInterpolationTheErrorFallsLikeOneOverTheRootOfTheProbes() throws IOException {
        try (SmallProblem problem = problem(Interpolation.TRILINEAR, 40)) {
            float[] exact = HessianDiagonal.exact(problem.objective, problem.all);
            double diagonal = 0;
            double all = 0;
            SplittableRandom random = new SplittableRandom(3);
            float[] product = problem.zero();
            for (int i = 0; i < 20; i++) {
                float[] z = HessianDiagonal.probe(problem.cube, random);
                problem.objective.gradientAndProduct(z, z, problem.all, problem.zero(), product);
                all += problem.cube.dot(product, product) / 20;
            }
            float[] asComplex = problem.zero();
            for (int i = 0; i < exact.length; i++) asComplex[2 * i] = exact[i];
            diagonal = problem.cube.dot(asComplex, asComplex);
            double expected = Math.sqrt(0.5 * (all - diagonal) / diagonal);
            for (int probes : new int[] {1, 4, 16, 64}) {
                float[] estimate = HessianDiagonal.hutchinson(problem.objective, problem.all, probes, 9);
                double distance = HessianDiagonal.relativeDistance(problem.cube, estimate, exact);
                // some 700 independent voxels: 1/√(2·700) = 2.7 %, taken five times
                assertEquals(1, distance / (expected / Math.sqrt(probes)), 0.14, probes + " probes");
            }
        }
    }

    /** A quarter of the curvature along a frequency and its conjugate, by values of the objective alone. */
    @ParameterizedTest
    @EnumSource(Interpolation.class)
    void theDiagonalIsTheCurvatureOfTheObjective(Interpolation interpolation) throws IOException {
        try (SmallProblem problem = problem(interpolation, 12)) {
            float[] exact = HessianDiagonal.exact(problem.objective, problem.all);
            double zero = problem.objective.value(problem.zero(), problem.all);
            for (int[] k : new int[][] {{2, 0, 0}, {3, -2, 1}, {5, 3, -3}, {2, 1, 6}}) {
                int i = problem.cube.index(k[0], k[1], k[2]);
                float[] v = problem.zero();
                // large, so that the quadratic term outweighs the others' rounding
                v[2 * i] = 100;
                double up = problem.objective.value(v, problem.all);
                v[2 * i] = -100;
                double down = problem.objective.value(v, problem.all);
                // F(v) + F(−v) − 2 F(0) = 2 D |v|²; float sums of a dozen images
                double curvature = (up + down - 2 * zero) / (2 * 100 * 100);
                assertEquals(exact[i], curvature, 1e-5 * exact[i] + 1e-6);
            }
        }
    }

    @Test
    void theRadialProfileIsTheMeanOfEachShell() {
        HalfCube cube = new HalfCube(6);
        float[] values = new float[cube.size()];
        cube.forEachFrequency((i, kx, ky, kz) -> values[i] = cube.shell(kx, ky, kz) + (kx == 0 ? 3 : 0));
        double[] profile = HessianDiagonal.radialProfile(cube, values);
        assertEquals(7, profile.length);
        assertEquals(3, profile[0]);
        // shell 1 has |k|² = 1 and 2: 18 voxels, 8 of them with kx = 0
        assertEquals(1 + 3 * 8 / 18.0, profile[1], 1e-12);
    }

    @Test
    void theSameSeedGivesTheSameEstimateOnAnyNumberOfThreads() throws IOException {
        try (SmallProblem problem = problem(Interpolation.TRILINEAR, 5)) {
            float[][] found = new float[3][];
            Parallelization.runSingleThreaded(
                    () -> found[0] = HessianDiagonal.hutchinson(problem.objective, problem.all, 3, 5));
            Parallelization.runWithNumThreads(2, () -> {
                found[1] = HessianDiagonal.hutchinson(problem.objective, problem.all, 3, 5);
                found[2] = HessianDiagonal.hutchinson(problem.objective, problem.all, 3, 6);
            });
            assertArrayEquals(found[0], found[1]);
            assertFalse(Arrays.equals(found[0], found[2]), "another seed");
        }
    }

    /** 1 over the points of the fullest shell, for the volume of the paper: 5.214e-6. */
    @Test
    void theThresholdIsThatOfThePaper() {
        // its shells may begin elsewhere: a shell further in or out by √3 of 95 voxels has 2√3/95 = 3.6 % other points
        assertEquals(5.214e-6, HessianDiagonal.threshold(new HalfCube(95)), 0.036 * 5.214e-6);
    }

    /**
     * A probe has no symmetry, so it is its observation that is averaged. Where H is diagonal one probe is exact, and
     * where it is not the error falls with the probes as it does without symmetry.
     */
    @ParameterizedTest
    @CsvSource({"NEAREST, C3", "NEAREST, D4", "TRILINEAR, C3", "TRILINEAR, D4"})
    void withSymmetryTheEstimateApproachesTheExactDiagonal(Interpolation interpolation, String group)
            throws IOException {
        try (SmallProblem problem = problem(interpolation, 40)) {
            Projector projector = new Projector(problem.cube, problem.disc, interpolation, 1);
            LeastSquares symmetric = new LeastSquares(projector, problem.images, Symmetry.of(group), problem.ridge);
            float[] exact = HessianDiagonal.exact(symmetric, problem.all);
            double one = HessianDiagonal.relativeDistance(
                    problem.cube, HessianDiagonal.hutchinson(symmetric, problem.all, 1, 7), exact);
            double many = HessianDiagonal.relativeDistance(
                    problem.cube, HessianDiagonal.hutchinson(symmetric, problem.all, 64, 7), exact);
            if (interpolation == Interpolation.NEAREST) assertEquals(0, one, 1e-6);
            // 8 times fewer in theory; the sums of few voxels near the axis vary by a tenth
            else assertEquals(one / 8, many, 0.3 * one / 8);
        }
    }
}
