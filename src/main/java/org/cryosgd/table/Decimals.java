/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.table;

import java.util.Locale;

/** Numbers as texts with a fixed count of decimals, the same texts as {@link String#format} makes, many times faster. */
public final class Decimals {
    private static final int MOST = 9;
    /** Products below this are exact to 2⁻¹³ or better, as a double has 53 bits. */
    private static final double LARGEST = 0x1p40;
    /** A product so far from the middle between two whole numbers is rounded as the exact one would be; 2⁻⁸ is far more than 2⁻¹³. */
    private static final double MARGIN = 0x1p-8;

    private Decimals() {}

    /** @param decimals how many, from 0 */
    public static String text(double value, int decimals) {
        double power = 1;
        for (int i = 0; i < decimals; i++) power *= 10;
        double scaled = Math.abs(value) * power;
        double fraction = scaled - Math.floor(scaled);
        boolean plain = decimals >= 1 && decimals <= MOST && scaled < LARGEST && Math.abs(fraction - 0.5) > MARGIN;
        if (!plain) return String.format(Locale.ROOT, "%." + decimals + "f", value);
        long digits = (long) (scaled + 0.5);
        long unit = (long) power;
        StringBuilder text = new StringBuilder(24);
        if (Double.compare(value, 0) < 0) text.append('-');
        text.append(digits / unit).append('.');
        long rest = digits % unit;
        for (long least = unit / 10; least > Math.max(1, rest); least /= 10) text.append('0');
        return text.append(rest).toString();
    }
}
