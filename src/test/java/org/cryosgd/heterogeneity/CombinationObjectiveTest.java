/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import net.imglib2.parallel.Parallelization;
import org.cryosgd.images.PackedImages;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Rotation;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.Slice;
import org.cryosgd.projection.SliceData;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.testimages.Samples;
import org.ejml.data.DMatrix3x3;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

class CombinationObjectiveTest {
    private static final HalfDisc DISC = new HalfDisc(8);
    private static final HalfCube CUBE = new HalfCube(8);
    private static final int COUNT = 12;

    private static CombinationObjective objective() {
        List<DMatrix3x3> rotations = Samples.rotations(COUNT, 5);
        List<SliceData> images = IntStream.range(0, COUNT)
                .mapToObj(i -> new SliceData(Slice.of(rotations.get(i)), Samples.points(DISC, true, 100 + i), 0))
                .toList();
        return new CombinationObjective(
                new Projector(CUBE, DISC, Interpolation.TRILINEAR, 1), PackedImages.of(DISC, images), Symmetry.NONE);
    }

    private static float[][] volumes(int count, double scale) {
        float[][] v = new float[count][];
        for (int j = 0; j < count; j++) {
            v[j] = CUBE.randomNormal(7 + j);
            for (int i = 0; i < v[j].length; i++) v[j][i] *= (float) scale;
            CUBE.clip(v[j], 2);
        }
        return v;
    }

    private static int[] all() {
        return IntStream.range(0, COUNT).toArray();
    }

