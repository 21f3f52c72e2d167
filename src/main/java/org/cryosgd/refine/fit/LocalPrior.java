/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.fit;

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
 * <p>Immutable, safe to use from several threads; the work is done on the threads of {@link Tasks}.
 */
public final class LocalPrior {
    /** Width of a window in units of the resolution. */
    private static final double WINDOW = 3;

    /** Standard errors by which a difference has to differ from 0, or else it counts as 0. */
    private static final double SIGNIFICANT = 3;

    private final PriorLadder ladder;
    private final int box;
    private final float[] steps;

    private LocalPrior(PriorLadder ladder, int box, float[] steps) {
        this.ladder = ladder;
        this.box = box;
        this.steps = steps;
    }

    /**
     * Bytes that a choice needs beside the two halves: twelve maps, two that are in transform, and a half cube.
     *
     * @param box voxels of the maps along each axis
     * @param cube voxels of the half cube
     */
    public static long bytes(int box, long cube) {
        return 4 * (14L * box * box * box + 2 * cube);
    }

    /**
     * Chooses the prior of two halves.
     *
     * @param limit frequencies of the search in cycles per box
     * @return null where a half has no prior of shells yet
     */
    public static LocalPrior choose(HalfRefinement half1, HalfRefinement half2, int limit) {
        if (!half1.hasPrior() || !half2.hasPrior()) return null;
        return choose(half1.shellPrior(), half2.shellPrior(), half1.box(), limit);
    }

    /** @param box voxels of the maps along each axis */
    static LocalPrior choose(ShellPrior half1, ShellPrior half2, int box, int limit) {
        PriorLadder ladder = new PriorLadder(limit);
        HalfCube cube = half1.cube();
        FourierVolume maps = new FourierVolume(cube, Interpolation.TRILINEAR, 1, box);
        ShellPrior[] halves = {half1, half2};
        float[][] other = new float[2][];
        float[][] last = new float[2][];
        for (int h = 0; h < 2; h++) {
            other[h] = maps.toMap(
                            halves[1 - h].times((i, shell) -> shell > limit ? 0 : common(half1, half2, i, shell)), 1)
                    .voxels();
            last[h] = new float[other[h].length];
        }
        float[] error = new float[last[0].length];
        float[] least = new float[error.length];
        float[] steps = new float[error.length];
        for (int step = 1; step < ladder.steps(); step++) {
            float[] change = new float[error.length];
            float[] power = new float[error.length];
            for (int h = 0; h < 2; h++) {
                ShellPrior half = halves[h];
                int now = step;
                float[] map = maps.toMap(
                                half.times((i, shell) -> shell > limit
                                        ? 0
                                        : common(half1, half2, i, shell) * half.weight(ladder, now, i, shell)),
                                1)
                        .voxels();
                addChange(last[h], map, other[h], change, power, box);
                last[h] = map;
            }
            double width =
                    Math.min(box / 2.0, WINDOW * box / Math.max(half1.end(ladder, step), half2.end(ladder, step)));
            MovingMean.apply(change, box, width);
            MovingMean.apply(power, box, width);
            double volume = MovingMean.volume(width);
            float enough = (float) (SIGNIFICANT
                    * 0.5
                    * (half1.standardError(ladder, step, volume, box)
                            + half2.standardError(ladder, step, volume, box)));
            for (int i = 0; i < steps.length; i++) {
                if (Math.abs(change[i]) > enough * power[i]) error[i] += change[i];
                if (error[i] < least[i] || error[i] == least[i] && step <= ladder.shells()) {
                    least[i] = error[i];
                    steps[i] = step;
                }
            }
        }
        // borders between steps are as soft as the finest detail
        MovingMean.apply(steps, box, (double) box / limit);
        for (int i = 0; i < steps.length; i++) steps[i] = Math.max(0, steps[i]); // the running sums round
        return new LocalPrior(ladder, box, steps);
    }

    /** u of a voxel. */
    private static double common(ShellPrior half1, ShellPrior half2, int i, int shell) {
        double a = half1.precision(i, shell);
        double b = half2.precision(i, shell);
        return a + b == 0 ? 0 : Math.sqrt(a * b / (a + b));
    }

    /** Adds |now − other|² − |last − other|², and |now − last|². */
    private static void addChange(float[] last, float[] now, float[] other, float[] sum, float[] power, int n) {
        Tasks.forEach(n, z -> {
            for (int i = z * n * n; i < (z + 1) * n * n; i++) {
                float d = now[i] - last[i];
                sum[i] += d * (now[i] + last[i] - 2 * other[i]);
                power[i] += d * d;
            }
        });
    }

    /** The step of each voxel, box³ values, between two where a border is; not a copy. */
    float[] steps() {
        return steps;
    }

    /** The half cube of a map with this prior in place of its own. */
    float[] filtered(ShellPrior half) {
        FourierVolume maps = new FourierVolume(half.cube(), Interpolation.TRILINEAR, 1, box);
        float[] sum = new float[steps.length];
        // step 0 is nothing
        for (int step = 1; step < ladder.steps(); step++) {
            int now = step;
            if (!isUsed(step)) continue;
            float[] map = maps.toMap(half.filtered(ladder, step), 1).voxels();
            Tasks.forEach(box, z -> {
                for (int i = z * box * box; i < (z + 1) * box * box; i++) {
                    float part = 1 - Math.abs(steps[i] - now);
                    if (part > 0) sum[i] += part * map[i];
                }
            });
        }
        return maps.fromMap(new Volume(box, 1, sum));
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
