/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.surface;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.concurrent.Callable;
import net.imglib2.parallel.Parallelization;
import org.cryosgd.assess.MaskCreation;
import org.cryosgd.math.Rotation;
import org.cryosgd.math.Volume;
import org.cryosgd.simulate.Phantom;
import org.ejml.data.DMatrix3x3;
import org.junit.jupiter.api.Test;

class IsoSurfaceTest {
    private static final int N = 48;
    private static final double RADIUS = 15.3;
    private static final DMatrix3x3 ANY_VIEW = Rotation.fromEuler(33, 71, -52);

    /** Density falls by 1 per voxel from the centre, and is 0 on the sphere. */
    private static Volume ball(double dx, double dy, double dz) {
        float[] voxels = new float[N * N * N];
        for (int i = 0; i < voxels.length; i++) {
            double x = i % N - N / 2 - dx;
            double y = i / N % N - N / 2 - dy;
            double z = i / (N * N) - N / 2 - dz;
            voxels[i] = (float) (RADIUS - Math.sqrt(x * x + y * y + z * z));
        }
        return new Volume(N, 2, voxels);
    }

    /** Linear interpolation of |r| errs by at most 3/8 · max|second derivative| = 3/8 · 2/r, the sum over both curvatures 1/r. */
    private static final double INTERPOLATION = 0.75 / RADIUS;

    @Test
    void depthsAndNormalsOfASphereAreThoseOfTheFormula() {
        SurfaceHits hits = new IsoSurface(ball(0, 0, 0), 0).hits(ANY_VIEW, 120, 1);
        double scale = hits.voxelsPerPixel();
        int compared = 0;
        for (int row = 0, i = 0; row < 120; row++)
            for (int column = 0; column < 120; column++, i++) {
                double x = (column - 59.5) * scale;
                double y = (59.5 - row) * scale;
                double r2 = x * x + y * y;
                // nearer to the rim the depth changes without limit per voxel of the radius
                if (r2 > 0.8 * RADIUS * RADIUS) continue;
                double z = Math.sqrt(RADIUS * RADIUS - r2);
                compared++;
                // an error e of the radius moves the point by e · r/z along the ray, r/z ≤ √5 here
                assertEquals(z, hits.depth()[i], INTERPOLATION * Math.sqrt(5), row + ", " + column);
                // differences over two voxels of values that err by INTERPOLATION each
                assertEquals(x / RADIUS, hits.normals()[3 * i], INTERPOLATION, "x");
                assertEquals(y / RADIUS, hits.normals()[3 * i + 1], INTERPOLATION, "y");
                assertEquals(z / RADIUS, hits.normals()[3 * i + 2], INTERPOLATION, "z");
            }
        assertTrue(compared > 3000, compared + " pixels were compared");
    }

    @Test
    void theSilhouetteOfASphereIsADisc() {
        SurfaceHits hits = new IsoSurface(ball(0, 0, 0), 0).hits(ANY_VIEW, 200, 1);
        double area = hits.count() * hits.voxelsPerPixel() * hits.voxelsPerPixel();
        double radius = Math.sqrt(area / Math.PI);
        // half a step of the ray misses caps at the rim: STEP²/(8 r) = 0.002, less than the interpolation
        assertEquals(RADIUS, radius, INTERPOLATION + 0.02, "of the disc of this area");
    }

    /** A ball that is off the origin along one axis of the map appears where the view has that axis. */
    @Test
    void aViewHasTheHandOfTheMap() {
        checkPlace(new double[] {6, 3, -4}, SurfaceViews.FRONT, 6, 3, -4);
        checkPlace(new double[] {6, 3, -4}, SurfaceViews.SIDE, 4, 3, 6);
        checkPlace(new double[] {6, 3, -4}, SurfaceViews.TOP, 6, 4, 3);
        // the near side of the front, which is z, moves to the right
        checkPlace(new double[] {0, 0, 6}, SurfaceViews.turned(SurfaceViews.FRONT, 90, 0), 6, 0, 0);
        checkPlace(new double[] {0, 0, 6}, SurfaceViews.turned(SurfaceViews.FRONT, 0, 90), 0, 6, 0);
    }

