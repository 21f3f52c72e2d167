/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Rotation;
import org.cryosgd.math.Tasks;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.Slice;
import org.ejml.data.DMatrix3x3;

/**
 * The second level of a {@link GlobalSearch}: scores at the rotations of a fine grid that are near the best ones of a coarse grid, and at
 * all shifts. The formula is that of the first level. Here the loop that the compiler vectorises runs along the shifts.
 *
 * <p>Thread safe once it has taken slices; each thread has its own {@link Work}.
 */
final class FineSearch {
    /** Of the rotations of the coarse grid: the part that is looked at more closely, at most and at least. */
    private static final double MOST = 0.08;

    private static final double LEAST = 0.02;

    /** So many are looked at in any case. */
    private static final int FEW = 12;

    /** What they may be behind the best one, in log likelihood, where they are more than the least part. */
    private static final float BEHIND = 25;

    /** How far from a rotation of the coarse grid its neighbours are, in units of its spacing: a ball of the volume of its cube. */
    private static final double REACH = Math.cbrt(3 / (4 * Math.PI));

    /** Shifts that are summed together. A loop with a number that the compiler knows takes a third of the time of another. */
    private static final int LANES = 64;

    /** Frequencies that are added at once. */
    private static final int ROWS = 4;

    private final HalfDisc disc;
    private final RotationGrid rotations;
    private final ShiftGrid shifts;
    private final float[][] phases;
    /** Of each pair of rotations: real and imaginary parts of the slice, and its power. */
    private final float[][] real;

    private final float[][] imaginary;
    private final float[][] powers;
    private final float[] logPrior;
    /** The pairs near each rotation of the coarse grid. */
    private final int[][] near;

    /**
     * @param coarse grid of the first level
     * @param box of the images in pixels
     */
    FineSearch(HalfDisc disc, RotationGrid rotations, ShiftGrid shifts, int box, RotationGrid coarse) {
        this.disc = disc;
        this.rotations = rotations;
        this.shifts = shifts;
        int pairs = rotations.size() / 2;
        real = new float[pairs][disc.size()];
        imaginary = new float[pairs][disc.size()];
        powers = new float[pairs][disc.size()];
        logPrior = new float[rotations.size()];
        phases = shifts.shifts().stream()
                .map(t -> ShiftGrid.phases(disc, t[0], t[1], box))
                .toArray(float[][]::new);
        near = new int[coarse.size()][];
        double reach = REACH * coarse.spacingRadians();
        Tasks.forEach(coarse.size(), c -> {
            DMatrix3x3[] same = rotations.symmetry().operations().stream()
                    .map(s -> Rotation.multiply(coarse.rotations().get(c), s))
                    .toArray(DMatrix3x3[]::new);
            near[c] = near(same, reach);
            // a grid that is hardly finer may have none so near
            if (near[c].length == 0) near[c] = near(same, 2 * reach);
        });
    }

    private int[] near(DMatrix3x3[] same, double reach) {
        int pairs = real.length;
        return IntStream.range(0, pairs)
                .filter(p -> isNear(same, p, reach) || isNear(same, pairs + p, reach))
                .toArray();
    }

    private boolean isNear(DMatrix3x3[] same, int r, double reach) {
        DMatrix3x3 a = rotations.rotations().get(r);
        for (DMatrix3x3 other : same) if (Rotation.angle(other, a) < reach) return true;
        return false;
    }

    HalfDisc disc() {
        return disc;
    }

    RotationGrid rotations() {
        return rotations;
    }

    ShiftGrid shifts() {
        return shifts;
    }

    /** Takes the slices of {@code volume}, which the projector reads. */
    void take(Projector projector, float[] volume, ViewPrior views) {
        System.arraycopy(views.log(rotations), 0, logPrior, 0, rotations.size());
        Tasks.forEach(real.length, () -> new float[2 * disc.size()], (slice, p) -> {
            projector.slice(volume, Slice.of(rotations.rotations().get(p)), slice);
            for (int k = 0; k < disc.size(); k++) {
                float re = slice[2 * k];
                float im = slice[2 * k + 1];
                real[p][k] = re;
                imaginary[p][k] = im;
                powers[p][k] = re * re + im * im;
            }
        });
    }

