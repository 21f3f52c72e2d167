/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import java.util.Arrays;
import org.cryosgd.math.CosineEdge;
import org.cryosgd.math.RealFft3D;
import org.cryosgd.math.Volume;

/**
 * Fourier shell correlation within a soft ball that is moved through the box. Only the cube that holds the ball is
 * transformed; beyond the box it is empty. Shells are half as wide as the cube allows: round(2 |k|) = 0 … w. Safe to use
 * from several threads, each with a {@link Work} of its own.
 */
final class MovingWindow {
    private final double radius;
    private final double edge;
    private final int width;
    private final RealFft3D fft;
    private final float[] ball;
    private final int[] shells;
    private final double[] counts;
    private final double independent;

    /** The memory of one thread. */
    static final class Work {
        private final float[] first;
        private final float[] second;

        private Work(int width) {
            first = new float[width * width * width];
            second = new float[width * width * width];
        }
    }

    /**
     * @param radius of the ball in voxels
     * @param edge width of its cosine edge in voxels
     */
    MovingWindow(double radius, double edge) {
        this.radius = radius;
        this.edge = edge;
        width = transformable((int) Math.ceil(2 * (radius + edge)) + 1);
        fft = new RealFft3D(width);
        ball = new float[width * width * width];
        double square = 0;
        double fourth = 0;
        for (int z = 0, i = 0; z < width; z++)
            for (int y = 0; y < width; y++)
                for (int x = 0; x < width; x++, i++) {
                    double distance = Math.sqrt(square(x - width / 2) + square(y - width / 2) + square(z - width / 2));
                    ball[i] = (float) at(distance);
                    square += square(ball[i]);
                    fourth += square(square(ball[i]));
                }
        independent = square * square / fourth / ball.length;
        shells = new int[fft.spectrumLength() / 2];
        counts = new double[width + 1];
        for (int z = 0; z < width; z++)
            for (int kx = 0; kx <= width / 2; kx++)
                for (int y = 0; y < width; y++) {
                    double ky = y <= width / 2 ? y : y - width;
                    double kz = z <= width / 2 ? z : z - width;
                    int shell = (int) Math.round(2 * Math.sqrt(square(kx) + square(ky) + square(kz)));
                    shells[fft.index(kx, y, z) / 2] = shell <= width ? shell : -1;
                    if (shell <= width) counts[shell] += weight(kx);
                }
    }

    /** The ball at a distance from its centre in voxels. */
    double at(double distance) {
        return CosineEdge.at(distance - radius, edge);
    }

    /** Distance in voxels from which the ball is 0. */
    double reach() {
        return radius + edge;
    }

    private static double square(double x) {
        return x * x;
    }

    /** Values of the full transform that one of the half transform stands for. */
    private int weight(int kx) {
        return kx > 0 && kx < width / 2 ? 2 : 1;
    }

    /** The next even number 2^a, 3 · 2^a or 5 · 2^a, which transform fast. */
    private static int transformable(int atLeast) {
        for (int size = Math.max(8, atLeast + atLeast % 2); ; size += 2) {
            int odd = size >> Integer.numberOfTrailingZeros(size);
            if (odd == 1 || odd == 3 || odd == 5) return size;
        }
    }

    Work work() {
        return new Work(width);
    }

    /** Voxels along each axis of the cube. */
    int width() {
        return width;
    }

    /**
     * Standard errors by which the mean of a curve from shell 2 up to {@code end}, not included, is above 0. The mean over N
     * independent values of noise has the error 1/√N; of the values of a shell, (Σm²)²/(w³ Σm⁴) are independent, m being
     * the ball.
     */
    double significance(double[] fsc, int end) {
        double sum = 0;
        double count = 0;
        for (int shell = 2; shell < end; shell++) {
            sum += counts[shell] * fsc[shell];
            count += counts[shell];
        }
        return count > 0 ? sum / count * Math.sqrt(count * independent) : 0;
    }

    /** The curve of two maps of one box in the ball about a voxel; 0 where a map has no power. */
    double[] fsc(Work work, Volume a, Volume b, int x, int y, int z) {
        cut(a, x, y, z, work.first);
        cut(b, x, y, z, work.second);
        float[] first = fft.forward(work.first);
        float[] second = fft.forward(work.second);
        double[] cross = new double[width + 1];
        double[] powerA = new double[width + 1];
        double[] powerB = new double[width + 1];
        for (int kz = 0, i = 0; kz < width; kz++)
            for (int kx = 0; kx <= width / 2; kx++) {
                int weight = weight(kx);
                for (int ky = 0; ky < width; ky++, i++) {
                    int shell = shells[i];
                    if (shell < 0) continue;
                    float re = first[2 * i];
                    float im = first[2 * i + 1];
                    float re2 = second[2 * i];
                    float im2 = second[2 * i + 1];
                    cross[shell] += weight * (re * re2 + im * im2);
                    powerA[shell] += weight * (re * re + im * im);
                    powerB[shell] += weight * (re2 * re2 + im2 * im2);
                }
            }
        for (int shell = 0; shell <= width; shell++) {
            double power = Math.sqrt(powerA[shell] * powerB[shell]);
            cross[shell] = power > 0 ? cross[shell] / power : 0;
        }
        cross[1] = cross[2]; // no frequency is between ¼ and ¾
        return cross;
    }

    private void cut(Volume map, int cx, int cy, int cz, float[] into) {
        int n = map.size();
        float[] voxels = map.voxels();
        Arrays.fill(into, 0);
        // the cube's first voxel in the map; of the cube only what is in the map is filled
        int x0 = cx - width / 2;
        int y0 = cy - width / 2;
        int z0 = cz - width / 2;
        for (int z = Math.max(0, -z0); z < Math.min(width, n - z0); z++)
            for (int y = Math.max(0, -y0); y < Math.min(width, n - y0); y++) {
                int row = (z * width + y) * width;
                int mapRow = ((z0 + z) * n + y0 + y) * n + x0;
                for (int x = Math.max(0, -x0); x < Math.min(width, n - x0); x++)
                    into[row + x] = ball[row + x] * voxels[mapRow + x];
            }
    }
}
