/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.math;

import org.jtransforms.fft.FloatFFT_1D;

/** The complex Fourier transform of one line after another, of re, im pairs, in place. One object for one thread. */
public final class LineFft {
    private final FloatFFT_1D fft;

    /** @param n complex numbers of a line */
    public LineFft(int n) {
        fft = Fft.ofLength(n);
    }

    /** Unnormalised, of the line that begins at {@code offset}. */
    public void forward(float[] lines, int offset) {
        fft.complexForward(lines, offset);
    }

    /** Unnormalised, too, of the line that begins at {@code offset}. */
    public void inverse(float[] lines, int offset) {
        fft.complexInverse(lines, offset, false);
    }
}
