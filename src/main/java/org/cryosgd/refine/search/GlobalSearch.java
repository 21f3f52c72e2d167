/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.refine.search;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.DoubleStream;
import org.cryosgd.math.HalfDisc;
import org.cryosgd.math.Rotation;
import org.cryosgd.math.Tasks;
import org.cryosgd.projection.HalfCube;
import org.cryosgd.projection.Interpolation;
import org.cryosgd.projection.Projector;
import org.cryosgd.projection.Slice;
import org.cryosgd.projection.Symmetry;
import org.ejml.data.DMatrix3x3;

/**
 * Log likelihoods of images at all rotations of a grid and all shifts of another, at low frequency:
 *
 * <pre>log p(y | R, t) = Σ_k 2 re(conj(b_t) s_R) − w |s_R|²     over the half disc, b and w divided by the temperature of the ring</pre>
 *
 * and the logarithm of the density of the view.
 *
 * <p>The slices are kept frequency by frequency, so that one image is scored against 256 rotations in each step of a
 * loop that the compiler vectorises. A slice that is turned by 180° in its plane is the complex conjugate. So the products of the real and
 * those of the imaginary parts are summed apart, and their sum and their difference are the scores of both, rotations of the first and
 * of the second half of the {@link RotationGrid}.
 *
 * <p>The search of an epoch has a second level, {@link FineSearch}, which looks at more frequencies and finer grids near the best rotations only.
 */
public final class GlobalSearch implements Serializable {
    /** Rotations of one block; its table stays in the second-level cache. */
    private static final int BLOCK = 256;

    /** Rows of a table that are added at once. */
    private static final int ROWS = 8;

    /** So many cycles per box at most, so that the cost does not grow with the resolution. */
    private static final int RADIUS = 12;

    /** Cycles per box from which on there are two levels, and those of the first one. */
    private static final int TWO_LEVELS = 10;

    private static final int COARSE = 8;

    /** Distance of neighbouring rotations at the largest frequency, in cycles per box. */
    private static final double ARC = 3.2;

    private final HalfDisc disc;
    private final RotationGrid rotations;
    private final ShiftGrid shifts;
    private final int box;
    private final int blocks;
    private final int half;
    private final float[][][] real;
    private final float[][][] imaginary;
    private final float[][][] powers;
    private final float[][] phases;
    private final float[] logPrior;
    private final FineSearch fine;
    private transient float[] taken;
    private transient ViewPrior views;
    private transient String id;

    /** @param box of the images in pixels */
    GlobalSearch(HalfDisc disc, RotationGrid rotations, ShiftGrid shifts, int box) {
        this(disc, rotations, shifts, box, null);
    }

    /** @param fine the second level; null for none */
    private GlobalSearch(HalfDisc disc, RotationGrid rotations, ShiftGrid shifts, int box, FineSearch fine) {
        this.fine = fine;
        this.disc = disc;
        this.rotations = rotations;
        this.shifts = shifts;
        this.box = box;
        half = rotations.size() / 2;
        blocks = (half + BLOCK - 1) / BLOCK;
        real = new float[blocks][disc.size()][BLOCK];
        imaginary = new float[blocks][disc.size()][BLOCK];
        powers = new float[blocks][disc.size()][BLOCK];
        logPrior = new float[rotations.size()];
        phases = shifts.shifts().stream()
                .map(t -> ShiftGrid.phases(disc, t[0], t[1], box))
                .toArray(float[][]::new);
    }

    /** Grids as fine as the frequencies within {@code radius} can tell apart. */
    public static GlobalSearch forRadius(int radius, double shiftRange, int box, Symmetry symmetry) {
        return new GlobalSearch(
                new HalfDisc(radius), rotations(radius, symmetry), shifts(radius, shiftRange, box), box);
    }

    private static RotationGrid rotations(int radius, Symmetry symmetry) {
        return RotationGrid.inPairs(ARC / radius, symmetry);
    }

    private static ShiftGrid shifts(int radius, double range, int box) {
        double wavelength = (double) box / radius;
        return ShiftGrid.within(range, Math.min(0.3 * wavelength, range));
    }

