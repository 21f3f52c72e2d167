/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.assess;

import java.util.Arrays;
import org.cryosgd.math.Tasks;

/**
 * Exact squared Euclidean distances on a cubic grid, axis after axis by lower envelopes of parabolas.
 *
 * @see <a href="https://doi.org/10.4086/toc.2012.v008a019">Felzenszwalb and Huttenlocher, Theory of Computing 8
 *     (2012)</a>
 */
final class DistanceTransform {
    /** Farther than any voxel, and yet exact in sums. */
    private static final float FAR = 1e12f;

    private DistanceTransform() {}

    /** The squared distance in voxels of each voxel to the nearest one that is {@code inside}; 1e12 where none is. */
    static float[] squared(boolean[] inside, int n) {
        float[] d = new float[inside.length];
        for (int i = 0; i < d.length; i++) d[i] = inside[i] ? 0 : FAR;
        int[] strides = {1, n, n * n};
        for (int axis = 0; axis < 3; axis++) {
            int along = strides[axis];
            int first = strides[(axis + 1) % 3];
            int second = strides[(axis + 2) % 3];
            Tasks.forEach(n, a -> {
                Line line = new Line(n);
                for (int b = 0; b < n; b++) line.transform(d, a * first + b * second, along);
            });
        }
        return d;
    }

    /** Work space for one line of voxels. */
    private static final class Line {
        private final int n;
        private final double[] values;
        private final int[] vertex;
        private final double[] begin;

        Line(int n) {
            this.n = n;
            values = new double[n];
            vertex = new int[n];
            begin = new double[n + 1];
        }

        void transform(float[] d, int from, int step) {
            boolean anything = false;
            for (int i = 0; i < n; i++) {
                values[i] = d[from + i * step];
                anything |= values[i] < FAR;
            }
            if (!anything) return;
            int last = -1;
            for (int q = 0; q < n; q++) {
                if (values[q] >= FAR) continue;
                double cross = Double.NEGATIVE_INFINITY;
                while (last >= 0) {
                    int p = vertex[last];
                    cross = (values[q] + (double) q * q - values[p] - (double) p * p) / (2.0 * (q - p));
                    if (cross > begin[last]) break;
                    last--;
                    cross = Double.NEGATIVE_INFINITY;
                }
                vertex[++last] = q;
                begin[last] = cross;
            }
            int end = last;
            Arrays.fill(begin, end + 1, n + 1, Double.POSITIVE_INFINITY);
            for (int i = 0, k = 0; i < n; i++) {
                while (k < end && begin[k + 1] < i) k++;
                double off = i - vertex[k];
                d[from + i * step] = (float) (off * off + values[vertex[k]]);
            }
        }
    }
}
