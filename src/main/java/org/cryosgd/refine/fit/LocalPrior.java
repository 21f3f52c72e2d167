/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

import java.util.Arrays;
import java.util.Locale;
import org.cryosgd.math.Tasks;
import org.cryosgd.math.Volume;
import org.cryosgd.projection.FourierVolume;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;

/**
 * A prior for each place of a map, in place of the one for all: a step of {@link PriorLadder}, chosen by cross-validation of two half maps. It
 * is the same for both, and all that one learns of the other.
 *
 * <pre>
 * E_j(x) = Σ_h ⟨|F⁻¹[u (W_j y_h − y_h')]|²⟩         y_h, y_h' the half maps without prior, W_j = D_h/(D_h + ridge_h/power_j)
 * step(x) = argmin_j E_j(x)                         u² = D_1 D_2/(D_1 + D_2), which makes the noise of y_1 − y_2 white
 * </pre>
 *
 * <p>⟨⟩ is a mean over a window around x. It is taken of the differences E_j − E_{j−1}, and is three times as wide as the
 * resolution of step j. A difference below three standard errors of noise counts as 0, and of equal steps the one nearest to the
 * prior of shells is taken: without evidence everything stays as it is. The method is that of non-uniform refinement (Punjani, Zhang and Fleet, Nature Methods 2020), with
 * priors in place of its filters.
 *
 * <p>All maps are zero beyond the limit of the search, so E is compared in the smallest box that holds these frequencies. There
 * the frequencies of a square overlap. A window passes a tenth of the limit, and on this falls only what was near twice the limit,
 * where a square has next to nothing: less than 1 % of the power of noise.
 *
 * <p>Immutable, safe to use from several threads; the work is done on the threads of {@link Tasks}.
 */
public final class LocalPrior {
    /** Voxels along an axis of a cell: differences are summed over cells, since no window is narrower than three of them. */
    private static final int CELL = 2;

    /** Width of a window in units of the resolution. */
    private static final double WINDOW = 3;

    /** Standard errors by which a difference has to differ from 0, or else it counts as 0. */
    private static final double SIGNIFICANT = 3;

    /**
     * Views of a half for each cycle of the limit, at least. A view has π k of the 2π k² values of a shell k, so there a value is in half as
     * many views as this in the mean. With 1 poses were worse than with one prior for each shell, with 1.6 as good, with 3 better.
     */
    private static final int LEAST_VIEWS = 3;

    private final PriorLadder ladder;
    private final int box;
    private final float[] steps;

    private LocalPrior(PriorLadder ladder, int box, float[] steps) {
        this.ladder = ladder;
        this.box = box;
        this.steps = steps;
    }

    /**
     * Bytes that a choice needs beside the two halves, if the search goes up to the end: three maps and values of cells, which are half of a
     * map, and copies of what the halves know, the filters and their products, fifteen values of a voxel of the half cube.
     *
     * @param box voxels of the maps along each axis
     * @param cube voxels of the half cube
     */
    public static long bytes(int box, long cube) {
        return 4 * (4L * box * box * box + 15 * cube);
    }

    /**
     * Chooses the prior of two halves.
     *
     * @param limit frequencies of the search in cycles per box
     * @return null where a half has no prior of shells yet, or has so few views that frequencies at the limit are in few or none
     */
    public static LocalPrior choose(HalfRefinement half1, HalfRefinement half2, int limit) {
        if (!half1.hasPrior() || !half2.hasPrior()) return null;
        if (Math.min(half1.views(), half2.views()) < LEAST_VIEWS * limit) return null;
        return choose(half1.shellPrior(), half2.shellPrior(), half1.box(), limit);
    }

    /** @param box voxels of the maps along each axis */
    static LocalPrior choose(ShellPrior half1, ShellPrior half2, int box, int limit) {
        return chosen(half1, half2, limit, FourierVolume.quickBox(2 * limit + 4, box));
    }

    /** @param small voxels along each axis of the maps that are compared */
    static LocalPrior chosen(ShellPrior half1, ShellPrior half2, int limit, int small) {
        PriorLadder ladder = new PriorLadder(limit);
        float[] steps = steps(half1.within(limit), half2.within(limit), ladder, small);
        // borders between steps are as soft as the finest detail
        MovingMean.apply(steps, small, (double) small / limit);
        return new LocalPrior(ladder, small, steps);
    }

