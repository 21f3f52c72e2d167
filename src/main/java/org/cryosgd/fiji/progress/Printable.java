/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.progress;

import java.util.Locale;

/** Texts that quote a file: what would steer a terminal is shown as {@code \}{@code u001b} instead. */
final class Printable {
    private Printable() {}

    /** The text with all control characters but line breaks spelled out. */
    static String of(String text) {
        if (text == null || text.chars().noneMatch(Printable::isControl)) return text;
        StringBuilder shown = new StringBuilder();
        text.chars().forEach(c -> {
            if (isControl(c)) shown.append(String.format(Locale.ROOT, "\\u%04x", c));
            else shown.append((char) c);
        });
        return shown.toString();
    }

    private static boolean isControl(int c) {
        return c != '\n' && Character.isISOControl(c);
    }
}
