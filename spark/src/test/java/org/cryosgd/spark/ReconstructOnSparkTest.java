/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.cryosgd.fiji.Launcher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code reconstruct} on {@code local[2]} has the bits of threads with as many shards. */
class ReconstructOnSparkTest {
    private static final String PARTICLES = "particles=../sample-images/particles.star";

    private static final int SHARDS = 3;

    @TempDir
    Path folder;

    /** One Spark application serves all tests. */
    @BeforeAll
    static void begin() {
        System.setProperty("spark.master", "local[2]");
        System.setProperty("spark.ui.enabled", "false");
        System.setProperty("spark.cryosgd.shards", String.valueOf(SHARDS));
    }

    @AfterAll
    static void end() {
        Application.context().stop();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "epochs=1",
                "symmetry=D2 preconditioner=hutchinson epochs=1",
                "halfMaps=false padding=1 method=algorithm1 epochs=1"
            })
    void mapAndHalfMapsHaveTheBitsOfThreads(String keys) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("reconstruct", PARTICLES, "report=false"));
        if (!keys.isEmpty()) arguments.addAll(List.of(keys.split(" ")));
        Path threads = folder.resolve("threads.mrc");
        Path spark = folder.resolve("spark.mrc");
        OnThreads.run(SHARDS, folder, with(arguments, "volume=" + threads));
        assertEquals("", onSpark(with(arguments, "volume=" + spark)));
        same(threads, spark);
        if (keys.contains("halfMaps=false")) return;
        same(folder.resolve("threads_half1.mrc"), folder.resolve("spark_half1.mrc"));
        same(folder.resolve("threads_half2.mrc"), folder.resolve("spark_half2.mrc"));
    }

    @Test
    void otherCommandsAreRefusedInOneLine() {
        assertNull(SparkLauncher.refusal("reconstruct"));
        for (String command : List.of("ctfrefine", "info", "nonsense"))
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
    private static String onSpark(String... arguments) {
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
}
