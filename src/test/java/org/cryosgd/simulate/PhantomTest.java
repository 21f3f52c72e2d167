/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.simulate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.imglib2.parallel.Parallelization;
import org.cryosgd.math.Volume;
import org.junit.jupiter.api.Test;

class PhantomTest {
    private static final int N = 40;
    private static final double VOXEL = 3;

    private static Volume phantom(long seed) {
        return Phantom.create(N, VOXEL, 300, 150, seed);
    }

    /** A Gaussian of weight 1 per atom: the sum over voxels times their volume is the number of atoms. */
    @Test
    void densityIsPositiveVanishesAtTheEdgeAndCountsItsAtoms() {
        Volume map = phantom(3);
        double sum = 0;
        for (int i = 0; i < map.voxels().length; i++) {
            float value = map.voxels()[i];
            assertTrue(value >= 0);
            int x = i % N;
            int y = i / N % N;
            int z = i / (N * N);
            if (Math.min(x, Math.min(y, z)) == 0 || Math.max(x, Math.max(y, z)) == N - 1) assertEquals(0, value);
            sum += value;
        }
        int atoms = new PhantomChain(300, 3).atoms().size();
        // sampled at 3 Å, a Gaussian of σ = 1.38 Å sums to 1 within 2·3·exp(−2π² (σ/3)²) = 9 %; over all atoms it
        // averages
        assertEquals(atoms, sum * VOXEL * VOXEL * VOXEL, 0.01 * atoms);
    }

    @Test
    void itIsCentred() {
        double[] mean = new double[3];
        for (double[] atom : new PhantomChain(300, 3).atoms()) for (int d = 0; d < 3; d++) mean[d] += atom[d];
        assertArrayEquals(new double[3], mean, 1e-6);
    }

    /** Turned by 180° about any axis, or mirrored, it is another map: views can be told apart. */
    @Test
    void itIsAsymmetric() {
        float[] map = phantom(3).voxels();
        for (int flips = 1; flips < 8; flips++) {
            float[] flipped = new float[map.length];
            for (int i = 0; i < map.length; i++) {
                int x = i % N;
                int y = i / N % N;
                int z = i / (N * N);
                if ((flips & 1) != 0) x = (N - x) % N;
                if ((flips & 2) != 0) y = (N - y) % N;
                if ((flips & 4) != 0) z = (N - z) % N;
                flipped[i] = map[(z * N + y) * N + x];
            }
            double correlation = RelionProjectionTest.correlation(map, flipped);
            assertTrue(correlation < 0.7, "flips " + flips + ": " + correlation);
        }
    }

    @Test
    void theSeedDecidesNotTheThreads() {
        float[] one = Parallelization.runSingleThreaded(() -> phantom(3).voxels());
        float[] two = Parallelization.runWithNumThreads(2, () -> phantom(3).voxels());
        assertArrayEquals(one, two);
        assertTrue(RelionProjectionTest.correlation(one, phantom(4).voxels()) < 0.7);
    }

    @Test
    void aChainThatDoesNotFitIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Phantom.create(16, 3, 800, 150, 1));
        assertThrows(IllegalArgumentException.class, () -> Phantom.create(15, 3, 30, 150, 1));
    }
}
