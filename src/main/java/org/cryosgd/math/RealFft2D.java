/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.math;

import org.jtransforms.fft.FloatFFT_1D;

/**
 * Discrete Fourier transform of real n×n planes, any even n, unnormalised forward. Two rows are packed into one complex
 * transform, and only the columns that are asked for are transformed. Half planes are stored column by column:
 * {@code half[2 (kx·n + ky)]}, re and im interleaved, ky in the order of the FFT. One instance per thread; nothing is
 * allocated per plane.
 */
public final class RealFft2D {
    private final int n;
    private final FloatFFT_1D fft;
    private final float[] row;

    public RealFft2D(int n) {
        this.n = n;
        fft = Fft.ofLength(n);
        row = new float[2 * n];
    }

    /**
     * @param plane n×n values from {@code offset} on, x fastest; read only
     * @param half columns kx = 0 … columns − 1 are overwritten
     * @param columns at most n/2 + 1
     */
    public void forward(float[] plane, int offset, float[] half, int columns) {
        for (int y = 0; y < n; y += 2) {
            int a = offset + y * n;
            boolean isEmpty = true;
            for (int x = 0; x < n; x++) {
                row[2 * x] = plane[a + x];
                row[2 * x + 1] = plane[a + n + x];
                isEmpty &= row[2 * x] == 0 && row[2 * x + 1] == 0;
            }
            // what was cut out of a map has many
            if (!isEmpty) fft.complexForward(row);
            for (int kx = 0; kx < columns; kx++) {
                int p = 2 * kx;
                int m = kx == 0 ? 0 : 2 * (n - kx);
                int out = 2 * (kx * n + y);
                half[out] = 0.5f * (row[p] + row[m]);
                half[out + 1] = 0.5f * (row[p + 1] - row[m + 1]);
                half[out + 2] = 0.5f * (row[p + 1] + row[m + 1]);
                half[out + 3] = 0.5f * (row[m] - row[p]);
            }
        }
        for (int kx = 0; kx < columns; kx++) fft.complexForward(half, 2 * kx * n);
    }

    /**
     * The inverse of {@link #forward} with all n/2 + 1 columns, including the factor 1/n².
     *
     * @param half overwritten with intermediate values
     * @param plane n×n values from {@code offset} on are overwritten
     */
    public void inverse(float[] half, float[] plane, int offset) {
        for (int kx = 0; kx <= n / 2; kx++) fft.complexInverse(half, 2 * kx * n, true);
        for (int y = 0; y < n; y += 2) {
            for (int kx = 0; kx <= n / 2; kx++) {
                int in = 2 * (kx * n + y);
                int p = 2 * kx;
                int m = kx == 0 ? 0 : 2 * (n - kx);
                row[m] = half[in] + half[in + 3];
                row[m + 1] = half[in + 2] - half[in + 1];
                row[p] = half[in] - half[in + 3];
                row[p + 1] = half[in + 1] + half[in + 2];
            }
            fft.complexInverse(row, true);
            int a = offset + y * n;
            for (int x = 0; x < n; x++) {
                plane[a + x] = row[2 * x];
                plane[a + n + x] = row[2 * x + 1];
            }
        }
    }
}
