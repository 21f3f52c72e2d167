/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.projection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.optics.Magnification;
import org.cryosgd.testimages.Samples;
import org.ejml.data.DMatrix3x3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Slices whose two vectors are not of length 1, nor at right angles. */
class MagnifiedSliceTest {
    private static double dot(float[] slice, float[] points) {
        double sum = 0;
        for (int i = 0, j = 0; i < slice.length; i += 2, j += 3)
            sum += (double) slice[i] * points[j] + (double) slice[i + 1] * points[j + 1];
        return 2 * sum;
    }

    /**
     * ⟨slice(x), y⟩ = ⟨x, back-projection(y)⟩ for a matrix that moves some points out of the cube and leaves some of its
     * voxels unseen. The slice reads the cube as a whole and the back-projection goes by blocks: a point that blocks lose or
     * share is seen.
     */
    @ParameterizedTest
    @CsvSource({
        "NEAREST, 1, 8, 1.02", "NEAREST, 2, 9, 1.3", "NEAREST, 1, 66, 1.02", "NEAREST, 1, 66, 0.8",
        "TRILINEAR, 1, 8, 1.02", "TRILINEAR, 2, 9, 1.3", "TRILINEAR, 1, 66, 1.02", "TRILINEAR, 1, 66, 0.8",
        "TRILINEAR, 2, 40, 1.5", "TRILINEAR, 2, 40, 0.6"
    })
    void backProjectionIsTheAdjointOfTheSlice(Interpolation interpolation, int padding, int radius, double stretch) {
        HalfCube cube = new HalfCube(padding * radius);
        HalfDisc disc = new HalfDisc(radius);
        Projector projector = Projector.clipped(cube, disc, interpolation, padding);
        Magnification m = new Magnification(stretch, 0.15, -0.1, 1);
        float[] x = Samples.volume(cube, 1);
        float[] zero = new float[x.length];
        float[] gradient = new float[x.length];
        float[] slice = new float[2 * disc.size()];
        int number = 0;
        for (DMatrix3x3 rotation : Samples.rotations(6, 5)) {
            Slice plane = Slice.of(rotation, m);
            float[] y = Samples.points(disc, true, 100 + number++);
            Arrays.fill(slice, 0);
            projector.slice(x, plane, slice);
            double there = dot(slice, y);
            projector.gradient(zero, List.of(List.of(new SliceData(plane, y, 0))), gradient);
            double back = -cube.dot(x, gradient);
            // single precision sums of terms with random signs, relative to their size
            assertEquals(there, back, 1e-5 * Math.sqrt(disc.size()) * 4);
        }
    }

    /** A point of the slice is the volume at M k: a Gaussian, which looks the same from everywhere, is stretched. */
    @Test
    void theSliceIsTheVolumeAtTheMagnifiedFrequency() {
        HalfCube cube = new HalfCube(24);
        HalfDisc disc = new HalfDisc(24);
        Projector projector = Projector.clipped(cube, disc, Interpolation.TRILINEAR, 1);
        float[] volume = Samples.gaussian(cube, 8);
        Magnification m = new Magnification(1.1, 0.05, -0.1, 0.9);
        float[] slice = new float[2 * disc.size()];
        for (DMatrix3x3 rotation : Samples.rotations(3, 7)) {
            projector.slice(volume, Slice.of(rotation, m), slice);
            for (int ky = -disc.radius(), i = 0; ky <= disc.radius(); ky++)
                for (int kx = disc.first(ky); kx < disc.end(ky); kx++, i++) {
                    double x = m.xx() * kx + m.xy() * ky;
                    double y = m.yx() * kx + m.yy() * ky;
                    if (x * x + y * y > 22 * 22) continue;
                    // linear interpolation errs by at most 3/8 · max|f''| = 3/(8 s²) per unit step
                    assertEquals(Samples.gaussian(x * x + y * y, 8), slice[2 * i], 3.0 / (8 * 64));
                }
        }
    }

    /** Without a magnification the slice is the same record. */
    @Test
    void noMagnificationIsNoChange() {
        DMatrix3x3 rotation = Samples.rotations(1, 3).get(0);
        assertEquals(Slice.of(rotation), Slice.of(rotation, Magnification.NONE));
    }

    /** A clipped projector gives the bits of a plain one where nothing is outside. */
    @Test
    void aClippedProjectorIsThePlainOneInside() {
        HalfCube cube = new HalfCube(20);
        HalfDisc disc = new HalfDisc(20);
        float[] x = Samples.volume(cube, 1);
        float[][] gradients = new float[2][x.length];
        List<List<SliceData>> images = List.of(
                List.of(new SliceData(Slice.of(Samples.rotations(1, 2).get(0)), Samples.points(disc, true, 4), 0)));
        new Projector(cube, disc, Interpolation.TRILINEAR, 1).gradient(x, images, gradients[0]);
        Projector.clipped(cube, disc, Interpolation.TRILINEAR, 1).gradient(x, images, gradients[1]);
        assertArrayEquals(gradients[0], gradients[1]);
    }
}
