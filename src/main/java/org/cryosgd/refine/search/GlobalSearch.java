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
 * loop that the compiler vectorises.
 */
public final class GlobalSearch implements Serializable {
    /** Rotations of one block; its table stays in the second-level cache. */
    private static final int BLOCK = 256;

    /** So many cycles per box at most, so that the cost does not grow with the resolution. */
    private static final int RADIUS = 12;

    /** Distance of neighbouring rotations at the largest frequency, in cycles per box. */
    private static final double ARC = 3.2;

    private final HalfDisc disc;
    private final RotationGrid rotations;
    private final ShiftGrid shifts;
    private final int box;
    private final int blocks;
    private final float[][] tables;
    private final float[][] powers;
    private final float[][] phases;
    private final float[] logPrior;
    private transient float[] taken;
    private transient ViewPrior views;
    private transient String id;

    /** @param box of the images in pixels */
    GlobalSearch(HalfDisc disc, RotationGrid rotations, ShiftGrid shifts, int box) {
        this.disc = disc;
        this.rotations = rotations;
        this.shifts = shifts;
        this.box = box;
        blocks = (rotations.size() + BLOCK - 1) / BLOCK;
        tables = new float[blocks][2 * disc.size() * BLOCK];
        powers = new float[blocks][disc.size() * BLOCK];
        logPrior = new float[blocks * BLOCK];
        phases = shifts.shifts().stream()
                .map(t -> ShiftGrid.phases(disc, t[0], t[1], box))
                .toArray(float[][]::new);
    }

    /** Grids as fine as the frequencies within {@code radius} can tell apart. */
    public static GlobalSearch forRadius(int radius, double shiftRange, int box, Symmetry symmetry) {
        double wavelength = (double) box / radius;
        return new GlobalSearch(
                new HalfDisc(radius),
                RotationGrid.withSpacing(ARC / radius, symmetry),
                ShiftGrid.within(shiftRange, Math.min(0.3 * wavelength, shiftRange)),
                box);
    }

    /**
     * The search of an epoch, of no more than {@link #RADIUS} cycles per box.
     *
     * @param limit of the epoch, in cycles per box
     * @param first epoch: later the shifts are known to a wavelength
     */
    public static GlobalSearch ofEpoch(int limit, boolean first, double shiftRange, int box, Symmetry symmetry) {
        int radius = Math.min(limit, RADIUS);
        double range = first ? shiftRange : Math.min(shiftRange, 0.3 * box / radius);
        return forRadius(radius, range, box, symmetry);
    }

    public RotationGrid rotations() {
        return rotations;
    }

    ShiftGrid shifts() {
        return shifts;
    }

    public HalfDisc disc() {
        return disc;
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
        System.arraycopy(views.log(rotations), 0, logPrior, 0, rotations.size());
        Tasks.forEach(blocks, () -> new float[2 * disc.size()], (slice, block) -> {
            float[] table = tables[block];
            float[] power = powers[block];
            for (int j = 0; j < BLOCK && block * BLOCK + j < rotations.size(); j++) {
                projector.slice(volume, Slice.of(rotations.rotations().get(block * BLOCK + j)), slice);
                for (int k = 0; k < disc.size(); k++) {
                    float re = slice[2 * k];
                    float im = slice[2 * k + 1];
                    table[2 * k * BLOCK + j] = re;
                    table[(2 * k + 1) * BLOCK + j] = im;
                    power[k * BLOCK + j] = re * re + im * im;
                }
            }
        });
    }

