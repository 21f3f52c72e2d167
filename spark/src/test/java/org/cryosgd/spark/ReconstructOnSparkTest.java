/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext$;
import org.cryosgd.fiji.Launcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code reconstruct} on {@code local[2]} has the bits of threads with as many shards. */
class ReconstructOnSparkTest {
    private static final String PARTICLES = "particles=../sample-images/particles.star";

    @TempDir
    Path folder;

    @AfterEach
    void end() {
        stop();
        for (String key : List.of("spark.master", "spark.cryosgd.shards", "spark.cryosgd.spill", "cryosgd.shards"))
            System.clearProperty(key);
        System.clearProperty("spark.testing.memory");
        System.clearProperty("spark.testing.reservedMemory");
    }

    private static void stop() {
        if (SparkContext$.MODULE$.getActive().isDefined()) SparkContext$.MODULE$.getActive().get().stop();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "symmetry=D2",
                "preconditioner=hutchinson epochs=1",
                "method=algorithm1 epochs=1",
                "halfMaps=false padding=1 epochs=1"
            })
    void mapAndHalfMapsHaveTheBitsOfThreads(String keys) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("reconstruct", PARTICLES, "report=false"));
        if (!keys.isEmpty()) arguments.addAll(List.of(keys.split(" ")));
        Path threads = folder.resolve("threads.mrc");
        Path spark = folder.resolve("spark.mrc");
        onThreads(3, with(arguments, "volume=" + threads));
        assertEquals("", onSpark(3, with(arguments, "volume=" + spark)));
        same(threads, spark);
        if (keys.contains("halfMaps=false")) return;
        same(folder.resolve("threads_half1.mrc"), folder.resolve("spark_half1.mrc"));
        same(folder.resolve("threads_half2.mrc"), folder.resolve("spark_half2.mrc"));
    }

    @Test
    void imagesThatDoNotFitAreRefusedAndGoToDiskWhereTheErrorSaysSo() throws Exception {
        // Spark takes 0.6 of what it has beyond its reserve: 0.6 · 3 MB, less than the images need
        System.setProperty("spark.testing.memory", String.valueOf(4L << 20));
        System.setProperty("spark.testing.reservedMemory", String.valueOf(1L << 20));
        List<String> arguments = List.of("reconstruct", PARTICLES, "report=false", "epochs=1");
        Path map = folder.resolve("map.mrc");
        String error = onSpark(3, with(arguments, "volume=" + map));
        assertTrue(error.contains("spark.cryosgd.spill=true"), error);
        assertEquals(1, error.strip().lines().count(), error);
        assertFalse(Files.exists(map));
        stop();
        System.setProperty("spark.cryosgd.spill", "true");
        assertEquals("", onSpark(3, with(arguments, "volume=" + map)));
        Path threads = folder.resolve("threads.mrc");
        onThreads(3, with(arguments, "volume=" + threads));
        same(threads, map);
    }

    @Test
    void otherCommandsAreRefusedInOneLine() {
        assertNull(SparkLauncher.refusal("reconstruct"));
        for (String command : List.of("refine", "ctfrefine", "info", "nonsense"))
            assertEquals(1, SparkLauncher.refusal(command).lines().count());
    }

    private static void same(Path a, Path b) throws Exception {
        assertArrayEquals(Files.readAllBytes(a), Files.readAllBytes(b));
    }

    private static String[] with(List<String> arguments, String more) {
        List<String> all = new ArrayList<>(arguments);
        all.add(more);
        return all.toArray(new String[0]);
    }

    /** What it wrote to standard error as an error, "" after success. */
    private static String onSpark(int shards, String... arguments) {
        System.setProperty("spark.master", "local[2]");
        System.setProperty("spark.ui.enabled", "false");
        System.setProperty("spark.cryosgd.shards", String.valueOf(shards));
        System.clearProperty("cryosgd.shards");
        ByteArrayOutputStream error = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        int status = Launcher.run(arguments, out, new PrintStream(error, true, StandardCharsets.UTF_8));
        String text = error.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("cryosgd reconstruct:"))
                .collect(Collectors.joining("\n"));
        assertEquals(status == 0, text.isEmpty(), error.toString(StandardCharsets.UTF_8));
        return text;
    }

    /** In a process without this module. */
    private void onThreads(int shards, String... arguments) throws Exception {
        String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("classes"))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Dcryosgd.shards=" + shards,
                "-Djava.awt.headless=true",
                "-cp",
                path,
                "org.cryosgd.fiji.Launcher"));
        line.addAll(List.of(arguments));
        File log = folder.resolve("threads.log").toFile();
        int status = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start()
                .waitFor();
        assertEquals(0, status, () -> log.toString());
    }
}
