/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import java.util.ArrayList;
import java.util.List;
import org.cryosgd.math.HalfDisc;

/** Shifts on a square grid within a circle about (0, 0), in pixels, the nearest first. */
public record ShiftGrid(List<double[]> shifts) {
    static ShiftGrid within(double radius, double step) {
        int reach = (int) Math.floor(radius / step + 1e-9);
        List<double[]> shifts = new ArrayList<>();
        for (int y = -reach; y <= reach; y++)
            for (int x = -reach; x <= reach; x++)
                if (step * Math.hypot(x, y) <= radius + 1e-9) shifts.add(new double[] {step * x, step * y});
        shifts.sort((a, b) -> Double.compare(Math.hypot(a[0], a[1]), Math.hypot(b[0], b[1])));
        return new ShiftGrid(List.copyOf(shifts));
    }

    int size() {
        return shifts.size();
    }

    /** exp(−2πi k·t/n) of every point of the disc, re and im: what moves b by the shift (x, y). */
    public static float[] phases(HalfDisc disc, double x, double y, int box) {
        float[] phases = new float[2 * disc.size()];
        double turn = 2 * Math.PI / box;
        double[] cosX = new double[disc.radius() + 1];
        double[] sinX = new double[disc.radius() + 1];
        for (int kx = 0; kx <= disc.radius(); kx++) {
            cosX[kx] = Math.cos(turn * kx * x);
            sinX[kx] = Math.sin(turn * kx * x);
        }
        for (int ky = -disc.radius(); ky <= disc.radius(); ky++) {
            double cosY = Math.cos(turn * ky * y);
            double sinY = Math.sin(turn * ky * y);
            for (int kx = disc.first(ky), i = 2 * disc.start(ky); kx < disc.end(ky); kx++, i += 2) {
                phases[i] = (float) (cosX[kx] * cosY - sinX[kx] * sinY);
                phases[i + 1] = (float) -(sinX[kx] * cosY + cosX[kx] * sinY);
            }
        }
        return phases;
    }

    /** Adds {@code weight} times an image (re b, im b, w), moved by {@code phases}, to {@code sums}. */
    public static void addMoved(float[] points, int offset, float[] phases, float weight, float[] sums) {
        addMoved(points, offset, phases, weight, 1, sums);
    }

    /** The same of an image whose slice is {@code contrast} times as strong: b times it and w times its square. */
    public static void addMoved(
            float[] points, int offset, float[] phases, float weight, float contrast, float[] sums) {
        float first = weight * contrast;
        float second = first * contrast;
        for (int k = 0, o = offset; 2 * k < phases.length; k++, o += 3) {
            float re = first * points[o];
            float im = first * points[o + 1];
            sums[3 * k] += re * phases[2 * k] - im * phases[2 * k + 1];
            sums[3 * k + 1] += re * phases[2 * k + 1] + im * phases[2 * k];
            sums[3 * k + 2] += second * points[o + 2];
        }
    }
}
