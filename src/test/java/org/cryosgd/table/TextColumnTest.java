/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextColumnTest {
    private static final int ROWS = 5000;

    /** Every way to keep a column gives back the very texts, and a change of the way on the road too. */
    @ParameterizedTest
    @ValueSource(strings = {"same", "repeated", "decimals", "names", "mixed", "many"})
    void textsAreKeptToTheLetter(String kind) {
        List<String> texts = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < ROWS; i++) texts.add(text(kind, i, random));
        TextColumn column = TextColumn.of(texts);
        assertEquals(texts, column);
        int[] rows = random.ints(300, 0, ROWS).toArray();
        assertEquals(Arrays.stream(rows).mapToObj(texts::get).toList(), column.select(rows));
        for (String more : List.of("Ångström 𝄞", "", "1@a@b", "-0.0", "x".repeat(1000))) {
            column.add("<" + more + ">", 1, 1 + more.length());
            texts.add(more);
        }
        assertEquals(texts, column);
    }

    private static String text(String kind, int i, Random random) {
        return switch (kind) {
            case "same" -> "300.000000";
            case "repeated" -> "mic" + i / 50;
            case "decimals" -> String.format(Locale.ROOT, "%." + random.nextInt(9) + "f", 1e4 * random.nextGaussian());
            case "names" -> String.format(Locale.ROOT, "%06d@Extract/job005/m%d.mrcs", i, i / 100);
            case "mixed" -> i < 400 ? i + ".5" : i % 7 == 0 ? i + "e-05" : "é" + i;
            default -> i + "@" + i + ".mrcs";
        };
    }

    /** The number of a cell is that which Java reads from its text, to the bit. */
    @Test
    void numbersAreThoseOfTheTexts() {
        Random random = new Random(2);
        TextColumn column = new TextColumn();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            int digits = 1 + random.nextInt(14);
            String text = (random.nextBoolean() ? "-" : "") + Math.abs(random.nextLong() % 1000) + "."
                    + ("" + Math.abs(random.nextLong() % (long) Math.pow(10, digits)));
            texts.add(text);
            column.add(text, 0, text.length());
        }
        for (int i = 0; i < ROWS; i++)
            assertEquals(Double.parseDouble(texts.get(i)), column.number(i), 0.0, texts.get(i));
        assertEquals(-0.0, TextColumn.of("-0.000000").number(0), "with its sign");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "1f", "0x1p3", "NaN", "Infinity", "1e999", "1 2", "--1", "1,5"})
    void whatIsNoFiniteNumberIsNone(String text) {
        assertTrue(Double.isNaN(TextColumn.of(text).number(0)));
        String[] many = new String[ROWS];
        Arrays.setAll(many, i -> i == 3 ? text : i + ".25");
        assertTrue(Double.isNaN(TextColumn.of(many).number(3)));
        assertEquals(4.25, TextColumn.of(many).number(4));
    }

    /** What the class promises, with room for arrays that have grown: 8 bytes a number, 2 a repeated text, some 12 a name. */
    @Test
    void cellsAreSmall() {
        Random random = new Random(3);
        assertTrue(bytesPerRow("same", random) < 1);
        assertTrue(bytesPerRow("repeated", random) < 2 + 64.0 * 110 / ROWS + 1);
        assertTrue(bytesPerRow("decimals", random) < 20, "of up to 12 characters");
        // 7 of the number with its @, 1 of its length, 4 of the file; 50 files, and what is left of a chunk
        assertTrue(bytesPerRow("names", random) < 12 + 50 * 100.0 / ROWS + 65536.0 / ROWS + 1);
    }

    private static double bytesPerRow(String kind, Random random) {
        TextColumn column = new TextColumn();
        for (int i = 0; i < ROWS; i++) {
            String text = text(kind, i, random);
            column.add(text, 0, text.length());
        }
        column.trim();
        return column.bytes() / (double) ROWS;
    }

    @Test
    void rowsThatAreNotThereAreRefused() {
        TextColumn column = TextColumn.of("a");
        assertThrows(IndexOutOfBoundsException.class, () -> column.get(1));
        assertThrows(IndexOutOfBoundsException.class, () -> column.number(-1));
        assertThrows(IndexOutOfBoundsException.class, () -> column.select(1));
    }
}
