/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.fiji;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a user types it. */
class CompareCommandTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... keys) {
        return Launcher.run(
                Stream.concat(
                                Stream.of("compare", "particles=sample-images/particles.star", "output=" + folder),
                                Stream.of(keys))
                        .toArray(String[]::new),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }

    /** The cells of compare.csv by "method run epoch". */
    private Map<String, String[]> rows() throws IOException {
        Map<String, String[]> rows = new HashMap<>();
        List<String> lines = Files.readAllLines(folder.resolve("compare.csv"));
        assertEquals("method,run,epoch,passes,seconds,loss,excess,gradientNorm,batchVariance,meanFsc", lines.get(0));
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            rows.put(String.join(" ", cells[0], cells[1], cells[2]), cells);
        }
        return rows;
    }

    private static double value(String[] row, int column) {
        return Double.parseDouble(row[column]);
    }

    @Test
    void allMethodsGoDownFromOneStart() throws IOException {
        String[] all = {
            "sgd",
            "precomputed",
            "exact",
            "algorithm1",
            "algorithm1exact",
            "decaying",
            "oasis",
            "oasisAdaptive",
            "lbfgs",
            "cg",
            "pcg"
        };
        assertEquals(0, run("methods=" + String.join(",", all), "epochs=3", "box=24", "probes=2"), this::text);
        Map<String, String[]> rows = rows();
        assertEquals(4 * all.length, rows.size());
        String[] reference = rows.get("sgd 1 0");
        for (String method : all) {
            String[] start = rows.get(method + " 1 0");
            String[] end = rows.get(method + " 1 3");
            for (int column : new int[] {5, 7, 8, 9}) assertEquals(reference[column], start[column], method);
            assertTrue(value(end, 5) < value(start, 5), method);
            // F cannot be below its minimum; it is a sum of floats
            assertTrue(value(end, 6) > -1e-5 * value(end, 5), method);
        }
        Map<String, Double> passes =
                Map.of("sgd", 6., "precomputed", 8., "exact", 7., "algorithm1", 6., "decaying", 4.);
        passes.forEach((method, expected) ->
                assertEquals(expected.doubleValue(), value(rows.get(method + " 1 3"), 3), method));
        assertEquals(4, value(rows.get("lbfgs 1 3"), 3));
        assertEquals(5, value(rows.get("pcg 1 3"), 3));
        assertEquals(rows.get("lbfgs 1 2")[6].substring(0, 4), rows.get("cg 1 2")[6].substring(0, 4));
        for (String method : all) assertTrue(Files.exists(folder.resolve(method + ".mrc")), method);
        assertThePageIsWhole();
    }

    private void assertThePageIsWhole() throws IOException {
        String page = Files.readString(folder.resolve("compare.html"));
        Matcher pictures = Pattern.compile("src=\"([^\"]+)\"").matcher(page);
        int count = 0;
        for (; pictures.find(); count++) assertTrue(Files.exists(folder.resolve(pictures.group(1))), pictures.group());
        assertTrue(count > 20, page);
        assertFalse(page.replaceAll("(?s)<style>.*</style>", "").contains("%"), "a format that was not filled in");
        for (String file : List.of("fsc.csv", "epochs.csv", "diagonal.csv", "compare.json"))
            assertTrue(Files.exists(folder.resolve(file)), file);
    }

    @Test
    void runsDifferInTheirStartAndAreRepeatable() throws IOException {
        String[] keys = {"methods=algorithm1,decaying", "epochs=1", "runs=2", "box=24", "reference="};
        assertEquals(0, run(keys), this::text);
        Map<String, String[]> first = rows();
        assertFalse(first.get("decaying 1 0")[5].equals(first.get("decaying 2 0")[5]));
        assertEquals(0, run(keys), this::text);
        Map<String, String[]> second = rows();
        first.forEach((key, row) -> assertEquals(row[5], second.get(key)[5], key));
        assertTrue(Files.readString(folder.resolve("compare.html")).contains("±"));
    }

    @Test
    void anUnknownMethodIsNamed() {
        assertEquals(2, run("methods=sgd,adam"));
        assertTrue(text().contains("methods must be names from precomputed, algorithm1, sgd"), this::text);
        assertTrue(text().contains("found 'adam'"), this::text);
    }

    @Test
    void aReferenceOfAnotherBoxIsRefused() {
        assertEquals(2, run("reference=sample-images/phantom.mrc", "box=24"));
        assertTrue(text().contains("The maps have boxes of 48 and 24 voxels"), this::text);
    }
}
