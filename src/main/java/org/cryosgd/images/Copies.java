/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.images;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.cryosgd.math.HalfDisc;

/**
 * Finds images with the same pixels under other names, by some values of their transforms. Images are normalised, so that a
 * copy on another scale is found too; of noisy images that are not copies these values differ by their noise.
 */
final class Copies {
    private static final int VALUES = 16;

    /** Difference of values in units of their root mean square: what rounding and another scale leave. */
    private static final double SAME = 1e-3;

    private final float[][] prints;
    private final int[] places;

    /** @param count number of images */
    Copies(int count, HalfDisc disc) {
        prints = new float[count][];
        int floats = 2 * disc.size();
        places = new int[VALUES];
        // spread over the disc, without its first rows, which are short
        for (int i = 0; i < VALUES; i++) places[i] = (int) ((long) floats * (2 * i + 3) / (2 * VALUES + 4));
    }

    /** Of images that were observed elsewhere. */
    Copies(float[][] prints, HalfDisc disc) {
        this(prints.length, disc);
        System.arraycopy(prints, 0, this.prints, 0, prints.length);
    }

    /** The values that image {@code i} is known by. */
    float[] print(int i) {
        return prints[i];
    }

    /** Remembers image {@code i}; any thread. */
    void observe(int i, float[] transform) {
        float[] print = new float[VALUES];
        for (int v = 0; v < VALUES; v++) print[v] = transform[places[v]];
        prints[i] = print;
    }

    /** An image and a later one with the same pixels. */
    record Pair(int first, int copy) {}

    /** Each copy with the first image that it is a copy of, in the order of the copies. */
    List<Pair> pairs() {
        Integer[] order = new Integer[prints.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(
                order, Comparator.comparingDouble((Integer i) -> prints[i][0]).thenComparing(i -> i));
        int[] firstOf = new int[prints.length];
        Arrays.setAll(firstOf, i -> i);
        for (int a = 0; a < order.length; a++) {
            double tolerance = SAME * size(prints[order[a]]);
            for (int b = a + 1; b < order.length; b++) {
                if (prints[order[b]][0] - prints[order[a]][0] > tolerance) break;
                if (!same(prints[order[a]], prints[order[b]], tolerance)) continue;
                int first = Math.min(firstOf[order[a]], firstOf[order[b]]);
                firstOf[order[a]] = firstOf[order[b]] = first;
            }
        }
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < firstOf.length; i++) if (firstOf[i] < i) pairs.add(new Pair(firstOf[i], i));
        return pairs;
    }

    private static double size(float[] print) {
        double sum = 0;
        for (float value : print) sum += (double) value * value;
        return Math.sqrt(sum / print.length);
    }

    private static boolean same(float[] a, float[] b, double tolerance) {
        for (int v = 0; v < a.length; v++) if (!(Math.abs(a[v] - b[v]) <= tolerance)) return false;
        return true;
    }
}
