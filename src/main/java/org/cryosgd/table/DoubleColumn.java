/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.table;

import java.util.function.IntToDoubleFunction;

/** Numbers to the bit: eight bytes a cell, none where all are the same. Safe to read from several threads. */
public final class DoubleColumn {
    private final double first;
    private final double[] values;

    private DoubleColumn(double first, double[] values) {
        this.first = first;
        this.values = values;
    }

    /** {@code value} of 0 … size − 1; it is called twice for some of them. */
    public static DoubleColumn of(int size, IntToDoubleFunction value) {
        double first = size == 0 ? 0 : value.applyAsDouble(0);
        long bits = Double.doubleToRawLongBits(first);
        int same = 0;
        while (same < size && Double.doubleToRawLongBits(value.applyAsDouble(same)) == bits) same++;
        if (same == size) return new DoubleColumn(first, null);
        double[] values = new double[size];
        for (int row = 0; row < size; row++) values[row] = value.applyAsDouble(row);
        return new DoubleColumn(first, values);
    }

    public double get(int row) {
        return values == null ? first : values[row];
    }

    /** Memory in bytes, about. */
    public long bytes() {
        return 24 + (values == null ? 0 : 8L * values.length);
    }
}