    /**
     * The search of an epoch, of no more than {@link #RADIUS} cycles per box. All shifts are searched in each one: a particle with a wrong
     * rotation has a wrong shift too.
     *
     * @param limit of the epoch, in cycles per box
     */
    public static GlobalSearch ofEpoch(int limit, double shiftRange, int box, Symmetry symmetry) {
        int radius = Math.min(limit, RADIUS);
        if (radius < TWO_LEVELS) return forRadius(radius, shiftRange, box, symmetry);
        return twoLevels(
                rotations(COARSE, symmetry),
                shifts(COARSE, shiftRange, box),
                radius,
                rotations(radius, symmetry),
                shifts(radius, shiftRange, box),
                box);
    }

    private static GlobalSearch twoLevels(
            RotationGrid rotations, ShiftGrid shifts, int radius, RotationGrid fine, ShiftGrid fineShifts, int box) {
        return new GlobalSearch(
                new HalfDisc(COARSE),
                rotations,
                shifts,
                box,
                new FineSearch(new HalfDisc(radius), fine, fineShifts, box, rotations));
    }

    /** Those of the last level. */
    public RotationGrid rotations() {
        return fine == null ? rotations : fine.rotations();
    }

    ShiftGrid shifts() {
        return shifts;
    }

    /** That of the last level. */
    public HalfDisc disc() {
        return fine == null ? disc : fine.disc();
    }

    /** exp(−2πi k·t/n) of shift {@code t}. */
    public float[] phases(int t) {
        return phases[t];
    }

    /**
     * Takes the slices of {@code volume}, which the projector reads.
     *
     * @param views what the scores add for the direction of view
     */
    public void take(Projector projector, float[] volume, ViewPrior views) {
        taken = volume;
        this.views = views;
        id = null;
        if (fine == null) takeAll(projector, volume, views);
        else {
            fine.take(projector, volume, views);
            HalfCube low = new HalfCube(disc.radius());
            takeAll(
                    new Projector(low, disc, Interpolation.TRILINEAR, 1),
                    projector.cube().resized(volume, low),
                    views);
        }
    }

    private void takeAll(Projector projector, float[] volume, ViewPrior views) {
        System.arraycopy(views.log(rotations), 0, logPrior, 0, rotations.size());
        Tasks.forEach(blocks, () -> new float[2 * disc.size()], (slice, block) -> {
            for (int j = 0; j < inBlock(block); j++) {
                projector.slice(volume, Slice.of(rotations.rotations().get(block * BLOCK + j)), slice);
                for (int k = 0; k < disc.size(); k++) {
                    float re = slice[2 * k];
                    float im = slice[2 * k + 1];
                    real[block][k][j] = re;
                    imaginary[block][k][j] = im;
                    powers[block][k][j] = re * re + im * im;
                }
            }
        });
    }

    /** Rotations of the first half that a block has. */
    private int inBlock(int block) {
        return Math.min(BLOCK, half - block * BLOCK);
    }

    /** What another process needs to have the same grids of a level. */
    private record Level(double spacingRadians, String symmetry, double[] shifts, int radius) implements Serializable {
        static Level of(RotationGrid rotations, ShiftGrid shifts, HalfDisc disc) {
            double[] moves =
                    shifts.shifts().stream().flatMapToDouble(DoubleStream::of).toArray();
            return new Level(rotations.asked(), rotations.symmetry().name(), moves, disc.radius());
        }

        RotationGrid rotationGrid() {
            return RotationGrid.inPairs(spacingRadians, Symmetry.of(symmetry));
        }

        ShiftGrid shiftGrid() {
            List<double[]> moves = new ArrayList<>();
            for (int i = 0; i < shifts.length; i += 2) moves.add(new double[] {shifts[i], shifts[i + 1]});
            return new ShiftGrid(moves);
        }
    }

