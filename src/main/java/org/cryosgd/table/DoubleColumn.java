/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.table;

import java.io.Serializable;

/** Numbers to the bit: eight bytes a cell, none where all are the same. Safe to read from several threads. */
public final class DoubleColumn implements Serializable {
    private final double first;
    private final double[] values;

    private DoubleColumn(double first, double[] values) {
        this.first = first;
        this.values = values;
    }

    /** A column of these values, which it keeps and does not copy. */
    public static DoubleColumn of(double[] values) {
        double first = values.length == 0 ? 0 : values[0];
        long bits = Double.doubleToRawLongBits(first);
        for (double value : values)
            if (Double.doubleToRawLongBits(value) != bits) return new DoubleColumn(first, values);
        return new DoubleColumn(first, null);
    }

    public double get(int row) {
        return values == null ? first : values[row];
    }

    /** Memory in bytes, about. */
    public long bytes() {
        return 24 + (values == null ? 0 : 8L * values.length);
    }
}
