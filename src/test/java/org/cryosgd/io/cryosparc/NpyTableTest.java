/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.io.cryosparc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cryosgd.io.file.FormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTableTest {
    @TempDir
    Path folder;

    /** A file of some version with this header and data. */
    private Path file(int version, String header, byte[] data) throws IOException {
        byte[] text = header.getBytes(version < 3 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(12 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        if (version == 1) bytes.putShort((short) text.length);
        else bytes.putInt(text.length);
        bytes.put(text).put(data);
        byte[] all = new byte[bytes.position()];
        bytes.get(0, all);
        return Files.write(folder.resolve("t.cs"), all);
    }

    private NpyTable table(String descr, String shape, byte[] data) throws IOException {
        return NpyTable.read(
                file(1, "{'descr': [" + descr + "], 'fortran_order': False, 'shape': " + shape + ", }\n", data));
    }

    private String refused(String descr, String shape) {
        String message = assertThrows(FormatException.class, () -> table(descr, shape, new byte[64]))
                .getMessage();
        assertTrue(message.startsWith(folder.toString()) && message.length() < 400, message);
        return message;
    }

    @ParameterizedTest
    @CsvSource({
        "<f4, 0000803f, 1",
        ">f4, 3f800000, 1",
        "<f8, 000000000000f03f, 1",
        "|i1, ff, -1",
        "|u1, ff, 255",
        "|b1, 01, 1",
        "<i2, ffff, -1",
        ">u2, 0102, 258",
        "<i4, feffffff, -2",
        "<u4, ffffffff, 4294967295",
        "<i8, ffffffffffffffff, -1",
        ">u8, ffffffffffffffff, 18446744073709551615",
        "=f4, 0000803f, 1"
    })
    void numbersOfAllKindsAreRead(String type, String hex, double value) throws IOException {
        byte[] data = java.util.HexFormat.of().parseHex(hex);
        assertEquals(
                value, table("('x', '" + type + "')", "(1,)", data).numbers("x").at(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"|S6", "<U6", ">U6", "|a6"})
    void textsOfAllKindsAreRead(String type) throws IOException {
        Charset charset = type.startsWith("<U")
                ? Charset.forName("UTF-32LE")
                : type.startsWith(">U") ? Charset.forName("UTF-32BE") : StandardCharsets.UTF_8;
        byte[] data = java.util.Arrays.copyOf("stack".getBytes(charset), type.contains("U") ? 24 : 6);
        assertEquals("stack", table("('x', '" + type + "')", "(1,)", data).text(0, "x"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void allVersionsOfTheFormatAreRead(int version) throws IOException {
        NpyTable table = NpyTable.read(file(
                version,
                "{\"descr\": [(\"a\", \"<u4\", (2,)), ((\"title\", \"b\"), \"|u1\")], \"shape\": (1L,),"
                        + " \"fortran_order\": True}",
                new byte[] {1, 0, 0, 0, 2, 0, 0, 0, 3}));
        assertEquals(2, table.numbers("a").at(0, 1));
        assertEquals(3, table.numbers("b").at(0));
        assertThrows(FormatException.class, () -> table.numbers("a").at(0, 2));
    }

    @Test
    void objectsAndColumnsInColumnsAreRefusedByName() {
        assertTrue(refused("('uid', '<u8'), ('blob/path', '|O')", "(1,)").contains("blob/path holds Python objects"));
        assertTrue(
                refused("('uid', '<u8'), ('blob', [('path', '|S4')])", "(1,)").contains("blob has columns of its own"));
    }

    /** Each product overflows an int or a long where it is not watched. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "('x', '|S2147483647')",
                "('x', '<U999999999')",
                "('x', '<f4', (65536, 65536))",
                "('x', '<f4', (2147483647, 2147483647, 2147483647))",
                "('x', '<f4', (536870912,)), ('y', '<f4', (536870912,))",
                "('x', '<f8', 99999999999)"
            })
    void columnsThatNoMemoryHoldsAreRefused(String descr) {
        refused(descr, "(1,)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(2147483647,)", "(4611686018427387904,)", "(-1,)", "(99999999999999999999,)", "(4,)"})
    void moreRowsThanTheFileHasAreRefusedBeforeMemoryIsTaken(String shape) {
        refused("('x', '<f8', (1024,))", shape);
    }

    @ParameterizedTest
    @ValueSource(strings = {"()", "(2, 2)", "1", "(1)", "'1'", "None"})
    void otherShapesAreNoTables(String shape) {
        assertTrue(refused("('x', '<f8')", shape).contains("not a table"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "('x')",
                "('x', '<f8', -1)",
                "('x', '')",
                "('x', '<q\0')",
                "(((((((((((((((((((((((",
                "('x', 'S0')",
                "('x', '<f8'), ('x', '<f8')",
                "'x'",
                "3",
                "('x', '<f8',",
                "('x', '<f8', 'y')"
            })
    void otherColumnsAreRefused(String descr) {
        refused(descr, "(1,)");
    }

    @Test
    void aLongHeaderIsRefusedBeforeMemoryIsTaken() throws IOException {
        Path file = file(2, "{}", new byte[0]);
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(8, -1);
        Files.write(file, bytes);
        String message =
                assertThrows(FormatException.class, () -> NpyTable.read(file)).getMessage();
        assertTrue(message.contains("4294967295 bytes"), message);
    }

    @Test
    void pythonsLiteralsAreRead() throws Exception {
        assertEquals(
                Map.of("a", List.of(1L, "b'c", true), "d", List.of(-2L)),
                PythonLiteral.parse(" {'a': [1, \"b'c\", True,], 'd': (-2,)}\n"));
        assertEquals(5L, PythonLiteral.parse("((5))"));
        assertThrows(PythonLiteral.SyntaxException.class, () -> PythonLiteral.parse("[1 2]"));
        assertThrows(PythonLiteral.SyntaxException.class, () -> PythonLiteral.parse("(1) x"));
    }
}
