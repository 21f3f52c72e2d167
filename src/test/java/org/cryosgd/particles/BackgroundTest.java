/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.particles;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BackgroundTest {
    private static final int N = 32;

    /** Whatever is inside the circle; pixels outside are exact in float, so that the fit errs by rounding of double sums. */
    @Test
    void aPlaneIsFoundExactly() {
        float[] pixels = new float[N * N];
        for (int y = 0, i = 0; y < N; y++)
            for (int x = 0; x < N; x++, i++) {
                boolean inside = Math.hypot(x - N / 2, y - N / 2) <= N / 2.0;
                pixels[i] = inside ? 77 : 3 + 0.25f * (x - N / 2) - 0.5f * (y - N / 2);
            }
        Background.Plane plane = new Background(N).fit(pixels);
        assertEquals(3, plane.mean(), 1e-12);
        assertEquals(0.25, plane.slopeX(), 1e-13);
        assertEquals(-0.5, plane.slopeY(), 1e-13);
        assertEquals(0, plane.variance(), 1e-20);
    }

    /** Normalised pixels do not depend on a ramp, a level and a scale that are added; 1e-4 is rounding of floats of size 100. */
    @Test
    void normalisedImagesDoNotDependOnARamp() {
        Random random = new Random(1);
        float[] plain = new float[N * N];
        float[] ramped = new float[N * N];
        for (int y = 0, i = 0; y < N; y++)
            for (int x = 0; x < N; x++, i++) {
                plain[i] = (float) random.nextGaussian();
                ramped[i] = 7 * plain[i] + 20 + 2 * x - 3 * y;
            }
        Background background = new Background(N);
        background.normalise(plain, background.fit(plain));
        background.normalise(ramped, background.fit(ramped));
        for (int i = 0; i < plain.length; i++) assertEquals(plain[i], ramped[i], 1e-4);
        assertEquals(1, background.fit(plain).variance(), 1e-6);
    }
}
