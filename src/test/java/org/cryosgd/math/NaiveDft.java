/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.math;

/** The definition of the discrete Fourier transform in double precision, axis by axis. */
final class NaiveDft {
    private NaiveDft() {}

    /** Of n^dimensions real values, x fastest; re and im of all frequencies in the order of the FFT. */
    static double[] forward(float[] values, int n, int dimensions) {
        double[] transform = new double[2 * values.length];
        for (int i = 0; i < values.length; i++) transform[2 * i] = values[i];
        for (int d = 0, stride = 1; d < dimensions; d++, stride *= n) transform = along(transform, n, stride);
        return transform;
    }

    private static double[] along(double[] in, int n, int stride) {
        double[] out = new double[in.length];
        for (int i = 0; i < in.length / 2; i++) {
            int k = i / stride % n;
            int first = i - k * stride;
            for (int x = 0; x < n; x++) {
                double angle = -2 * Math.PI * (k * x % n) / n;
                double c = Math.cos(angle);
                double s = Math.sin(angle);
                double re = in[2 * (first + x * stride)];
                double im = in[2 * (first + x * stride) + 1];
                out[2 * i] += c * re - s * im;
                out[2 * i + 1] += s * re + c * im;
            }
        }
        return out;
    }
}