    /** What another process needs to have the same tables. It keeps those that it has made last. */
    private record Sent(
            String id,
            double[] rotations,
            double spacingRadians,
            double[] shifts,
            int radius,
            int box,
            float[] volume,
            ViewPrior views)
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
            List<DMatrix3x3> grid = new ArrayList<>();
            for (int i = 0; i < rotations.length; i += 9) {
                double[] r = rotations;
                grid.add(new DMatrix3x3(
                        r[i], r[i + 1], r[i + 2], r[i + 3], r[i + 4], r[i + 5], r[i + 6], r[i + 7], r[i + 8]));
            }
            List<double[]> moves = new ArrayList<>();
            for (int i = 0; i < shifts.length; i += 2) moves.add(new double[] {shifts[i], shifts[i + 1]});
            HalfDisc disc = new HalfDisc(radius);
            GlobalSearch search =
                    new GlobalSearch(disc, new RotationGrid(grid, spacingRadians), new ShiftGrid(moves), box);
            HalfCube cube = new HalfCube(radius);
            float[] whole = new float[2 * cube.size()];
            cube.fromBall(volume, whole, 2);
            search.take(new Projector(cube, disc, Interpolation.TRILINEAR, 1), whole, views);
            return search;
        }
    }

    /** Once it has taken slices. */
    private Object writeReplace() {
        if (id == null) id = UUID.randomUUID().toString();
        double[] matrices = rotations.rotations().stream()
                .flatMapToDouble(a -> DoubleStream.of(a.a11, a.a12, a.a13, a.a21, a.a22, a.a23, a.a31, a.a32, a.a33))
                .toArray();
        double[] moves =
                shifts.shifts().stream().flatMapToDouble(DoubleStream::of).toArray();
        float[] ball = new HalfCube(disc.radius()).ball(taken, 2);
        return new Sent(id, matrices, rotations.spacingRadians(), moves, disc.radius(), box, ball, views);
    }

    /** Memory of one thread for {@link #score}. */
    public final class Scores {
        /** Score of shift t and rotation r at t·stride + r. */
        final float[] values = new float[shifts.size() * blocks * BLOCK];

        final int stride = blocks * BLOCK;
        private final float[][] queries = new float[shifts.size()][2 * disc.size()];
        private final float[] weights = new float[disc.size()];
        private final float[] energy = new float[BLOCK];
    }

    /**
     * Scores one image.
     *
     * @param points (re b, im b, w) of each point of the disc
     * @param temperature of each ring: by how much the noise is taken as stronger than it is
     */
    public void score(float[] points, float[] temperature, Scores scores) {
        int length = 2 * disc.size();
        for (int k = 0; k < disc.size(); k++) {
            float inverse = 1 / temperature[disc.ring(k)];
            float re = 2 * inverse * points[3 * k];
            float im = 2 * inverse * points[3 * k + 1];
            scores.weights[k] = -inverse * points[3 * k + 2];
            for (int t = 0; t < shifts.size(); t++) {
                float[] phase = phases[t];
                scores.queries[t][2 * k] = re * phase[2 * k] - im * phase[2 * k + 1];
                scores.queries[t][2 * k + 1] = re * phase[2 * k + 1] + im * phase[2 * k];
            }
        }
        float[] energy = scores.energy;
        float[] values = scores.values;
        for (int block = 0; block < blocks; block++) {
            System.arraycopy(logPrior, block * BLOCK, energy, 0, BLOCK);
            multiply(energy, 0, powers[block], scores.weights, disc.size());
            for (int t = 0; t < shifts.size(); t++) {
                int out = t * scores.stride + block * BLOCK;
                System.arraycopy(energy, 0, values, out, BLOCK);
                multiply(values, out, tables[block], scores.queries[t], length);
            }
        }
        for (int t = 0; t < shifts.size(); t++)
            Arrays.fill(values, t * scores.stride + rotations.size(), (t + 1) * scores.stride, Float.NEGATIVE_INFINITY);
    }

    /**
     * The best rotations, each at its best shift, that are not neighbours of better ones.
     *
     * @param points of the image
     * @param centre a pose whose shift is the middle of the grid of shifts; null for 0
     */
    public List<Candidate> guesses(float[] points, Candidate centre, float[] temperature, Scores scores, int count) {
        float[] moved = points;
        if (centre != null) {
            moved = new float[points.length];
            ShiftGrid.addMoved(points, 0, ShiftGrid.phases(disc, centre.x(), centre.y(), box), 1, moved);
        }
        score(moved, temperature, scores);
        int size = rotations.size();
        float[] best = new float[size];
        int[] shift = new int[size];
        Arrays.fill(best, Float.NEGATIVE_INFINITY);
        for (int t = 0; t < shifts.size(); t++)
            for (int r = 0; r < size; r++)
                if (scores.values[t * scores.stride + r] > best[r]) {
                    best[r] = scores.values[t * scores.stride + r];
                    shift[r] = t;
                }
        List<Candidate> found = new ArrayList<>();
        double apart = 1.3 * rotations.spacingRadians();
        for (int tries = 0; tries < 20 * count && found.size() < count; tries++) {
            int top = 0;
            for (int r = 1; r < size; r++) if (best[r] > best[top]) top = r;
            DMatrix3x3 a = rotations.rotations().get(top);
            if (found.stream().allMatch(c -> Rotation.angle(a, c.rotation()) > apart)) {
                double[] t = shifts.shifts().get(shift[top]);
                double x = centre == null ? t[0] : centre.x() + t[0];
                double y = centre == null ? t[1] : centre.y() + t[1];
                found.add(new Candidate(a, x, y, best[top], null));
            }
            best[top] = Float.NEGATIVE_INFINITY;
        }
        return found;
    }

    /** out[j] += Σ_k factors[k] table[k·BLOCK + j] */
    private static void multiply(float[] out, int o, float[] table, float[] factors, int rows) {
        int k = 0;
        for (; k + 8 <= rows; k += 8) {
            int p0 = k * BLOCK;
            int p1 = p0 + BLOCK;
            int p2 = p1 + BLOCK;
            int p3 = p2 + BLOCK;
            int p4 = p3 + BLOCK;
            int p5 = p4 + BLOCK;
            int p6 = p5 + BLOCK;
            int p7 = p6 + BLOCK;
            float f0 = factors[k];
            float f1 = factors[k + 1];
            float f2 = factors[k + 2];
            float f3 = factors[k + 3];
            float f4 = factors[k + 4];
            float f5 = factors[k + 5];
            float f6 = factors[k + 6];
            float f7 = factors[k + 7];
            for (int j = 0; j < BLOCK; j++)
                out[o + j] += f0 * table[p0 + j]
                        + f1 * table[p1 + j]
                        + f2 * table[p2 + j]
                        + f3 * table[p3 + j]
                        + f4 * table[p4 + j]
                        + f5 * table[p5 + j]
                        + f6 * table[p6 + j]
                        + f7 * table[p7 + j];
        }
        for (; k < rows; k++) {
            int p = k * BLOCK;
            float f = factors[k];
            for (int j = 0; j < BLOCK; j++) out[o + j] += f * table[p + j];
        }
    }
}
