/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.particles;

import org.ejml.data.DMatrix3;
import org.ejml.data.DMatrix3x3;
import org.ejml.dense.fixed.CommonOps_DDF3;

/**
 * The background of an image: its pixels outside the circle that the box holds. Ice and light are seldom even, so the
 * background is a plane a + b x + c y by least squares, as in RELION's extraction, and noise about it. x and y are pixels from
 * voxel ⌊n/2⌋. Immutable; may be used from several threads.
 */
public final class Background {
    private final int box;
    private final int[] left;
    private final int[] right;
    private final float[] columns;
    private final int count;
    private final DMatrix3x3 inverse = new DMatrix3x3();

    /** @param box width of the images in pixels */
    public Background(int box) {
        this.box = box;
        columns = new float[box];
        for (int column = 0; column < box; column++) columns[column] = column;
        left = new int[box];
        right = new int[box];
        double centre = box / 2;
        double radius = box / 2.0;
        double x1 = 0;
        double y1 = 0;
        double xx = 0;
        double xy = 0;
        double yy = 0;
        int pixels = 0;
        for (int row = 0; row < box; row++) {
            double y = row - centre;
            double chord = Math.sqrt(radius * radius - y * y);
            left[row] = (int) Math.ceil(centre - chord);
            right[row] = (int) Math.floor(centre + chord) + 1;
            for (int column = 0; column < box; column++) {
                if (column >= left[row] && column < right[row]) continue;
                double x = column - centre;
                x1 += x;
                y1 += y;
                xx += x * x;
                xy += x * y;
                yy += y * y;
                pixels++;
            }
        }
        count = pixels;
        CommonOps_DDF3.invert(new DMatrix3x3(count, x1, y1, x1, xx, xy, y1, xy, yy), inverse);
    }

    /**
     * What the background is.
     *
     * @param mean a, the plane at voxel ⌊n/2⌋
     * @param slopeX b, per pixel
     * @param slopeY c, per pixel
     * @param variance of the background about the plane
     * @param power mean square of the background as it is
     */
    public record Plane(double mean, double slopeX, double slopeY, double variance, double power) {
        /** Whether the background has any noise to normalise by. */
        public boolean varies() {
            return variance > 1e-12 * power;
        }
    }

    /** Fits the plane to an image of box·box pixels, which stays as it is. */
    public Plane fit(float[] pixels) {
        int centre = box / 2;
        DMatrix3 sums = new DMatrix3();
        double squares = 0;
        for (int row = 0; row < box; row++) {
            double sum = 0;
            double sumX = 0;
            for (int side = 0; side < 2; side++) {
                int end = side == 0 ? Math.min(left[row], box) : box;
                for (int column = side == 0 ? 0 : right[row]; column < end; column++) {
                    double value = pixels[row * box + column];
                    sum += value;
                    sumX += (column - centre) * value;
                    squares += value * value;
                }
            }
            sums.a1 += sum;
            sums.a2 += sumX;
            sums.a3 += (row - centre) * sum;
        }
        DMatrix3 plane = new DMatrix3();
        CommonOps_DDF3.mult(inverse, sums, plane);
        double residual = 0;
        for (int row = 0; row < box; row++) {
            double start = plane.a1 + (row - centre) * plane.a3;
            for (int side = 0; side < 2; side++) {
                int end = side == 0 ? Math.min(left[row], box) : box;
                for (int column = side == 0 ? 0 : right[row]; column < end; column++) {
                    double rest = pixels[row * box + column] - start - (column - centre) * plane.a2;
                    residual += rest * rest;
                }
            }
        }
        return new Plane(plane.a1, plane.a2, plane.a3, residual / count, squares / count);
    }

    /** Takes the plane off an image and divides by the deviation of its background. */
    void normalise(float[] pixels, Plane plane) {
        flatten(pixels, plane, (float) (1 / Math.sqrt(plane.variance())));
    }

    /** Takes the plane off an image and multiplies it by a factor. */
    public void flatten(float[] pixels, Plane plane, float factor) {
        int centre = box / 2;
        float slope = (float) plane.slopeX();
        for (int row = 0; row < box; row++) {
            float start = (float) (plane.mean() + (row - centre) * plane.slopeY() - centre * plane.slopeX());
            flattenRow(pixels, row * box, start, slope, factor);
        }
    }

    private void flattenRow(float[] pixels, int first, float start, float slope, float factor) {
        for (int column = 0; column < box; column++)
            pixels[first + column] = (pixels[first + column] - (start + slope * columns[column])) * factor;
    }
}
