/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import net.imglib2.parallel.Parallelization;
import org.cryosgd.math.RealFft3D;
import org.cryosgd.math.Volume;
import org.junit.jupiter.api.Test;

class PhaseRandomisationTest {
    private static final int N = 16;
    private static final int SHELL = 5;
    private final RealFft3D fft = new RealFft3D(N);
    private final Volume map = FourierShellCorrelationTest.noise(N, 1, 4);

    @Test
    void amplitudesStayAndPhasesBeforeTheShellToo() {
        float[] before = fft.forward(map.voxels());
        float[] after = before.clone();
        PhaseRandomisation.randomise(after, N, SHELL, 7);
        int changed = 0;
        int beyond = 0;
        for (int z = 0; z < N; z++)
            for (int kx = 0; kx <= N / 2; kx++)
                for (int y = 0; y < N; y++) {
                    int i = fft.index(kx, y, z);
                    double amplitude = Math.hypot(before[i], before[i + 1]);
                    assertEquals(amplitude, Math.hypot(after[i], after[i + 1]), 1e-5 * amplitude);
                    double ky = Math.min(y, N - y);
                    double kz = Math.min(z, N - z);
                    boolean inside = kx * kx + ky * ky + kz * kz < SHELL * SHELL;
                    if (inside) {
                        assertEquals(before[i], after[i]);
                        assertEquals(before[i + 1], after[i + 1]);
                    } else {
                        beyond++;
                        if (Math.hypot(before[i] - after[i], before[i + 1] - after[i + 1]) > 1e-3 * amplitude)
                            changed++;
                    }
                }
        // only the four to eight own opposites have one chance in two to stay
        assertEquals(beyond, changed, 8);
    }

    /** A spectrum with the symmetry of a real map survives the way to voxels and back; another one is projected. */
    @Test
    void theSpectrumIsThatOfARealMap() {
        float[] spectrum = fft.forward(map.voxels());
        PhaseRandomisation.randomise(spectrum, N, SHELL, 7);
        float[] back = fft.forward(fft.inverse(spectrum.clone()));
        // single precision on sums of 4096 values of unit variance
        assertArrayEquals(spectrum, back, 1e-3f);
    }

    @Test
    void theSameSeedGivesTheSameMapOnAnyNumberOfThreads() {
        float[] one = Parallelization.runSingleThreaded(
                () -> PhaseRandomisation.beyond(map, SHELL, 9).voxels());
        float[] two = Parallelization.runWithNumThreads(
                2, () -> PhaseRandomisation.beyond(map, SHELL, 9).voxels());
        assertArrayEquals(one, two);
    }

    /** Independent phases: the correlation of voxels is that of independent noise, 1/√(number of voxels). */
    @Test
    void randomisedPhasesDoNotCorrelateWithTheOldOnesNorWithThoseOfAnotherSeed() {
        Volume one = PhaseRandomisation.beyond(map, 1, 1);
        Volume two = PhaseRandomisation.beyond(map, 1, 2);
        double tolerance = 5 / Math.sqrt(N * N * N);
        assertEquals(0, correlation(one, map), tolerance);
        assertEquals(0, correlation(one, two), tolerance);
    }

    private static double correlation(Volume a, Volume b) {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.voxels().length; i++) {
            ab += a.voxels()[i] * b.voxels()[i];
            aa += a.voxels()[i] * a.voxels()[i];
            bb += b.voxels()[i] * b.voxels()[i];
        }
        return ab / Math.sqrt(aa * bb);
    }
}
