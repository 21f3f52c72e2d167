/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.progress;

import java.util.Locale;

/**
 * Lines that may hold texts of files, made fit for a terminal, a log or a dialog: characters that would move the cursor, change
 * colours or turn the direction of writing are shown as \x1b or \u202e, and a very long line loses its middle.
 */
public final class Printable {
    private static final int LONGEST = 2000;
    private static final int END = 600;

    private Printable() {}

    /** One line, without any character that is not seen. */
    public static String line(String text) {
        String cut = text.length() <= LONGEST
                ? text
                : text.substring(0, LONGEST - END) + " … (" + (text.length() - LONGEST) + " characters) … "
                        + text.substring(text.length() - END);
        StringBuilder shown = null;
        for (int i = 0; i < cut.length(); ) {
            int c = cut.codePointAt(i);
            int next = i + Character.charCount(c);
            if (isUnseen(c)) {
                if (shown == null) shown = new StringBuilder(cut.substring(0, i));
                shown.append(String.format(Locale.ROOT, c < 256 ? "\\x%02x" : "\\u%04x", c));
            } else if (shown != null) shown.appendCodePoint(c);
            i = next;
        }
        return shown == null ? cut : shown.toString();
    }

    private static boolean isUnseen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}