    /**
     * What another process needs to have the same tables. It keeps those that it has made last.
     *
     * @param fine null for one level
     * @param volume of the last level
     */
    private record Sent(String id, Level all, Level fine, int box, float[] volume, ViewPrior views)
            implements Serializable {
        private static final Map<String, GlobalSearch> KNOWN = new LinkedHashMap<>();

        private Object readResolve() {
            synchronized (KNOWN) {
                GlobalSearch known = KNOWN.get(id);
                if (known != null) return known;
                GlobalSearch made = made();
                if (KNOWN.size() == 2) KNOWN.remove(KNOWN.keySet().iterator().next());
                KNOWN.put(id, made);
                return made;
            }
        }

        private GlobalSearch made() {
            GlobalSearch search = fine == null
                    ? new GlobalSearch(new HalfDisc(all.radius), all.rotationGrid(), all.shiftGrid(), box)
                    : twoLevels(
                            all.rotationGrid(),
                            all.shiftGrid(),
                            fine.radius,
                            fine.rotationGrid(),
                            fine.shiftGrid(),
                            box);
            HalfDisc disc = search.disc();
            HalfCube cube = new HalfCube(disc.radius());
            float[] whole = new float[2 * cube.size()];
            cube.fromBall(volume, whole, 2);
            search.take(new Projector(cube, disc, Interpolation.TRILINEAR, 1), whole, views);
            return search;
        }
    }

    /** Once it has taken slices. */
    private Object writeReplace() {
        if (id == null) id = UUID.randomUUID().toString();
        Level second = fine == null ? null : Level.of(fine.rotations(), fine.shifts(), fine.disc());
        float[] ball = new HalfCube(disc().radius()).ball(taken, 2);
        return new Sent(id, Level.of(rotations, shifts, disc), second, box, ball, views);
    }

    /** Memory of one thread for {@link #score}. */
    public final class Scores {
        /** Score of shift t and rotation r at t·stride + r. */
        final float[] values = new float[shifts.size() * rotations.size()];

        final int stride = rotations.size();
        private final float[][] re = new float[shifts.size()][disc.size()];
        private final float[][] im = new float[shifts.size()][disc.size()];
        private final float[] weights = new float[disc.size()];
        private final float[] energy = new float[BLOCK];
        /** Sums over the real parts, the same for both rotations of a pair, and over the imaginary parts, of opposite signs. */
        private final float[][] even = new float[shifts.size()][BLOCK];

        private final float[][] odd = new float[shifts.size()][BLOCK];
        private final float[] best = new float[rotations.size()];
        private final int[] shift = new int[rotations.size()];
        private final FineSearch.Work fine = GlobalSearch.this.fine == null ? null : GlobalSearch.this.fine.new Work();
    }

    /**
     * Scores one image.
     *
     * @param points (re b, im b, w) of each point of the disc
     * @param temperature of each ring: by how much the noise is taken as stronger than it is
     */
    public void score(float[] points, float[] temperature, Scores scores) {
        for (int k = 0; k < disc.size(); k++) {
            float inverse = 1 / temperature[disc.ring(k)];
            float re = 2 * inverse * points[3 * k];
            float im = 2 * inverse * points[3 * k + 1];
            scores.weights[k] = -inverse * points[3 * k + 2];
            for (int t = 0; t < shifts.size(); t++) {
                float[] phase = phases[t];
                scores.re[t][k] = re * phase[2 * k] - im * phase[2 * k + 1];
                scores.im[t][k] = re * phase[2 * k + 1] + im * phase[2 * k];
            }
        }
        float[] energy = scores.energy;
        for (int block = 0; block < blocks; block++) {
            Arrays.fill(energy, 0);
            for (int k = 0; k < disc.size(); k += ROWS) add(energy, powers[block], k, scores.weights);
            multiply(real[block], scores.re, scores.even);
            multiply(imaginary[block], scores.im, scores.odd);
            int first = block * BLOCK;
            int count = inBlock(block);
            for (int t = 0; t < shifts.size(); t++) {
                float[] even = scores.even[t];
                float[] odd = scores.odd[t];
                for (int j = 0, o = t * scores.stride + first; j < count; j++, o++) {
                    scores.values[o] = logPrior[first + j] + energy[j] + even[j] + odd[j];
                    scores.values[o + half] = logPrior[half + first + j] + energy[j] + even[j] - odd[j];
                }
            }
        }
    }

