/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.surface;

import java.awt.Color;
import java.util.function.DoubleFunction;
import org.cryosgd.math.Volume;
import org.ejml.data.DMatrix3x3;

/** Colours of a surface by another map of the same box, such as its local resolution. */
public final class SurfaceColours {
    private SurfaceColours() {}

    /**
     * Red, green and blue from 0 to 1 for each ray; 0 where it meets nothing.
     *
     * @param view of the hits
     * @param surface that was hit
     * @param values the same box, on as many voxels or others; that of the nearest voxel counts
     * @param colour of a value
     */
    public static float[] of(
            SurfaceHits hits, DMatrix3x3 view, IsoSurface surface, Volume values, DoubleFunction<Color> colour) {
        int pixels = hits.pixels();
        int n = values.size();
        double scale = (double) n / surface.map().size();
        double middle = 0.5 * (pixels - 1);
        float[] colours = new float[3 * pixels * pixels];
        float[] rgb = new float[3];
        for (int row = 0, i = 0; row < pixels; row++)
            for (int column = 0; column < pixels; column++, i++) {
                double depth = hits.depth()[i];
                if (Double.isNaN(depth)) continue;
                double right = (column - middle) * hits.voxelsPerPixel();
                double up = (middle - row) * hits.voxelsPerPixel();
                int x = voxel(scale * (right * view.a11 + up * view.a21 + depth * view.a31), n);
                int y = voxel(scale * (right * view.a12 + up * view.a22 + depth * view.a32), n);
                int z = voxel(scale * (right * view.a13 + up * view.a23 + depth * view.a33), n);
                colour.apply(values.voxels()[(z * n + y) * n + x]).getRGBColorComponents(rgb);
                System.arraycopy(rgb, 0, colours, 3 * i, 3);
            }
        return colours;
    }

    private static int voxel(double fromOrigin, int n) {
        return (int) Math.max(0, Math.min(n - 1, Math.round(n / 2 + fromOrigin)));
    }
}
