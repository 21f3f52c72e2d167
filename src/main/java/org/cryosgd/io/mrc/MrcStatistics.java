/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.mrc;

/** Minimum, maximum, mean and standard deviation of blocks of values, merged in the order they come (Chan et al.). */
final class MrcStatistics {
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private double mean;
    private double squares;
    private long count;

    /** Takes the values in; returns the index of the first that is not finite, or −1. Then nothing was taken. */
    int add(float[] values) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) return i;
            sum += values[i];
        }
        if (values.length == 0) return -1;
        double blockMean = sum / values.length;
        double blockSquares = 0;
        for (float value : values) {
            min = Math.min(min, value);
            max = Math.max(max, value);
            blockSquares += (value - blockMean) * (value - blockMean);
        }
        double shift = blockMean - mean;
        long total = count + values.length;
        squares += blockSquares + shift * shift * count * values.length / total;
        mean += shift * values.length / total;
        count = total;
        return -1;
    }

    float min() {
        return (float) min;
    }

    float max() {
        return (float) max;
    }

    float mean() {
        return (float) mean;
    }

    float rms() {
        return (float) Math.sqrt(squares / count);
    }
}
