/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleMonitorTest {
    private static final long SECOND = 1_000_000_000;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private long now;

    private ConsoleMonitor monitor(boolean isTerminal) {
        return new ConsoleMonitor(new PrintStream(out, true), new PrintStream(err, true), isTerminal, () -> now);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void withoutATerminalAStageHasAtMostALinePerTenth() {
        ConsoleMonitor monitor = monitor(false);
        for (int i = 1; i <= 200; i++) {
            now += SECOND;
            monitor.at(i, 200, "epoch " + i);
        }
        List<String> lines = text(err).lines().toList();
        assertEquals(10, lines.size(), text(err));
        assertEquals(" 10 %  epoch 20, 2 min 51 s left", lines.get(0)); // 19 s for 20 of 200 from the first call on
        assertEquals("100 %  epoch 200", lines.get(9));
    }

    @Test
    void aStageOfLessThanASecondIsNotWorthALine() {
        ConsoleMonitor monitor = monitor(false);
        for (int i = 1; i <= 100; i++) monitor.at(i, 100, "Reading");
        monitor.at(1, 2, "Writing");
        now += SECOND;
        monitor.at(2, 2, "Writing");
        assertEquals(List.of("100 %  Writing"), text(err).lines().toList());
    }

    @Test
    void onATerminalTheLineIsDrawnOverAndWipedBeforeText() {
        ConsoleMonitor monitor = monitor(true);
        monitor.at(1, 4, "Reading");
        now += 2 * SECOND;
        monitor.at(2, 4, "Reading");
        monitor.say("done");
        String drawn = text(err);
        assertTrue(
                drawn.startsWith(
                        "\r[#####...............]  25 %  Reading\r[##########..........]  50 %  Reading, 2 s left"),
                drawn);
        assertTrue(drawn.endsWith(" \r"), drawn);
        assertEquals("done", text(out).strip());
    }

    @Test
    void aLineFitsTheTerminal() {
        monitor(true).at(1, 4, "x".repeat(200));
        assertTrue(text(err).length() <= 80, text(err));
    }
}
