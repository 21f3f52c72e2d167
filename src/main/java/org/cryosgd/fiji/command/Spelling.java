/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.command;

import java.util.Collection;
import java.util.Optional;

/** Finds the word that was probably meant. */
public final class Spelling {
    private Spelling() {}

    /** ": did you mean 'word'?" with the closest word, or an empty text where none is close. */
    public static String hint(String wrong, Collection<String> words) {
        return closest(wrong, words)
                .map(word -> ": did you mean '" + word + "'?")
                .orElse("");
    }

    /** The word closest to {@code wrong}, if one is close enough to suggest. */
    static Optional<String> closest(String wrong, Collection<String> words) {
        String best = null;
        int bestDistance = Math.max(1, wrong.length() / 3) + 1;
        for (String word : words) {
            boolean isBeginning = wrong.length() >= 3 && word.startsWith(wrong);
            int distance = isBeginning ? 1 : distance(wrong.toLowerCase(), word.toLowerCase());
            if (distance < bestDistance) {
                best = word;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Levenshtein's distance: insertions, deletions and replacements that turn a into b. */
    static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j < above.length; j++) above[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()];
    }
}
