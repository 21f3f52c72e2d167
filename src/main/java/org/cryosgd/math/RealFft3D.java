/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.math;

import static org.cryosgd.math.Require.require;

/**
 * Discrete Fourier transform of real n×n×n volumes, any even n, unnormalised forward, on the threads of {@link Tasks}.
 * The half spectrum has kx = 0 … n/2 and all frequencies of y and z in the order of the FFT; see {@link #index}.
 */
public final class RealFft3D {
    /** Lines along z that are transformed together. */
    private static final int LINES = 64;

    private final int n;

    public RealFft3D(int n) {
        require(n > 0 && n % 2 == 0, "box of a map (voxels)", "even; pad the map", n);
        this.n = n;
    }

    /** Number of floats of a half spectrum. */
    public int spectrumLength() {
        return Math.multiplyExact(2 * n * n, n / 2 + 1);
    }

    /** Where the real part of (kx, ky, kz) is, each index taken as the FFT counts; the imaginary part follows. */
    public int index(int kx, int ky, int kz) {
        return 2 * ((kz * (n / 2 + 1) + kx) * n + ky);
    }

    /** The half spectrum of n³ voxels, x fastest. */
    public float[] forward(float[] voxels) {
        float[] spectrum = new float[spectrumLength()];
        int plane = index(0, 0, 1);
        Tasks.forEach(n, () -> new PlaneWork(n), (work, z) -> {
            work.fft.forward(voxels, z * n * n, work.half, n / 2 + 1);
            System.arraycopy(work.half, 0, spectrum, z * plane, plane);
        });
        alongZ(spectrum, false);
        return spectrum;
    }

    /** The n³ voxels of a half spectrum, including the factor 1/n³; the spectrum is overwritten. */
    public float[] inverse(float[] spectrum) {
        float[] voxels = new float[n * n * n];
        int plane = index(0, 0, 1);
        alongZ(spectrum, true);
        Tasks.forEach(n, () -> new PlaneWork(n), (work, z) -> {
            System.arraycopy(spectrum, z * plane, work.half, 0, plane);
            work.fft.inverse(work.half, voxels, z * n * n);
        });
        return voxels;
    }

    private void alongZ(float[] spectrum, boolean inverse) {
        int plane = index(0, 0, 1);
        int lines = plane / 2;
        float scale = inverse ? 1f / n : 1;
        Tasks.forEach((lines + LINES - 1) / LINES, () -> new ColumnFft(n, LINES), (fft, chunk) -> {
            int from = chunk * LINES;
            int count = Math.min(LINES, lines - from);
            for (int z = 0; z < n; z++) {
                float[] re = fft.re(z);
                float[] im = fft.im(z);
                for (int i = 0, in = z * plane + 2 * from; i < count; i++, in += 2) {
                    re[i] = spectrum[in];
                    im[i] = spectrum[in + 1];
                }
            }
            if (inverse) fft.inverse(count);
            else fft.forward(count);
            for (int z = 0; z < n; z++) {
                float[] re = fft.re(z);
                float[] im = fft.im(z);
                for (int i = 0, out = z * plane + 2 * from; i < count; i++, out += 2) {
                    spectrum[out] = scale * re[i];
                    spectrum[out + 1] = scale * im[i];
                }
            }
        });
    }

    private static final class PlaneWork {
        final RealFft2D fft;
        final float[] half;

        PlaneWork(int n) {
            fft = new RealFft2D(n);
            half = new float[2 * n * (n / 2 + 1)];
        }
    }
}
