/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import static org.cryosgd.assess.FourierShellCorrelationTest.noise;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.cryosgd.math.RealFft3D;
import org.cryosgd.math.Spiral;
import org.cryosgd.math.Volume;
import org.junit.jupiter.api.Test;

class DirectionalFscTest {
    private static final int N = 32;
    private static final double VOXEL = 1.5;

    /** A signal that is {@code strength} times as strong as the noise on it, where |kz| is not above a limit. */
    private static Volume[] halves(double strength, int limit) {
        RealFft3D fft = new RealFft3D(N);
        float[] spectrum = fft.forward(noise(N, VOXEL, 1).voxels());
        for (int z = 0; z < N; z++)
            for (int y = 0; y < N; y++)
                for (int kx = 0; kx <= N / 2; kx++)
                    if (Math.min(z, N - z) > limit) {
                        spectrum[fft.index(kx, y, z)] = 0;
                        spectrum[fft.index(kx, y, z) + 1] = 0;
                    }
        float[] signal = fft.inverse(spectrum);
        Volume[] halves = new Volume[2];
        for (int h = 0; h < 2; h++) {
            float[] voxels = noise(N, VOXEL, 2 + h).voxels();
            for (int i = 0; i < voxels.length; i++) voxels[i] += (float) strength * signal[i];
            halves[h] = new Volume(N, VOXEL, voxels);
        }
        return halves;
    }

    /** Voxels of the whole transform in a shell and a double cone. */
    private static int count(double[] direction, int shell) {
        int count = 0;
        double cos = Math.cos(Math.toRadians(DirectionalFsc.CONE_DEGREES));
        for (int z = 1 - N / 2; z < N / 2; z++)
            for (int y = 1 - N / 2; y < N / 2; y++)
                for (int x = 1 - N / 2; x < N / 2; x++) {
                    double k = Math.sqrt(x * x + y * y + z * z);
                    double along = Math.abs(direction[0] * x + direction[1] * y + direction[2] * z);
                    if (Math.round(k) == shell && along >= cos * k) count++;
                }
        return count;
    }

    @Test
    void aMapIsTheSameAsItselfInAllDirections() {
        Volume map = noise(N, VOXEL, 5);
        DirectionalFsc same = DirectionalFsc.of(map, map, null, null, 0);
        assertEquals(1, same.anisotropy());
        assertEquals(2 * VOXEL, same.coarsest(), 1e-9);
        for (FscCurve curve : same.curves())
            for (int shell = 3; shell < N / 2; shell++) assertEquals(1, curve.values()[shell], 1e-9);
    }

    /**
     * Signal and noise of equal power correlate to ½. The variance of a correlation c of m complex values is (1 − c²)²/(2 m), and 2 m is
     * the number of voxels of the whole transform. Five standard errors: of 1 400 values none is outside.
     */
    @Test
    void equalSignalAndNoiseCorrelateToAHalfInAllDirections() {
        Volume[] halves = halves(1, N);
        DirectionalFsc cones = DirectionalFsc.of(halves[0], halves[1], null, null, 0);
        double chi = 0;
        int terms = 0;
        for (int d = 0; d < cones.curves().length; d++)
            for (int shell = 9; shell < N / 2; shell++) {
                double error = 0.75 / Math.sqrt(count(cones.directions()[d], shell));
                double off = (cones.curves()[d].values()[shell] - 0.5) / error;
                assertEquals(0, off, 5, "direction " + d + ", shell " + shell);
                chi += off * off;
                terms++;
            }
        // cones overlap, so about 16 directions of a shell are independent: 110 values, of variance 2
        assertEquals(1, chi / terms, 4 * Math.sqrt(2 / 110.0));
    }

    /**
     * Without signal beyond |kz| = 6, a cone of 20° around z has none beyond |k| = 6 / cos 20° = 6.4, and noise of 20 to 40 voxels
     * may be above the threshold in the shell after it. Frequencies in cones around x and y have |kz| of at most 16 sin 20° = 5.5.
     */
    @Test
    void theDirectionWithoutSignalIsFound() {
        Volume[] halves = halves(3, 6);
        DirectionalFsc cones = DirectionalFsc.of(halves[0], halves[1], null, null, 0);
        double[] all = cones.resolutions();
        int alongZ = cones.nearest(0, 0);
        int alongX = cones.nearest(0, 90);
        assertTrue(all[alongZ] > N * VOXEL / 8 && all[alongZ] < N * VOXEL / 5, "along z " + all[alongZ]);
        assertEquals(2 * VOXEL, all[alongX], 1e-9, "along x");
        assertEquals(2 * VOXEL, all[cones.nearest(90, 90)], 1e-9, "along y");
        assertTrue(cones.anisotropy() > 1.5, cones.describe());
        assertTrue(cones.describe().matches(".*tilt \\d°$|.*tilt 1\\d°$"), cones.describe());
    }

    /** One pass with a table of the cones near a voxel finds the voxels of each cone, no more and no fewer. */
    @Test
    void thePassOverAllVoxelsIsThatOfEachCone() {
        int n = 16;
        double[][] directions = Spiral.directions(60, 120);
        RealFft3D fft = new RealFft3D(n);
        float[] ones = new float[fft.forward(new float[n * n * n]).length];
        Arrays.fill(ones, 1);
        for (double degrees : new double[] {5, 20, 70}) {
            ConeSums sums = new ConeSums(n, directions, degrees);
            sums.add(fft, ones, ones);
            double square = Math.pow(Math.cos(Math.toRadians(degrees)), 2);
            for (int d = 0; d < directions.length; d++) {
                double[] expected = new double[n / 2 + 1];
                for (int z = 1 - n / 2; z <= n / 2; z++)
                    for (int y = 1 - n / 2; y <= n / 2; y++)
                        for (int x = 0; x <= n / 2; x++) {
                            double along = directions[d][0] * x + directions[d][1] * y + directions[d][2] * z;
                            long shell = Math.round(Math.sqrt(x * x + y * y + z * z));
                            if (shell <= n / 2 && along * along >= square * (x * x + y * y + z * z))
                                expected[(int) shell] += x > 0 && x < n / 2 ? 2 : 1;
                        }
                // re² + im² of ones is 2; whole numbers, so no rounding. The frequency zero has no direction
                for (int shell = 1; shell <= n / 2; shell++)
                    assertEquals(2 * expected[shell], sums.of(d).product(shell), degrees + "°, direction " + d);
            }
        }
    }

    /** The same with a mask, whose soft edge spreads the signal to about |kz| = 8: its correction does not take the difference away. */
    @Test
    void aMaskKeepsTheDirection() {
        Volume[] halves = halves(3, 6);
        Volume mask = Masks.insideBox(N, VOXEL);
        MaskedFsc whole = MaskedFsc.of(halves[0], halves[1], mask, 4);
        DirectionalFsc cones = DirectionalFsc.of(halves[0], halves[1], whole, mask, 4);
        assertTrue(cones.resolutions()[cones.nearest(0, 0)] > N * VOXEL / 10, cones.describe());
        assertEquals(2 * VOXEL, cones.resolutions()[cones.nearest(0, 90)], 1e-9, cones.describe());
    }
}
