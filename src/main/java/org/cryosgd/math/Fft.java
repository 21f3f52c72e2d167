/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.math;

import org.jtransforms.fft.FloatFFT_1D;
import org.visnow.jlargearrays.ConcurrencyUtils;

/** JTransforms, set to one thread: the callers are parallel over images and planes. */
final class Fft {
    static {
        ConcurrencyUtils.setNumberOfThreads(1);
    }

    private Fft() {}

    /** A transform object; never share one between threads. */
    static FloatFFT_1D ofLength(int n) {
        return new FloatFFT_1D(n);
    }
}
