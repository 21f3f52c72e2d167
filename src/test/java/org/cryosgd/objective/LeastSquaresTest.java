/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.cryosgd.images.Batch;
import org.cryosgd.images.Images;
import org.cryosgd.images.ImagesView;
import org.cryosgd.images.PackedImages;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.particles.ParticleSet;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.Slice;
import org.cryosgd.projection.SliceData;
import org.cryosgd.projection.Symmetry;
import org.cryosgd.testimages.Samples;
import org.cryosgd.testimages.SmallProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeastSquaresTest {
    private static final HalfCube CUBE = new HalfCube(SmallProblem.RADIUS);
    private static final int COUNT = 10;

    private static SmallProblem problem(Interpolation interpolation, double lambda) throws IOException {
        float[] volume = Samples.volume(CUBE, 1);
        return new SmallProblem(SmallProblem.particles(volume, interpolation, COUNT, 1, 2), interpolation, lambda);
    }

    /** Images made without noise leave nothing of the data term: CTF, shift and scale are those of the model. */
    @ParameterizedTest
    @EnumSource(Interpolation.class)
    void theVolumeThatMadeTheImagesFitsThem(Interpolation interpolation) throws IOException {
        float[] volume = Samples.volume(CUBE, 1);
        try (SmallProblem problem =
                new SmallProblem(SmallProblem.particles(volume, interpolation, COUNT, 0, 2), interpolation, 0)) {
            double zero = problem.objective.value(problem.zero(), problem.all);
            // energies of 75 points each as differences of numbers rounded to 1e-6
            assertEquals(0, problem.objective.value(volume, problem.all), 3e-6 * zero);
            float[] gradient = problem.zero();
            problem.objective.gradient(problem.zero(), problem.all, gradient);
            double scale = Math.sqrt(CUBE.dot(gradient, gradient));
            problem.objective.gradient(volume, problem.all, gradient);
            assertEquals(0, Math.sqrt(CUBE.dot(gradient, gradient)), 3e-6 * scale);
        }
    }

    /** At the truth, white noise of σ = 1 leaves ½ per frequency of the disc. */
    @Test
    void theScaleOfTheNoiseIsThatOfThePixels() throws IOException {
        float[] volume = Samples.volume(CUBE, 1);
        int count = 100;
        try (SmallProblem problem = new SmallProblem(
                SmallProblem.particles(volume, Interpolation.NEAREST, count, 1, 2), Interpolation.NEAREST, 0)) {
            int points = 2 * problem.disc.size() - 1;
            // ½ χ² of as many degrees of freedom as points: a standard deviation of √(points/2), taken five times
            double tolerance = 5 * Math.sqrt(points / 2.0 / count);
            assertEquals(points / 2.0, problem.objective.value(volume, problem.all), tolerance);
        }
    }

    @ParameterizedTest
    @EnumSource(Interpolation.class)
    void theGradientIsTheSlopeAndTheProductTheCurvature(Interpolation interpolation) throws IOException {
        try (SmallProblem problem = problem(interpolation, 0.3)) {
            LeastSquares objective = problem.objective;
            Batch batch = Batch.of(7, 2, 3);
            float[] v = Samples.volume(CUBE, 3);
            float[] d = Samples.volume(CUBE, 4);
            float[] gradient = problem.zero();
            float[] product = problem.zero();
            double value = objective.gradientAndProduct(v, d, batch, gradient, product);
            double up = objective.value(along(v, d, 1), batch);
            double down = objective.value(along(v, d, -1), batch);
            // F is quadratic, so the differences are exact but for float sums of some 75 numbers
            double tolerance = 3e-6 * (up + down);
            assertEquals(2 * CUBE.dot(gradient, d), up - down, tolerance);
            assertEquals(CUBE.dot(d, product), up + down - 2 * value, tolerance);
            assertEquals(CUBE.dot(d, product), objective.curvature(d, batch), tolerance);
            assertEquals(value, objective.value(v, batch), tolerance);
            float[] same = problem.zero();
            assertEquals(value, objective.gradient(v, batch, same), tolerance);
            assertEquals(0, problem.distance(same, gradient), 1e-6);
            assertEquals(value, objective.gradientAndDiagonal(v, batch, same, new float[CUBE.size()]), tolerance);
            assertEquals(0, problem.distance(same, gradient), 1e-6);
        }
    }

    /** F, ∇F and H of a batch are means over its images, so batches of equal size average to all. */
    @Test
    void batchesAreMeansOverTheirImages() throws IOException {
        try (SmallProblem problem = problem(Interpolation.TRILINEAR, 0.1)) {
            float[] v = Samples.volume(CUBE, 3);
            float[] whole = problem.zero();
            double value = problem.objective.gradient(v, problem.all, whole);
            float[] mean = problem.zero();
            float[] part = problem.zero();
            double sum = 0;
            for (int first = 0; first < COUNT; first += 2) {
                sum += problem.objective.gradient(v, Batch.of(first, first + 1), part) * 2 / COUNT;
                for (int i = 0; i < mean.length; i++) mean[i] += part[i] * 2 / COUNT;
            }
            // float sums of ten images
            assertEquals(value, sum, 1e-6 * value);
            assertEquals(0, problem.distance(mean, whole), 2e-6);
            assertEquals(2 * COUNT, problem.objective.imagesRead());
        }
    }

    /** The ridge of a shell acts on the voxels of that shell alone. */
    @Test
    void theRidgeBelongsToItsShell() throws IOException {
        try (SmallProblem problem = problem(Interpolation.NEAREST, 0)) {
            float[] v = Samples.volume(CUBE, 3);
            float[] without = problem.zero();
            float[] with = problem.zero();
            double before = problem.objective.gradient(v, problem.all, without);
            float[] ridge = new float[SmallProblem.RADIUS + 2];
            ridge[4] = 2;
            problem.objective.setRidge(ridge);
            double after = problem.objective.gradient(v, problem.all, with);
            double[] term = {0};
            CUBE.forEachFrequency((i, kx, ky, kz) -> {
                boolean inside = CUBE.shell(kx, ky, kz) == 4;
                for (int c = 2 * i; c < 2 * i + 2; c++) {
                    // sums of some ten numbers of order 1
                    assertEquals(inside ? 2 * v[c] : 0, with[c] - without[c], 1e-5);
                    if (inside) term[0] += (kx == 0 ? 1 : 2) * v[c] * v[c];
                }
            });
            assertEquals(term[0], after - before, 1e-6 * after);
        }
    }

    /** With symmetry the gradient is that of the mean over the turned volumes; here none of it is interpolated. */
    @ParameterizedTest
    @ValueSource(strings = {"C2", "C4", "D2"})
    void gradientsAndDiagonalsHaveTheSymmetry(String name) throws IOException {
        try (SmallProblem problem = problem(Interpolation.NEAREST, 0)) {
            Symmetry group = Symmetry.of(name);
            Projector projector = new Projector(CUBE, new HalfDisc(SmallProblem.RADIUS), Interpolation.NEAREST, 1);
            LeastSquares symmetric = new LeastSquares(projector, problem.images, group, problem.ridge);
            float[] v = Samples.volume(CUBE, 3);
            group.average(CUBE, v, 2);
            float[] expected = problem.zero();
            float[] diagonal = new float[CUBE.size()];
            problem.objective.gradientAndDiagonal(v, problem.all, expected, diagonal);
            group.average(CUBE, expected, 2);
            group.average(CUBE, diagonal, 1);
            float[] found = problem.zero();
            float[] foundDiagonal = new float[CUBE.size()];
            symmetric.gradientAndDiagonal(v, problem.all, found, foundDiagonal);
            // the mean over images and operations is taken in another order
            assertEquals(0, problem.distance(found, expected), 1e-6);
            assertArrayEquals(diagonal, foundDiagonal, 1e-6f);
            // along a symmetric direction it is the slope of F
            float[] d = Samples.volume(CUBE, 5);
            group.average(CUBE, d, 2);
            double slope = symmetric.value(along(v, d, 1), problem.all) - symmetric.value(along(v, d, -1), problem.all);
            assertEquals(slope, 2 * CUBE.dot(found, d), 1e-5 * symmetric.value(v, problem.all));
        }
    }

    private static float[] along(float[] v, float[] d, float step) {
        float[] sum = v.clone();
        for (int i = 0; i < sum.length; i++) sum[i] += step * d[i];
        return sum;
    }

    /** Images that are taken in parts of seven. */
    private static Images inParts(PackedImages images) {
        return new ImagesView(images) {
            @Override
            public List<SliceData> load(int[] numbers, int from) {
                return images.load(numbers, from);
            }

            @Override
            public List<int[]> parts(int[] numbers) {
                return Batch.of(numbers).parts(7);
            }
        };
    }

    /** Sums over parts, and over images that are read from the scratch file, are those over all images at once. */
    @Test
    void partsOfABatchAddUp() throws IOException {
        float[] truth = Samples.volume(CUBE, 1);
        ParticleSet set = SmallProblem.particles(truth, Interpolation.TRILINEAR, 40, 1, 2);
        try (SmallProblem whole = new SmallProblem(set, Interpolation.TRILINEAR, 0.1);
                SmallProblem scratch = new SmallProblem(set, Interpolation.TRILINEAR, 0.1, 0)) {
            int[] looks = {0};
            ProgressMonitor monitor = new ProgressMonitor() {
                @Override
                public void at(long done, long total, String what) {
                    assertEquals(looks[0]++ % 6 * 7, done);
                }
            };
            Projector projector = new Projector(CUBE, whole.disc, Interpolation.TRILINEAR, 1);
            LeastSquares parts = new LeastSquares(projector, inParts(scratch.images), Symmetry.NONE, scratch.ridge);
            parts.interruptible(monitor, "pass");
            float[] v = Samples.volume(CUBE, 3);
            float[] z = HessianDiagonal.probe(CUBE, new SplittableRandom(4));
            float[][] a = {whole.zero(), whole.zero(), new float[CUBE.size()], new float[CUBE.size()]};
            float[][] b = {whole.zero(), whole.zero(), new float[CUBE.size()], new float[CUBE.size()]};
            double value = whole.objective.gradientAndProbe(v, z, whole.all, a[0], a[1], a[2]);
            // single precision sums in another order
            assertEquals(value, parts.gradientAndProbe(v, z, scratch.all, b[0], b[1], b[2]), 1e-6 * value);
            assertEquals(0, whole.distance(b[0], a[0]), 2e-6);
            assertEquals(0, HessianDiagonal.relativeDistance(CUBE, b[2], a[2]), 2e-6);
            whole.objective.gradientAndDiagonal(v, whole.all, a[0], a[3]);
            parts.gradientAndDiagonal(v, scratch.all, b[0], b[3]);
            assertEquals(0, HessianDiagonal.relativeDistance(CUBE, b[3], a[3]), 2e-6);
            assertEquals(value, parts.value(v, scratch.all), 1e-6 * value);
            assertEquals(3 * 6, looks[0], "parts of seven images, six in each pass");
            parts.interruptible(ProgressMonitor.NONE, "");
            assertEquals(parts.value(whole.zero(), scratch.all), parts.valueAtZero(scratch.all), 1e-6 * value);
            // the parts belong to the images, not to their order in the batch: 38 and 3 are in parts of their own
            float[] one = whole.zero();
            float[] two = whole.zero();
            parts.gradient(v, Batch.of(38, 3, 39, 4), one);
            parts.gradient(v, Batch.of(3, 4, 38, 39), two);
            assertArrayEquals(two, one);
        }
    }

    /** An image at two poses of weight ½ is the mean of the objective at both. */
    @Test
    void weightedSlicesAreTheMeanOverPoses() throws IOException {
        try (SmallProblem problem = problem(Interpolation.TRILINEAR, 0.1)) {
            float[] v = Samples.volume(CUBE, 3);
            List<Slice> others =
                    Samples.rotations(COUNT, 8).stream().map(Slice::of).toList();
            Batch both = new Batch(problem.numbers, (images, places) -> {
                List<SliceData> slices = new ArrayList<>();
                for (int n = 0; n < places.length; n++) {
                    slices.add(half(images.get(n), images.get(n).slice(), problem.disc.size()));
                    slices.add(half(images.get(n), others.get(places[n]), problem.disc.size()));
                }
                return slices;
            });
            Batch turned = new Batch(problem.numbers, (images, places) -> {
                List<SliceData> slices = new ArrayList<>();
                for (int n = 0; n < places.length; n++)
                    slices.add(new SliceData(
                            others.get(places[n]),
                            images.get(n).points(),
                            images.get(n).offset()));
                return slices;
            });
            float[][] g = {problem.zero(), problem.zero(), problem.zero()};
            double value = problem.objective.gradient(v, problem.all, g[0]);
            double other = problem.objective.gradient(v, turned, g[1]);
            assertEquals(0.5 * (value + other), problem.objective.gradient(v, both, g[2]), 1e-6 * (value + other));
            for (int i = 0; i < g[0].length; i++) g[0][i] = 0.5f * (g[0][i] + g[1][i]);
            // float sums in another order
            assertEquals(0, problem.distance(g[2], g[0]), 2e-6);
        }
    }

    private static SliceData half(SliceData image, Slice slice, int size) {
        float[] points = new float[3 * size];
        for (int i = 0; i < points.length; i++) points[i] = 0.5f * image.points()[image.offset() + i];
        return new SliceData(slice, points, 0);
    }

    @Test
    void aPassEndsWhereItIsStopped() throws IOException {
        try (SmallProblem problem = problem(Interpolation.NEAREST, 0)) {
            ProgressMonitor stopped = new ProgressMonitor() {
                @Override
                public boolean stopped() {
                    return true;
                }
            };
            problem.objective.interruptible(stopped, "pass");
            assertThrows(CancellationException.class, () -> problem.objective.value(problem.zero(), problem.all));
            problem.objective.interruptible(ProgressMonitor.NONE, "");
            assertTrue(problem.objective.value(problem.zero(), problem.all) > 0);
        }
    }
}
