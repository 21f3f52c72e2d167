/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.command;

import java.util.OptionalDouble;

/** The value of a parameter that is a number, or one word that leaves the number to the program. */
public final class NumberOrWord {
    private NumberOrWord() {}

    /**
     * The number; empty for the word.
     *
     * @throws IllegalArgumentException if the text is neither the word nor a finite number
     */
    public static OptionalDouble of(String key, String word, String text) {
        if (text.equals(word)) return OptionalDouble.empty();
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) return OptionalDouble.of(number);
        } catch (NumberFormatException e) {
            // the same fault as an infinite number
        }
        throw new IllegalArgumentException(key + " must be " + word + " or a number, found '" + text + "'");
    }
}
