/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import java.util.SplittableRandom;
import org.cryosgd.math.RealFft3D;
import org.cryosgd.math.Tasks;
import org.cryosgd.math.Volume;

/** Replaces phases by random ones, which leaves a map's power but nothing of its structure. */
final class PhaseRandomisation {
    private PhaseRandomisation() {}

    /**
     * The map with uniform random phases where |k| ≥ {@code shell}, corners included. Amplitudes stay, and the
     * transform keeps the symmetry of a real map; frequencies that are their own opposites get a random sign. The same
     * seed gives the same map on any number of threads.
     */
    static Volume beyond(Volume map, int shell, long seed) {
        RealFft3D fft = new RealFft3D(map.size());
        float[] spectrum = fft.forward(map.voxels());
        randomise(spectrum, map.size(), shell, seed);
        return new Volume(map.size(), map.voxelSizeAngstrom(), fft.inverse(spectrum));
    }

    /** Both half maps, with random phases that have nothing in common. */
    static Volume[] halves(Volume half1, Volume half2, int shell, long seed) {
        return new Volume[] {beyond(half1, shell, 2 * seed), beyond(half2, shell, 2 * seed + 1)};
    }

    /** Randomises a half spectrum in place. */
    static void randomise(float[] spectrum, int n, int shell, long seed) {
        RealFft3D fft = new RealFft3D(n);
        SplittableRandom seeds = new SplittableRandom(seed);
        SplittableRandom[] ofPlane = new SplittableRandom[n];
        for (int z = 0; z < n; z++) ofPlane[z] = seeds.split();
        Tasks.forEach(n, z -> randomisePlane(fft, spectrum, n, z, shell, ofPlane[z]));
    }

    private static void randomisePlane(
            RealFft3D fft, float[] spectrum, int n, int z, int shell, SplittableRandom random) {
        long kz = z <= n / 2 ? z : z - n;
        int oppositeZ = (n - z) % n;
        for (int kx = 0; kx <= n / 2; kx++) {
            boolean holdsOpposite = kx == 0 || kx == n / 2;
            for (int y = 0; y < n; y++) {
                long ky = y <= n / 2 ? y : y - n;
                if (kx * kx + ky * ky + kz * kz < (long) shell * shell) continue;
                int oppositeY = (n - y) % n;
                boolean first = z < oppositeZ || z == oppositeZ && y <= oppositeY;
                if (holdsOpposite && !first) continue;
                int i = fft.index(kx, y, z);
                double amplitude = Math.hypot(spectrum[i], spectrum[i + 1]);
                double phase = 2 * Math.PI * random.nextDouble();
                if (!holdsOpposite) set(spectrum, i, amplitude, phase);
                else if (z == oppositeZ && y == oppositeY) {
                    spectrum[i] = (float) (phase < Math.PI ? amplitude : -amplitude);
                    spectrum[i + 1] = 0;
                } else {
                    set(spectrum, i, amplitude, phase);
                    set(spectrum, fft.index(kx, oppositeY, oppositeZ), amplitude, -phase);
                }
            }
        }
    }

    private static void set(float[] spectrum, int i, double amplitude, double phase) {
        spectrum[i] = (float) (amplitude * Math.cos(phase));
        spectrum[i + 1] = (float) (amplitude * Math.sin(phase));
    }
}