    private static void checkPlace(double[] centre, DMatrix3x3 view, double right, double up, double near) {
        SurfaceHits hits = new IsoSurface(ball(centre[0], centre[1], centre[2]), 0).hits(view, 100, 1);
        double x = 0;
        double y = 0;
        float most = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < hits.depth().length; i++) {
            if (Float.isNaN(hits.depth()[i])) continue;
            x += (i % 100 - 49.5) * hits.voxelsPerPixel() / hits.count();
            y += (49.5 - i / 100) * hits.voxelsPerPixel() / hits.count();
            most = Math.max(most, hits.depth()[i]);
        }
        // the rim is found to a pixel, its mean much better
        assertEquals(right, x, 0.2);
        assertEquals(up, y, 0.2);
        // a ray passes within half a pixel, 0.25 voxels, of the pole: 0.25²/2r lower
        assertEquals(near + RADIUS, most, INTERPOLATION + 0.01);
    }

    @Test
    void theSurfaceReachesTheFacesOfTheBoxWhereTheMapDoes() {
        Volume full = new Volume(N, 1, new float[N * N * N]);
        Arrays.fill(full.voxels(), 1);
        full.voxels()[0] = 0;
        SurfaceHits hits = new IsoSurface(full, 0.5).hits(SurfaceViews.FRONT, 100, 1);
        double area = hits.count() * hits.voxelsPerPixel() * hits.voxelsPerPixel();
        // one row of pixels on each side
        assertEquals((N - 1) * (N - 1), area, 4 * N * hits.voxelsPerPixel());
        assertEquals(N - 1 - N / 2, hits.depth()[50 * 100 + 50], 1e-3, "the face at the largest z");
    }

    @Test
    void thereIsNoSurfaceWhereAllIsInsideOrOutside() {
        assertFalse(new IsoSurface(ball(0, 0, 0), 100).exists());
        assertFalse(new IsoSurface(ball(0, 0, 0), -100).exists());
        assertTrue(new IsoSurface(ball(0, 0, 0), 0).exists());
        assertEquals(0, new IsoSurface(ball(0, 0, 0), 100).hits(ANY_VIEW, 30, 1).count());
        Volume constant = new Volume(N, 1, new float[N * N * N]);
        assertFalse(IsoSurface.of(constant).exists());
    }

    @Test
    void theContourIsThatOfTheMask() {
        Volume map = Phantom.create(N, 3, 200, 250, 7);
        double expected = new MaskCreation(15, Double.NaN, true, 3, 6).of(map).threshold();
        assertEquals((float) expected, IsoSurface.of(map).level(), "in single precision");
    }

    @Test
    void theResultDoesNotDependOnTheThreads() throws Exception {
        Volume map = Phantom.create(N, 3, 200, 250, 7);
        int[][] pictures = new int[2][];
        for (int threads = 1; threads <= 2; threads++) {
            Callable<int[]> draw = () -> {
                BufferedImage picture = SurfaceShading.draw(IsoSurface.of(map).hits(ANY_VIEW, 160, 1), 2);
                return picture.getRGB(0, 0, 80, 80, null, 0, 80);
            };
            pictures[threads - 1] = Parallelization.runWithNumThreads(threads, draw);
        }
        assertArrayEquals(pictures[0], pictures[1]);
    }

    @Test
    void lightComesFromTheUpperLeftAndOutsideIsWhite() {
        BufferedImage picture = SurfaceShading.draw(new IsoSurface(ball(0, 0, 0), 0).hits(ANY_VIEW, 200, 1), 2);
        assertEquals(0xFFFFFF, picture.getRGB(0, 0) & 0xFFFFFF);
        assertTrue(green(picture, 35, 35) > green(picture, 65, 65) + 40, "upper left and lower right");
        assertTrue(green(picture, 65, 65) > 20, "nothing is black");
    }

    private static int green(BufferedImage picture, int x, int y) {
        return picture.getRGB(x, y) >> 8 & 0xFF;
    }

    @Test
    void resamplingKeepsAWave() {
        int n = 24;
        float[] voxels = new float[n * n * n];
        for (int i = 0; i < voxels.length; i++) voxels[i] = wave(i, n);
        for (int size : new int[] {16, 48}) {
            Volume other = FourierResampling.to(new Volume(n, 2, voxels), size);
            assertEquals(2.0 * n / size, other.voxelSizeAngstrom(), 1e-12);
            // single precision
            for (int i = 0; i < other.voxels().length; i++) assertEquals(wave(i, size), other.voxels()[i], 1e-5);
        }
    }

    /** Two waves with 3, −2 and 5 cycles per box about voxel n/2, and a constant. */
    private static float wave(int i, int n) {
        double x = (i % n - n / 2) / (double) n;
        double y = (i / n % n - n / 2) / (double) n;
        double z = (i / (n * n) - n / 2) / (double) n;
        return (float) (0.5 + Math.cos(2 * Math.PI * (3 * x - 2 * y)) + Math.sin(2 * Math.PI * (5 * z + x)));
    }
}
