/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import java.util.Arrays;
import org.cryosgd.math.RealFft3D;
import org.cryosgd.math.Tasks;
import org.cryosgd.math.Volume;

/** The curves of {@link LocalResolution} at its points, and the filter that follows from them. */
public final class LocalCurves {
    private final SampleGrid grid;
    private final MovingWindow window;
    private final int bands;
    private final int width;
    private final int box;
    private final double voxel;
    private final double coarsest;
    /** In 1/Å; NaN where nothing was measured. */
    private float[] frequencies;
    /** 1 where there is a resolution, 0 where there is none; NaN where nothing was measured. */
    private float[] found;
    /** By band and point; NaN where nothing was measured. */
    private final float[][] weights;

    LocalCurves(SampleGrid grid, MovingWindow window, double voxel, double coarsestAngstrom) {
        this.grid = grid;
        this.window = window;
        this.voxel = voxel;
        box = grid.box();
        width = window.width();
        bands = width / 2 + 1;
        coarsest = coarsestAngstrom;
        frequencies = new float[grid.count()];
        found = new float[grid.count()];
        weights = new float[bands][grid.count()];
        Arrays.fill(frequencies, Float.NaN);
        Arrays.fill(found, Float.NaN);
        for (float[] weight : weights) Arrays.fill(weight, Float.NaN);
    }

    /** What was measured at a point; from any thread. NaN for the frequency is none, which counts as 1/coarsest. */
    void put(int point, double[] fsc, double frequency) {
        boolean none = Double.isNaN(frequency);
        found[point] = none ? 0 : 1;
        frequencies[point] = (float) (none ? 1 / coarsest : frequency);
        double end = frequencies[point] * width * voxel;
        for (int band = 0; band < bands; band++) {
            double value = band == 0 ? 1 : fsc[2 * band];
            double kept = Math.max(0, Math.min(1, end + 0.5 - band));
            weights[band][point] = value > 0 ? (float) (kept * Math.sqrt(2 * value / (1 + value))) : 0;
        }
    }

    /** Gives each point the mean of all balls that reach it, weighted by what the ball is there. */
    void blend() {
        frequencies = grid.blended(frequencies, window::at, window.reach());
        found = grid.blended(found, window::at, window.reach());
        for (int band = 0; band < bands; band++)
            weights[band] = grid.blended(weights[band], window::at, window.reach());
    }

    /** Resolutions in Å of all voxels, whose reciprocals are interpolated; NaN where nothing was measured. */
    float[] resolutions() {
        float[] voxels = interpolated(frequencies);
        for (int i = 0; i < voxels.length; i++) voxels[i] = 1 / voxels[i];
        return voxels;
    }

    /** For all voxels the part of the balls that have a resolution, 0 to 1; NaN where nothing was measured. */
    float[] found() {
        return interpolated(found);
    }

    private float[] interpolated(float[] values) {
        float[] voxels = new float[Math.multiplyExact(box * box, box)];
        Tasks.forEach(box, () -> new float[box], (row, z) -> {
            for (int y = 0; y < box; y++) {
                grid.row(values, y, z, row);
                System.arraycopy(row, 0, voxels, (z * box + y) * box, box);
            }
        });
        return voxels;
    }

    /**
     * The mean of two half maps, filtered at each place as its curve says: divided into bands of frequencies whose sum is
     * the map, each times √(2 FSC/(1 + FSC)) of that place up to its resolution, and exp(−B s²/4). Uses the threads of
     * {@link Tasks}.
     *
     * @param mask that the result is multiplied by
     * @param bFactorAngstrom2 B; negative sharpens
     */
    public Volume filter(Volume half1, Volume half2, Volume mask, double bFactorAngstrom2) {
        RealFft3D fft = new RealFft3D(box);
        float[] spectrum = fft.forward(Volume.mean(half1, half2).voxels());
        float[] sum = new float[half1.voxels().length];
        for (int band = 0; band < bands; band++) {
            float[] weight = weights[band];
            if (isZero(weight)) continue;
            float[] voxels = fft.inverse(band(fft, spectrum, band, bFactorAngstrom2));
            Tasks.forEach(box, () -> new float[box], (row, z) -> {
                for (int y = 0; y < box; y++) {
                    grid.row(weight, y, z, row);
                    for (int x = 0, i = (z * box + y) * box; x < box; x++, i++)
                        if (mask.voxels()[i] > 0) sum[i] += row[x] * voxels[i];
                }
            });
        }
        Volume.multiply(sum, mask.voxels());
        return new Volume(box, voxel, sum);
    }

    private static boolean isZero(float[] values) {
        for (float value : values) if (value > 0) return false;
        return true;
    }

    /** The frequencies of one band: 1 at its middle, linear to 0 at those of its neighbours. */
    private float[] band(RealFft3D fft, float[] spectrum, int band, double bFactor) {
        float[] part = new float[spectrum.length];
        double side = box * voxel;
        Tasks.forEach(box, z -> {
            double kz = z <= box / 2 ? z : z - box;
            for (int kx = 0; kx <= box / 2; kx++)
                for (int y = 0; y < box; y++) {
                    double ky = y <= box / 2 ? y : y - box;
                    double k = Math.sqrt(kx * kx + ky * ky + kz * kz);
                    double share = 1 - Math.abs(k * width / box - band);
                    if (share <= 0) continue;
                    float factor = (float) (share * Math.exp(-bFactor / 4 * k * k / (side * side)));
                    int i = fft.index(kx, y, z);
                    part[i] = factor * spectrum[i];
                    part[i + 1] = factor * spectrum[i + 1];
                }
        });
        return part;
    }
}
