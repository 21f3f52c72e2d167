/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.star;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cryosgd.io.file.FormatException;
import org.cryosgd.io.star.table.StarBlock;
import org.cryosgd.io.star.table.StarFile;
import org.cryosgd.testimages.MrcBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StarFileTest {
    private static final String MIXED = """
            # made by hand

            # version 30001

            data_general

            _rlnFinalResolution    3.2   # Å
            _rlnComment  "two words"
            _rlnEmpty ""
            _rlnText
            ;first line
              second # no comment
            ;

            data_optics
            loop_\s\s
            _rlnOpticsGroup #1
            _rlnOpticsGroupName\t#2
            1\t'a b'\s
            2 c#d   # the end

            data_

            loop_
            _x
            _unknownColumn #2
            it's 'it's'

            "say "hi"now" data_set
            ;
            two
            lines
            ; last
            data_1/a _1
            """;

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void readsBlocksPairsLoopsQuotesCommentsAndTexts(String lineEnd) throws IOException {
        checkMixed(read(MIXED.replace("\n", lineEnd)));
    }

    @Test
    void aFileSurvivesWritingAndReading() throws IOException {
        Path again = dir.resolve("again.star");
        read(MIXED).write(again);
        StarFile star = StarFile.read(again);
        checkMixed(star);
        Path third = dir.resolve("third.star");
        star.write(third);
        assertEquals(Files.readString(again), Files.readString(third));
    }

    private static void checkMixed(StarFile star) throws IOException {
        assertEquals(30001, star.version());
        assertEquals(
                List.of("general", "optics", ""),
                star.blocks().stream().map(StarBlock::name).toList());
        StarBlock general = star.block("general");
        assertEquals(
                List.of(
                        Map.entry("rlnFinalResolution", "3.2"),
                        Map.entry("rlnComment", "two words"),
                        Map.entry("rlnEmpty", ""),
                        Map.entry("rlnText", "first line\n  second # no comment")),
                List.copyOf(general.pairs().entrySet()));
        assertEquals(0, general.rows());
        StarBlock optics = star.block("optics");
        assertEquals(List.of("rlnOpticsGroup", "rlnOpticsGroupName"), optics.columns());
        assertArrayEquals(new String[] {"a b", "c#d"}, optics.texts("rlnOpticsGroupName"));
        assertArrayEquals(new int[] {1, 2}, optics.integers("rlnOpticsGroup"));
        StarBlock last = star.block("");
        assertArrayEquals(new String[] {"it's", "say \"hi\"now", "\ntwo\nlines", "data_1/a"}, last.texts("x"));
        assertArrayEquals(new String[] {"it's", "data_set", "last", "_1"}, last.texts("unknownColumn"));
    }

    @Test
    void awkwardValuesSurviveWritingAndReading() throws IOException {
        String[] values = {
            "",
            " ",
            "a b",
            "_x",
            "#1",
            ";x",
            "data_x",
            "DATA_",
            "loop_",
            "\"",
            "'",
            "a\" b",
            "a' b",
            "a\" b' c",
            "x\ty",
            "two\nlines",
            "Ångström",
            "-1.5e-3",
            "\"quoted\"",
            "'' \"\" ",
            "null"
        };
        StarFile star = new StarFile();
        StarBlock block = new StarBlock("awkward");
        star.put(block);
        block.set("a", values);
        block.set("b", values);
        for (int i = 0; i < values.length; i++) block.setPair("p" + i, values[i]);
        Path file = dir.resolve("a.star");
        star.write(file);
        StarBlock read = StarFile.read(file).block("awkward");
        assertArrayEquals(values, read.texts("a"));
        assertArrayEquals(values, read.texts("b"));
        assertArrayEquals(values, read.pairs().values().toArray());
    }

    @Test
    void writesTheLayoutOfRelion() throws IOException {
        StarFile star = new StarFile();
        StarBlock block = new StarBlock("particles");
        block.set("rlnImageName", new String[] {"000001@a b.mrcs"});
        block.set("rlnAngleRot", new double[] {-12.34567891}, 6);
        star.put(block);
        Path file = dir.resolve("a.star");
        star.write(file);
        assertEquals(
                "\n# version 30001\n\ndata_particles\n\nloop_ \n_rlnImageName #1 \n_rlnAngleRot #2 \n"
                        + " \"000001@a b.mrcs\"   -12.345679 \n \n",
                Files.readString(file));
    }

    /** RELION reads shifts in pixels from files without this comment, so it must not appear by itself. */
    @Test
    void aFileWithoutVersionStaysWithout() throws IOException {
        Path file = dir.resolve("a.star");
        read("data_\nloop_\n_x\n1\n").write(file);
        assertFalse(Files.readString(file).contains("version"));
    }

    @Test
    void rowsAndColumnsCanBeChanged() throws IOException {
        StarBlock block =
                read("data_p\nloop_\n_a\n_b\n_c\n1 2 3\n4 5 6\n7 8 9\n").block("p");
        StarBlock chosen = block.select(new int[] {2, 0});
        chosen.set("b", new String[] {"x", "y"});
        chosen.set("d", new double[] {1, 2.5}, 2);
        chosen.remove("a");
        assertEquals(List.of("b", "c", "d"), chosen.columns());
        assertArrayEquals(new String[] {"x", "y"}, chosen.texts("b"));
        assertArrayEquals(new String[] {"9", "3"}, chosen.texts("c"));
        assertArrayEquals(new String[] {"1.00", "2.50"}, chosen.texts("d"));
        assertTrue(chosen.where(0).endsWith(":8: "), "a chosen row keeps its line");
        assertArrayEquals(new String[] {"2", "5", "8"}, block.texts("b"), "the original");
        assertEquals(List.of("a", "b", "c"), block.columns());
        assertThrows(IllegalArgumentException.class, () -> block.set("a", new String[2]));
    }

    @Test
    void pairsAreATableOfOneRow() throws IOException {
        StarBlock table = read("data_optics\n_rlnVoltage 300\n_rlnName x\n")
                .block("optics")
                .asTable();
        assertEquals(300, table.number(0, "rlnVoltage"));
        assertEquals("x", table.text(0, "rlnName"));
    }

    @Test
    void latin1IsReadWhereUtf8IsNot() throws IOException {
        Path file = dir.resolve("a.star");
        Files.write(file, "data_\n_x \u00c5ngstr\u00f6m\n".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals("\u00c5ngstr\u00f6m", StarFile.read(file).block("").pairs().get("x"));
    }

    @Test
    void anAbsentColumnIsToldWithThoseThatAreThere() throws IOException {
        StarFile star = read("\n\ndata_particles\nloop_\n_rlnImageName #1\n_rlnAngleRot #2\n1@a 5\n");
        StarBlock block = star.block("particles");
        assertMessage(
                ":3: block data_particles has no column _rlnDefocusU (it has _rlnImageName, _rlnAngleRot). "
                        + "Add the column, or choose another file.",
                () -> block.number(0, "rlnDefocusU"));
        assertMessage(
                ": no block data_optics (it has data_particles). Choose another file.", () -> star.block("optics"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "1.5x", "nan", "NaN", "Infinity", "\"\"", "1,5"})
    void aCellThatIsNoNumberIsShownWithItsLine(String cell) throws IOException {
        StarBlock block = read("data_p\nloop_\n_a #1\n_rlnDefocusU #2\n1 2\n\n3 " + cell + "\n")
                .block("p");
        String shown = cell.equals("\"\"") ? "" : cell;
        assertMessage(
                ":7: column _rlnDefocusU holds \"" + shown + "\", which is not a finite number. "
                        + "Correct the cell, or remove the row.",
                () -> block.numbers("rlnDefocusU"));
    }

    @Test
    void wholeNumbersMayHaveDecimalsThatAreZero() throws IOException {
        StarBlock block = read("data_p\nloop_\n_a\n2.000000\n2.5\n").block("p");
        assertEquals(2, block.integer(0, "a"));
        assertMessage(
                ":5: column _a holds 2.5 and must hold whole numbers. Correct the cell.", () -> block.integers("a"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "|data_p\\nloop_\\n_a\\n_b\\n1 2\\n3\\n4 5\\n|,|:6: row has 1 cells and block data_p has 2 columns.|",
                "|data_p\\nloop_\\n_a\\n_b\\n1 2\\n3|,|:6: row has 1 cells and block data_p has 2 columns.|",
                "|data_p\\nloop_\\n_a\\n_b\\n1 2 3\\n|,|:5: row has 3 cells and block data_p has 2 columns.|",
                "|data_p\\nloop_\\n_a\\n_b\\n1 2\\n3\\ndata_q\\n|,|:6: row has 1 cells|",
                "|data_p\\nloop_\\n_a\\n_a\\n|,|:4: column _a is there twice.|",
                "|data_p\\nloop_\\n1 2\\n|,|:3: loop_ has no columns.|",
                "|data_p\\n_a 'b c\\n|,|:2: the quote in \"'b c\" is not closed.|",
                "|data_p\\n_a\\n;b\\n|,|:3: the text that begins with ; has no end.|",
                "|data_p\\n_a\\n_b 1\\n|,|:3: _a before this line has no value.|",
                "|data_p\\n_a b c\\n|,|:2: _a has 2 values and must have one.|",
                "|data_p\\n_a 1\\n_a 2\\n|,|:3: _a is there twice.|",
                "|data_p\\nloop_\\n_a\\n1\\nloop_\\n_b\\n2\\n|,|:5: block data_p has a second loop_.|",
                "|\\nhello world\\n|,|:2: expected data_, found \"hello world\": this is not a STAR file.|",
                "|data_p\\nhello\\n|,|:2: expected data_, loop_ or a name with _, found \"hello\".|"
            })
    void faultsAreToldWithFileAndLine(String content, String message) {
        FormatException e = assertThrows(FormatException.class, () -> read(content.replace("\\n", "\n")));
        assertTrue(e.getMessage().startsWith(dir.resolve("in.star") + message), e.getMessage());
    }

    /** Programs write them for blocks that have nothing to say. */
    @Test
    void aLoopMayBeEmpty() throws IOException {
        StarFile star = read("data_a\nloop_\n\ndata_b\nloop_\n_x\n\ndata_c\nloop_\n");
        assertEquals(List.of(), star.block("a").columns());
        assertEquals(List.of("x"), star.block("b").columns());
        assertEquals(0, star.block("b").rows());
        assertEquals(List.of(), star.block("c").columns());
    }

    @Test
    void aBinaryFileIsNoStarFile() throws IOException {
        Path file = MrcBytes.stack(16, 1, 1).write(dir.resolve("a.mrcs"));
        FormatException e = assertThrows(FormatException.class, () -> StarFile.read(file));
        assertTrue(e.getMessage().contains("this is not a STAR file, it is a binary file"), e.getMessage());
        assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), "no control characters");
        assertFalse(e.getMessage().contains("?"), "none of its bytes: " + e.getMessage());
    }

    private StarFile read(String content) throws IOException {
        return StarFile.read(Files.writeString(dir.resolve("in.star"), content));
    }

    private void assertMessage(String end, Executable code) {
        FormatException e = assertThrows(FormatException.class, code);
        assertEquals(dir.resolve("in.star") + end, e.getMessage());
    }
}