    /** sums[t][j] = Σ_k factors[t][k] table[k][j]. */
    private static void multiply(float[][] table, float[][] factors, float[][] sums) {
        for (float[] row : sums) Arrays.fill(row, 0);
        // a few rows of the table stay in the first-level cache for all shifts
        for (int k = 0; k < table.length; k += ROWS)
            for (int t = 0; t < sums.length; t++) add(sums[t], table, k, factors[t]);
    }

    /**
     * The best rotations, each at its best shift, that are not neighbours of better ones.
     *
     * @param points of the image
     */
    public List<Candidate> guesses(float[] points, float[] temperature, Scores scores, int count) {
        score(fine == null ? points : disc.within(fine.disc(), points, 0), temperature, scores);
        int size = rotations.size();
        float[] best = scores.best;
        int[] shift = scores.shift;
        Arrays.fill(best, Float.NEGATIVE_INFINITY);
        for (int t = 0; t < shifts.size(); t++)
            for (int r = 0; r < size; r++)
                if (scores.values[t * scores.stride + r] > best[r]) {
                    best[r] = scores.values[t * scores.stride + r];
                    shift[r] = t;
                }
        if (fine == null) return distinct(best, shift, rotations, shifts, count);
        fine.score(points, temperature, best, scores.fine);
        return distinct(scores.fine.best, scores.fine.shift, fine.rotations(), fine.shifts(), count);
    }

    private static List<Candidate> distinct(
            float[] best, int[] shift, RotationGrid rotations, ShiftGrid shifts, int count) {
        List<Candidate> found = new ArrayList<>();
        double apart = 1.3 * rotations.spacingRadians();
        for (int tries = 0; tries < 20 * count && found.size() < count; tries++) {
            int top = 0;
            for (int r = 1; r < best.length; r++) if (best[r] > best[top]) top = r;
            if (best[top] == Float.NEGATIVE_INFINITY) break;
            DMatrix3x3 a = rotations.rotations().get(top);
            if (found.stream().allMatch(c -> Rotation.angle(a, c.rotation()) > apart)) {
                double[] t = shifts.shifts().get(shift[top]);
                found.add(new Candidate(a, t[0], t[1], best[top], null));
            }
            best[top] = Float.NEGATIVE_INFINITY;
        }
        return found;
    }

    /**
     * out[j] += Σ_k factors[k] table[k][j], over {@link #ROWS} rows from {@code k} on, or as many as there are. The compiler makes vectors of the loop
     * only because each row is an array of its own.
     */
    private static void add(float[] out, float[][] table, int k, float[] factors) {
        if (k + ROWS > factors.length) {
            for (; k < factors.length; k++) {
                float f = factors[k];
                float[] row = table[k];
                for (int j = 0; j < BLOCK; j++) out[j] += f * row[j];
            }
            return;
        }
        float[] row0 = table[k];
        float[] row1 = table[k + 1];
        float[] row2 = table[k + 2];
        float[] row3 = table[k + 3];
        float[] row4 = table[k + 4];
        float[] row5 = table[k + 5];
        float[] row6 = table[k + 6];
        float[] row7 = table[k + 7];
        float f0 = factors[k];
        float f1 = factors[k + 1];
        float f2 = factors[k + 2];
        float f3 = factors[k + 3];
        float f4 = factors[k + 4];
        float f5 = factors[k + 5];
        float f6 = factors[k + 6];
        float f7 = factors[k + 7];
        for (int j = 0; j < BLOCK; j++)
            out[j] += f0 * row0[j]
                    + f1 * row1[j]
                    + f2 * row2[j]
                    + f3 * row3[j]
                    + f4 * row4[j]
                    + f5 * row5[j]
                    + f6 * row6[j]
                    + f7 * row7[j];
    }
}
