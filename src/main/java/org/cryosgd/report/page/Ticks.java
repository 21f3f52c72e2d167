/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Round numbers along an axis. */
final class Ticks {
    private Ticks() {}

    /** Multiples of 1, 2 or 5 times a power of ten from {@code low} to {@code high}, about {@code wanted} of them. */
    static List<Double> of(double low, double high, int wanted) {
        List<Double> ticks = new ArrayList<>();
        double step = step(low, high, wanted);
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) ticks.add(i * step);
        return ticks;
    }

    private static double step(double low, double high, int wanted) {
        double raw = Math.max((high - low) / Math.max(1, wanted), Double.MIN_NORMAL);
        double ten = Math.pow(10, Math.floor(Math.log10(raw)));
        for (int digit : new int[] {1, 2, 5}) if (digit * ten >= raw * 0.999) return digit * ten;
        return 10 * ten;
    }

    /** A tick as it is written, with the decimals that its neighbours need. */
    static String label(double value, double low, double high, int wanted) {
        double step = step(low, high, wanted);
        int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
        if (Math.max(Math.abs(low), Math.abs(high)) >= 1e6 || decimals > 5)
            return String.format(Locale.ROOT, "%.2g", value);
        String label = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return label.startsWith("-") ? "−" + label.substring(1) : label;
    }
}
