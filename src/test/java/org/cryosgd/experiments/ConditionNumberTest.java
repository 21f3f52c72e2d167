/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.optics.Ctf;
import org.cryosgd.particles.Particle;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Slice;
import org.cryosgd.testimages.ReferenceFiles;
import org.cryosgd.testimages.Samples;
import org.cryosgd.testimages.SmallProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionNumberTest {
    private static final double LAMBDA = 1e-8;

    /** The mean over images of the weights of all points of the full disc that are nearest to each voxel. */
    private static double[][][] counted(List<Slice> views, int radius, ToDoubleBiFunction<Integer, int[]> weight) {
        int n = 2 * radius + 3;
        double[][][] sums = new double[n][n][n];
        for (int i = 0; i < views.size(); i++) {
            Slice s = views.get(i);
            for (int ky = -radius; ky <= radius; ky++)
                for (int kx = -radius; kx <= radius; kx++) {
                    if (kx * kx + ky * ky > radius * radius) continue;
                    int x = (int) Math.rint((double) s.xx() * kx + (double) s.yx() * ky);
                    int y = (int) Math.rint((double) s.xy() * kx + (double) s.yy() * ky);
                    int z = (int) Math.rint((double) s.xz() * kx + (double) s.yz() * ky);
                    sums[z + radius + 1][y + radius + 1][x + radius + 1] +=
                            weight.applyAsDouble(i, new int[] {kx, ky}) / views.size();
                }
        }
        return sums;
    }

    private static void assertCounted(double[][][] expected, HalfCube cube, float[] diagonal) {
        cube.forEachFrequency((i, kx, ky, kz) -> assertEquals(
                expected[kz + cube.extent()][ky + cube.extent()][kx + cube.extent()],
                diagonal[i],
                // the CTF is good to 1e-6 of itself, sums are of floats
                1e-5,
                () -> "voxel " + kx + " " + ky + " " + kz));
    }

    @Test
    void theDiagonalIsTheMeanNumberOfPointsOnAVoxel() {
        ConditionNumber condition = new ConditionNumber(SmallProblem.RADIUS);
        List<Slice> views = ConditionNumber.uniformViews(37, 3);
        float[] diagonal = condition.diagonal(views, ProgressMonitor.NONE);
        assertCounted(counted(views, condition.cube().radius(), (i, k) -> 1), condition.cube(), diagonal);
    }

    @Test
    void withCtfThePointsCountItsSquare() throws IOException {
        ConditionNumber condition = new ConditionNumber(SmallProblem.RADIUS);
        ParticleSet set = SmallProblem.particles(
                Samples.volume(new HalfCube(SmallProblem.RADIUS), 1), Interpolation.NEAREST, 23, 0, 5);
        float[] diagonal = condition.diagonalWithCtf(set, ProgressMonitor.NONE);
        double box = set.pixelSizeAngstrom() * set.box();
        assertCounted(
                counted(ConditionNumber.views(set), condition.cube().radius(), (i, k) -> {
                    Particle particle = set.particles().get(i);
                    double c = new Ctf(particle.optics(), particle.defocus(), box).at(k[0], k[1]);
                    return c * c;
                }),
                condition.cube(),
                diagonal);
    }

    /** All images along one axis see one plane: D is 1 there and 0 elsewhere. */
    @Test
    void whatNoImageSeesMakesTheConditionNumberOneOverLambda() {
        ConditionNumber condition = new ConditionNumber(9);
        Slice top = new Slice(1, 0, 0, 0, 1, 0);
        ConditionNumber.Curve curve =
                condition.curve(condition.diagonal(List.of(top, top), ProgressMonitor.NONE), LAMBDA);
        assertEquals(1, curve.kappa()[0]);
        for (int r = 1; r <= 9; r++) {
            assertEquals((1 + LAMBDA) / LAMBDA, curve.kappa()[r], 1e-6 / LAMBDA);
            assertEquals(1, curve.kappaSeen()[r], 1e-6);
            assertEquals(
                    ConditionNumber.pointsOfBall(r) - ConditionNumber.pointsOfDisc(r),
                    curve.unseen()[r],
                    "radius " + r);
        }
    }

    /** Half of a shell's voxels are below its median, and the plane's own shell 0 is the origin. */
    @Test
    void theShellRatioIsAboutTheMedianVoxel() {
        ConditionNumber condition = new ConditionNumber(9);
        float[] diagonal = condition.diagonal(ConditionNumber.uniformViews(500, 2), ProgressMonitor.NONE);
        ConditionNumber.Curve curve = condition.curve(diagonal, 0);
        for (int r = 1; r <= 9; r++) {
            int shell = r;
            int[] below = {0, 0};
            condition.cube().forEachFrequency((i, kx, ky, kz) -> {
                if (condition.cube().shell(kx, ky, kz) != shell) return;
                int weight = kx == 0 ? 1 : 2;
                below[1] += weight;
                if (diagonal[i] < 0.999 * curve.largest() / curve.shellRatio()[shell]) below[0] += weight;
            });
            assertTrue(2 * below[0] <= below[1], below[0] + " of " + below[1]);
            assertTrue(curve.shellRatio()[r] <= curve.kappa()[9], "shell " + r);
        }
        assertEquals(1, curve.shellRatio()[0], 1e-6);
    }

    @Test
    void theBoundIsExactAndBelowTheConditionNumber() {
        double[] bound = ConditionNumber.lowerBound(15, 1000, LAMBDA);
        assertEquals(1, bound[0]);
        assertEquals(7 / 5.0, bound[1], 1e-9);
        assertEquals(33 / 13.0, bound[2], 1e-9);
        ConditionNumber condition = new ConditionNumber(15);
        float[] diagonal = condition.diagonal(ConditionNumber.uniformViews(1000, 1), ProgressMonitor.NONE);
        ConditionNumber.Curve curve = condition.curve(diagonal, LAMBDA);
        for (int r = 0; r <= 15; r++) assertTrue(bound[r] <= curve.kappa()[r], "radius " + r);
    }

    /** simplecryoem's κ of 10 000 uniform views: within the spread of six draws, widened once by itself. */
    @ParameterizedTest
    @ValueSource(ints = {7, 15, 31})
    void agreesWithSimplecryoem(int radius, @TempDir Path folder) throws IOException {
        ConditionNumber condition = new ConditionNumber(radius);
        double[] bound = ConditionNumber.lowerBound(radius, 10_000, LAMBDA);
        double[] least = new double[radius + 1];
        double[] most = new double[radius + 1];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        for (int seed = 0; seed < 6; seed++) {
            float[] diagonal = condition.diagonal(ConditionNumber.uniformViews(10_000, seed), ProgressMonitor.NONE);
            ConditionNumber.Curve curve = condition.curve(diagonal, LAMBDA);
            for (int r = 0; r <= radius; r++) {
                least[r] = Math.min(least[r], curve.kappa()[r]);
                most[r] = Math.max(most[r], curve.kappa()[r]);
            }
        }
        int compared = 0;
        for (String line : Files.readAllLines(ReferenceFiles.copy(folder, "experiments/uniform_box.csv"))) {
            String[] cells = line.split(",");
            if (!cells[1].equals(radius + ".0")) continue;
            for (int column = 2; column <= 4; column++) assertNear(cells[column], least[radius], most[radius]);
            assertEquals(Double.parseDouble(cells[6]), bound[radius], 1e-5 * bound[radius]);
            compared++;
        }
        for (String line : Files.readAllLines(ReferenceFiles.copy(folder, "experiments/uniform_radius_192.csv"))) {
            String[] cells = line.split(",");
            if (!cells[0].matches("\\d+") || Integer.parseInt(cells[0]) > radius) continue;
            int r = Integer.parseInt(cells[0]);
            assertNear(cells[1], least[r], most[r]);
            assertEquals(Double.parseDouble(cells[8]), bound[r], 1e-5 * bound[r]);
            compared++;
        }
        assertTrue(compared > 7, "rows compared: " + compared);
    }

    private static void assertNear(String reference, double least, double most) {
        double value = Double.parseDouble(reference);
        double spread = most - least;
        assertTrue(value >= least - spread && value <= most + spread, value + " is not near " + least + " to " + most);
    }
}
