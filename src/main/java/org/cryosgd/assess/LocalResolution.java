/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import static org.cryosgd.math.Require.require;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import net.imglib2.parallel.Parallelization;
import org.cryosgd.math.ProgressMonitor;
import org.cryosgd.math.Tasks;
import org.cryosgd.math.Volume;

/**
 * Local resolution of two half maps: at points on a grid, a quarter of the window apart, the Fourier shell correlation
 * within a soft ball. It is corrected, as in {@link MaskedFsc}, by that of the same maps with random phases from the width
 * of the ball's core on. The resolution is where it falls below the threshold; its reciprocal is interpolated between
 * points. A point where the curve is not above that of noise has none. Uses the threads of {@link Tasks}.
 *
 * @param windowAngstrom full width of the ball at half height; its core has a radius of a quarter of it, its cosine edge
 *     the width of a half
 * @param threshold of the correlation
 * @param seed of the random phases
 */
public record LocalResolution(double windowAngstrom, double threshold, long seed) {
    /** As relion_postprocess has it: a core of 12.5 Å and an edge of 25 Å. */
    public static final double WINDOW_ANGSTROM = 50;

    /** Fewest voxels along the window's full width at half height. */
    private static final double FEWEST_VOXELS = 8;

    /** Standard errors of noise; 4 are exceeded by chance at one point in 30 000. */
    private static final double SIGNIFICANT = 4;

    public LocalResolution {
        require(Double.isFinite(windowAngstrom) && windowAngstrom > 0, "window (Å)", "positive", windowAngstrom);
        require(threshold > 0 && threshold < 1, "threshold", "above 0 and below 1", threshold);
    }

    /**
     * What came out.
     *
     * @param map resolution of each voxel in Å; where there is none, and outside of the mask, the width of the window
     * @param inMask resolutions in Å, sorted, of the voxels where the mask is at least ½ and there is one
     * @param none part of the voxels where the mask is at least ½ that have none, 0 to 1
     * @param curves of the points, for the filter
     */
    public record Result(Volume map, double[] inMask, double none, LocalCurves curves) {
        /** The resolution in Å that a part of the voxels with a resolution is finer than; NaN where none has one. */
        public double quantile(double part) {
            if (inMask.length == 0) return Double.NaN;
            return inMask[(int) Math.min(inMask.length - 1L, Math.round(part * (inMask.length - 1)))];
        }

        /** Whether no voxel of the mask has a resolution. */
        public boolean isNone() {
            return inMask.length == 0;
        }
    }

    /** Bytes of memory for maps of a box, with those of the filter. */
    public static long bytes(int box) {
        return 4L * 14 * box * box * box;
    }

    /**
     * Measures it.
     *
     * @param mask where; values from 0 to 1
     * @return null if the monitor stopped it
     * @throws IllegalArgumentException if the maps and the mask do not fit together, or the window is too narrow or wider
     *     than the box
     */
    public Result of(Volume half1, Volume half2, Volume mask, ProgressMonitor monitor) {
        FourierShellCorrelation.checkSame(half1, half2);
        int n = half1.size();
        double voxel = half1.voxelSizeAngstrom();
        Masks.check(mask, n, voxel);
        require(
                windowAngstrom >= FEWEST_VOXELS * voxel && windowAngstrom <= n * voxel,
                "window (Å)",
                String.format(
                        Locale.ROOT,
                        "at least %.1f (8 voxels) and at most %.1f (the box)",
                        FEWEST_VOXELS * voxel,
                        n * voxel),
                windowAngstrom);
        int from = (int) (n * voxel / (windowAngstrom / 2));
        Volume[] randomised = PhaseRandomisation.halves(half1, half2, from, seed);
        MovingWindow window = new MovingWindow(windowAngstrom / 4 / voxel, windowAngstrom / 2 / voxel);
        SampleGrid grid = new SampleGrid(n, (int) Math.max(1, Math.round(windowAngstrom / 4 / voxel)));
        boolean[] needed = grid.needed(mask, window.reach(), n / 2.0 - windowAngstrom / 4 / voxel);
        LocalCurves curves = new LocalCurves(grid, window, voxel, windowAngstrom);
        // the first two shells of the box are left out, as in MaskedFsc
        double corrected = 2.0 * (from + 2) / n * window.width();
        int perAxis = grid.perAxis();
        for (int z = 0; z < perAxis; z++) {
            if (monitor.stopped()) return null;
            monitor.at(z, perAxis, "local resolution");
            int plane = grid.index(0, 0, z);
            int zVoxel = grid.voxel(z);
            int[] points = IntStream.range(plane, plane + perAxis * perAxis)
                    .filter(point -> needed[point])
                    .toArray();
            Tasks.forEach(
                    points.length,
                    window::work,
                    (work, i) -> Parallelization.runSingleThreaded(() -> {
                        int x = grid.voxel(points[i] % perAxis);
                        int y = grid.voxel((points[i] - plane) / perAxis);
                        double[] fsc = window.fsc(work, half1, half2, x, y, zVoxel);
                        double[] random = window.fsc(work, randomised[0], randomised[1], x, y, zVoxel);
                        for (int shell = (int) Math.ceil(corrected); shell < fsc.length; shell++)
                            fsc[shell] = MaskedFsc.correct(fsc[shell], random[shell]);
                        curves.put(points[i], fsc, frequency(fsc, window, voxel));
                    }));
        }
        curves.blend();
        return result(curves, mask);
    }

    /** Where the curve falls below the threshold in 1/Å; NaN where it is not above noise. */
    private double frequency(double[] fsc, MovingWindow window, double voxel) {
        int below = 2;
        while (below < fsc.length && fsc[below] >= threshold) below++;
        if (window.significance(fsc, below) < SIGNIFICANT) return Double.NaN;
        double shell = below == fsc.length
                ? fsc.length - 1
                : below - 1 + (fsc[below - 1] - threshold) / (fsc[below - 1] - fsc[below]);
        return Math.max(shell / (2 * window.width() * voxel), 1 / windowAngstrom);
    }

    private Result result(LocalCurves curves, Volume mask) {
        int n = mask.size();
        float[] resolutions = curves.resolutions();
        float[] part = curves.found();
        double[] inside = new double[resolutions.length];
        int found = 0;
        long all = 0;
        for (int i = 0; i < resolutions.length; i++) {
            boolean in = mask.voxels()[i] >= 0.5f;
            if (in) all++;
            if (!(mask.voxels()[i] > 0) || part[i] < 0.5f) resolutions[i] = (float) windowAngstrom;
            else if (in) inside[found++] = resolutions[i];
        }
        double[] sorted = Arrays.copyOf(inside, found);
        Arrays.sort(sorted);
        double none = all == 0 ? 1 : 1 - found / (double) all;
        return new Result(new Volume(n, mask.voxelSizeAngstrom(), resolutions), sorted, none, curves);
    }
}
