/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.imglib2.parallel.Parallelization;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Rotation;
import org.cryosgd.testimages.Samples;
import org.ejml.data.DMatrix3x3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProjectorTest {
    private static Projector projector(Interpolation interpolation, int padding, int radius) {
        return new Projector(new HalfCube(padding * radius), new HalfDisc(radius), interpolation, padding);
    }

    /** 2 Σ re(conj(s) b) over the half disc: the sum over the disc where b already has one half of its origin. */
    private static double discProduct(float[] slice, float[] points) {
        double sum = 0;
        for (int i = 0, j = 0; i < slice.length; i += 2, j += 3)
            sum += (double) slice[i] * points[j] + (double) slice[i + 1] * points[j + 1];
        return 2 * sum;
    }

    private static double norm(float[] values) {
        double sum = 0;
        for (float value : values) sum += (double) value * value;
        return Math.sqrt(sum);
    }

    private static List<SliceData> images(HalfDisc disc, int count) {
        List<DMatrix3x3> rotations = Samples.rotations(count, 5);
        return IntStream.range(0, count)
                .mapToObj(i -> new SliceData(Slice.of(rotations.get(i)), Samples.points(disc, true, 100 + i), 0))
                .toList();
    }

    /**
     * ⟨slice(x), y⟩ = ⟨x, back-projection(y)⟩ in the products over the full disc and the full cube. The slice reads the
     * cube as a whole and the back-projection goes by blocks, so a point that blocks lose or share is seen. Radius 66 has
     * 3 × 5 × 5 blocks.
     */
    @ParameterizedTest
    @CsvSource({
        "NEAREST, 1, 8", "NEAREST, 1, 15", "NEAREST, 2, 9", "NEAREST, 1, 66", "NEAREST, 2, 24",
        "TRILINEAR, 1, 8", "TRILINEAR, 1, 20", "TRILINEAR, 2, 9", "TRILINEAR, 1, 66", "TRILINEAR, 2, 24"
    })
    void backProjectionIsTheAdjointOfTheSlice(Interpolation interpolation, int padding, int radius) {
        Projector projector = projector(interpolation, padding, radius);
        float[] x = Samples.volume(projector.cube(), 1);
        float[] zero = new float[x.length];
        float[] back = new float[x.length];
        float[] slice = new float[2 * projector.disc().size()];
        float[] y = Samples.points(projector.disc(), false, 2);
        // the adjoint of w s − b at w = 0
        float[] negative = y.clone();
        for (int i = 0; i < negative.length; i++) negative[i] = -negative[i];
        // large cubes take a few of each kind
        List<DMatrix3x3> all = Samples.manyRotations(40);
        int every = radius > 40 ? 13 : 1;
        for (int i = 0; i < all.size(); i += every) {
            Slice plane = Slice.of(all.get(i));
            Arrays.fill(slice, Float.NaN);
            projector.slice(x, plane, slice);
            projector.gradient(zero, List.of(List.of(new SliceData(plane, negative, 0))), back);
            // products of normal values of which each has an error of some 3 roundings of 6e-8; a lost point is some 1
            assertEquals(
                    discProduct(slice, y),
                    projector.cube().dot(x, back),
                    2e-7 * norm(slice) * norm(y) / Math.sqrt(y.length) + 2e-4,
                    "rotation " + i + ": " + plane);
        }
    }

    /** Every point of the disc brings its interpolation weights, 1 in all, into the cube. */
    @ParameterizedTest
    @CsvSource({"NEAREST, 1", "NEAREST, 2", "TRILINEAR, 1", "TRILINEAR, 2"})
    void everyPointCountsOnce(Interpolation interpolation, int padding) {
        int radius = 45;
        HalfDisc disc = new HalfDisc(radius);
        // two voxels more than the disc needs, so that no corner is cut off
        HalfCube cube = new HalfCube(padding * radius + 2);
        Projector projector = new Projector(cube, disc, interpolation, padding);
        float[] points = new float[3 * disc.size()];
        for (int i = 0; i < points.length; i += 3) points[i] = -1;
        points[3 * disc.origin()] = -0.5f;
        float[] zero = new float[2 * cube.size()];
        float[] sums = new float[2 * cube.size()];
        float[] ones = new float[2 * cube.size()];
        for (int i = 0; i < ones.length; i += 2) ones[i] = 1;
        List<DMatrix3x3> all = Samples.manyRotations(20);
        for (int i = 0; i < all.size(); i += padding == 1 ? 7 : 29) {
            projector.gradient(zero, List.of(List.of(new SliceData(Slice.of(all.get(i)), points, 0))), sums);
            // 6300 weights below 1, rounded to 6e-8 each; a lost or doubled point is 1 or 2
            assertEquals(2 * disc.size() - 1, cube.dot(ones, sums), 1e-3, "rotation " + i);
        }
    }

    /** The transform of a Gaussian is a Gaussian, the same from every direction. */
    @ParameterizedTest
    @CsvSource({"NEAREST, 1", "NEAREST, 2", "TRILINEAR, 1", "TRILINEAR, 2"})
    void sliceOfAGaussianIsTheSameGaussianForEveryRotation(Interpolation interpolation, int padding) {
        Projector projector = projector(interpolation, padding, 14);
        double sigma = 6;
        float[] volume = Samples.gaussian(projector.cube(), sigma);
        // linear interpolation errs by at most ⅜ max|f''| = ⅜/σ², the nearest voxel by ½√3 max|f'| = ½√3 e^−½/σ
        double tolerance = interpolation == Interpolation.TRILINEAR
                ? 0.375 / (sigma * sigma)
                : 0.5 * Math.sqrt(3) * Math.exp(-0.5) / sigma;
        HalfDisc disc = projector.disc();
        float[] slice = new float[2 * disc.size()];
        for (DMatrix3x3 a : Samples.manyRotations(20)) {
            projector.slice(volume, Slice.of(a), slice);
            for (int ky = -14; ky <= 14; ky++)
                for (int kx = disc.first(ky), i = disc.start(ky); kx < disc.end(ky); kx++, i++) {
                    double expected = Samples.gaussian(padding * padding * (kx * kx + ky * ky), sigma);
                    assertEquals(expected, slice[2 * i], tolerance, "(" + kx + ", " + ky + ")");
                    assertEquals(0, slice[2 * i + 1], 0f);
                }
        }
    }

    /** On the voxels themselves there is nothing to interpolate: view z shows the plane kz = 0 as it is. */
    @ParameterizedTest
    @CsvSource({"NEAREST, 1", "NEAREST, 2", "TRILINEAR, 1", "TRILINEAR, 2"})
    void axisViewsAreThePlanesOfTheCube(Interpolation interpolation, int padding) {
        Projector projector = projector(interpolation, padding, 9);
        HalfCube cube = projector.cube();
        HalfDisc disc = projector.disc();
        float[] volume = Samples.volume(cube, 3);
        float[] slice = new float[2 * disc.size()];
        for (DMatrix3x3 a : Samples.axisRotations()) {
            projector.slice(volume, Slice.of(a), slice);
            for (int ky = -9; ky <= 9; ky++)
                for (int kx = disc.first(ky), i = disc.start(ky); kx < disc.end(ky); kx++, i++) {
                    int x = (int) (padding * (kx * a.a11 + ky * a.a21));
                    int y = (int) (padding * (kx * a.a12 + ky * a.a22));
                    int z = (int) (padding * (kx * a.a13 + ky * a.a23));
                    int sign = x < 0 ? -1 : 1;
                    int at = 2 * cube.index(sign * x, sign * y, sign * z);
                    assertEquals(volume[at], slice[2 * i], 0f);
                    assertEquals(sign * volume[at + 1], slice[2 * i + 1], 0f);
                }
        }
    }

    /** Turning the map by Q and looking at it with A is looking at the map with A Q. */
    @ParameterizedTest
    @EnumSource(Interpolation.class)
    void turningTheMapIsTurningTheView(Interpolation interpolation) {
        Projector projector = projector(interpolation, 1, 12);
        HalfCube cube = projector.cube();
        float[] volume = Samples.volume(cube, 4);
        float[] turned = new float[volume.length];
        float[] one = new float[2 * projector.disc().size()];
        float[] other = new float[one.length];
        List<DMatrix3x3> views = Samples.rotations(24, 6);
        for (int q = 0; q < 24; q++) {
            DMatrix3x3 turn = Samples.axisRotations().get(q);
            cube.forEachFrequency((i, kx, ky, kz) -> {
                int x = (int) (turn.a11 * kx + turn.a21 * ky + turn.a31 * kz);
                int y = (int) (turn.a12 * kx + turn.a22 * ky + turn.a32 * kz);
                int z = (int) (turn.a13 * kx + turn.a23 * ky + turn.a33 * kz);
                int sign = x < 0 ? -1 : 1;
                int from = 2 * cube.index(sign * x, sign * y, sign * z);
                turned[2 * i] = volume[from];
                turned[2 * i + 1] = sign * volume[from + 1];
            });
            cube.mirror(turned);
            DMatrix3x3 view = views.get(q);
            projector.slice(turned, Slice.of(view), one);
            projector.slice(volume, Slice.of(Rotation.multiply(view, turn)), other);
            // positions up to 25 are rounded to 1e-6 on each axis, neighbours differ by up to 8
            assertArrayEquals(one, other, 3 * 8 * 1e-6f, "turn " + q);
        }
    }

    /** Both axes of the image reversed: the same plane, every frequency the conjugate of itself. */
    @ParameterizedTest
    @EnumSource(Interpolation.class)
    void oppositeAxesGiveConjugates(Interpolation interpolation) {
        Projector projector = projector(interpolation, 1, 13);
        float[] volume = Samples.volume(projector.cube(), 7);
        float[] one = new float[2 * projector.disc().size()];
        float[] other = new float[one.length];
        for (DMatrix3x3 a : Samples.rotations(20, 8)) {
            Slice s = Slice.of(a);
            projector.slice(volume, s, one);
            projector.slice(volume, new Slice(-s.xx(), -s.xy(), -s.xz(), -s.yx(), -s.yy(), -s.yz()), other);
            for (int i = 0; i < one.length; i += 2) {
                assertEquals(one[i], other[i], 0f);
                assertEquals(one[i + 1], -other[i + 1], 0f);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Interpolation.class)
    void theNumberOfThreadsDoesNotChangeABit(Interpolation interpolation) {
        Projector projector = projector(interpolation, 1, 40);
        float[] volume = Samples.volume(projector.cube(), 9);
        float[] direction = Samples.volume(projector.cube(), 10);
        List<SliceData> images = images(projector.disc(), 5);
        float[][][] results = new float[2][4][];
        double[] values = new double[2];
        for (int t = 0; t < 2; t++) {
            float[][] r = results[t];
            r[0] = new float[volume.length];
            r[1] = new float[volume.length];
            r[2] = new float[volume.length];
            r[3] = new float[volume.length / 2];
            int run = t;
            Runnable action = () -> {
                values[run] = projector.gradientAndProduct(volume, direction, List.of(images), r[0], r[1])
                        + projector.gradientAndDiagonal(volume, List.of(images), r[2], r[3])
                        + projector.value(volume, List.of(images));
            };
            if (t == 0) Parallelization.runSingleThreaded(action);
            else Parallelization.runWithNumThreads(2, action);
        }
        assertEquals(values[0], values[1]);
        for (int i = 0; i < 4; i++) assertArrayEquals(results[0][i], results[1][i]);
    }

    /** The value is quadratic with half of its gradient's linear part as Hessian: V(v + d) − V(v − d) = 2 ⟨∇, d⟩. */
    @ParameterizedTest
    @CsvSource({"NEAREST, 1", "NEAREST, 2", "TRILINEAR, 1", "TRILINEAR, 2"})
    void valueGradientEnergyAndProductBelongTogether(Interpolation interpolation, int padding) {
        Projector projector = projector(interpolation, padding, 12);
        HalfCube cube = projector.cube();
        List<SliceData> images = images(projector.disc(), 8);
        float[] v = Samples.volume(cube, 12);
        float[] d = Samples.volume(cube, 13);
        float[] gradient = new float[v.length];
        float[] product = new float[v.length];
        float[] same = new float[v.length];
        float[] diagonal = new float[cube.size()];
        double value = projector.gradientAndProduct(v, d, List.of(images), gradient, product);
        // float sums of some 8 · 230 values of order 1
        double tolerance = 8 * 230 * 1e-6;
        assertEquals(value, projector.value(v, List.of(images)), tolerance);
        assertEquals(value, projector.gradient(v, List.of(images), same), tolerance);
        assertArrayEquals(gradient, same, 1e-5f);
        assertEquals(value, projector.gradientAndDiagonal(v, List.of(images), same, diagonal), tolerance);
        assertArrayEquals(gradient, same, 1e-5f);
        double slope = cube.dot(gradient, d);
        double up = projector.value(sum(v, d, 1), List.of(images));
        double down = projector.value(sum(v, d, -1), List.of(images));
        assertEquals(2 * slope, up - down, 2 * tolerance);
        double energy = projector.energy(d, List.of(images));
        assertEquals(2 * energy, up + down - 2 * value, 4 * tolerance);
        // the energy sums over the half disc, the product over the full cube
        assertEquals(2 * energy, cube.dot(d, product), 2 * tolerance);
        projector.gradient(sum(v, d, 1), List.of(images), same);
        // a voxel sums a few dozen values of order 1
        for (int i = 0; i < same.length; i++) assertEquals(product[i], same[i] - gradient[i], 2e-5);
    }

    /** Column j of the linear part, by a product with a single frequency and its conjugate; kx ≥ 2 has no part in −k. */
    @ParameterizedTest
    @CsvSource({"NEAREST, 1", "TRILINEAR, 1", "TRILINEAR, 2"})
    void theDiagonalIsThatOfTheProduct(Interpolation interpolation, int padding) {
        Projector projector = projector(interpolation, padding, 8);
        HalfCube cube = projector.cube();
        List<SliceData> images = images(projector.disc(), 30);
        float[] v = new float[2 * cube.size()];
        float[] gradient = new float[v.length];
        float[] product = new float[v.length];
        float[] diagonal = new float[cube.size()];
        projector.gradientAndDiagonal(v, List.of(images), gradient, diagonal);
        int[][] frequencies = {{2, 0, 0}, {2, -3, 1}, {3, 4, -5}, {7, 2, 1}, {0, 0, 0}, {0, 5, 0}, {0, -3, 4}, {1, 7, 2}
        };
        for (int[] k : frequencies) {
            int i = cube.index(k[0], k[1], k[2]);
            float[] one = new float[v.length];
            one[2 * i] = 1;
            if (k[0] == 0) one[2 * cube.index(0, -k[1], -k[2])] = 1;
            projector.gradientAndProduct(v, one, List.of(images), gradient, product);
            // a few dozen squares of weights below 1
            assertEquals(product[2 * i], diagonal[i], 1e-5, Arrays.toString(k));
        }
    }

    @Test
    void aCubeThatIsTooSmallForTheDiscIsRefused() {
        HalfDisc disc = new HalfDisc(8);
        assertThrows(
                IllegalArgumentException.class,
                () -> new Projector(new HalfCube(15), disc, Interpolation.TRILINEAR, 2));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Projector(new HalfCube(30), disc, Interpolation.TRILINEAR, 3));
    }

    private static float[] sum(float[] a, float[] b, float factor) {
        float[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) sum[i] += factor * b[i];
        return sum;
    }
}
