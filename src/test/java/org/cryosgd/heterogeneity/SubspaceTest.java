/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.heterogeneity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.cryosgd.projection.HalfCube;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class SubspaceTest {
    private static final HalfCube CUBE = new HalfCube(6);

    private static float[][] volumes(long seed, double... lengths) {
        float[][] v = new float[lengths.length][];
        for (int j = 0; j < v.length; j++) {
            v[j] = CUBE.randomNormal(seed + j);
            CUBE.clip(v[j], 2);
            float factor = (float) (lengths[j] / Math.sqrt(CUBE.dot(v[j], v[j])));
            for (int i = 0; i < v[j].length; i++) v[j][i] *= factor;
        }
        return v;
    }

    private static float[][] turned(float[][] v, double angle) {
        float[][] turned = {v[0].clone(), v[1].clone()};
        Subspace.turn(CUBE, turned, new DMatrixRMaj(new double[][] {
            {Math.cos(angle), -Math.sin(angle)}, {Math.sin(angle), Math.cos(angle)}
        }));
        return turned;
    }

    /** A turned pair spans the same space, whatever its lengths; single precision leaves 1e-6. */
    @Test
    void turnedVolumesSpanTheSameSpace() {
        float[][] v = volumes(1, 3, 0.5);
        assertArrayEquals(new double[] {1, 1}, Subspace.cosines(CUBE, v, turned(v, 0.7)), 1e-5);
        float[][] back = turned(v, 0.7);
        Subspace.turn(CUBE, back, Subspace.onto(CUBE, v, back));
        for (int j = 0; j < 2; j++) assertArrayEquals(v[j], back[j], 1e-5f);
    }

    /** A space that shares one direction and not the other. Random volumes of 900 numbers have 1/30 in common, by chance. */
    @Test
    void cosinesTellHowManyDirectionsAreShared() {
        float[][] a = volumes(1, 1, 1);
        float[][] b = {a[0], volumes(40, 1)[0]};
        double[] cosines = Subspace.cosines(CUBE, a, b);
        assertEquals(1, cosines[0], 1e-5);
        assertEquals(0, cosines[1], 0.15);
        assertArrayEquals(
                new double[] {1, 0}, Subspace.cosines(CUBE, a, new float[][] {a[1], new float[a[1].length]}), 1e-5);
    }

    @Test
    void axesAreAtRightAnglesTheLongestFirst() {
        float[][] v = turned(volumes(1, 0.5, 3), 1.1);
        Subspace.turn(CUBE, v, Subspace.toAxes(CUBE, v));
        DMatrixRMaj products = Subspace.products(CUBE, v, v);
        // the two volumes are not quite at right angles before
        assertEquals(9, products.get(0, 0), 0.1);
        assertEquals(0, products.get(0, 1), 1e-5);
        assertEquals(0.25, products.get(1, 1), 0.1);
    }

    /** Three clouds that are further apart than they are wide. */
    @Test
    void groupsAreFoundTheLargestFirst() {
        double[][] centres = {{0, 0}, {5, 0}, {0, 5}};
        int[] sizes = {50, 200, 100};
        double[][] points = new double[350][];
        SplittableRandom random = new SplittableRandom(3);
        for (int c = 0, i = 0; c < 3; c++)
            for (int n = 0; n < sizes[c]; n++, i++)
                points[i] = new double[] {
                    centres[c][0] + random.nextDouble() - 0.5, centres[c][1] + random.nextDouble() - 0.5
                };
        double[][] middles = KMeans.middles(points, 3, 1);
        int[] order = {1, 2, 0};
        // the mean of n uniform numbers has a deviation of √(1/12n), 0.04 for 50
        for (int c = 0; c < 3; c++) assertArrayEquals(centres[order[c]], middles[c], 0.16);
        assertEquals(0, KMeans.nearest(new double[] {4, 1}, middles));
    }
}