    /** Memory of one thread. */
    final class Work {
        private final int parts = (shifts.size() + LANES - 1) / LANES;
        private final float[][][] re = new float[parts][disc.size()][LANES];
        private final float[][][] im = new float[parts][disc.size()][LANES];
        private final float[] weights = new float[disc.size()];
        private final float[] even = new float[LANES];
        private final float[] odd = new float[LANES];
        private final boolean[] marked = new boolean[real.length];
        /** The best score of each rotation, minus infinity where it was not looked at; and the shift that has it. */
        final float[] best = new float[rotations.size()];

        final int[] shift = new int[rotations.size()];
    }

    /**
     * Scores an image near the best rotations of the coarse grid.
     *
     * @param points (re b, im b, w) of each point of the disc
     * @param temperature of each ring
     * @param coarse the best score of each rotation of the coarse grid
     */
    void score(float[] points, float[] temperature, float[] coarse, Work work) {
        for (int k = 0; k < disc.size(); k++) {
            float inverse = 1 / temperature[disc.ring(k)];
            float re = 2 * inverse * points[3 * k];
            float im = 2 * inverse * points[3 * k + 1];
            work.weights[k] = -inverse * points[3 * k + 2];
            for (int t = 0; t < shifts.size(); t++) {
                float[] phase = phases[t];
                work.re[t / LANES][k][t % LANES] = re * phase[2 * k] - im * phase[2 * k + 1];
                work.im[t / LANES][k][t % LANES] = re * phase[2 * k + 1] + im * phase[2 * k];
            }
        }
        mark(coarse, work.marked);
        Arrays.fill(work.best, Float.NEGATIVE_INFINITY);
        int half = real.length;
        for (int p = 0; p < half; p++) {
            if (!work.marked[p]) continue;
            float energy = 0;
            for (int k = 0; k < disc.size(); k++) energy += work.weights[k] * powers[p][k];
            for (int part = 0; part < work.parts; part++) {
                sum(work.re[part], real[p], work.even);
                sum(work.im[part], imaginary[p], work.odd);
                for (int t = part * LANES, j = 0; t < shifts.size() && j < LANES; t++, j++) {
                    better(work, p, t, logPrior[p] + energy + work.even[j] + work.odd[j]);
                    better(work, half + p, t, logPrior[half + p] + energy + work.even[j] - work.odd[j]);
                }
            }
        }
    }

    private static void better(Work work, int r, int t, float score) {
        if (score <= work.best[r]) return;
        work.best[r] = score;
        work.shift[r] = t;
    }

    private void mark(float[] coarse, boolean[] marked) {
        Arrays.fill(marked, false);
        float[] sorted = coarse.clone();
        Arrays.sort(sorted);
        int size = sorted.length;
        int few = Math.min(size, Math.max(FEW, (int) (LEAST * size)));
        int most = Math.max(few, (int) (MOST * size));
        float least = Math.min(sorted[size - few], Math.max(sorted[size - most], sorted[size - 1] - BEHIND));
        for (int c = 0; c < coarse.length; c++) if (coarse[c] >= least) for (int p : near[c]) marked[p] = true;
    }

    /** sums[j] = Σ_k factors[k] table[k][j]. */
    private static void sum(float[][] table, float[] factors, float[] sums) {
        Arrays.fill(sums, 0);
        int k = 0;
        for (; k + ROWS <= factors.length; k += ROWS) {
            float[] row0 = table[k];
            float[] row1 = table[k + 1];
            float[] row2 = table[k + 2];
            float[] row3 = table[k + 3];
            float f0 = factors[k];
            float f1 = factors[k + 1];
            float f2 = factors[k + 2];
            float f3 = factors[k + 3];
            for (int j = 0; j < LANES; j++) sums[j] += f0 * row0[j] + f1 * row1[j] + f2 * row2[j] + f3 * row3[j];
        }
        for (; k < factors.length; k++) for (int j = 0; j < LANES; j++) sums[j] += factors[k] * table[k][j];
    }
}
