/*-
 * Copyright (c) 2026 CryoSGD developers. BSD-2-Clause licence, see LICENSE.
 */
package org.cryosgd.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code precondition}, {@code condition} and {@code compare} on {@code local[2]} have the bits of threads with as many shards. */
class ExperimentsOnSparkTest {
    private static final String PARTICLES = "particles=../sample-images/particles.star";

    @TempDir
    Path folder;

    @Test
    void preconditionerHasTheBitsOfThreads() throws Exception {
        both("precondition", PARTICLES, "box=32", "preconditioner=%s.mrc");
        OnSpark.same(folder.resolve("threads.mrc"), folder.resolve("spark.mrc"));
    }

    @Test
    void conditionHasTheBitsOfThreads() throws Exception {
        both("condition", PARTICLES, "output=%s", "draws=2");
        for (String file : List.of("condition.csv", "diagonal.mrc")) same(file);
    }

    /** Algorithm 1, OASIS and the deterministic methods: all kinds of passes there are. */
    @Test
    void comparisonHasTheBitsOfThreads() throws Exception {
        both(
                "compare",
                PARTICLES,
                "box=24",
                "methods=algorithm1,oasisAdaptive,lbfgs,pcg",
                "epochs=2",
                "referenceIterations=5",
                "output=%s");
        for (String file : List.of(
                "minimum.mrc",
                "algorithm1.mrc",
                "oasisAdaptive.mrc",
                "lbfgs.mrc",
                "pcg.mrc",
                "fsc.csv",
                "diagonal.csv")) same(file);
        assertEquals(withoutSeconds("threads"), withoutSeconds("spark"));
    }

    /** compare.csv but for the column of seconds. */
    private List<String> withoutSeconds(String name) throws Exception {
        List<String> lines = Files.readAllLines(folder.resolve(name).resolve("compare.csv"));
        int seconds = List.of(lines.get(0).split(",")).indexOf("seconds");
        return lines.stream()
                .map(line -> {
                    List<String> cells = new ArrayList<>(Arrays.asList(line.split(",")));
                    cells.remove(seconds);
                    return cells.stream().collect(Collectors.joining(","));
                })
                .toList();
    }

    private void both(String... arguments) throws Exception {
        OnThreads.run(OnSpark.SHARDS, folder, named("threads", arguments));
        OnSpark.run(named("spark", arguments));
    }

    private String[] named(String name, String... arguments) {
        return Arrays.stream(arguments)
                .map(a -> a.replace("%s", folder.resolve(name).toString()))
                .toArray(String[]::new);
    }

    private void same(String file) throws Exception {
        OnSpark.same(
                folder.resolve("threads").resolve(file), folder.resolve("spark").resolve(file));
    }
}