    /**
     * Of minus the mean log likelihood, along random directions. The third derivative makes central differences wrong by about the square
     * of the step, 1e-6 of them; single precision of the slices adds 1e-7 of the value over the step.
     */
    @Test
    void theGradientIsThatOfTheLikelihood() {
        CombinationObjective objective = objective();
        for (Latent latent : List.of(new Coordinates(2, COUNT), new Membership(3, COUNT))) {
            float[][] v = volumes(3, 0.02);
            float[][] gradient = new float[3][2 * CUBE.size()];
            float[][] blocks = new float[Latent.entries(3)][CUBE.size()];
            double value = objective.gradientAndBlocks(v, all(), latent, gradient, blocks, ProgressMonitor.NONE, "");
            assertEquals(
                    mean(objective.observe(v, all(), latent, ProgressMonitor.NONE, "")), value, 1e-6 * Math.abs(value));
            for (int j = 0; j < 3; j++) {
                float[] direction = CUBE.randomNormal(50 + j);
                CUBE.clip(direction, 2);
                double slope = CUBE.dot(gradient[j], direction);
                double step = 1e-3;
                double up = moved(objective, v, latent, j, direction, step);
                double down = moved(objective, v, latent, j, direction, -step);
                assertEquals(-(up - down) / (2 * step), slope, 2e-3 * Math.abs(slope) + 1e-6 * Math.abs(value) / step);
            }
        }
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double moved(
            CombinationObjective objective, float[][] v, Latent latent, int j, float[] direction, double step) {
        float[][] other = {v[0].clone(), v[1].clone(), v[2].clone()};
        for (int i = 0; i < direction.length; i++) other[j][i] += (float) (step * direction[i]);
        return mean(objective.observe(other, all(), latent, ProgressMonitor.NONE, ""));
    }

    /** With one volume and a contrast that is sure, gradient and blocks are those of the single-volume pass. */
    @Test
    void oneVolumeIsThePassOfOneVolume() {
        Projector projector = new Projector(CUBE, DISC, Interpolation.TRILINEAR, 1);
        SliceData image = new SliceData(Slice.of(Rotation.fromEuler(10, 20, 30)), Samples.points(DISC, true, 3), 0);
        float[] expected = new float[2 * CUBE.size()];
        float[] diagonal = new float[CUBE.size()];
        projector.gradientAndDiagonal(new float[2 * CUBE.size()], List.of(List.of(image)), expected, diagonal);
        float[] both = new float[2 * CUBE.size()];
        float[] twice = new float[2 * CUBE.size()];
        float[] real = new float[CUBE.size()];
        // values (−b, −2 b) and w
        float[] data = new float[5 * DISC.size()];
        for (int p = 0; p < DISC.size(); p++) {
            for (int c = 0; c < 2; c++) {
                data[5 * p + c] = -image.points()[3 * p + c];
                data[5 * p + 2 + c] = -2 * image.points()[3 * p + c];
            }
            data[5 * p + 4] = image.points()[3 * p + 2];
        }
        projector.adjoint(
                List.of(List.of(new SliceData(image.slice(), data, 0))),
                new float[][] {both, twice},
                new float[][] {real});
        // the same products of floats, added in another order at most: a few roundings
        assertArrayEquals(expected, both, 1e-4f);
        for (int i = 0; i < twice.length; i++) assertEquals(2 * both[i], twice[i], 1e-5f);
        assertArrayEquals(diagonal, real, 1e-4f);
    }

    /** A step of length 1 solves the equations of each frequency, which EJML's own inverse solves here. */
    @Test
    void aStepSolvesTheEquationsOfEachFrequency() {
        CombinationObjective objective = objective();
        float[][] v = volumes(2, 0.02);
        float[][] gradient = new float[2][2 * CUBE.size()];
        float[][] blocks = new float[3][CUBE.size()];
        objective.gradientAndBlocks(v, all(), new Coordinates(1, COUNT), gradient, blocks, ProgressMonitor.NONE, "");
        BlockPreconditioner preconditioner = new BlockPreconditioner(CUBE, 2, Preconditioning.BLOCK);
        preconditioner.observe(blocks, 0.1);
        float[][] ridge = new float[2][CUBE.radius() + 2];
        Arrays.fill(ridge[0], 0.3f);
        Arrays.fill(ridge[1], 0.7f);
        float[][] moved = {v[0].clone(), v[1].clone()};
        preconditioner.step(moved, gradient, ridge, 1);
        int[] seen = new int[1];
        CUBE.forEachFrequency((i, kx, ky, kz) -> {
            int shell = CUBE.shell(kx, ky, kz);
            // where no floor is used
            if (blocks[0][i] < 0.1 * preconditioner.shellMeans(0)[shell]
                    || blocks[2][i] < 0.1 * preconditioner.shellMeans(1)[shell]) return;
            seen[0]++;
            DMatrixRMaj d = new DMatrixRMaj(
                    new double[][] {{blocks[0][i] + 0.3, blocks[1][i]}, {blocks[1][i], blocks[2][i] + 0.7}});
            CommonOps_DDRM.invert(d);
            for (int part = 0; part < 2; part++) {
                double[] g = {
                    gradient[0][2 * i + part] + 0.3 * v[0][2 * i + part],
                    gradient[1][2 * i + part] + 0.7 * v[1][2 * i + part]
                };
                for (int j = 0; j < 2; j++) {
                    double expected = v[j][2 * i + part] - d.get(j, 0) * g[0] - d.get(j, 1) * g[1];
                    // the diagonal is larger by 1e-6 of itself, and the sum is in single precision
                    assertEquals(expected, moved[j][2 * i + part], 1e-5 * (1 + Math.abs(expected)));
                }
            }
        });
        assertTrue(seen[0] > 100, "frequencies compared: " + seen[0]);
    }

    @Test
    void theNumberOfThreadsChangesNothing() throws Exception {
        float[][][] found = new float[2][3][2 * CUBE.size()];
        for (int threads = 1; threads <= 2; threads++) {
            int number = threads;
            Parallelization.runWithNumThreads(threads, (Callable<Double>) () -> objective()
                    .gradientAndBlocks(
                            volumes(3, 0.02),
                            all(),
                            new Coordinates(2, COUNT),
                            found[number - 1],
                            new float[Latent.entries(3)][CUBE.size()],
                            ProgressMonitor.NONE,
                            ""));
        }
        for (int j = 0; j < 3; j++) assertArrayEquals(found[0][j], found[1][j]);
    }
}
