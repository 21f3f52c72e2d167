/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.file;

import java.util.Collection;
import java.util.Locale;

/** Texts of a file as they stand in a message: not too long, and without control characters. */
public final class Shown {
    private static final int LONGEST = 80;
    private static final int MOST = 60;

    private Shown() {}

    /** The text, or its beginning and its length. */
    public static String of(String text) {
        String stripped = plain(text.strip());
        if (stripped.length() <= LONGEST) return stripped;
        int end = Character.isHighSurrogate(stripped.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return stripped.substring(0, end) + "… (" + stripped.length() + " characters)";
    }

    /** The texts with commas, or the first of them and how many more there are. */
    public static String list(Collection<String> texts) {
        String shown =
                String.join(", ", texts.stream().limit(MOST).map(Shown::of).toList());
        return texts.size() <= MOST ? shown : shown + " and " + (texts.size() - MOST) + " more";
    }

    /** Control characters spelled out. */
    private static String plain(String text) {
        if (text.chars().noneMatch(Character::isISOControl)) return text;
        StringBuilder plain = new StringBuilder();
        text.chars().forEach(c -> {
            if (Character.isISOControl(c)) plain.append(String.format(Locale.ROOT, "\\x%02x", c));
            else plain.append((char) c);
        });
        return plain.toString();
    }
}