    private static float[] steps(ShellPrior half1, ShellPrior half2, PriorLadder ladder, int box) {
        HalfCube cube = half1.cube();
        FourierVolume maps = new FourierVolume(cube, Interpolation.TRILINEAR, 1, box);
        ShellPrior[] halves = {half1, half2};
        float[][] white = new float[2][]; // u y
        float[][] error = new float[2][]; // u (W_j y − y'), in real space
        float[][] weights = new float[2][cube.size()]; // W_j
        for (int h = 0; h < 2; h++)
            white[h] = halves[h].times((i, shell) -> shell > ladder.limit() ? 0 : common(half1, half2, i, shell));
        for (int h = 0; h < 2; h++) {
            error[h] = maps.toMap(white[1 - h], 1).voxels();
            for (int i = 0; i < error[h].length; i++) error[h][i] = -error[h][i];
        }
        int cells = box / CELL;
        float[] change = new float[cells * cells * cells];
        float[] power = new float[change.length];
        float[] aboveLeast = new float[change.length];
        float[] steps = new float[change.length];
        for (int step = 1; step < ladder.steps(); step++) {
            Arrays.fill(change, 0);
            Arrays.fill(power, 0);
            int end = 0;
            double noise = 0;
            for (int h = 0; h < 2; h++) {
                float[] now = halves[h].weights(ladder, step);
                float[] added = weights[h];
                for (int i = 0; i < added.length; i++) added[i] = now[i] - added[i];
                weights[h] = now;
                end = Math.max(end, halves[h].end(now, ladder.limit()));
                noise += 0.5 * halves[h].standardError(added);
                addChange(maps.toMap(product(cube, white[h], added), 1).voxels(), error[h], change, power, box);
            }
            double width = Math.min(box / 2.0, WINDOW * box / end) / CELL;
            MovingMean.apply(change, cells, width);
            MovingMean.apply(power, cells, width);
            float enough = (float) (SIGNIFICANT * noise / Math.sqrt(MovingMean.volume(width) / change.length));
            int now = step;
            boolean preferred = step <= ladder.shells();
            Tasks.forEach(cells, z -> {
                for (int i = z * cells * cells; i < (z + 1) * cells * cells; i++) {
                    if (Math.abs(change[i]) > enough * power[i]) aboveLeast[i] += change[i];
                    if (aboveLeast[i] > 0 || aboveLeast[i] == 0 && !preferred) continue;
                    aboveLeast[i] = 0;
                    steps[i] = now;
                }
            });
        }
        return ofVoxels(steps, box);
    }

    /** The step of each voxel, which is that of its cell. */
    private static float[] ofVoxels(float[] steps, int box) {
        int cells = box / CELL;
        float[] voxels = new float[box * box * box];
        Tasks.forEach(box, z -> {
            for (int y = 0, i = z * box * box; y < box; y++)
                for (int x = 0; x < box; x++, i++)
                    voxels[i] = steps[((z / CELL) * cells + y / CELL) * cells + x / CELL];
        });
        return voxels;
    }

    /** u of a voxel. */
    private static double common(ShellPrior half1, ShellPrior half2, int i, int shell) {
        double a = half1.precision(i, shell);
        double b = half2.precision(i, shell);
        return a + b == 0 ? 0 : Math.sqrt(a * b / (a + b));
    }

    /** A complex volume times a real one. */
    private static float[] product(HalfCube cube, float[] volume, float[] factors) {
        float[] product = new float[volume.length];
        cube.forEachRow((first, end) -> {
            for (int i = first; i < end; i++) {
                product[2 * i] = factors[i] * volume[2 * i];
                product[2 * i + 1] = factors[i] * volume[2 * i + 1];
            }
        });
        return product;
    }

    /** Adds d to the error e, |e + d|² − |e|² to the change of the cell, and |d|² to its power. */
    private static void addChange(float[] added, float[] error, float[] change, float[] power, int n) {
        int cells = n / CELL;
        Tasks.forEach(cells, cell -> {
            for (int z = CELL * cell; z < CELL * (cell + 1); z++)
                for (int y = 0; y < n; y++) {
                    int c = (cell * cells + y / CELL) * cells;
                    for (int i = (z * n + y) * n, end = i + n; i < end; i += CELL, c++)
                        for (int x = i; x < i + CELL; x++) {
                            float d = added[x];
                            change[c] += d * (d + 2 * error[x]);
                            power[c] += d * d;
                            error[x] += d;
                        }
                }
        });
    }

    /** Voxels of {@link #steps} along each axis. */
    int box() {
        return box;
    }

    /** The step of each place, box³ values, between two where a border is; not a copy. */
    float[] steps() {
        return steps;
    }

    /** The half cube of a map with this prior in place of its own. */
    float[] filtered(ShellPrior half) {
        ShellPrior low = half.within(ladder.limit());
        FourierVolume maps = new FourierVolume(low.cube(), Interpolation.TRILINEAR, 1, box);
        float[] sum = new float[steps.length];
        // step 0 is nothing
        for (int step = 1; step < ladder.steps(); step++) {
            int now = step;
            if (!isUsed(step)) continue;
            float[] map = maps.toMap(low.filtered(ladder, step), 1).voxels();
            Tasks.forEach(box, z -> {
                for (int i = z * box * box; i < (z + 1) * box * box; i++) {
                    float part = 1 - Math.abs(steps[i] - now);
                    if (part > 0) sum[i] += part * map[i];
                }
            });
        }
        return low.cube().resized(maps.fromMap(new Volume(box, 1, sum)), half.cube());
    }

    private boolean isUsed(int step) {
        for (float value : steps) if (Math.abs(value - step) < 1) return true;
        return false;
    }

    /** One line for the user: how much of the ball in the box has which prior. */
    public String describe() {
        int weaker = 0;
        int same = 0;
        int all = 0;
        for (int z = 0, i = 0; z < box; z++)
            for (int y = 0; y < box; y++)
                for (int x = 0; x < box; x++, i++) {
                    if (square(x - box / 2) + square(y - box / 2) + square(z - box / 2) > square(box / 2)) continue;
                    all++;
                    if (steps[i] < ladder.shells() - 0.5) weaker++;
                    else if (steps[i] <= ladder.shells() + 0.5) same++;
                }
        return String.format(
                Locale.ROOT,
                "Map of the search: noise is damped more than the FSC says in %.0f %% of the ball, as it says in %.0f %%, and"
                        + " less in %.0f %%.",
                100.0 * weaker / all,
                100.0 * same / all,
                100.0 * (all - weaker - same) / all);
    }

    private static int square(int x) {
        return x * x;
    }
}
