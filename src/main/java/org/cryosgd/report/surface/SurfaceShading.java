/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.surface;

import java.awt.image.BufferedImage;
import org.cryosgd.math.Tasks;

/**
 * A surface as a picture on white: light from the upper left, hollows darker, far parts paler. Uses the threads of
 * {@link Tasks}; the result does not depend on their number.
 */
public final class SurfaceShading {
    /** Red, green and blue of the surface under full light. */
    private static final float[] COLOUR = {0.66f, 0.79f, 0.90f};

    private static final float[] LIGHT = unit(-0.45f, 0.60f, 0.75f);
    private static final float[] HALF_WAY = unit(LIGHT[0], LIGHT[1], LIGHT[2] + 1);
    private static final float AMBIENT = 0.30f;
    private static final float DIFFUSE = 0.68f;
    private static final float SHINE = 0.16f;
    /** How much paler the farthest part is. */
    private static final float FOG = 0.35f;
    /** How much darker hollows are at most, and from which depth on, as a part of the width of the picture. */
    private static final float HOLLOW = 0.55f;

    private static final float HOLLOW_DEPTH = 0.05f;
    /** Width of the neighbourhood that a hollow is measured against, as a part of the width of the picture. */
    private static final float NEIGHBOURHOOD = 0.06f;

    private SurfaceShading() {}

    /**
     * The picture of a surface.
     *
     * @param finer so many rays along each side of a pixel, whose colours are averaged; the picture is so many times
     *     smaller than the hits
     */
    public static BufferedImage draw(SurfaceHits hits, int finer) {
        return draw(hits, finer, null);
    }

    /**
     * The same with other colours.
     *
     * @param colours red, green and blue from 0 to 1 under full light, of each ray, see {@link SurfaceColours}; null for
     *     one colour
     */
    public static BufferedImage draw(SurfaceHits hits, int finer, float[] colours) {
        int size = hits.pixels() / finer;
        int[] rgb = new int[size * size];
        float[] around = blurred(hits);
        float[] range = range(hits.depth());
        Tasks.forEach(size, () -> new float[6], (work, row) -> {
            for (int column = 0; column < size; column++) {
                work[3] = work[4] = work[5] = 0;
                for (int y = row * finer; y < (row + 1) * finer; y++)
                    for (int x = column * finer; x < (column + 1) * finer; x++) {
                        colour(hits, y * hits.pixels() + x, around, range, colours, work);
                        for (int c = 0; c < 3; c++) work[3 + c] += work[c];
                    }
                int pixel = 0;
                for (int c = 0; c < 3; c++)
                    pixel = pixel << 8 | Math.max(0, Math.min(255, Math.round(255 * work[3 + c] / (finer * finer))));
                rgb[row * size + column] = pixel;
            }
        });
        BufferedImage picture = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        picture.getRaster().setDataElements(0, 0, size, size, rgb);
        return picture;
    }

    private static void colour(SurfaceHits hits, int i, float[] around, float[] range, float[] colours, float[] rgb) {
        float depth = hits.depth()[i];
        if (Float.isNaN(depth)) {
            rgb[0] = rgb[1] = rgb[2] = 1;
            return;
        }
        float nx = hits.normals()[3 * i];
        float ny = hits.normals()[3 * i + 1];
        float nz = hits.normals()[3 * i + 2];
        float light = Math.max(0, nx * LIGHT[0] + ny * LIGHT[1] + nz * LIGHT[2]);
        float glance = Math.max(0, nx * HALF_WAY[0] + ny * HALF_WAY[1] + nz * HALF_WAY[2]);
        float shine = SHINE * (float) Math.pow(glance, 40);
        double width = hits.pixels() * hits.voxelsPerPixel();
        float below = Math.max(0, Math.min(1, (float) ((around[i] - depth) / (HOLLOW_DEPTH * width))));
        float brightness = (AMBIENT + DIFFUSE * light) * (1 - HOLLOW * below);
        float far = range[1] > range[0] ? FOG * (range[1] - depth) / (range[1] - range[0]) : 0;
        for (int c = 0; c < 3; c++) {
            float full = colours == null ? COLOUR[c] : colours[3 * i + c];
            float shaded = full * brightness + shine * (1 - below);
            rgb[c] = shaded + far * (1 - shaded);
        }
    }

    private static float[] range(float[] depths) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float depth : depths)
            if (!Float.isNaN(depth)) {
                low = Math.min(low, depth);
                high = Math.max(high, depth);
            }
        return new float[] {low, high};
    }

    /** The mean depth of the surface around each pixel that shows it: twice the mean along rows, then along columns. */
    private static float[] blurred(SurfaceHits hits) {
        int n = hits.pixels();
        int reach = Math.max(1, Math.round(NEIGHBOURHOOD * n / 2));
        float[] sum = new float[n * n];
        float[] count = new float[n * n];
        for (int i = 0; i < sum.length; i++)
            if (!Float.isNaN(hits.depth()[i])) {
                sum[i] = hits.depth()[i];
                count[i] = 1;
            }
        for (int pass = 0; pass < 4; pass++) {
            sum = turnedMeans(sum, n, reach);
            count = turnedMeans(count, n, reach);
        }
        for (int i = 0; i < sum.length; i++) sum[i] = count[i] > 0 ? sum[i] / count[i] : 0;
        return sum;
    }

    /**
     * The means over {@code reach} neighbours on both sides in each row, beyond the picture they are 0. Rows of the result are columns, so that a second
     * call takes the columns and turns them back.
     */
    private static float[] turnedMeans(float[] values, int n, int reach) {
        float[] turned = new float[n * n];
        Tasks.forEach(n, () -> new double[n + 1], (sums, row) -> {
            for (int i = 0; i < n; i++) sums[i + 1] = sums[i] + values[row * n + i];
            for (int i = 0; i < n; i++)
                turned[i * n + row] =
                        (float) ((sums[Math.min(n, i + reach + 1)] - sums[Math.max(0, i - reach)]) / (2 * reach + 1));
        });
        return turned;
    }

    private static float[] unit(float x, float y, float z) {
        float length = (float) Math.sqrt(x * x + y * y + z * z);
        return new float[] {x / length, y / length, z / length};
    }
}
