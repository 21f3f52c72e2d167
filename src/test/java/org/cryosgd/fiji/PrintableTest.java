/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.cryosgd.fiji.console.ConsoleMonitor;
import org.cryosgd.fiji.progress.Failure;
import org.cryosgd.fiji.progress.Printable;
import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void whatIsNotSeenIsEscaped() {
        String plain = "Ångström, µm, 日本語 𝄞";
        assertSame(plain, Printable.line(plain));
        assertEquals(
                "a\\x1b[31mred\\x07 b\\x0a\\x9bc\\u202e\\ud800",
                Printable.line("a\u001b[31mred\u0007 b\n\u009bc\u202e\ud800"));
    }

    @Test
    void aLongLineKeepsItsBeginningAndItsEnd() {
        String line = Printable.line("begin" + "x".repeat(20_000) + "end");
        assertTrue(line.length() < 2100, "" + line.length());
        assertTrue(line.startsWith("begin") && line.endsWith("end"));
    }

    /** Everything that the program says passes through these. */
    @Test
    void noWayToTheTerminalLetsAnEscapeThrough() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        try (ConsoleMonitor monitor = new ConsoleMonitor(stream, stream, true)) {
            monitor.say("group \u001b[31mred");
            monitor.warn("group \u001b[31mred");
            monitor.note("group \u001b[31mred");
            monitor.at(1, 1, "group \u001b[31mred");
        }
        stream.print(
                Failure.of(new IllegalArgumentException("group \u001b[31mred")).message());
        String said = bytes.toString(StandardCharsets.UTF_8);
        assertTrue(said.indexOf('\u001b') < 0);
        assertEquals(6, said.split("x1b", -1).length, said);
    }
}
