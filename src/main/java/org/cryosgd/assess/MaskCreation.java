/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import static org.cryosgd.math.Require.require;

import org.cryosgd.math.CosineEdge;
import org.cryosgd.math.Volume;

/**
 * A soft mask about the particle in a map: low-pass filter, threshold, fill, dilate, edge.
 *
 * @param lowPassAngstrom the map is filtered to this first; 0 for no filter
 * @param threshold densities from this on are inside; NaN for Otsu's
 * @param fill whether hollows that are closed on all sides become inside
 * @param dilateVoxels what is nearer than this becomes inside
 * @param edgeVoxels width of the cosine edge beyond that
 */
public record MaskCreation(
        double lowPassAngstrom, double threshold, boolean fill, double dilateVoxels, double edgeVoxels) {
    /** What a map is filtered to where nothing else is asked for. */
    public static final double LOW_PASS_ANGSTROM = 15;

    private static final int BINS = 1024;

    public MaskCreation {
        require(lowPassAngstrom >= 0, "lowpass (Å)", "at least 0", lowPassAngstrom);
        require(dilateVoxels >= 0, "dilate (voxels)", "at least 0", dilateVoxels);
        require(edgeVoxels >= 0, "edge (voxels)", "at least 0", edgeVoxels);
    }

    /**
     * A mask, and how it came about.
     *
     * @param threshold that was used
     * @param insideFraction the part of the voxels that are 1
     */
    public record Result(Volume mask, double threshold, double insideFraction) {
        /** Of more than this part of the box; a particle that is cut out with a margin fills less. */
        private static final double NEARLY_ALL = 0.9;

        /** What is wrong with the mask in a sentence, or an empty text. */
        public String warning() {
            return insideFraction <= NEARLY_ALL
                    ? ""
                    : "The mask holds nearly the whole box, so it masks nothing. If the particle is darker than its"
                            + " surroundings, multiply the map by -1 first; otherwise give a higher threshold=.";
        }
    }

    /** Makes the mask; throws if nothing or everything would be inside. */
    public Result of(Volume map) {
        Volume smooth = lowPassAngstrom > 0 ? LowPass.apply(map, lowPassAngstrom) : map;
        double level = Double.isNaN(threshold) ? otsu(smooth.voxels()) : threshold;
        int n = map.size();
        boolean[] inside = new boolean[map.voxels().length];
        for (int i = 0; i < inside.length; i++) inside[i] = smooth.voxels()[i] >= level;
        check(inside, level, smooth.voxels());
        if (fill) fill(inside, n);
        if (dilateVoxels > 0) {
            float[] distance = DistanceTransform.squared(inside, n);
            for (int i = 0; i < inside.length; i++) inside[i] = inside[i] || distance[i] < dilateVoxels * dilateVoxels;
        }
        float[] mask = new float[inside.length];
        float[] distance = edgeVoxels > 0 ? DistanceTransform.squared(inside, n) : null;
        long count = 0;
        for (int i = 0; i < mask.length; i++) {
            if (inside[i]) {
                mask[i] = 1;
                count++;
            } else if (distance != null) mask[i] = (float) CosineEdge.at(Math.sqrt(distance[i]), edgeVoxels);
        }
        return new Result(new Volume(n, map.voxelSizeAngstrom(), mask), level, count / (double) mask.length);
    }

    /** The threshold that a map gets where nothing is asked for: Otsu's, of the map at {@link #LOW_PASS_ANGSTROM}. */
    public static double automaticThreshold(Volume map) {
        return otsu(LowPass.apply(map, LOW_PASS_ANGSTROM).voxels());
    }

    private static void check(boolean[] inside, double level, float[] densities) {
        int count = 0;
        for (boolean in : inside) if (in) count++;
        if (count > 0 && count < inside.length) return;
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (float value : densities) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        throw new IllegalArgumentException("threshold must be between the map's densities of " + least + " and " + most
                + (count == 0 ? ", or nothing is inside" : ", or all is inside") + "; found " + level);
    }

    /** The level that divides the values into two classes with the least variance within them (Otsu 1979). */
    static double otsu(float[] values) {
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        long[] counts = new long[BINS];
        double scale = BINS / Math.max((double) most - least, Float.MIN_NORMAL);
        for (float value : values) counts[Math.min(BINS - 1, (int) ((value - least) * scale))]++;
        double total = 0;
        for (int i = 0; i < BINS; i++) total += (double) i * counts[i];
        double below = 0;
        long number = 0;
        double best = -1;
        int first = 0;
        int last = 0;
        for (int i = 0; i < BINS - 1; i++) {
            number += counts[i];
            below += (double) i * counts[i];
            if (number == 0 || number == values.length) continue;
            double apart = below / number - (total - below) / (values.length - number);
            double between = (double) number * (values.length - number) * apart * apart;
            if (between < best) continue;
            if (between > best) first = i + 1;
            best = between;
            last = i + 1; // bins between two classes may be empty: the middle of them
        }
        return least + 0.5 * (first + last) / scale;
    }

    /** What cannot be reached from the faces of the box becomes inside. */
    private static void fill(boolean[] inside, int n) {
        boolean[] reached = new boolean[inside.length];
        int[] stack = new int[inside.length];
        int size = 0;
        for (int i = 0; i < inside.length; i++) {
            int x = i % n;
            int y = i / n % n;
            int z = i / (n * n);
            boolean face = x == 0 || y == 0 || z == 0 || x == n - 1 || y == n - 1 || z == n - 1;
            if (!face || inside[i]) continue;
            reached[i] = true;
            stack[size++] = i;
        }
        int[] steps = {1, -1, n, -n, n * n, -n * n};
        while (size > 0) {
            int i = stack[--size];
            int[] place = {i % n, i / n % n, i / (n * n)};
            for (int s = 0; s < steps.length; s++) {
                int p = place[s / 2] + (s % 2 == 0 ? 1 : -1);
                int next = i + steps[s];
                if (p < 0 || p >= n || inside[next] || reached[next]) continue;
                reached[next] = true;
                stack[size++] = next;
            }
        }
        for (int i = 0; i < inside.length; i++) inside[i] = !reached[i];
    }
}
